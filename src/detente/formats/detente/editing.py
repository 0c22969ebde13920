"""Changes of single values in a case file, in place: every other character stays as it is.

The place of each value in the text is known (`tree`), so the new value is put exactly there. Nothing is written by a
YAML writer, and so comments, order, quotation marks, alignment and line ends are kept without further care.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.formats.detente.emit import plain_or_quoted, quoted
from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.reading import read
from detente.formats.detente.replacing import replace_file
from detente.formats.detente.source import decoded, is_json, read_bytes, resolved
from detente.formats.detente.tree import Map, Seq, Word, parse
from detente.model.case import Case

_BOM = "\ufeff"
_MARKS = re.compile(r"(?:[&!]\S*\s+)+")  # an anchor or a tag before a value stays
_JSON_PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false")


@dataclass(frozen=True)
class _Place:
    """A value to be replaced.

    Attributes:
        span: where it stands in the text.
        old: what stands there.
        key: where its key stands, in a mapping.
    """

    span: Span
    old: Word | None
    key: Span | None


@dataclass
class _File:
    """A file that is being changed."""

    path: Path
    shown: str
    text: str
    bom: bool
    tree: Map


def edit(path: str | os.PathLike[str], changes: Mapping[str, str]) -> Case:
    """Change values in a case file, and in the files of preferences that it names; all of them, or none.

    Args:
        path: a Detente file.
        changes: new values by dotted key: `issues.quota.status_quo`, `moves.0.duration`. Names that contain dots are
            found too. A key under `preferences` of a party whose preferences are in a file of their own leads there.

    Returns:
        The case as it is then.

    Raises:
        InputError: there is no such value, or the case would be wrong with the new one; nothing is changed then.
        OSError: a file cannot be written.

    >>> edit("case.yaml", {"preferences.us.reservation": "45"})            # doctest: +SKIP
    """
    editor = _Editor(os.fspath(path))
    for key, value in changes.items():
        editor.change(key, value)
    editor.mistakes.stop()
    texts = {place: editor.changed(place) for place in editor.wanted}
    case = read(path, texts)
    for place, text in texts.items():
        file = editor.files[place]
        if text != file.text:
            replace_file(file.path, (_BOM if file.bom else "") + text)
    return case


class _Editor:
    """Finds the places of all changes, and makes the new texts."""

    def __init__(self, path: str) -> None:
        self.mistakes = Mistakes(path)
        self.files: dict[Path, _File] = {}
        self.wanted: dict[Path, dict[Span, tuple[_Place, str]]] = {}
        self.main = self.open(Path(path), path)

    def open(self, path: Path, shown: str) -> _File | None:
        """A file's text and tree; None, and why is kept, if it cannot be read."""
        place = resolved(path)
        if place in self.files:
            return self.files[place]
        mistakes = self.mistakes.of(shown)
        data = read_bytes(path, mistakes)
        text = None if data is None else decoded(data, mistakes)
        if data is None or text is None:
            return None
        _, tree = parse(text, mistakes, json=is_json(path))
        if not isinstance(tree, Map):
            if not mistakes.problems:
                mistakes.add(None, "there is nothing in the file that could be changed")
            return None
        file = _File(path, shown, text, data.startswith(_BOM.encode()), tree)
        self.files[place] = file
        return file

    def change(self, key: str, value: str) -> None:
        """Note one change; what is wrong with it is kept."""
        if self.main is None:
            return
        file, rest = self.main, key
        if key.startswith("preferences."):
            given = file.tree.get("preferences")
            for party, there in given.items() if isinstance(given, Map) else ():
                inner = key.removeprefix(f"preferences.{party}.")
                if isinstance(there, Word) and inner != key:
                    folder = file.path.parent
                    if not resolved(folder / there).is_relative_to(resolved(folder)):
                        self.mistakes.add(
                            there.span, f"'{short(there)}' leads out of the case's folder"
                        )
                        return
                    shown = os.path.join(os.path.dirname(file.shown), there)
                    opened = self.open(folder / there, shown)
                    if opened is None:
                        return
                    file, rest = opened, inner
                    break
        found = _find(file.tree, rest)
        if isinstance(found, str):
            self.mistakes.of(file.shown).add(None, f"'{short(key)}': {found}")
            return
        wanted = self.wanted.setdefault(resolved(file.path), {})
        if found.span in wanted and wanted[found.span][1] != value:
            self.mistakes.of(file.shown).add(
                found.span, f"'{short(key)}' is to be changed twice; do it once"
            )
        wanted[found.span] = (found, value)

    def changed(self, place: Path) -> str:
        """The new text of a file."""
        file = self.files[place]
        text = file.text
        for span in sorted(self.wanted[place], key=lambda span: span.start, reverse=True):
            found, value = self.wanted[place][span]
            old = text[span.start : span.end]
            if marks := _MARKS.match(old):
                span = replace(span, start=span.start + marks.end())
                old = old[marks.end() :]
            if is_json(file.path):
                new = _json_form(old, value)
            elif found.old is None and not old.strip():
                span = _behind(found.key, text)
                new = f" {_bare(value)}"
            else:
                new = _yaml_form(old, value)
            text = text[: span.start] + new + text[span.end :]
        return text


