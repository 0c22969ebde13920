"""Where things stand: how far a plan has been carried out, and what can no longer be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from detente.model.case import Case, Indices

Refused = tuple[int, int | None]
"""A variable and the value that it cannot be moved to any more; None: it cannot be moved at all."""


@dataclass(frozen=True)
class Standing:
    """Where things stand on a day, some steps of a plan done and others not.

    Attributes:
        state: value index of each variable now.
        stays: value index of each variable that stays if everything breaks off now.
        day: the day; None means the case's own date.
        refused: changes that somebody will not make.
        lapsed: terms no longer in force, besides those whose last day is over.
    """

    state: Indices
    stays: Indices
    day: date | None = None
    refused: frozenset[Refused] = frozenset()
    lapsed: frozenset[str] = frozenset()

    def refuses(self, variable: int, end: int) -> bool:
        """Whether a variable cannot be moved to a value any more."""
        return (variable, None) in self.refused or (variable, end) in self.refused


def standing(
    case: Case,
    state: Sequence[int],
    *,
    day: date | None = None,
    refused: frozenset[Refused] = frozenset(),
    lapsed: frozenset[str] = frozenset(),
) -> Standing:
    """Where things stand if each variable went from the status quo to its value by the fewest moves.

    What stays is then the end of the last of those moves that cannot be undone, or today's value. Where no moves lead
    to a value, it counts as irrevocable.

    Raises:
        ValueError: the case has no status quo.
    """
    start = case.status_quo
    if start is None:
        raise ValueError("the case leaves the status quo of some issue open")
    stays = list(start)
    for v, (here, now) in enumerate(zip(start, state, strict=True)):
        if here == now:
            continue
        path = case.changes.path(v, here, now)
        if path is None:
            stays[v] = now
        for move in path or ():
            if not move.revocable:
                stays[v] = move.end
    return Standing(tuple(state), tuple(stays), day, refused, lapsed)
