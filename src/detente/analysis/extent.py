"""Between which utilities all valid outcomes of a case lie."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from detente.analysis.assembly import Limits, part_of
from detente.analysis.grouping import Agenda, Bonus, Group, agenda
from detente.model.case import Case

ROWS = 4_000_000
"""Labels kept at once at most."""


def extent(case: Case) -> tuple[tuple[int, int], ...]:
    """For each party of the case its least and its greatest utility over all valid outcomes, in units.

    Raises:
        NoAgreement: the rules leave no outcome.
        TooLarge: too many variables are tied together too closely.
    """
    ready = agenda(case)
    found = [(0, 0)] * len(ready.parties)
    for p, party in enumerate(ready.parties):
        ends = [group_extent(ready, group, p, ROWS) for group in ready.groups]
        low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
        found[party] = ready.offset[p] + ready.unit[p] * low, ready.offset[p] + ready.unit[p] * high
    return tuple(found)


def group_extent(ready: Agenda, group: Group, p: int, rows: int) -> tuple[int, int]:
    """The least and the greatest that a group gives one party of the agenda, in the agenda's units.

    Raises:
        NoAgreement: the rules leave no combination.
        TooLarge: too many labels would have to be kept.
    """
    ends = []
    for sign in (-1, 1):
        mine = _only(group, p, sign)
        # The group is this party's alone there too, since how numbers are kept is told from it.
        alone = replace(
            ready,
            parties=(ready.parties[p],),
            unit=(ready.unit[p],),
            offset=(ready.offset[p],),
            groups=(mine,),
        )
        ends.append(sign * _most(alone, mine, rows))
    return ends[0], ends[1]


def _only(group: Group, p: int, sign: int) -> Group:
    """A group as one party sees it, or its opposite."""
    return replace(
        group,
        adds=(tuple(tuple(sign * add for add in row) for row in group.adds[p]),),
        bonuses=tuple(
            Bonus(bonus.condition, (sign * bonus.worth[p],))
            for bonus in group.bonuses
            if bonus.worth[p]
        ),
    )


def _most(alone: Agenda, group: Group, rows: int) -> int:
    """The most that a group gives the only party."""
    if not group.rules and not group.bonuses:
        return sum(max(row) for row in group.adds[0])
    return int(part_of(alone, group, Limits(rows, Fraction(0))).points[0, 0])
