"""What comes to light while GENIUS files are read: mistakes, and what the reader should be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from detente.errors import Problem
from detente.formats.xml import Element
from detente.model.number import exact

_INDEX = re.compile(r"\s*[+-]?[0-9]{1,9}\s*")
_MOST = 10**80  # products and quotients of two such numbers can still be written in a case file
_SHOWN = 4  # names said aloud in one message before it says how many more there are


@dataclass
class Findings:
    """Everything found in the files of one domain.

    Attributes:
        problems: mistakes; the domain is not read if there are any.
    """

    problems: list[Problem] = field(default_factory=list)
    _said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """How what could be read in more than one way was read, each thing once for all it is of."""
        return tuple(f"{', '.join(of)}: {text}" if of else text for text, of in self._said.items())

    def wrong(self, element: Element, message: str) -> None:
        """Keeps a mistake."""
        self.problems.append(element.problem(message))

    def note(self, text: str, of: str = "") -> None:
        """Keeps a note; `of` says what it is of, such as a party or one of its issues."""
        whose = self._said.setdefault(text, [])
        if of and of not in whose:
            whose.append(of)

    def number(self, element: Element, attribute: str) -> Fraction | None:
        """The exact number in an attribute; None, and a mistake is kept, where there is none."""
        text = element.attributes.get(attribute)
        if text is None:
            self.wrong(element, f'<{element.tag}> has no {attribute}; write {attribute}="..."')
            return None
        try:
            number = exact(text)
        except ValueError:
            what = "which is not a number"
        else:
            if abs(number.numerator) < _MOST and number.denominator < _MOST:
                return number
            what = "which has too many digits"
        self.wrong(
            element,
            f"{attribute} of <{element.tag}> is {text[:40]!r}, {what}; "
            "write a number such as 0.25 or 1.0E-4",
        )
        return None

    def index(self, element: Element) -> int | None:
        """The number by which a weight and its issue find each other; None where it is wrong."""
        text = element.attributes.get("index")
        if text is not None and _INDEX.fullmatch(text):
            return int(text)
        given = "has no index" if text is None else f"has the index {text[:40]!r}"
        self.wrong(element, f'<{element.tag}> {given}; write a whole number, index="1"')
        return None


def listed(names: list[str]) -> str:
    """Names in a row, the first few of many."""
    shown = ", ".join(repr(name) for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"
