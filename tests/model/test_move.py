"""Moves: which changes there are, who performs them, and which rule speaks of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule, Moves
from detente.model.rule import In

ISSUES = {
    "ladder": Options("ladder", ("a", "b", "c", "d"), ladder=True),
    "open": Options("open", ("x", "y", "z")),
    "range": Range("range", Fraction(0), Fraction(10)),
    "things": Items("things", (Item("t", "us", ("ru",)), Item("u", "ru", ("us",)))),
}
VARIABLES = tuple(v for issue in ISSUES.values() for v in issue.variables)


def moves(*rules):
    return Moves(("us", "ru"), ISSUES, VARIABLES, rules)


def steps(path):
    return [(move.start, move.end) for move in path]


def test_a_ladder_is_climbed_rung_by_rung_both_ways():
    assert steps(moves().path(0, 0, 3)) == [(0, 1), (1, 2), (2, 3)]
    assert steps(moves().path(0, 2, 0)) == [(2, 1), (1, 0)]


def test_other_options_change_in_one_move():
    assert steps(moves().path(1, 0, 2)) == [(0, 2)]


def test_where_every_rule_names_both_ends_only_those_changes_exist():
    listed = moves(MoveRule("open", start="x", end="y"), MoveRule("open", start="y", end="z"))
    assert steps(listed.path(1, 0, 2)) == [(0, 1), (1, 2)]
    assert listed.path(1, 2, 0) is None


def test_a_rule_for_the_whole_issue_leaves_every_change_open():
    general = moves(MoveRule("open", by=("us",)), MoveRule("open", start="x", end="y", by=("ru",)))
    assert general.path(1, 0, 2)[0].by == ("us",)
    assert general.path(1, 0, 1)[0].by == ("ru",)


def test_nobody_named_means_the_holder_of_an_item_and_everybody_else():
    assert moves().move(3, 0, 1).by == ("us",)
    assert moves().move(4, 0, 1).by == ("ru",)
    assert moves().move(2, 0, 5).by == ("us", "ru")


def test_the_most_particular_rule_speaks():
    rules = (
        MoveRule("ladder", revocable=True),
        MoveRule("ladder", end="c"),
        MoveRule("ladder", start="b", end="c", by=("us",)),
        MoveRule("things", items=("u",), guarantor="g"),
    )
    found = moves(*rules)
    assert found.rule(0, 0, 1) is rules[0]
    assert found.rule(0, 3, 2) is rules[1]
    assert found.rule(0, 1, 2) is rules[2]
    assert found.move(4, 0, 1).guarantor == "g"
    assert found.move(3, 0, 1).guarantor is None


def test_a_move_that_needs_another_value_of_its_own_issue_goes_by_way_of_that_value():
    first_y = moves(MoveRule("open", end="z", needs=In(1, frozenset([1]))))
    assert steps(first_y.path(1, 0, 2)) == [(0, 1), (1, 2)]
    assert steps(first_y.path(1, 1, 2)) == [(1, 2)]
    never = moves(MoveRule("open", start="x", end="z", needs=In(1, frozenset([2]))))
    blocked = moves(*never.rules, MoveRule("open", start="z", end="x"))
    assert steps(blocked.path(1, 0, 2)) == [(0, 2)]


@given(st.integers(1, 10), st.fractions(1, 12))
def test_no_part_of_a_split_range_is_longer_than_the_increment(end, increment):
    capped = moves(MoveRule("range", increment=increment))
    whole = capped.move(2, 0, end)
    made = capped.split(whole, capped.increments(whole))
    assert max(move.end - move.start for move in made) <= increment
    assert all(capped.increments(move) == 1 for move in made)


@given(st.integers(0, 10), st.integers(0, 10), st.integers(1, 12))
def test_a_range_is_split_into_nearly_equal_parts_without_gaps(start, end, parts):
    if start == end:
        return
    whole = moves().move(2, start, end)
    made = moves().split(whole, parts)
    assert made[0].start == start
    assert made[-1].end == end
    assert all(first.end == second.start for first, second in pairwise(made))
    lengths = {abs(move.end - move.start) for move in made}
    assert max(lengths) - min(lengths) <= 1
    assert len(made) == min(parts, abs(end - start))


@pytest.mark.parametrize(
    ("increment", "count"), [("10", 1), ("5", 2), ("3", 4), ("3.5", 4), ("0.5", 10), ("100", 1)]
)
def test_an_increment_says_how_many_moves_a_range_takes(increment, count):
    capped = moves(MoveRule("range", increment=Fraction(increment)))
    assert capped.increments(capped.move(2, 0, 10)) == count
