"""Sentences say what the numbers say, and nothing more."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.strategies import cases

from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.move import Move
from detente.model.preference import Preference, Table
from detente.report.middle import middle
from detente.report.naming import mentioned, plural
from detente.report.words import (
    CONCEPT_TITLES,
    concept_title,
    concept_words,
    does,
    ledger,
    listed,
    move_words,
    percent,
    the,
    trades,
    value_words,
)

# Whole cases take a while to draw.
fewer = settings(max_examples=settings().max_examples * 2 // 5)
plain = cases(parties=(2, 3), moves=False, status_quo=None)


@st.composite
def journeys(draw):
    case = draw(plain)
    outcomes = st.tuples(*(st.integers(0, size - 1) for size in case.sizes))
    return case, draw(outcomes), draw(outcomes)


@fewer
@given(journeys())
def test_what_a_side_gives_and_gets_adds_up_exactly_to_its_change_in_utility(journey):
    case, start, target = journey
    before, after = case.utilities.of(start), case.utilities.of(target)
    for party, found in ledger(case, start, target).items():
        assert found.given + found.got == after[party] - before[party]
        assert all(line.worth < 0 for line in found.gives)
        assert all(line.worth > 0 for line in found.gets)
        assert not any(line.worth for line in found.free)


@fewer
@given(journeys())
def test_a_way_back_costs_what_the_way_there_was_worth(journey):
    case, start, target = journey
    there, back = ledger(case, start, target), ledger(case, target, start)
    for party in case.parties:
        assert there[party].given == -back[party].got
        assert len(there[party].free) == len(back[party].free)


@fewer
@given(plain)
def test_the_middle_is_valid_and_does_not_depend_on_the_order_of_the_parties(case):
    found = middle(case)
    assert found is not None or case.rules
    assert found is None or case.valid(found)
    turned = Case(
        case.name,
        dict(reversed(case.parties.items())),
        case.issues,
        case.preferences,
        case.rules,
    )
    assert middle(turned) == found


@fewer
@given(plain, st.fractions(1, 9, max_denominator=3))
def test_the_middle_does_not_change_when_a_side_counts_in_other_units(case, factor):
    party = next(iter(case.parties))
    mine = case.preferences[party]
    scaled = replace(
        mine,
        weights={name: weight * factor for name, weight in mine.weights.items()},
        interactions=tuple(replace(i, worth=i.worth * factor) for i in mine.interactions),
    )
    other = replace(case, preferences={**case.preferences, party: scaled})
    assert middle(other) == middle(case)


@fewer
@given(journeys())
def test_the_trades_account_for_the_whole_gain_over_the_middle(journey):
    case, _, target = journey
    found = trades(case, target)
    assume(found is not None)
    ours, theirs = case.utilities.of(target), case.utilities.of(found.middle)
    for party in case.parties:
        assert found.gain[party] == ours[party] - theirs[party]
    if not any(preference.interactions for preference in case.preferences.values()):
        for party in case.parties:
            assert sum((trade.worth[party] for trade in found.trades), F(0)) == found.gain[party]


def test_the_middle_of_a_straight_conflict_over_a_range_is_half_way(swap):
    assert value_words(swap, 1, middle(swap)[1]) in ("9 inspections a year", "0 inspections a year")
    free = Case(swap.name, swap.parties, swap.issues, swap.preferences)
    assert value_words(free, 1, middle(free)[1]) == "9 inspections a year"


def test_two_things_that_cannot_be_halved_go_one_to_each(swap):
    whelan, vinnik = middle(swap)[2:]
    assert swap.variables[3].labels[vinnik] == "ru"
    assert swap.variables[2].labels[whelan] == "us"


def test_a_hand_over_says_who_gives_what_to_whom(swap):
    move = swap.changes.move(2, 0, 1)
    assert move_words(swap, move, helpers=False) == (
        "The Russian Federation hands over Paul Whelan to the United States"
    )
    assert move_words(swap, move).endswith("; guaranteed by the United Arab Emirates")


def test_a_move_of_all_names_both_sides_and_the_verifier(swap):
    assert move_words(swap, swap.changes.move(0, 0, 1)) == (
        "Both sides: Inspections under the treaty, from suspended to talks scheduled; "
        "verified by the International Atomic Energy Agency"
    )


def test_a_range_says_its_unit_once(swap):
    assert move_words(swap, swap.changes.move(1, 0, 6)) == (
        "The Russian Federation: Inspections a year, from 0 to 6 inspections a year"
    )


def test_an_item_that_somebody_else_moves_still_says_from_whom(swap):
    assert move_words(swap, Move(2, 0, 1, ("us", "ru"))) == (
        "Both sides: Paul Whelan goes from the Russian Federation to the United States"
    )


def test_values_are_named_as_people_name_them(swap):
    assert value_words(swap, 0, 2) == "talks held"
    assert value_words(swap, 1, 6) == "6 inspections a year"
    assert value_words(swap, 3, 1) == "held by the Russian Federation"


def test_the_article_is_a_matter_of_the_name():
    case = Case(
        "c",
        {
            p: Party(p, title)
            for p, title in [
                ("k", "United Kingdom"), ("u", "Ukraine"),
                ("t", "The Hague"), ("r", "Republic of Korea"),
            ]
        },
        {},
    )  # fmt: skip
    assert [the(case, party) for party in "kutrx"] == [
        "the United Kingdom", "Ukraine", "The Hague", "the Republic of Korea", "x"
    ]  # fmt: skip


def test_a_party_of_many_takes_a_plural_verb():
    titles = [
        "the pilots", "the northern fishermen", "The tenants", "the friends of the river",
        "the pilots' guild", "the United States", "the Netherlands", "the boss", "the House of Commons",
        "Siemens", "The city",
    ]  # fmt: skip
    case = Case("c", {title: Party(title, title) for title in titles}, {})
    assert [title for title in titles if plural(case, title)] == titles[:4]
    assert the(case, "The city") == "the city"
    assert does(case, "the pilots", "hands over", "hand over") == "hand over"


def test_a_title_with_a_capital_stands_in_quotation_marks_inside_a_sentence():
    assert mentioned("Days for herring") == "“Days for herring”"
    assert mentioned("the days for herring") == "the days for herring"


def test_among_three_each_matter_says_who_gives_way():
    three = {p: Party(p, f"the {p}") for p in ("landlord", "tenants", "city")}
    worth = {"landlord": F(3), "tenants": F(-3), "city": F(-1)}
    rent = Options("rent", ("old", "new"), status_quo="old")
    preferences = {
        p: Preference({"rent": F(1)}, {"rent": Table({"old": F(0), "new": worth[p]})})
        for p in three
    }
    case = Case("c", three, {"rent": rent}, preferences)
    assert trades(case, (1,), start=(0,)).sentences == (
        "On rent (new): the tenants (−3) and the city (−1) give way; it is worth +3 to the landlord.",
        "Compared with splitting every issue down the middle, that is all in all +3 to the landlord "
        "(3 rather than 0), −3 to the tenants (−3 rather than 0) and −1 to the city (−1 rather than 0).",
    )


def test_a_ledger_names_the_interaction_that_comes_into_force(swap):
    found = ledger(swap, (0, 0, 0, 0), (3, 6, 1, 1))["us"]
    assert [(line.title, line.worth) for line in found.gets] == [
        ("Inspections under the treaty", 30),
        ("Paul Whelan", 20),
        ("Inspections a year", F(20, 3)),
        ("Visits that count", 5),
    ]
    assert [(line.title, line.worth) for line in found.gives] == [("Alexander Vinnik", -5)]


def test_trades_say_who_gives_way_and_what_the_other_side_gets_by_it(swap):
    said = trades(swap, (3, 0, 1, 1), start=(0, 0, 0, 0)).sentences
    assert said[0] == (
        "The United States gives up Alexander Vinnik (−5; +40 to the Russian Federation)."
    )
    assert said[1].startswith(
        "In return, the Russian Federation gives way on “Inspections under the treaty” "
        "(−20; +30 to the United States), and gives up Paul Whelan"
    )
    assert said[-1].endswith(
        "+45 to the United States (50 rather than 5) and "
        "+14 to the Russian Federation (61 rather than 47)."
    )


def test_many_trades_are_summed_up_rather_than_listed():
    names = [f"issue{n}" for n in range(12)]
    case = Case(
        "ten",
        {"a": Party("a"), "b": Party("b")},
        {name: Options(name, ("left", "right"), status_quo="left") for name in names},
        {
            "a": Preference(
                dict.fromkeys(names, F(1)), {n: Table({"left": F(0), "right": F(1)}) for n in names}
            ),
            "b": Preference(
                dict.fromkeys(names, F(1)), {n: Table({"left": F(3), "right": F(1)}) for n in names}
            ),
        },
    )
    found = trades(case, (1,) * 12, start=(0,) * 12)
    assert "7 smaller matters (−14; +7 to a)" in found.sentences[0]
    assert max(map(len, found.sentences)) < 400


def test_the_middle_against_itself_has_no_trades(swap):
    assert trades(swap, middle(swap)).trades == ()


def test_no_share_is_rounded_to_nothing_or_to_everything():
    assert [percent(F(n, 10_000)) for n in (0, 1, 20, 1234, 9_999, 9_990, 10_000)] == [
        "0 %", "under 0.1 %", "0.2 %", "12 %", "over 99.9 %", "99.9 %", "100 %"
    ]  # fmt: skip


def test_lists_read_as_people_write_them():
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_every_concept_has_a_sentence():
    for concept in CONCEPT_TITLES:
        assert concept_words(concept).endswith(".")
    assert concept_title("kalai_smorodinsky") == "Kalai-Smorodinsky"
    assert concept_title("some_other") == "Some other"
