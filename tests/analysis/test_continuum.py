"""What a grid may miss: no outcome between its values beats it by more than is said."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analysis.frontier import frontier
from detente.model.case import Case, Party
from detente.model.issue import Range
from detente.model.preference import Piecewise, Preference, ValueFunction

FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))


@st.composite
def curves(draw: st.DrawFn) -> Piecewise:
    places = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=5)))
    points = tuple((Fraction(p, 2), Fraction(draw(st.integers(-5, 5)))) for p in places)
    clip = draw(st.none() | st.just((Fraction(0), Fraction(2))))
    return Piecewise(points, clip=clip)


@FEWER
@given(st.data(), st.sampled_from([Fraction(1), Fraction(2), Fraction(3, 2)]))
def test_no_outcome_off_the_grid_beats_it_by_more_than_the_bound(data, step):
    names = ("x", "y")
    issues = {name: Range(name, Fraction(0), Fraction(6), step, continuous=True) for name in names}
    curve: dict[str, dict[str, ValueFunction]] = {
        party: {name: data.draw(curves()) for name in names} for party in ("a", "b")
    }
    case = Case(
        "continuous",
        {party: Party(party) for party in curve},
        issues,
        {
            party: Preference(
                {"x": Fraction(2), "y": Fraction(1)}, values, reservation=Fraction(-99)
            )
            for party, values in curve.items()
        },
    )
    found = frontier(case)
    assert not found.exact
    grid = [found.utilities(point) for point in found.points]
    for x, y in product([Fraction(k, 4) for k in range(25)], repeat=2):
        there = {
            party: 2 * values["x"].at(x) + values["y"].at(y)  # type: ignore[union-attr]
            for party, values in curve.items()
        }
        assert any(all(point[p] + found.bound[p] >= there[p] for p in there) for point in grid)


def test_the_bound_is_what_a_kink_between_grid_values_can_hide():
    peak = Piecewise(((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)), (Fraction(2), Fraction(0))))  # fmt: skip
    flat = Piecewise(((Fraction(0), Fraction(3)),))
    case = Case(
        "peak",
        {"a": Party("a"), "b": Party("b")},
        {"x": Range("x", Fraction(0), Fraction(2), Fraction(2), continuous=True)},
        {
            "a": Preference({"x": Fraction(10)}, {"x": peak}, reservation=Fraction(0)),
            "b": Preference({"x": Fraction(10)}, {"x": flat}, reservation=Fraction(0)),
        },
    )
    assert frontier(case).bound == {"a": 10, "b": 0}
