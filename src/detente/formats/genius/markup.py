"""XML as GENIUS's own small parser takes it: double quotes, no comments, the root's children in a set order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.errors import InputError

_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}


@dataclass
class Tag:
    """An element to be written.

    Attributes:
        name: of the element.
        attributes: by name, as plain text or numbers.
        inside: the elements inside it, in order.
    """

    name: str
    attributes: dict[str, object] = field(default_factory=dict)
    inside: list[Tag] = field(default_factory=list)

    def text(self) -> str:
        """The element as the text of a file.

        Raises:
            InputError: a text holds a character that XML cannot.
        """
        return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *self._lines(0), ""])

    def _lines(self, depth: int) -> Iterator[str]:
        pad = "  " * depth
        said = "".join(f' {key}="{_escaped(str(value))}"' for key, value in self.attributes.items())
        if not self.inside:
            yield f"{pad}<{self.name}{said}/>"
            return
        yield f"{pad}<{self.name}{said}>"
        for one in self.inside:
            yield from one._lines(depth + 1)
        yield f"{pad}</{self.name}>"


def _escaped(text: str) -> str:
    found = _IMPOSSIBLE.search(text)
    if found:
        raise InputError.at(
            "",
            f"{text[:40]!r} holds the character U+{ord(found[0]):04X}, which XML cannot; rename it",
        )
    return "".join(_ESCAPES.get(letter, letter) for letter in text)
