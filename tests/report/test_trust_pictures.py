"""The trust curve and the frontier in its colours: what is drawn is what was found, the uncertain as such."""

import itertools
from dataclasses import replace
from fractions import Fraction as F
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.long_plans import case_of

from detente.analysis.curve import CurvePoint, Threshold, TrustCurve
from detente.analysis.frontier import frontier
from detente.analysis.settlement import settle
from detente.analysis.trust_curve import trust_curve
from detente.model.case import Case, Party
from detente.model.issue import Range
from detente.model.preference import Piecewise, Preference
from detente.report.page import page
from detente.report.spots import spots
from detente.report.standalone import colours
from detente.report.trust_picture import NARROW, WIDE, share, trust_picture
from detente.report.trust_section import MOST_POINTS, coloured, section, trust_maps
from detente.report.trust_shades import MOST, Shades, shades

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def found(swap):
    return frontier(swap)


@pytest.fixture(scope="module")
def curve(swap, found):
    return trust_curve(swap, found)


def asking(curve, *amounts, **changed):
    """The curve with other amounts of trust, in turn."""
    points = tuple(
        replace(point, trust=amounts[k % len(amounts)], bound=amounts[k % len(amounts)], **changed)
        for k, point in enumerate(curve.points)
    )
    return replace(curve, points=points)


def lightness(colour):
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))

    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_more_trust_is_darker_in_grey_too_and_each_step_can_be_told_from_the_next(theme):
    greys = [lightness(colours(theme)[f"heat-{k}"]) for k in range(MOST + 1)]
    assert greys == sorted(greys, reverse=True)
    for lighter, darker in itertools.pairwise(greys):
        assert (lighter + 0.05) / (darker + 0.05) > 1.15


@given(st.lists(st.fractions(0, 3), min_size=1, max_size=30))
def test_every_amount_of_trust_has_a_colour_within_whose_limits_it_lies(curve, amounts):
    colour = shades(asking(curve, *amounts))
    assert len(colour.edges) <= MOST + 1
    for amount in amounts[: len(curve.points)]:
        level = colour.level(amount)
        assert 0 <= level <= MOST
        assert (level == 0) == (amount == 0)
        if amount:
            inside = [
                low < amount <= high
                for low, high in zip(colour.edges, colour.edges[1:], strict=False)
            ]
            assert sum(inside) == 1
    levels = [colour.level(amount) for amount in sorted(amounts[: len(curve.points)])]
    assert levels == sorted(levels)
    assert set(colour.words()) == set(levels)


def test_what_is_not_proven_or_not_known_looks_different(curve):
    point = curve.points[0]

    def kind(**changed):
        one = replace(point, **changed)
        return Shades((F(0), F(1)), {one.point.units: one}).kind(one.point.units)

    half = F(1, 2)
    assert kind(trust=F(0), bound=F(0), optimal=True, reachable=True) == "heat-0"
    assert kind(trust=half, bound=half, optimal=True, reachable=True) == "heat-1"
    assert kind(trust=half, bound=F(0), optimal=False, reachable=True) == "heat-1 unsure"
    assert kind(trust=None, bound=F(0), optimal=True, reachable=False) == "no-way"
    assert kind(trust=None, bound=F(0), optimal=False, reachable=None) == "untold"
    assert Shades((), {}).kind(point.point.units) == "untold"


def test_the_map_colours_every_acceptable_point_and_no_other(curve, found, swap):
    marked = spots(found, settle(swap, found))
    for drawing in trust_maps(curve, marked, found):
        tree = ElementTree.fromstring(drawing)
        heat = tree.find(f"{SVG}g[@class='heat']")
        assert len(heat) == len(found.acceptable)
        assert len(tree.find(f"{SVG}g[@class='points']")) == len(found.points) - len(heat)
        assert not list(tree.iter(f"{SVG}a"))


def test_a_map_of_very_many_points_draws_some_and_keeps_the_settlements(curve, found):
    numbers = coloured(curve, found, 3)
    named = {point.point.units for point in curve.points if point.settlements}
    assert named <= {found.points[k].units for k in numbers}
    assert len(numbers) < len(found.points)
    assert coloured(curve, found, MOST_POINTS) == list(range(len(found.points)))


def test_three_parties_have_their_lines_coloured():
    case = case_of(5, 3, dated=False)
    found = frontier(case)
    curve = trust_curve(case, found)
    drawing = trust_maps(curve, spots(found, settle(case, found)), found)[0]
    tree = ElementTree.fromstring(drawing)
    lines = tree.find(f"{SVG}g[@class='heat lines']")
    assert len(lines) == len(found.acceptable)
    assert all(line.get("class").startswith(("heat-", "no-way", "untold")) for line in lines)


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("concept", ["nash", "egalitarian", "utilitarian"])
def test_each_party_has_a_line_through_its_thresholds(curve, swap, concept, size):
    tree = ElementTree.fromstring(trust_picture(curve, concept, size))
    lines = [p.get("d") for p in tree.iter(f"{SVG}path") if p.get("class", "").startswith("gain ")]
    drawn = [d for d in lines if d.count("L") + 1 == 2 * len(curve.best[concept])]
    assert len(drawn) >= len(swap.parties)


