"""The mistakes found in a file, gathered so that all are told in one run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from detente.errors import InputError, Problem, did_you_mean, short

__all__ = ["Mistakes", "Span", "did_you_mean", "nearest", "short"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a text.

    Attributes:
        line: 1-based.
        column: 1-based, in characters.
        start: offset of its first character.
        end: offset behind its last character.
        alias: whether an alias (`*name`) stands there instead of the thing itself.
    """

    line: int
    column: int
    start: int = 0
    end: int = 0
    alias: bool = False


@dataclass
class Mistakes:
    """The mistakes of a file, and of those that it names.

    Attributes:
        file: the file now read, as the user would name it.
        problems: what was found, in all files.
        notes: what is no mistake but ought to be said.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, span: Span | None, message: str) -> None:
        """Keep one mistake."""
        line, column = (span.line, span.column) if span else (0, 0)
        self.problems.append(Problem(self.file, line, column, message))

    def of(self, file: str) -> Mistakes:
        """The same collection, for mistakes in another file."""
        return Mistakes(file, self.problems, self.notes)

    def stop(self) -> None:
        """End here if anything is wrong.

        Raises:
            InputError: there are mistakes; it carries them all.
        """
        if self.problems:
            raise InputError(self.problems)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that an unknown one was most likely meant to be."""
    close = get_close_matches(name[:200], list(known), n=1, cutoff=0.6)
    return close[0] if close else None
