"""Errors that a person can act on: each says where, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class DetenteError(Exception):
    """Any error that Detente raises on purpose; its text is meant for the user."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in an input, with its place.

    Attributes:
        file: path as the user gave it; empty if the input did not come from a file.
        line: 1-based line, 0 if unknown.
        column: 1-based column, 0 if unknown.
        message: what is wrong and how to mend it.
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        return f"{place}: {self.message}" if place else self.message


class InputError(DetenteError):
    """The input is wrong; carries every mistake found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, without repetitions, in order of place."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, file: str, message: str, line: int = 0, column: int = 0) -> InputError:
        """An error with a single problem."""
        return cls([Problem(file, line, column, message)])


class NoAgreement(DetenteError):
    """No valid outcome gives every party at least its reservation value."""


class NoPlan(DetenteError):
    """The moves of the case cannot lead from the status quo to the target."""


class TooLarge(DetenteError):
    """The question is too large to be answered exactly; nothing is sampled in silence."""

    limits_help = True
    """Whether a tolerance, or more memory, could make it small enough."""


class ConditionTooLarge(TooLarge):
    """A single rule or interaction asks more than can be told apart, whatever the limits."""

    limits_help = False