def test_every_reached_settlement_is_marked_once_for_each_party(curve, swap):
    tree = ElementTree.fromstring(trust_picture(curve))
    groups = [g for g in tree.iter(f"{SVG}g") if g.get("class") == "spot-mark"]
    named = [point for point in curve.points if point.settlements and point.trust is not None]
    assert len(groups) == len(named) > 0
    for group in groups:
        marks = [p for p in group.iter(f"{SVG}path") if p.get("class") == "mark"]
        assert len(marks) == len(swap.parties)


def test_a_threshold_that_is_not_proven_is_drawn_as_an_interval(curve):
    assert 'class="unproven' not in trust_picture(curve)
    thresholds = {
        concept: tuple(
            replace(
                one,
                trust=F(3, 10),
                point=replace(one.point, trust=F(3, 10), bound=F(1, 10), optimal=False),
            )
            for one in steps[:1]
        )
        for concept, steps in curve.best.items()
    }
    unsure = replace(curve, best=thresholds)
    drawing = trust_picture(unsure)
    assert drawing.count('class="unproven') == len(curve.case.parties) + 1  # and one in the key
    assert "not proven" in drawing


def test_shares_are_gains_over_no_deal_in_parts_of_the_scale(curve, swap):
    for point in curve.points:
        for p, party in enumerate(swap.parties):
            no_deal = swap.utilities.value(p, swap.reservations[p])
            gain = share(curve, point, party) * float(curve.scale[party])
            assert gain == pytest.approx(float(point.utilities[party] - no_deal))


def test_the_section_says_what_each_settlement_asks_and_how_much_is_not_known(curve, swap, found):
    marked = spots(found, settle(swap, found))
    told = section(curve, "nash", marked)
    chosen = next(point for point in curve.points if "nash" in point.settlements)
    assert "The Nash settlement asks" in told["words"][0]
    assert len(told["table"]["rows"]) == len(curve.best["nash"])
    partial = section(replace(curve, left_out=7), "nash", marked)
    assert f"{len(curve.points)} of {len(curve.points) + 7}" in partial["map_caption"]
    unreached = replace(
        curve,
        points=tuple(replace(p, trust=None, reachable=False) for p in curve.points),
        best=dict.fromkeys(curve.best, ()),
    )
    none = section(unreached, "nash", marked)
    assert none["pictures"] == []
    assert "No plan is known" in none["words"][0]
    assert chosen.trust is not None


def test_the_page_has_the_curve_or_says_why_not(curve, found, swap):
    settlements = settle(swap, found)
    whole = page(swap, found, settlements, curve=curve)
    assert 'id="trust-wide"' in whole
    assert 'id="by-trust-narrow"' in whole
    assert 'href="#trust"' in whole
    without = page(swap, found, settlements, no_curve="It would have taken long.")
    assert "It would have taken long." in without
    assert 'id="trust-wide"' not in without
    assert 'href="#trust"' not in page(swap, found, settlements)


def test_a_page_of_thousands_of_points_grows_little_by_their_trust():
    numbers = Range("pie", F(0), F(3000), F(1), status_quo=F(0))
    case = Case(
        "pie",
        {"a": Party("a"), "b": Party("b")},
        {"pie": numbers},
        {
            "a": Preference({"pie": F(1)}, {"pie": Piecewise(((F(0), F(0)), (F(3000), F(1))), "")}, reservation=F(0)),
            "b": Preference({"pie": F(1)}, {"pie": Piecewise(((F(0), F(1)), (F(3000), F(0))), "")}, reservation=F(0)),
        },
    )  # fmt: skip
    found = frontier(case)
    settlements = settle(case, found)
    named = {s.point.units: s.concept for s in settlements.by_concept.values() if s.point}
    points = tuple(
        CurvePoint(
            case,
            point,
            point.indices,
            F(k % 97, 100),
            F(k % 89, 100),
            True,
            k % 3 == 0,
            settlements=(named[point.units],) if point.units in named else (),
        )
        for k, point in enumerate(found.points)
    )
    steps = tuple(Threshold(F(k, 100), points[30 * k]) for k in range(97))
    curve = TrustCurve(case, found, points, {"nash": steps}, {"a": F(1), "b": F(1)})
    assert len(points) > 3000
    bare = page(case, found, settlements)
    whole = page(case, found, settlements, curve=curve)
    assert len(whole) - len(bare) < 150_000
    assert "3,001 outcomes acceptable to all were worked out" in whole
