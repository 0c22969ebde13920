"""XML read safely, each element with its place in the file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.parsers.expat import errors

from detente.errors import InputError, Problem

MOST_BYTES = 20_000_000
MOST_ELEMENTS = 200_000
MOST_LEVELS = 100
_HEAD = 65_536  # bytes that are looked at to learn the root's tag

_ENCODINGS = re.compile(
    r"utf-?8|utf-?16([bl]e)?|(us-)?ascii|latin-?1|iso-?8859-?\d{1,2}|(windows|cp)-?125\d",
    re.IGNORECASE,
)
_DOCTYPE = (
    "a DOCTYPE that declares entities or points to another file; such declarations can blow up a "
    "small file or draw in other files, so they are not read: delete everything from '<!DOCTYPE' "
    "to its closing '>'"
)
_ENCODING = (
    "save the file as UTF-8, or name its true encoding in the first line: "
    '<?xml version="1.0" encoding="ISO-8859-1"?>'
)


@dataclass(slots=True, eq=False)
class Element:
    """An element of an XML file, without its text.

    Attributes:
        tag: its name.
        attributes: by name, entities such as `&amp;` resolved.
        file: path of the file as the user gave it.
        line: 1-based line of its start tag.
        column: 1-based column of its start tag, counted in characters.
        children: the elements directly inside it, in order.
    """

    tag: str
    attributes: dict[str, str]
    file: str
    line: int
    column: int
    children: list[Element] = field(default_factory=list, repr=False)

    def named(self, tag: str) -> list[Element]:
        """The elements of one tag directly inside this one."""
        return [child for child in self.children if child.tag == tag]

    def walk(self) -> Iterator[Element]:
        """This element and everything inside it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def problem(self, message: str) -> Problem:
        """A mistake found at this element."""
        return Problem(self.file, self.line, self.column, message)


def parse(path: str | os.PathLike[str]) -> Element:
    """The root element of an XML file.

    Refused are entities of the file's own and references to other files (entity bombs, XXE), and
    files above 20 MB, 200,000 elements or 100 levels. Whatever a file holds, it gives an answer or
    an InputError.

    Args:
        path: the file; messages name it as it is given here.

    Raises:
        InputError: the file cannot be read, is refused or is not well-formed; with its place.
    """
    data = _bytes(path)
    if not data.strip():
        raise InputError.at(str(path), "the file is empty; an XML file was expected here")
    return _Reader(str(path)).read(data)


def root_tag(path: str | os.PathLike[str]) -> str | None:
    """The tag of the root element, from the head of the file; None if that cannot be found out.

    Cheap, and raises nothing: it tells formats apart, and leaves complaints to `parse`.
    """
    found: list[str] = []

    def keep(tag: str, *_: object) -> None:
        if not found:
            found.append(tag)

    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and not _ENCODINGS.fullmatch(encoding):
            raise LookupError(encoding)

    parser = expat.ParserCreate()
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = keep  # the DOCTYPE names the root, before any entity counts
    parser.StartElementHandler = keep
    try:
        with Path(path).open("rb") as file:
            data = file.read(_HEAD)
        for start in range(0, len(data), 512):
            parser.Parse(data[start : start + 512], False)
            if found:
                break
    except (OSError, expat.ExpatError, ValueError, LookupError):
        pass
    return found[0] if found else None


def _bytes(path: str | os.PathLike[str]) -> bytes:
    """What the file holds, unless it is too large."""
    try:
        if not Path(path).is_file():
            what = "is a folder" if Path(path).is_dir() else "there is no such file"
            raise InputError.at(str(path), f"{what}; give the path of an XML file")
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError.at(str(path), f"the file cannot be read: {why}") from None
    if len(data) > MOST_BYTES:
        raise InputError.at(
            str(path), f"the file is larger than {MOST_BYTES // 1_000_000} MB; is it the right one?"
        )
    return data


class _Reader:
    """Builds the elements of one file while the parser goes through it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Element | None = None
        self.open: list[Element] = []  # from the root to where we are
        self.count = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.refuse
        parser.ExternalEntityRefHandler = self.refuse
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def read(self, data: bytes) -> Element:
        """The root element."""
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            raise self.malformed(error, data) from None
        except (ValueError, LookupError):  # a codec that cannot be used for XML
            raise InputError.at(
                self.file, f"the encoding the file names cannot be read; {_ENCODING}", 1, 1
            ) from None
        assert self.root is not None  # without a root the parser has complained
        return self.root

    def here(self) -> tuple[int, int]:
        """Line and column of what the parser is looking at."""
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Takes the encodings that people use; others are a way to odd corners of the codecs."""
        if encoding is not None and not _ENCODINGS.fullmatch(encoding):
            message = f"the encoding {encoding[:40]!r} is not one that is read here; {_ENCODING}"
            raise InputError.at(self.file, message, *self.here())

    def doctype(self, name: str, system: str | None, public: str | None, subset: int) -> None:
        """Refuses all but the bare `<!DOCTYPE name>`: a list of attributes, too, can be a bomb."""
        if system or public or subset:
            self.refuse()

    def refuse(self, *_: object) -> int:
        """Refuses declarations."""
        raise InputError.at(self.file, _DOCTYPE, *self.here())

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Takes up an element."""
        element = Element(tag, attributes, self.file, *self.here())
        self.count += 1
        if len(self.open) >= MOST_LEVELS or self.count > MOST_ELEMENTS:
            much = (
                f"{MOST_ELEMENTS:,} elements"
                if self.count > MOST_ELEMENTS
                else f"{MOST_LEVELS} levels of elements inside each other"
            )
            raise InputError([element.problem(f"more than {much}; is it the right file?")])
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, tag: str) -> None:
        """Leaves an element."""
        self.open.pop()

    def malformed(self, error: expat.ExpatError, data: bytes) -> InputError:
        """The parser's complaint in plain words."""
        kind = errors.messages.get(error.code, str(error))
        inside = f" inside <{self.open[-1].tag}> of line {self.open[-1].line}" if self.open else ""
        if kind in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN):
            message = f"the file breaks off{inside}; get a whole copy of it"
        elif kind == errors.XML_ERROR_TAG_MISMATCH:
            message = f"a closing tag of something else{inside}; close each element in turn"
        elif kind == errors.XML_ERROR_UNDEFINED_ENTITY:
            message = "an entity that XML does not know; write a plain '&' as '&amp;'"
        elif kind == errors.XML_ERROR_INVALID_TOKEN:
            message = _invalid(data, self.parser.ErrorByteIndex)
        elif kind in (errors.XML_ERROR_INCORRECT_ENCODING, errors.XML_ERROR_UNKNOWN_ENCODING):
            message = f"the file is not in the encoding that it names; {_ENCODING}"
        elif kind == errors.XML_ERROR_SYNTAX:
            message = "this is not XML: it should begin with a tag such as <utility_space>"
        else:
            message = f"not well-formed XML: {kind}"
        return InputError.at(self.file, message, error.lineno, error.offset + 1)


def _invalid(data: bytes, at: int) -> str:
    """Why the parser could make nothing of the bytes at one place."""
    if data[at : at + 1] >= b"\x80" or data[at : at + 1] == b"\x00":
        return f"a character that is not in the file's encoding; {_ENCODING}"
    before = data[max(0, at - 40) : at + 1]
    if b"&" in before[-12:]:
        return "not well-formed XML; write a plain '&' as '&amp;'"
    return (
        "not well-formed XML: a character that cannot stand here; check the quotes and the angle "
        "brackets before it, and write '<' and '&' in text as '&lt;' and '&amp;'"
    )
