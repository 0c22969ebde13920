"""Errors that a person can act on: each says where, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN = 8


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


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "there are") -> str:
    """The rest of a sentence about an unknown name: the nearest known ones, else all of them.

    >>> did_you_mean("optoins", ["options", "range"])
    "; did you mean 'options'?"
    >>> did_you_mean("x", ["options", "range"])
    '; there are: options, range'
    """
    from difflib import SequenceMatcher, get_close_matches  # which most runs never need

    names = [one for one in dict.fromkeys(known) if one != name]
    folded = {one.casefold(): one for one in reversed(names)}
    wanted = name[:200].casefold()
    close = get_close_matches(wanted, folded, n=2, cutoff=0.6)
    if close:
        likeness = [SequenceMatcher(None, wanted, one).ratio() for one in close]
        close = close[:1] if likeness[-1] < likeness[0] - 0.05 else close
        return "; did you mean " + " or ".join(f"'{short(folded[one])}'" for one in close) + "?"
    if not names:
        return ""
    shown = ", ".join(short(one) for one in names[:_SHOWN])
    return f"; {otherwise}: {shown}" + (", ..." if len(names) > _SHOWN else "")


def short(text: str, most: int = 60) -> str:
    r"""Text that fits into a message: one line, cut where it is long.

    >>> short("two\nlines")
    'two lines'
    """
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    line = " ".join(line.split(" ")) if "\n" not in text else " ".join(line.split())
    return line if len(line) <= most else line[: most - 1] + "…"
