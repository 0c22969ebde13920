"""What comes to light while the files of a scenario are read: mistakes, and what the reader should be told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from detente.errors import InputError, Problem
from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import Mistakes, Span, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.model.number import exact

_MOST = 10**80  # products and quotients of two such numbers can still be written in a case file
_NO_NUMBER = re.compile(r"[+-]?\.?(nan|inf|infinity)", re.IGNORECASE)
_SHOWN = 4


@dataclass
class Findings:
    """Everything found in the files of one scenario.

    Attributes:
        problems: mistakes; the scenario is not read if there are any.
    """

    problems: list[Problem] = field(default_factory=list)
    _said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """How what could be read in more than one way was read, each thing once for all it is of."""
        return tuple(f"{', '.join(of)}: {text}" if of else text for text, of in self._said.items())

    def note(self, text: str, of: str = "") -> None:
        """Keeps a note; `of` says what it is of, such as a party or one of its issues."""
        whose = self._said.setdefault(text, [])
        if of and of not in whose:
            whose.append(of)

    def stop(self) -> None:
        """Ends here if anything is wrong.

        Raises:
            InputError: there are mistakes; it carries them all.
        """
        if self.problems:
            raise InputError(self.problems)


@dataclass
class Sheet:
    """One file, as it is read.

    Attributes:
        file: path as messages show it.
        text: what it holds.
        root: the mapping that it is.
        findings: of the whole scenario.
        json: whether it is JSON, and not YAML.
    """

    file: str
    text: str
    root: Map
    findings: Findings
    json: bool

    def wrong(self, span: Span | None, message: str) -> None:
        """Keeps a mistake."""
        Mistakes(self.file, self.findings.problems).add(span, message)

    def at(self, node: Map | Seq, key: str | int) -> Span:
        """Where the value under a key, or at an index, stands."""
        if isinstance(node, Map):
            return node.values_at[str(key)]
        assert isinstance(key, int)
        return node.values_at[key]

    def quoted(self, span: Span) -> bool:
        """Whether what stands there is in quotation marks."""
        return self.text[span.start : span.start + 1] in ("'", '"')

    def map(self, node: Map, key: str, example: str) -> Map | None:
        """The mapping under a key; None, and a mistake is kept, where there is none."""
        if key not in node:
            self.wrong(node.home, f"'{key}' is missing here; write {example}")
            return None
        return self.a_map(node[key], node.values_at[key], f"'{key}'", example)

    def a_map(self, value: object, span: Span, what: str, example: str) -> Map | None:
        """A value that ought to be a mapping."""
        if isinstance(value, Map):
            return value
        self.wrong(span, f"{what} should be {example}, not {what_is(value)}")
        return None

    def number(self, node: Map | Seq, key: str | int, what: str) -> Fraction | None:
        """The exact number under a key; None, and a mistake is kept, where there is none."""
        value = node[key]  # type: ignore[index]
        return self.figure(value, self.at(node, key), what)

    def figure(self, value: object, span: Span, what: str) -> Fraction | None:
        """A value as an exact number; None, and a mistake is kept, where it is none."""
        if not isinstance(value, Word):
            self.wrong(span, f"{what} should be a number, not {what_is(value)}")
            return None
        text = str(value)
        if not value.plain:
            mend = "take the quotation marks away" if _is_number(text) else "write a number"
            self.wrong(span, f"{what} is the text '{short(text, 30)}', not a number; {mend}")
            return None
        if _NO_NUMBER.fullmatch(text):
            self.wrong(span, f"{what} is '{short(text, 30)}', which is no number to reckon with")
            return None
        try:
            number = exact(text)
        except ValueError:
            self.wrong(
                span,
                f"{what} is '{short(text, 30)}', which is not a number; write one, such as 0.25",
            )
            return None
        if abs(number.numerator) < _MOST and number.denominator < _MOST:
            return number
        self.wrong(span, f"{what} is '{short(text, 30)}', which has too many digits")
        return None

    def say_rest(self, node: Map, known: Iterable[str], of: str = "") -> None:
        """Says which keys are passed over."""
        rest = [key for key, value in node.items() if value is not None and key not in set(known)]
        if rest:
            self.findings.note(f"passed over: {listed(rest)}", of)


def _is_number(text: str) -> bool:
    try:
        exact(text)
    except ValueError:
        return False
    return True


def listed(names: Iterable[str]) -> str:
    """Names in a row, the first few of many.

    >>> listed(["a", "b"])
    "'a', 'b'"
    """
    names = list(names)
    shown = ", ".join(f"'{short(name, 40)}'" for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"
