"""Exchanges: which could be made, held against every one; and what each asks."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given
from tests.exchange_cases import exchange_cases

from detente import InputError, settle
from detente.analysis.exchange import exchanges
from detente.analysis.exchange.selection import (
    one_for_one,
    so_many_for_so_many,
    tied,
    within_ratio,
)
from detente.analysis.exchange.sides import sides
from detente.analysis.verification import verify
from detente.errors import NoAgreement
from detente.model.case import Case, Party
from detente.model.issue import Item, Items
from detente.model.preference import Preference, Worth


def every(two):
    """Every valid exchange with what it is worth over no deal."""
    case = two.case
    for mask in product((False, True), repeat=len(two.ends)):
        moved = {v for v, goes in zip(two.ends, mask, strict=True) if goes}
        outcome = tuple(two.ends[v] if v in moved else x for v, x in enumerate(two.start))
        if case.valid(outcome):
            gains = [
                case.utilities.value(p, case.utilities.units(p, outcome) - case.reservations[p])
                for p in range(len(case.parties))
            ]
            yield outcome, tuple(map(len, two.changed(outcome))), gains


def gains_of(two, outcome):
    return next(gains for state, _, gains in every(two) if state == outcome)


def product_of(gains, able):
    return prod(gain for gain, can in zip(gains, able, strict=True) if can)


@given(exchange_cases())
def test_of_every_number_the_exchange_has_the_largest_product_of_gains(case):
    two = sides(case)
    found = {one.name: one for one in so_many_for_so_many(two, "nash")}
    for number in range(1, min(map(len, two.gives)) + 1):
        all_ = [gains for _, many, gains in every(two) if many == (number, number)]
        one = found.get(f"{number} for {number}")
        if one is None:
            assert not all_
            continue
        assert tuple(map(len, two.changed(one.outcome))) == (number, number)
        mine = gains_of(two, one.outcome)
        good = [gains for gains in all_ if min(gains) >= 0]
        if good:
            able = [max(column) > 0 for column in zip(*good, strict=True)]
            assert min(mine) >= 0
            assert product_of(mine, able) == max(product_of(gains, able) for gains in good)
        else:
            assert min(mine) < 0


@given(exchange_cases())
def test_within_a_ratio_none_is_better(case):
    two = sides(case)
    ratio = Fraction(3, 2)
    fits = [
        gains
        for _, (mine, theirs), gains in every(two)
        if mine <= ratio * theirs and theirs <= ratio * mine and min(gains) >= 0
    ]
    found = within_ratio(two, ratio, "egalitarian")
    if fits:
        assert sorted(gains_of(two, found.outcome)) == max(map(sorted, fits))


@given(exchange_cases())
def test_one_for_one_no_other_choice_of_harmless_pairs_is_larger(case):
    two = sides(case)

    def gain(v):
        return [t[v][two.ends[v]] - t[v][two.start[v]] for t in case.utilities.tables]

    apart = tied(two)
    fits = {
        (a, b)
        for a in two.gives[0]
        for b in two.gives[1]
        if not apart & {a, b} and all(x + y >= 0 for x, y in zip(gain(a), gain(b), strict=True))
    }

    def most(left):
        if not left:
            return 0
        (a, b), *rest = left
        with_it = [pair for pair in rest if a not in pair and b not in pair]
        return max(1 + most(with_it), most(rest))

    found = one_for_one(two)
    best = most(sorted(fits))
    if found is None:
        assert best == 0
    else:
        assert tuple(map(len, two.changed(found.outcome))) == (best, best)


@given(exchange_cases(most=4))
def test_what_each_exchange_asks_is_confirmed_by_the_checker(case):
    found = exchanges(case)
    for one in found.all:
        if one.chain is not None:
            free = replace(case, moves=tuple(replace(m, guarantor=None) for m in case.moves))
            verdict = verify(free, one.chain, found=found.known)
            assert verdict.holds
            assert verdict.trust == one.chain.trust
        units = [case.utilities.units(p, one.selection.outcome) for p in range(len(case.parties))]
        fair = all(a >= b for a, b in zip(units, case.reservations, strict=True))
        assert one.acceptable == (fair and case.valid(one.selection.outcome))


@given(exchange_cases())
def test_settlements_of_the_items_alone_are_those_of_a_case_in_which_nothing_else_is_open(case):
    two = sides(case)
    door = next(v for v, x in enumerate(case.variables) if x.issue == "door")
    best = [g for o, _, g in every(two) if o[door] == 0 and min(g) >= 0]
    try:
        found = settle(two.alone)
    except NoAgreement:
        assert not best
        return
    mine = list(found.by_concept["egalitarian"].utilities.values())
    known = case.utilities
    least = [known.value(p, units) for p, units in enumerate(case.reservations)]
    assert sorted(u - d for u, d in zip(mine, least, strict=True)) == max(map(sorted, best))


def small(*items):
    """A case of the given items (name, holder, receivers) between three, everything worth 1 to whoever has it."""
    issue = Items("people", tuple(Item(name, holder, to) for name, holder, to in items))
    return Case(
        "case",
        {name: Party(name) for name in "abc"},
        {"people": issue},
        {
            p: Preference(
                {"people": Fraction(1)},
                {
                    "people": Worth(
                        {
                            i.name: {p: Fraction(1)}
                            for i in issue.items
                            if p in (i.holder, *i.receivers)
                        }
                    )
                },
            )
            for p in "abc"
        },
    )


def test_among_three_holders_the_two_sides_must_be_named():
    case = small(("x", "a", ("b", "c")), ("y", "b", ("a",)), ("z", "c", ("a",)))
    with pytest.raises(InputError, match="name the two, as in --between a,b"):
        sides(case)
    two = sides(case, between=("a", "c"))
    assert two.gives == ((0,), (2,))
    assert two.ends == {0: 2, 2: 1}  # x to c, z to a; y stays where it is
    assert sides(case, between=("a", "b")).ends == {0: 1, 1: 1}


def test_what_cannot_be_an_exchange_is_told():
    case = small(("x", "a", ("b",)), ("y", "b", ("c",)))
    with pytest.raises(InputError, match="b holds nothing that may go to a"):
        sides(case)
    with pytest.raises(InputError, match="all that is in 'people' is held by a"):
        sides(small(("x", "a", ("b",))))
    with pytest.raises(InputError, match="no issue of items is called 'things'"):
        sides(case, "things")
    with pytest.raises(InputError, match="no party is called 'd'"):
        sides(case, between=("a", "d"))
    with pytest.raises(InputError, match="chosen by one of nash"):
        exchanges(small(("x", "a", ("b",)), ("y", "b", ("a",))), concept="adjusted_winner")
