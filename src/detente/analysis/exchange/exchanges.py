"""Exchanges: what of the items two sides hold could change hands, in which swaps, and how much trust that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from detente.analysis.exchange.asking import (
    Guarantee,
    Missing,
    chain,
    checked,
    guarantee,
    unguarded,
)
from detente.analysis.exchange.selection import (
    CHOOSING,
    Selection,
    all_for_all,
    by_concept,
    one_for_one,
    settlements,
    so_many_for_so_many,
    within_ratio,
)
from detente.analysis.exchange.sides import Sides, sides
from detente.analysis.exchange.swaps import Swaps, swaps
from detente.analysis.frontier import MEMORY, Frontier
from detente.analysis.planning import Plan
from detente.analysis.scale import measured
from detente.analysis.settlement import Ideals, Settlements
from detente.errors import InputError
from detente.model.case import Case


@dataclass(frozen=True, repr=False)
class Exchange:
    """One exchange, and what it asks.

    Attributes:
        selection: which exchange it is.
        given: for each side the variables of what it hands over.
        utilities: by party, on its own scale.
        acceptable: whether it obeys the rules and no party has less than its reservation value.
        chain: the plan of least trust if nobody guarantees anything; None if there is none, and `because` says why.
        because: why there is no chain.
        impossible: whether it is proven that there is none.
        swaps: guaranteed swaps none of which leaves any party worse off; None if no such sequence was found.
        swaps_trust: the trust that those ask; None without swaps.
        bare_trust: the trust that the same swaps ask if nobody guarantees them; None without swaps.
    """

    selection: Selection
    given: tuple[tuple[int, ...], tuple[int, ...]]
    utilities: dict[str, Fraction]
    acceptable: bool
    chain: Plan | None
    because: str
    impossible: bool
    swaps: Swaps | None
    swaps_trust: Fraction | None
    bare_trust: Fraction | None

    def __repr__(self) -> str:
        many = " for ".join(str(len(given)) for given in self.given)
        return f"Exchange({self.selection.kind!r}, {self.selection.name!r}, {many})"


@dataclass(frozen=True, repr=False)
class Exchanges:
    """The exchanges of a case.

    Attributes:
        sides: who exchanges what with whom.
        settlements: of the items alone; None if nothing is acceptable to all.
        concept: by which the exchanges of equal numbers, and within a ratio, were chosen.
        guarantee: who guarantees the swaps.
        known: what the figures are measured against.
        all: the exchanges, by kind.
        at_most: how many items a swap may have; None: as few as possible.
    """

    sides: Sides
    settlements: Settlements | None
    concept: str
    guarantee: Guarantee
    known: Frontier | Ideals
    all: tuple[Exchange, ...]
    at_most: int | None = None

    def __repr__(self) -> str:
        return f"Exchanges({self.sides.case.name!r}, {self.sides.issue!r}, {len(self.all)})"

    def named(self, name: str) -> Exchange | None:
        """The exchange of a name: a concept, `all`, `12 for 12`, `one for one`, `ratio`."""
        return next((one for one in self.all if one.selection.name == name), None)


def exchanges(
    case: Case,
    issue: str | None = None,
    *,
    between: Sequence[str] | None = None,
    concept: str = "nash",
    ratio: Fraction | None = None,
    at_most: int | None = None,
    found: Frontier | Ideals | None = None,
    memory: int = MEMORY,
    progress: Callable[[int, int], None] | None = None,
    patience: Callable[[], Callable[[], bool]] | None = None,
) -> Exchanges:
    """What of the items that two sides hold could be exchanged, all else staying as it is today.

    The settlements of the items alone; all for all; the best exchange of k for k, for every k; the best
    within a ratio, if one is given; and the most that can go one for one. For each, the chain of hand-overs that asks
    the least trust if nobody guarantees it, and guaranteed swaps none of which leaves any party worse off.

    Args:
        case: the case; it needs a status quo for every issue.
        issue: the issue of items; the case's only one if None.
        between: the two sides; those who hold the items if None.
        concept: by which exchanges of equal numbers are chosen; `nash`, `kalai_smorodinsky`, `egalitarian`,
            `utilitarian` or `equal_loss`.
        ratio: neither side hands over more than so many for each of the other's; at least 1.
        at_most: how many items a swap may have; as few as possible if None.
        found: the case's frontier or its settlements, if they are known already.
        memory: bytes that a search may take, roughly.
        progress: called with (exchanges done, exchanges in all) now and then.
        patience: asked once for each chain of hand-overs: gives a function that is true once the best chain found so
            far is to do. Without it some twenty hand-overs may take minutes.

    Raises:
        InputError: as `sides`; or the concept, the ratio or the number makes no sense.
        TooLarge: rules or interactions tie too many of the items together.
    """
    if concept not in CHOOSING:
        raise InputError.at(
            case.name, f"an exchange is chosen by one of {', '.join(CHOOSING)}, not {concept!r}"
        )
    if ratio is not None and ratio < 1:
        raise InputError.at(case.name, "a ratio is 1 or more: so many at most for one")
    if at_most is not None and at_most < 1:
        raise InputError.at(case.name, "a swap has at least one item")
    two = sides(case, issue, between)
    alone = settlements(two, memory)
    known = measured(case, memory=memory) if found is None else found
    selections = list(_selections(two, alone, concept, ratio, memory))
    guarded, free = guarantee(two), unguarded(two)
    done: dict[tuple[int, ...], Exchange] = {}
    all_ = []
    for number, one in enumerate(selections):
        if progress is not None:
            progress(number, len(selections))
        if one.outcome not in done:
            done[one.outcome] = _exchange(two, one, guarded, free, known, at_most, patience)
        all_.append(replace(done[one.outcome], selection=one))
    return Exchanges(two, alone, concept, guarded, known, tuple(all_), at_most)


def _selections(
    two: Sides,
    alone: Settlements | None,
    concept: str,
    ratio: Fraction | None,
    memory: int,
) -> Iterator[Selection]:
    """The exchanges to be looked at."""
    yield from by_concept(alone)
    yield all_for_all(two)
    if ratio is not None:
        within = within_ratio(two, ratio, concept, memory)
        if within is not None:
            yield within
    pairs = one_for_one(two)
    if pairs is not None:
        yield pairs
    yield from so_many_for_so_many(two, concept, memory)


def _exchange(
    two: Sides,
    one: Selection,
    guarded: Guarantee,
    free: Case,
    known: Frontier | Ideals,
    at_most: int | None,
    patience: Callable[[], Callable[[], bool]] | None,
) -> Exchange:
    """One exchange with what it asks."""
    case = two.case
    utilities = case.utilities.of(one.outcome)
    units = [case.utilities.units(p, one.outcome) for p in range(len(case.parties))]
    acceptable = one.valid and all(a >= b for a, b in zip(units, case.reservations, strict=True))
    if not one.valid:
        broken = [rule.name for rule in case.rules if not rule.condition.holds(one.outcome)]
        why = f"it breaks the rule {', '.join(map(repr, broken))}"
        given = two.changed(one.outcome)
        return Exchange(one, given, utilities, False, None, why, True, None, None, None)
    way = chain(free, one.outcome, known, patience() if patience else None)
    cut = swaps(two, one.outcome, at_most)
    trust = bare = None
    if cut is not None:
        verdict = checked(two, cut.groups, one.outcome, known, guarded)
        if verdict.holds:
            trust = verdict.trust
            bare = checked(two, cut.groups, one.outcome, known).trust
        else:
            cut = None
    missing = way if isinstance(way, Missing) else Missing("", proven=False)
    return Exchange(
        one,
        two.changed(one.outcome),
        utilities,
        acceptable,
        None if isinstance(way, Missing) else way,
        missing.because,
        missing.proven,
        cut,
        trust,
        bare,
    )
