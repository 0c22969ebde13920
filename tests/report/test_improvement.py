"""Every kind of change in plain words, and the trust curve in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from detente.analysis.curve import CurvePoint, TrustCurve
from detente.analysis.frontier import Point
from detente.analysis.improvement import KINDS, Change, Changes
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Item, Items, Options, Range
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.rule import In
from detente.model.term import Term
from detente.report.curve import asked_words, curve_words, enough, rows, thinned
from detente.report.improvement import change_words, helps_words, less_words, trust_after

RULE = MoveRule(
    "hedge",
    end="low",
    by=("ann",),
    needs=In(0, frozenset([1])),
    earliest=date(2023, 5, 1),
    latest=date(2023, 6, 30),
)
CASE = Case(
    "neighbours",
    {"ann": Party("ann", "Ann"), "pilots": Party("pilots", "the pilots")},
    {
        "hedge": Options("hedge", ("tall", "trimmed", "low"), True, "tall", "the hedge"),
        "sold": Range(
            "sold",
            Fraction(0),
            Fraction(4),
            unit="speakers",
            status_quo=Fraction(0),
            title="what is sold",
        ),
        "things": Items("things", (Item("pen", "ann", ("pilots",)),)),
    },
    moves=(RULE,),
    third_parties={"un": ThirdParty("un", "United Nations", ("guarantor",))},
    terms=(Term("treaty", ("hedge",), date(2023, 7, 1), title="the treaty"),),
)
CUT, SALE, PEN = CASE.changes.move(0, 1, 2), CASE.changes.move(1, 0, 4), CASE.changes.move(2, 0, 1)


def change(kind, case=CASE, **about):
    """A change that brings the trust from 1/2 to 1/4."""
    quarter = Fraction(1, 4)
    return Change(
        kind, case, (2, 4, 1), None, Limits(), quarter, quarter, True, Fraction(1, 2), **about
    )


SAID = {
    "step": (
        change("step", moves=(SALE,), amount=Fraction(1, 2)),
        "A finer scale: what is sold in steps of 0.5, not 1",
    ),
    "halves": (
        change("halves", moves=(CUT,)),
        "Ann: the hedge, from trimmed to low, in two halves, each worth half to everybody",
    ),
    "revocable": (
        change("revocable", moves=(PEN,)),
        "Ann hands over pen to the pilots; that is taken back if the plan breaks off",
    ),
    "guarantor": (
        change("guarantor", moves=(CUT, PEN), name="un"),
        "The United Nations sees to it that all of this happens or nothing: Ann: the hedge, from trimmed to low; "
        "Ann hands over pen to the pilots",
    ),
    "deposit": (
        change("deposit", party="pilots", amount=Fraction(5, 2)),
        "A deposit of 2.5 by the pilots, which they lose by stopping halfway",
    ),
    "tolerance": (
        change("tolerance", party="ann", amount=Fraction(3)),
        "Ann bears to stand 3 below no deal on the way",
    ),
    "worse": (change("worse"), "A step may leave a side worse off than the step before"),
    "earliest": (
        change("earliest", moves=(CUT,), rule=RULE),
        "Ann: the hedge, from trimmed to low, before 1 May 2023",
    ),
    "latest": (
        change("latest", moves=(CUT,), rule=RULE, amount=Fraction(1)),
        "Ann: the hedge, from trimmed to low, by a deadline 1 day later, on 1 July 2023",
    ),
    "term": (
        change("term", name="treaty", amount=Fraction(30)),
        "The treaty ends 30 days later, on 31 July 2023",
    ),
    "needs": (
        change("needs", rule=RULE),
        "the hedge, to low, without first: the hedge: trimmed",
    ),
    "move": (
        change("move", moves=(CUT,)),
        "A move that the case does not list: the hedge, from trimmed to low",
    ),
    "rule": (change("rule", name="peace"), "Without the rule 'peace' on the way"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_is_told_in_plain_words(kind):
    one, words = SAID[kind]
    assert change_words(CASE, one) == words


def test_a_range_and_a_guarantor_whom_the_case_does_not_have():
    assert (
        change_words(CASE, change("revocable", moves=(SALE,)))
        == "Every change of what is sold is taken back if the plan breaks off"
    )
    with_one = replace(CASE, third_parties={"guarantor": ThirdParty("guarantor", "a guarantor")})
    nobody = replace(CASE, third_parties={})
    words = change_words(nobody, change("guarantor", with_one, moves=(PEN,), name="guarantor"))
    assert words.startswith("A guarantor sees to it that all of this happens or nothing")


def test_the_list_says_how_it_was_come_by_and_what_it_leaves_out():
    half = Fraction(1, 2)
    some = change("worse")
    assert helps_words(Changes(CASE, (0,), half, (some,), 7)) == (
        "As things are, trust 0.5 is asked. Each of these changes, if nothing else changed, would let a plan ask "
        "for less; 7 were tried, each by planning once more for the same agreement."
    )
    unsure = replace(some, optimal=False)
    said = helps_words(Changes(CASE, (0,), None, (unsure,), 7, 3))
    assert "no plan leads there" in said
    assert "make a plan possible" in said
    assert "3 more were thought of and not tried" in said
    assert "'at most'" in said
    assert trust_after(unsure) == "at most 0.25"
    assert "none would help" in helps_words(Changes(CASE, (0,), half, (), 7))
    assert helps_words(Changes(CASE, (0,), Fraction(0), (), 0)).endswith("nothing has to help.")


def test_by_how_much_a_change_helps():
    one = change("worse")
    assert less_words(one) == "less by 50 %"
    assert less_words(replace(one, before=None)) == "a plan"
    assert less_words(replace(one, trust=Fraction(0))) == "none asked"


@pytest.mark.parametrize(
    ("trust", "said"),
    [
        (Fraction(7, 55), "0.128"),
        (Fraction(1, 4), "0.25"),
        (Fraction(0), "0"),
        (Fraction(1, 3000), "0.00034"),
        (Fraction(1), "1"),
    ],
)
def test_what_to_give_as_a_trust_is_never_too_little(trust, said):
    assert enough(trust) == said
    assert Fraction(said) >= trust


def point(trust, optimal=True, reachable=True, bound=None):
    """A point of a curve over a case that nobody looks at."""
    units = (int(8 * trust), 1) if trust is not None else (99, 1)
    return CurvePoint(
        CASE,
        Point((0, 0, 0), units, 1, True),
        (0, 0, 0),
        trust,
        trust if bound is None and trust is not None else (bound or Fraction(0)),
        reachable,
        optimal,
    )


def curve(*points, **more):
    """A curve of some points."""
    return TrustCurve(CASE, None, points, more.pop("best", {}), {}, **more)


def test_what_reaching_a_point_asks():
    quarter = Fraction(1, 4)
    assert asked_words(point(quarter), None) == "0.25"
    assert asked_words(point(quarter, optimal=False), None) == "at most 0.25"
    assert asked_words(point(None, reachable=False), None) == "no plan"
    assert asked_words(point(None, reachable=None), quarter) == "more than 0.25"
    assert asked_words(point(None, False, None), None) == "not known"


def test_how_many_settlements_can_be_reached():
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    both = curve_words(curve(point(half), point(quarter)))
    assert "A plan leads to each of them." in both[0]
    assert "0.25; less is not possible. The most that one of them asks is 0.5." in both[1]
    some = curve_words(curve(point(half), point(None, reachable=False)))
    assert "A plan leads to 1 of them." in some[0]
    unsure = curve_words(curve(point(half), point(half, optimal=False, bound=quarter)))
    assert "whether less is possible is not known" in unsure[1]
    none = curve_words(curve(point(None, reachable=False)))
    assert none[0].endswith("No plan leads to any of them.")
    assert len(none) == 1
    open_ = curve_words(curve(point(None, False, None)))
    assert "No plan was found that leads to any of them." in open_[0]
    limited = curve_words(curve(point(None, True, None), most=quarter))
    assert "No plan that asks trust 0.25 or less leads to any of them." in limited[0]


def test_a_long_table_keeps_its_first_and_last_rows():
    numbers = list(range(100))
    kept = thinned(numbers, 10)
    assert len(kept) == 10
    assert (kept[0], kept[-1]) == (0, 99)
    assert thinned(numbers[:5], 10) == numbers[:5]
    assert rows(curve(point(Fraction(1)))) == []
