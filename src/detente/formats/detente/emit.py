"""Plain trees as YAML or JSON text that people like to read and that reads back as it was.

A tree is made of dicts, lists, text, `Number`s, flags and dates. `Inline` ones are put on one line where that fits.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from detente.errors import InputError
from detente.formats.detente.mistakes import short

WIDTH = 100
_LONGEST_KEY = 1000  # YAML finds the ':' behind a key within 1,024 characters
_SAFE_FIRST = r"[^\W_]"
_SAFE_FLOW = re.compile(rf"{_SAFE_FIRST}(?:[\w ./()'+–-]*[\w.)'])?")
_SAFE_BLOCK = re.compile(rf"{_SAFE_FIRST}(?:[\w ./()'+–,;!?&*\"-]*[\w.)'!?\"])?")
_NOT_TEXT = re.compile(
    r"(?i)true|false|null|[\d_]+|\d[\d_.,/:+-]*(?:e[+-]?\d+)?|0[xo][\da-f]+|\d\d\d\d-\d\d?.*"
)
_UNSAFE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


class Number(str):
    """A number as it is to be written, without quotation marks."""


class PartialDay(str):
    """A day, a month or a year, which YAML needs no quotation marks for."""


class InlineMap(dict[str, Any]):
    """A mapping that stands on one line where it fits."""


class InlineList(list[Any]):
    """A list that stands on one line where it fits."""


def to_yaml(tree: dict[str, Any]) -> str:
    """A tree as YAML, an empty line between its larger parts."""
    lines: list[str] = []
    for key, value in tree.items():
        added = _entry(key, value, 0)
        if len(added) > 1 and lines and not (len(added) < 4 and isinstance(value, str)):
            lines.append("")
        lines += added
    return "\n".join(lines) + "\n"


def to_json(tree: dict[str, Any]) -> str:
    """A tree as JSON, numbers digit by digit as in YAML."""
    return "\n".join(_json(tree, 0)) + "\n"


def quoted(text: str) -> str:
    """Text in double quotation marks, right for YAML and for JSON."""
    return _UNSAFE.sub(
        lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False)
    )


def plain_or_quoted(text: str, flow: bool = True) -> str:
    """Text as a YAML scalar: bare where nothing else could be read into it.

    Args:
        text: any text.
        flow: whether it may come to stand between brackets, or as a key.
    """
    safe = (_SAFE_FLOW if flow else _SAFE_BLOCK).fullmatch(text)
    if safe and not _NOT_TEXT.fullmatch(text) and len(text) < _LONGEST_KEY:
        return text
    return quoted(text)


def _scalar(value: Any, flow: bool) -> str:
    if isinstance(value, Number | PartialDay):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, str), value
    return plain_or_quoted(value, flow)


def _key(key: str, json: bool = False) -> str:
    """A key of a mapping.

    Raises:
        InputError: it is too long to be one.
    """
    text = quoted(key) if json else _scalar(key, flow=True)
    if len(text) > _LONGEST_KEY:
        raise InputError.at(
            "", f"the name {short(key, 30)!r} is longer than a file can have; shorten it"
        )
    return text


def _line(value: Any, json: bool = False) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        parts = (f"{_key(key, json)}: {_line(part, json)}" for key, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_line(part, json) for part in value) + "]"
    if json and not isinstance(value, Number | bool):
        return quoted(value.isoformat() if isinstance(value, date) else value)
    return _scalar(value, flow=True)


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """The lines of one entry of a mapping."""
    head = " " * indent + _key(key) + ":"
    return _after(head, value, indent)


def _after(head: str, value: Any, indent: int) -> list[str]:
    """The lines of a value behind the line that introduces it."""
    if isinstance(value, dict | list):
        if not value or isinstance(value, InlineMap | InlineList):
            line = f"{head} {_line(value)}"
            if not value or len(line) <= WIDTH:
                return [line]
        return [head, *_block(value, indent + 2)]
    if isinstance(value, str) and not isinstance(value, Number | PartialDay):
        long = _long(value, indent + 2)
        if (long and len(f"{head} {plain_or_quoted(value, flow=False)}") > WIDTH) or (
            long and "\n" in value
        ):
            return [f"{head} {long[0]}", *long[1:]]
    return [f"{head} {_scalar(value, flow=False)}"]


def _block(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    """The lines of a mapping or a list."""
    if isinstance(value, dict):
        return [line for key, part in value.items() for line in _entry(key, part, indent)]
    lines = []
    for part in value:
        dash = " " * indent + "-"
        if isinstance(part, dict) and part:
            line = f"{dash} {_line(part)}" if isinstance(part, InlineMap) else ""
            if line and len(line) <= WIDTH:
                lines.append(line)
                continue
            inner = _block(part, indent + 2)
            lines += [f"{dash} {inner[0].lstrip()}", *inner[1:]]
        else:
            lines += _after(dash, part, indent)
    return lines


def _long(text: str, indent: int) -> list[str]:
    """Long text as a block scalar: its header, then its lines; empty if that would not read back as it was."""
    body = text.removesuffix("\n")
    chomp = "" if body != text else "-"
    margin = " " * indent
    if not body or _UNSAFE.search(body) or "\t" in body or "\r" in body or body[0] in " \n":
        return []
    if "\n" in body:
        rows = body.split("\n")
        if not rows[-1].strip() or any(row and not row.strip() for row in rows):
            return []
        return ["|" + chomp, *(margin + row if row else "" for row in rows)]
    if "  " in body or body[-1] == " ":
        return []
    rows, row = [], ""
    for word in body.split(" "):
        if row and len(margin) + len(row) + 1 + len(word) > WIDTH:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [">" + chomp, *(margin + one for one in [*rows, row])]


def _json(value: Any, indent: int) -> list[str]:
    """The lines of a value as JSON."""
    line = _line(value, json=True)
    short_enough = isinstance(value, InlineMap | InlineList) and indent + len(line) <= WIDTH
    if not value or not isinstance(value, dict | list) or short_enough:
        return [line]
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [(f"{_key(key, json=True)}: ", part) for key, part in value.items()]
    else:
        opening, closing = "[]"
        parts = [("", part) for part in value]
    lines = [opening]
    for head, part in parts:
        first, *others = _json(part, indent + 2)
        lines += [f"  {one}" for one in (head + first, *others)]
        lines[-1] += ","
    lines[-1] = lines[-1].removesuffix(",")
    return [*lines, closing]
