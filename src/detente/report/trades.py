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
    does,
    everybody,
    listed,
    mentioned,
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
        item: whether it is a thing that goes to somebody.
    """

    title: str
    before: str
    after: str
    worth: dict[str, Fraction]
    item: bool = False


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


def _together(case: Case, trades: Sequence[Trade]) -> Trade:
    """Several trades as one."""
    worth = {p: sum((t.worth[p] for t in trades), Fraction(0)) for p in case.parties}
    return Trade("", "", "", worth)


def _title(trade: Trade) -> str:
    return trade.title if trade.item else mentioned(trade.title)


def _named(case: Case, trades: Sequence[Trade], subject: str) -> str:
    """Several trades in a row; the many small ones at the end are summed up."""
    said = [f"{_title(trade)} ({_worth(case, trade, subject)})" for trade in trades[:_MOST_NAMED]]
    rest = trades[_MOST_NAMED:]
    if len(rest) == 1:
        said.append(f"{_title(rest[0])} ({_worth(case, rest[0], subject)})")
    elif rest:
        said.append(f"{len(rest)} smaller matters ({_worth(case, _together(case, rest), subject)})")
    return listed(said)


def _gives_way(case: Case, mine: Sequence[Trade], party: str) -> str:
    """What one of two sides gives way on, the items that it gives up by themselves."""
    issues = [trade for trade in mine if not trade.item]
    items = [trade for trade in mine if trade.item]
    parts = []
    if items:
        give = does(case, party, "gives", "give")
        parts.append(f"{give} up {_named(case, items, party)}")
    if issues:
        give = does(case, party, "gives", "give")
        parts.append(f"{give} way on {_named(case, issues, party)}")
    if items and issues and mine[0] is issues[0]:
        parts.reverse()
    return ", and ".join(parts)


def _yielding(case: Case, found: Sequence[Trade]) -> list[str]:
    """Among three and more: on each matter who gives way, and who gains by it."""
    said = []
    ranked = sorted(found, key=lambda t: -max(t.worth.values()))
    for trade in ranked[:_MOST_NAMED]:
        less = [party for party in case.parties if trade.worth[party] < 0]
        more = [party for party in case.parties if trade.worth[party] > 0]
        give = "give" if len(less) > 1 else does(case, less[0], "gives", "give")
        who = listed(f"{the(case, party)} ({signed(trade.worth[party])})" for party in less)
        whose = listed(f"{signed(trade.worth[party])} to {the(case, party)}" for party in more)
        what = f"{_title(trade)} ({trade.after})"
        said.append(f"On {what}: {who} {give} way; it is worth {whose}.")
    rest = ranked[_MOST_NAMED:]
    if rest:
        many = "1 smaller matter" if len(rest) == 1 else f"{len(rest)} smaller matters"
        worth = _together(case, rest)
        said.append(f"So it goes on {many} ({_worth(case, worth, '') or 'nothing altogether'}).")
    return said


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
    if len(case.parties) == 2:
        for number, (party, mine) in enumerate(gives.items()):
            who = the(case, party)
            opening = f"In return, {who}" if number else capital(who)
            said.append(f"{opening} {_gives_way(case, mine, party)}.")
    else:
        said += _yielding(case, [t for t in found if any(t in mine for mine in gives.values())])
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
            case.variables[v].item is not None,
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
        said.append(f"What depends on several issues together brings {listed(parts)}.")
    whole = listed(
        f"{signed(gain[party])} to {the(case, party)} "
        f"({amount(ours[party])} rather than {amount(theirs[party])})"
        for party in case.parties
    )
    said.append(
        f"All in all that is better for everyone than splitting every issue down the middle: {whole}."
        if min(gain.values()) > 0
        else f"Compared with splitting every issue down the middle, that is all in all {whole}."
    )
    return Trades(base, found, gain, tuple(said))


def middle_words(case: Case) -> str:
    """What the middle is, for a note below the trades."""
    return (
        "Splitting down the middle means: on every issue by itself, the value midway between what "
        f"{everybody(case)} would like best; what cannot be divided is shared out in turn."
    )
