"""The text of a file, with whatever makes it no text said in plain words."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from detente.formats.detente.mistakes import Mistakes, Span

MOST_BYTES = 4_000_000
_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OTHER_ENCODINGS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x00\x00\xfe\xff": "UTF-32",
}
_BOM = b"\xef\xbb\xbf"


def is_json(path: str | os.PathLike[str]) -> bool:
    """Whether a file is JSON and not YAML, by its name."""
    return Path(path).suffix.lower() == ".json"


def resolved(path: Path) -> Path:
    """Where a path leads, links followed; unlike `Path.resolve`, a link that leads back to itself is no error."""
    return Path(os.path.realpath(path))


def read_text(path: Path, mistakes: Mistakes) -> str | None:
    """The text of a file without its byte order mark, line ends as they are; None if it is not to be had.

    A file that is too large is refused before it is read.
    """
    data = read_bytes(path, mistakes)
    return None if data is None else decoded(data, mistakes)


def read_bytes(path: Path, mistakes: Mistakes) -> bytes | None:
    """The bytes of a file of acceptable size; None, and a mistake is kept, if there are none to be had."""
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            large = stat.S_ISREG(status.st_mode) and status.st_size > MOST_BYTES
            data = None if large else stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        mistakes.add(None, "there is no such file; check its name and folder")
        return None
    except IsADirectoryError:
        mistakes.add(None, "this is a folder; name the case file in it" + _cases_in(path))
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        mistakes.add(None, f"the file cannot be read: {reason}")
        return None
    if data is None or len(data) > MOST_BYTES:
        mistakes.add(
            None,
            f"the file is larger than {MOST_BYTES // 1_000_000} MB, which no case is; "
            "check that it is the right one",
        )
        return None
    return data


def decoded(data: bytes, mistakes: Mistakes) -> str | None:
    """Bytes as text; None, and a mistake is kept, if they are not UTF-8 or hold what is no text."""
    for mark, name in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            mistakes.add(Span(1, 1), f"the file is {name}; save it as UTF-8")
            return None
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        at = error.start + len(data) - len(body)
        mistakes.add(
            Span(line, column),
            f"byte {at + 1} of the file (0x{body[error.start]:02x}) is not UTF-8; save the file as UTF-8",
        )
        return None
    wrong = _NO_TEXT.search(text)
    if wrong:
        start = wrong.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        what = (
            "a NUL"
            if wrong.group() == "\0"
            else f"the control character U+{ord(wrong.group()):04X}"
        )
        mistakes.add(
            Span(line, column),
            f"there is {what} here, which no text has; delete it, or check the file",
        )
        return None
    return text


def _cases_in(folder: Path) -> str:
    """The case files of a folder, for a message."""
    try:
        names = sorted(
            entry.name for entry in folder.iterdir() if entry.suffix in (".yaml", ".yml", ".json")
        )
    except OSError:
        return ""
    return f": {', '.join(names[:5])}" + (", ..." if len(names) > 5 else "") if names else ""
