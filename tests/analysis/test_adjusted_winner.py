"""Adjusted Winner: the cases its authors published, and what the procedure promises."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.published import published

from detente.analysis.adjusted_winner import adjusted_winner, divide
from detente.analysis.settlement import settle
from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options, Range
from detente.model.preference import Interaction, Piecewise, Preference, Table, Worth
from detente.model.rule import All, In, Not, Rule

ONE = Fraction(1)


def goods(points: dict[str, dict[str, int]], parties: list[str]) -> Case:
    """A case with an issue a good: 'NAME has it', for each party, worth its points."""
    return Case(
        "goods",
        {party: Party(party) for party in parties},
        {name: Options(name, tuple(parties)) for name in points},
        {
            party: Preference(
                {name: Fraction(given[party]) for name, given in points.items()},
                {
                    name: Table({other: Fraction(other == party) for other in parties})
                    for name in points
                },
                reservation=Fraction(0),
            )
            for party in parties
        },
    )


def read(shared, name: str) -> tuple[dict, Case]:
    known = published(shared, f"{name}-adjusted-winner")
    return known, goods(known["points"], known["parties"])


def winners(division) -> dict[str, set[str]]:
    taken: dict[str, set[str]] = {}
    for good in division.phases.goods:
        taken.setdefault(good.winner, set()).add(good.variable)
    return taken


def test_camp_david_gives_israel_a_sixth_of_sinai(shared):
    known, case = read(shared, "camp-david")
    division = adjusted_winner(case)
    result = known["published_result"]
    assert winners(division) == {p: set(v) for p, v in result["winner_takes"].items()}
    assert division.phases.won == result["before_adjustment"]
    assert division.split.issue == "sinai"
    assert division.split.item is None
    assert division.split.shares == {"israel": Fraction(1, 6), "egypt": Fraction(5, 6)}
    assert division.utilities == dict.fromkeys(case.parties, Fraction(395, 6))
    assert division.phases.totals == division.utilities
    assert division.outcome["sinai"] == {
        "share": {"israel": 1 / 6, "egypt": 5 / 6},
        "between": {"israel": "israel", "egypt": "egypt"},
    }
    assert division.outcome["jerusalem"] == "israel"
    # On whole goods the product is largest where the winner phase ends (of divisible goods too).
    assert settle(case).by_concept["nash"].utilities == {"israel": 60, "egypt": 75}


def test_the_panama_canal_splits_the_one_tied_issue(shared):
    known, case = read(shared, "panama-canal")
    division = adjusted_winner(case)
    result = known["published_result"]
    tied = [good for good in division.phases.goods if good.tied]
    assert [good.variable for good in tied] == ["land_and_water"]
    assert tied[0].winner == "panama"  # who was behind
    taken = winners(division)
    taken["panama"] -= {"land_and_water"}
    assert taken == {p: set(v) for p, v in result["winner_takes"].items()}
    assert division.phases.untied == result["untied_totals"]
    assert division.split.issue == result["split"]["issue"]
    assert division.split.shares == {p: Fraction(result["split"][p]) for p in case.parties}
    assert division.utilities == result["after_adjustment"]


def test_the_trump_divorce_gives_the_tied_good_to_the_side_behind(shared):
    known, case = read(shared, "trump-divorce")
    division = adjusted_winner(case)
    result = known["published_result"]
    assert winners(division) == {p: set(v) for p, v in result["winner_takes"].items()}
    assert division.phases.won == result["before_adjustment"]
    assert division.split.issue == "palm_beach_mansion"
    assert division.split.shares["ivana"] == Fraction(2, 15)
    assert set(division.utilities.values()) == {Fraction(218, 3)}


def test_bob_and_carol_transfer_by_ratio_and_not_by_size(shared):
    known, case = read(shared, "bob-carol")
    division = adjusted_winner(case)
    result = known["published_result"]
    assert winners(division) == {p: set(v) for p, v in result["winner_takes"].items()}
    assert division.phases.untied == result["untied_totals"]
    assert division.phases.won == result["before_adjustment"]
    assert division.phases.transferred == ("retirement_account",)
    assert division.split.shares["bob"] == Fraction(1, 6)
    assert set(division.utilities.values()) == {Fraction(result["after_adjustment_exact"])}


POINTS = st.lists(
    st.tuples(st.integers(1, 30).map(Fraction), st.integers(1, 30).map(Fraction)),
    min_size=1,
    max_size=8,
)


@given(POINTS)
def test_points_end_equal_efficient_and_with_at_most_one_good_shared(points):
    sums = [sum(p[side] for p in points) for side in (0, 1)]
    points = [(100 * a / sums[0], 100 * b / sums[1]) for a, b in points]
    award = divide(points)
    totals = (
        sum(s * a for s, (a, _) in zip(award.share, points, strict=True)),
        sum((1 - s) * b for s, (_, b) in zip(award.share, points, strict=True)),
    )
    assert totals == award.totals
    assert totals[0] == totals[1]
    assert totals[0] >= 50  # nobody envies the other
    assert sum(0 < s < 1 for s in award.share) <= 1
    assert all(0 <= s <= 1 for s in award.share)
    # Efficient: one rate of exchange supports it, no good of one's is worth relatively more to the
    # other than a good of the other's.
    mine = [a / b for s, (a, b) in zip(award.share, points, strict=True) if s > 0]
    yours = [a / b for s, (a, b) in zip(award.share, points, strict=True) if s < 1]
    assert not mine or not yours or min(mine) >= max(yours)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=3), st.data())
def test_on_divisible_goods_it_is_kalai_smorodinsky_and_egalitarian(first, data):
    cuts = data.draw(
        st.lists(st.integers(1, sum(first) - 1), min_size=len(first) - 1, max_size=len(first) - 1,
                 unique=True)
    )  # fmt: skip
    edges = [0, *sorted(cuts), sum(first)]
    second = [high - low for low, high in pairwise(edges)]  # equal totals
    whole = {f"g{k}": {"a": a, "b": b} for k, (a, b) in enumerate(zip(first, second, strict=True))}
    division = adjusted_winner(goods(whole, ["a", "b"]))
    parts = 1 if division.split is None else division.split.shares["a"].denominator
    rising = Piecewise(((Fraction(0), Fraction(0)), (Fraction(parts), ONE)))
    falling = Piecewise(((Fraction(0), ONE), (Fraction(parts), Fraction(0))))
    fine = Case(
        "parts",
        {"a": Party("a"), "b": Party("b")},
        {name: Range(name, Fraction(0), Fraction(parts)) for name in whole},
        {
            party: Preference(
                {name: Fraction(given[party]) for name, given in whole.items()},
                dict.fromkeys(whole, curve),
                reservation=Fraction(0),
            )
            for party, curve in (("a", rising), ("b", falling))
        },
    )
    found = settle(fine).by_concept
    for concept in ("kalai_smorodinsky", "egalitarian"):
        assert found[concept].utilities == division.utilities
    assert found["adjusted_winner"].utilities == division.utilities
    assert found["adjusted_winner"].point is None
    assert found["adjusted_winner"].acceptable
    if division.split is not None:
        split = found["adjusted_winner"].split
        # `value` parts of the range go to the first party, its share of all of them
        assert split.value == split.shares["a"] * parts
        assert found["adjusted_winner"].outcome[split.issue]["value"] == split.value


def test_a_shared_item_says_the_share_and_its_holders():
    item = Items("things", (Item("ring", "a", ("b",)), Item("cup", "b", ("a",))))
    worth = {"ring": {"a": Fraction(60)}, "cup": {"a": Fraction(40)}}
    other = {"ring": {"b": Fraction(90)}, "cup": {"b": Fraction(10)}}
    case = Case(
        "things",
        {"a": Party("a"), "b": Party("b")},
        {"things": item},
        {
            "a": Preference({"things": ONE}, {"things": Worth(worth)}),
            "b": Preference({"things": ONE}, {"things": Worth(other)}),
        },
    )
    settlement = settle(case).by_concept["adjusted_winner"]
    assert settlement.outcome["things"]["cup"] == "a"
    # b leads 90 to 40 and passes 50 / 150 of the ring
    assert settlement.split.item == "ring"
    assert settlement.split.shares == {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    assert settlement.outcome["things"]["ring"] == {
        "share": {"a": 1 / 3, "b": 2 / 3},
        "between": {"a": "a", "b": "b"},
    }
    assert settlement.score == 60
    # d is what each has today, 60 and 10; both have 60 now
    assert settlement.utilities == {"a": 60, "b": 60}
    assert settlement.acceptable


def test_what_one_has_at_stake_lies_between_the_two_favourites():
    # a: v0 best, b: v2 best; v1 is better for both than a coin toss, and is not looked at.
    case = Case(
        "compromise",
        {"a": Party("a"), "b": Party("b")},
        {"x": Options("x", ("v0", "v1", "v2")), "y": Options("y", ("v0", "v1"))},
        {
            "a": Preference(
                {"x": ONE, "y": ONE},
                {"x": Table({"v0": Fraction(10), "v1": Fraction(9), "v2": Fraction(2)}),
                 "y": Table({"v0": Fraction(8), "v1": Fraction(0)})},
                reservation=Fraction(0)),
            "b": Preference(
                {"x": ONE, "y": ONE},
                {"x": Table({"v0": Fraction(0), "v1": Fraction(9), "v2": Fraction(10)}),
                 "y": Table({"v0": Fraction(0), "v1": Fraction(10)})},
                reservation=Fraction(0)),
        },
    )  # fmt: skip
    division = adjusted_winner(case)
    assert [good.points for good in division.phases.goods] == [{"a": 50, "b": 50}] * 2
    assert set(division.phases.totals.values()) == {50}
    assert division.split is None


def test_of_equal_favourites_a_party_takes_the_one_that_suits_the_other():
    case = Case(
        "tied favourites",
        {"a": Party("a"), "b": Party("b")},
        {"x": Options("x", ("v0", "v1"))},
        {
            "a": Preference({"x": ONE}, {"x": Table({"v0": ONE, "v1": ONE})}, reservation=Fraction(0)),
            "b": Preference({"x": ONE}, {"x": Table({"v0": Fraction(0), "v1": ONE})}, reservation=Fraction(0)),
        },
    )  # fmt: skip
    division = adjusted_winner(case)
    assert division.outcome == {"x": "v1"}
    assert division.phases.goods == ()
    assert settle(case).by_concept["adjusted_winner"].score is None


def test_it_does_not_apply_where_issues_are_tied_or_a_third_party_takes_part():
    case = goods({"x": {"a": 60, "b": 50}, "y": {"a": 40, "b": 50}}, ["a", "b"])
    together = Not(All((In(0, frozenset([0])), In(1, frozenset([0])))))
    assert "adjusted_winner" in settle(case).by_concept
    ruled = replace(case, rules=(Rule("not both", together),))
    assert "adjusted_winner" not in settle(ruled).by_concept
    bonus = replace(case.preferences["a"], interactions=(Interaction(together, ONE),))
    assert adjusted_winner(replace(case, preferences={**case.preferences, "a": bonus})) is None
    assert adjusted_winner(goods({"x": {"a": 1, "b": 1, "c": 1}}, ["a", "b", "c"])) is None


def test_a_rule_over_one_issue_takes_it_out_of_the_contest():
    case = goods({"x": {"a": 60, "b": 50}, "y": {"a": 40, "b": 50}}, ["a", "b"])
    ruled = replace(case, rules=(Rule("x is b's", In(0, frozenset([1]))),))
    division = adjusted_winner(ruled)
    assert division.outcome["x"] == "b"
    assert [good.variable for good in division.phases.goods] == ["y"]
    assert division.split.shares == {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def test_the_order_of_parties_and_issues_changes_nothing():
    points = {"x": {"a": 35, "b": 55}, "y": {"a": 45, "b": 25}, "z": {"a": 20, "b": 20}}
    names = ["a", "b"]
    division = adjusted_winner(goods(points, names))
    again = adjusted_winner(goods(dict(reversed(points.items())), names[::-1]))
    assert again.utilities == division.utilities
    assert again.split.shares == division.split.shares
    assert again.split.issue == division.split.issue
    assert again.phases.won == division.phases.won