def _find(node: Any, key: str) -> _Place | str:
    """The value at a dotted key, or what to say if there is none."""
    walked = ""
    best: tuple[int, str] = (-1, "")

    def look(node: Any, rest: str, before: str) -> _Place | None:
        nonlocal best
        steps: list[tuple[str, Any, Span]]
        if isinstance(node, Map):
            steps = [(name, node[name], node.values_at[name]) for name in node]
        elif isinstance(node, Seq):
            steps = [(str(k), entry, node.values_at[k]) for k, entry in enumerate(node)]
        else:
            best = max(
                best, (len(before), f"'{short(before)}' is {what_is(node)}, with nothing inside")
            )
            return None
        for name, value, span in sorted(steps, key=lambda step: -len(step[0])):
            here = f"{before}.{name}" if before else name
            if rest == name:
                if isinstance(value, Map | Seq):
                    inside = (
                        list(value)
                        if isinstance(value, Map)
                        else [str(k) for k in range(len(value))]
                    )
                    examples = ", ".join(f"{short(here)}.{short(one)}" for one in inside[:3])
                    best = (
                        len(here) + 1,
                        f"this is {what_is(value)}; change what is in it: {examples}",
                    )
                    return None
                if value is None and isinstance(node, Seq):
                    best = (len(here) + 1, "nothing is written there yet; write it into the file")
                    return None
                if span.alias:
                    where = f" (line {value.span.line})" if value is not None else ""
                    best = (
                        len(here) + 1,
                        f"this repeats, by '*', a value of another place; change it there{where}",
                    )
                    return None
                return _Place(span, value, node.keys_at[name] if isinstance(node, Map) else None)
            if rest.startswith(f"{name}."):
                found = look(value, rest[len(name) + 1 :], here)
                if found is not None:
                    return found
        wanted = rest.split(".")[0]
        if isinstance(node, Seq):
            hint = f"; it has entries 0 to {len(node) - 1}" if node else ""
            message = f"there is no entry '{short(wanted)}'" + hint
        else:
            message = f"there is no '{short(wanted)}'" + (
                f" in '{short(before)}'" if before else ""
            )
            message += did_you_mean(rest if "." not in rest else wanted, node, "there are")
            message += " (what is not in the file yet has to be added by hand)"
        best = max(best, (len(before), message))
        return None

    found = look(node, key, walked)
    return found if found is not None else best[1]


def _json_form(old: str, value: str) -> str:
    """A new value in JSON: a string where there was one, or where it must be one."""
    if not old.startswith('"') and _JSON_PLAIN.fullmatch(value):
        return value
    return quoted(value)


def _yaml_form(old: str, value: str) -> str:
    """A new value in YAML, quoted as the old one was where that fits."""
    if old[:1] in "|>":
        # What stood in a block of several lines comes to stand on one; empty lines behind the block are kept.
        return quoted(value) + old[len(old.rstrip("\r\n ")) :]
    if old.startswith("'") and _is_simple(value):
        return "'" + value.replace("'", "''") + "'"
    return quoted(value) if old.startswith(('"', "'")) else _bare(value)


def _bare(value: str) -> str:
    """A value without quotation marks where they are not needed: numbers, dates and flags as they are."""
    if re.fullmatch(r"[+-]?[\d.][\w.+-]*|true|false", value):
        return value
    return plain_or_quoted(value)


def _behind(key: Span | None, text: str) -> Span:
    """The place behind the ':' of a key that has no value."""
    assert key is not None
    place = text.index(":", key.end) + 1
    return Span(key.line, key.column, place, place)


def _is_simple(value: str) -> bool:
    """Whether text can stand between single quotation marks."""
    return value.isprintable() and value != ""


__all__ = ["InputError", "edit"]
