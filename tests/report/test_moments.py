"""Every moment of a plan in words: the figures are the plan's own, and who gives and gets is named."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from tests.analysis.plan_worlds import worlds

from detente.analysis.planning import plan
from detente.errors import DetenteError
from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table
from detente.model.rule import In
from detente.model.standing import Standing
from detente.model.term import Term
from detente.report.bounds import days_words, limits_words, standing_words
from detente.report.moments import moment_sentence, moments_words, no_deal, walk_away
from detente.report.words import risk_words, why_nobody_walks

FEATURES = ("standing", "dates", "terms", "revocable", "guarantor", "reservations", "joint")


@given(worlds(features=FEATURES, most_moves=4))
@settings(max_examples=60)
def test_what_walking_away_leaves_is_no_deal_less_what_is_exposed(world):
    try:
        found = plan(world.case, world.target, standing=world.standing)
    except DetenteError:
        return
    for moment in found.moments:
        least, left = no_deal(world.case, moment.lapsed), walk_away(world.case, moment)
        for party in world.case.parties:
            assert max(Fraction(0), least[party] - left[party]) == moment.exposure[party]
            text = moment_sentence(found, moment, party)
            assert bool(text) or not (moment.exposure[party] or moment.temptation[party])
            assert ("below no deal" in text) == bool(moment.exposure[party])
            assert ("over going on" in text) == bool(moment.temptation[party])
    if found.steps:
        assert all(risk_words(found, party) for party in world.case.parties)
        assert why_nobody_walks(found).keys() == world.case.parties.keys()


IRON = In(1, frozenset([1]))
"""That the iron is given."""


def barter(three=False, **said):
    """`y` gives iron, then `x` wood, ten days each; among three, `z` looks on."""
    names = {"x": Party("x", "Xanadu"), "y": Party("y", "the Yonder Isles")}
    if three:
        names["z"] = Party("z", "Zembla")
    issues = {
        name: Options(name, ("kept", "given"), status_quo="kept", title=title)
        for name, title in (("wood", "the wood"), ("iron", "the iron"))
    }
    worth = {"x": (-2, 5), "y": (4, -1), "z": (0, 0)}
    wants = {
        party: Preference(
            dict.fromkeys(issues, Fraction(1)),
            {
                name: Table({"kept": Fraction(0), "given": Fraction(worth[party][k])})
                for k, name in enumerate(issues)
            },
        )
        for party in names
    }
    moves = (
        MoveRule("wood", start="kept", end="given", by=("x",), duration=10, needs=IRON),
        MoveRule("iron", start="kept", end="given", by=("y",), duration=10),
    )
    return Case("barter", names, issues, wants, moves=moves, **said)


def test_a_moment_names_what_is_given_and_what_is_missing_and_who_could_stop():
    found = plan(barter(as_of=date(2024, 1, 1)), "nash")
    (title, sentences), *_ = moments_words(found)
    assert title == "After step 1 of 2 (11 January 2024)"
    assert sentences[-1] == (
        "The Yonder Isles have given the iron (given) for good and not yet received the wood (given); if Xanadu "
        "stopped here, they would stand 1 below no deal."
    )


def test_among_three_it_is_the_others_who_could_stop():
    found = plan(barter(three=True), "nash")
    said = " ".join(text for _, sentences in moments_words(found) for text in sentences)
    assert "if the others stopped here, they would stand 1 below no deal" in said
    assert "Zembla" not in said  # it gives nothing, risks nothing and is not tempted


def test_days_and_what_lapses_on_the_way_are_told():
    term = Term("pact", (), date(2024, 1, 15), title="the pact")
    found = plan(barter(as_of=date(2024, 1, 1), terms=(term,)), "nash")
    assert days_words(found) == [
        "It takes 20 days, from 1 January 2024 to 21 January 2024.",
        "The pact lapses on 15 January 2024, when 1 of 2 steps is done.",
    ]
    assert days_words(plan(barter(), "nash")) == []


def test_limits_say_which_of_them_binds():
    case = barter()
    held = plan(case, "nash", limits=Limits({"y": Fraction(1), "x": Fraction(9)}, soonest=True))
    assert limits_words(held) == [
        "The Yonder Isles bear to stand at most 1 below no deal, and that is what the plan asks: this limit binds.",
        "Xanadu bears to stand at most 9 below no deal, and the plan asks nothing of the kind.",
        "Of the plans that ask the least trust it is the one that ends first.",
    ]


def test_where_things_stand_is_told_with_what_would_not_stay():
    case = barter(as_of=date(2024, 1, 1), terms=(Term("pact", ("iron",), date(2024, 1, 5)),))
    where = Standing(
        (1, 0), (0, 0), date(2024, 1, 1) + timedelta(days=9), frozenset([(1, 1), (0, None)])
    )
    assert standing_words(case, where) == [
        "The wood: given (if everything breaks off, kept).",
        "The wood: any change is refused.",
        "The iron: given is refused.",
        "Pact has lapsed.",
    ]
    outset = Standing((0, 0), (0, 0))
    assert standing_words(case, outset) == ["Everything is as it was at the outset."]
