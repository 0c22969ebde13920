"""Trades (logrolling) in words: who gives way on what, its cost, and what the others get by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.model.case import Case, Indices
from detente.report.middle import middle
from detente.report.naming import (
    amount,
    capital,
    everybody,
    listed,
    signed,
    the,
    value_words,
    variable_title,
)

_MOST_NAMED = 5


@dataclass(frozen=True)
class Trade:
    """One issue or item on which an outcome departs from the middle.

    Attributes:
        title: the issue or item.
        before: its value in the middle, in words.
        after: its value in the outcome, in words.
        worth: what the departure is worth to each party, on its own scale.
    """

    title: str
    before: str
    after: str
    worth: dict[str, Fraction]


@dataclass(frozen=True)
class Trades:
    """How an outcome compares with splitting every issue down the middle.

    Attributes:
        middle: the outcome that splits every issue (value indices).
        trades: what differs, in the case's order.
        gain: by party, how much more the outcome is worth to it than the middle.
        sentences: all of it in words.
    """

    middle: Indices
    trades: tuple[Trade, ...]
    gain: dict[str, Fraction]
    sentences: tuple[str, ...]


def _worth(case: Case, trade: Trade, subject: str) -> str:
    """What a trade is worth: `−4; +18 to the Russian Federation`, to the subject of the sentence first.

    Where everybody is the subject (an empty one), each party is named.
    """
    said = [signed(trade.worth[subject])] if subject else []
    rest = [
        f"{signed(trade.worth[party])} to {the(case, party)}"
        for party in case.parties
        if party != subject and trade.worth[party]
    ]
    return "; ".join([*said, *([", ".join(rest)] if rest else [])])


def _named(case: Case, trades: Sequence[Trade], subject: str) -> str:
    """Several trades in a row; the many small ones at the end are summed up."""
    said = [f"{trade.title} ({_worth(case, trade, subject)})" for trade in trades[:_MOST_NAMED]]
    rest = trades[_MOST_NAMED:]
    if len(rest) == 1:
        said.append(f"{rest[0].title} ({_worth(case, rest[0], subject)})")
    elif rest:
        worth = {p: sum((t.worth[p] for t in rest), Fraction(0)) for p in case.parties}
        said.append(
            f"{len(rest)} smaller matters ({_worth(case, Trade('', '', '', worth), subject)})"
        )
    return listed(said)


def _ways(case: Case, found: Sequence[Trade]) -> list[str]:
    """Who gives way on what."""
    said = []
    gives: dict[str, list[Trade]] = {}
    for party in case.parties:
        mine = [
            trade
            for trade in found
            if trade.worth[party] < 0 and any(worth > 0 for worth in trade.worth.values())
        ]
        if mine:
            gives[party] = sorted(mine, key=lambda t: (-max(t.worth.values()), t.worth[party]))
    for number, (party, mine) in enumerate(gives.items()):
        who = the(case, party)
        opening = f"In return, {who}" if number and len(case.parties) == 2 else capital(who)
        said.append(f"{opening} gives way on {_named(case, mine, party)}.")
    better = [t for t in found if min(t.worth.values()) > 0]
    if better:
        said.append(f"{capital(everybody(case))} do better on {_named(case, better, '')}.")
    easy = [t for t in found if min(t.worth.values()) == 0 and max(t.worth.values()) > 0]
    if easy:
        said.append(f"Nobody gives anything for {_named(case, easy, '')}.")
    worse = [t for t in found if max(t.worth.values()) <= 0 and min(t.worth.values()) < 0]
    if worse:
        said.append(f"Nobody does better, and somebody worse, on {_named(case, worse, '')}.")
    return said


def trades(case: Case, target: Sequence[int], start: Sequence[int] | None = None) -> Trades | None:
    """The trades that set an outcome apart from splitting every issue down the middle.

    Args:
        case: the case.
        target: the outcome (value indices).
        start: what to compare with; the middle (`middle.middle`) where it is not given.

    Returns:
        The trades; None if the rules allow no outcome near the middle.
    """
    base = tuple(start) if start is not None else middle(case)
    if base is None:
        return None
    utilities = case.utilities
    found = tuple(
        Trade(
            variable_title(case, v),
            value_words(case, v, before),
            value_words(case, v, after),
            {
                party: utilities.value(
                    p, utilities.tables[p][v][after] - utilities.tables[p][v][before]
                )
                for p, party in enumerate(case.parties)
            },
        )
        for v, (before, after) in enumerate(zip(base, target, strict=True))
        if before != after
    )
    ours, theirs = utilities.of(target), utilities.of(base)
    gain = {party: ours[party] - theirs[party] for party in case.parties}
    if not found:
        return Trades(base, (), gain, ("It is what splitting every issue down the middle gives.",))
    said = _ways(case, found)
    together = {
        party: gain[party] - sum((trade.worth[party] for trade in found), Fraction(0))
        for party in case.parties
    }
    if any(together.values()):
        parts = (
            f"{signed(worth)} to {the(case, party)}" for party, worth in together.items() if worth
        )
        said.append(f"What depends on several issues together adds {listed(parts)}.")
    whole = listed(
        f"{signed(gain[party])} to {the(case, party)} "
        f"({amount(ours[party])} rather than {amount(theirs[party])})"
        for party in case.parties
    )
    more = "better for everyone than" if min(gain.values()) > 0 else "set against"
    said.append(f"All in all that is {more} splitting every issue down the middle: {whole}.")
    return Trades(base, found, gain, tuple(said))


def middle_words(case: Case) -> str:
    """What the middle is, for a note below the trades."""
    return (
        "Splitting down the middle means: on every issue by itself, the value midway between what "
        f"{everybody(case)} would like best; what cannot be divided is shared out in turn."
    )
