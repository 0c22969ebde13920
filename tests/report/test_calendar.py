"""The calendar of a plan, and its lanes over days: every move is there, and every moment."""

import itertools
from datetime import date
from fractions import Fraction as F
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.long_plans import case_of, way_of

from detente.analysis.planning import plan
from detente.model.term import Term
from detente.report.calendar_picture import NARROW, WIDE, calendar_picture
from detente.report.calendar_rows import joined, rows
from detente.report.course import course, dates
from detente.report.lane_picture import lanes
from detente.report.picture import Scale, width_of
from detente.report.plan_picture import plan_picture
from detente.report.time_axis import date_ticks

SVG = "{http://www.w3.org/2000/svg}"


def bars(drawing):
    tree = ElementTree.fromstring(drawing)
    return [g for g in tree.iter(f"{SVG}g") if g.get("class") == "move-bar"]


def texts(drawing, kind=None):
    tree = ElementTree.fromstring(drawing)
    return [t.text for t in tree.iter(f"{SVG}text") if kind in (None, t.get("class"))]


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("moves", [1, 2, 30, 100])
@pytest.mark.parametrize("dated", [True, False])
def test_every_move_has_a_bar_of_as_many_bands_as_performers(moves, dated, size):
    case = case_of(moves, 3, dated=dated)
    way = way_of(case)
    found = bars(calendar_picture(way, size))
    assert len(found) == moves
    for k, bar in enumerate(found):
        bands = [r for r in bar.iter(f"{SVG}rect") if "by-edge" in r.get("class", "")]
        assert len(bands) == (3 if k % 7 == 3 else 1)
        assert bar.find(f"{SVG}title").text.startswith(f"Step {k + 1}: ")


def test_bars_lie_where_their_days_are():
    way = way_of(case_of(6, duration=30))
    first, last = dates(way)
    assert (first, last) == (date(2023, 1, 30), date(2023, 7, 29))
    found = bars(calendar_picture(way))
    edges = []
    for bar in found:
        band = next(r for r in bar.iter(f"{SVG}rect") if "by-edge" in r.get("class", ""))
        edges.append((float(band.get("x")), float(band.get("x")) + float(band.get("width"))))
    for (_, end), (begin, _) in itertools.pairwise(edges):
        assert end == pytest.approx(begin, abs=0.2)
    lengths = [end - begin for begin, end in edges]
    assert max(lengths) - min(lengths) < 0.3


def test_several_performers_guarantors_and_verifiers_are_told_in_the_key():
    way = way_of(case_of(8, 4))
    words = " ".join(filter(None, texts(calendar_picture(way), "note")))
    for party in ("p0", "p1", "p2", "p3"):
        assert f"done by Party {party}" in words
    assert "verified by the inspectors" in words
    assert "cannot be undone" in words
    assert "guaranteed" not in words  # no step is atomic
    guarded = way_of(case_of(8, 4))
    atomic = way_of(case_of(4, 2), atomic=True)
    assert "guaranteed" not in " ".join(filter(None, texts(calendar_picture(guarded), "note")))
    assert "guaranteed by the bank" in " ".join(
        filter(None, texts(calendar_picture(atomic), "note"))
    )


def test_without_dates_the_calendar_is_over_steps():
    way = way_of(case_of(5, dated=False))
    assert dates(way) is None
    drawing = calendar_picture(way)
    assert "Step" in texts(drawing, "tick")
    assert [t for t in texts(drawing, "tick") if t.isdigit()] == ["1", "2", "3", "4", "5"]
    assert "2023" not in drawing


def test_dates_with_nothing_that_takes_time_are_no_calendar():
    way = way_of(case_of(3, duration=0))
    assert dates(way) is None
    assert len(bars(calendar_picture(way))) == 3


def test_a_term_that_ends_on_the_way_is_a_line_and_a_later_one_an_arrow():
    near = Term("treaty", ("i0",), date(2023, 2, 20), title="The treaty")
    far = Term("lease", ("i1",), date(2040, 1, 1), title="The lease")
    drawing = calendar_picture(way_of(case_of(9, terms=(near, far))))
    named = texts(drawing, "label term")
    assert "The treaty: last day 19 Feb 2023" in named
    assert "The lease: last day 31 Dec 2039 →" in named
    assert drawing.count('class="lapse"') == 1


def test_deadlines_and_first_dates_have_flags_where_the_axis_reaches_them():
    way = way_of(case_of(4, earliest=date(2023, 2, 10), latest=date(2023, 3, 20)))
    drawing = calendar_picture(way)
    assert drawing.count('class="flag earliest"') == 4 + 1  # and one in the key
    assert drawing.count('class="flag latest"') == 4 + 1
    later = calendar_picture(way_of(case_of(4, latest=date(2050, 1, 1))))
    assert 'class="flag' not in later
    assert "deadline 1 Jan 2050 →" in texts(later, "note")


def test_moves_too_close_to_be_told_apart_share_a_bar_and_say_which_steps_they_are(swap):
    way = course(plan(swap))
    for row in rows(way, dates(way) is not None):
        together = joined(row.bars, 10**6)
        assert together[0].steps[0] == row.bars[0].steps[0]
        kinds = [bar.kind for bar in together]
        assert all(a != b for a, b in itertools.pairwise(kinds))
        assert joined(row.bars, 0) == list(row.bars)


@given(st.dates(date(1, 1, 1), date(9999, 12, 30)), st.integers(1, 4000000), st.floats(200, 1000))
def test_names_of_days_never_touch(first, days, room):
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    across = Scale(first.toordinal(), last.toordinal(), 0, room)
    ticks = date_ticks(first, last, across, 12)
    places = [across(tick.place) for tick in ticks]
    assert all(0 <= place <= room + 1e-6 for place in places)
    halves = [max(width_of(t.text, 12), width_of(t.year, 12)) / 2 for t in ticks]
    for k in range(len(ticks) - 1):
        assert places[k] + halves[k] < places[k + 1] - halves[k + 1]
    years = [t.year for t in ticks if t.year]
    assert len(years) == len(set(years))


def test_a_week_has_days_a_year_months_and_a_century_years():
    def names(first, last):
        across = Scale(first.toordinal(), last.toordinal(), 0, 700)
        return [tick.text for tick in date_ticks(first, last, across, 12)]

    assert names(date(2023, 1, 30), date(2023, 2, 6))[:3] == ["30 Jan", "31 Jan", "1 Feb"]
    assert names(date(2023, 1, 30), date(2024, 1, 30))[:2] == ["Feb", "Mar"]
    assert "1950" in names(date(1900, 1, 1), date(2000, 1, 1))


def halfway_case():
    """Two act one-sidedly in one step, so that it can be left half done, while a term lapses."""
    treaty = Term("treaty", ("i5",), date(2023, 2, 20), after=(("i5", "yes"),), title="The treaty")
    return case_of(6, terms=(treaty,), duration=14)


@pytest.mark.parametrize("by_day", [False, True])
def test_each_moment_of_a_plan_is_in_the_lanes_the_halfway_ones_as_well(by_day):
    way = way_of(halfway_case(), together=2)
    assert any(moment.acted for moment in way.moments)
    span = dates(way) if by_day else None
    for lane in lanes(way, span):
        seen = [each.moment for each in (*lane.stretches, *lane.halfway)]
        assert sorted(map(id, seen)) == sorted(map(id, way.moments))
        ends = [each.ends for each in lane.stretches]
        begins = [each.begins for each in lane.stretches]
        assert begins[1:] == ends[:-1]
        assert ends[-1] == lane.places[-1]
    drawing = plan_picture(way, by_day=by_day)
    assert drawing.count('class="stub-dot first"') == len([m for m in way.moments if m.acted])


@pytest.mark.parametrize("by_day", [False, True])
def test_a_lapse_on_the_way_is_a_line_with_its_name(by_day):
    way = way_of(halfway_case(), together=2)
    assert any(moment.lapsed for moment in way.moments)
    drawing = plan_picture(way, by_day=by_day)
    assert "The treaty lapses, 20 Feb 2023" in texts(drawing, "label term")
    assert drawing.count('class="lapse"') == 1


def test_what_walking_away_leaves_agrees_with_exposure_at_every_moment():
    way = way_of(halfway_case(), together=3)
    for moment in way.moments:
        for party in way.case.parties:
            lacking = moment.no_deal[party] - moment.left[party]
            assert moment.exposure[party] == max(F(0), lacking)


def test_a_plan_found_and_the_same_plan_read_have_one_course(swap):
    from detente.analysis.verification import proposal
    from detente.analysis.verification.proposal import written
    from detente.report.course import proposed

    found = plan(swap)
    mine = course(found)
    read, wrong = proposed(swap, proposal(swap, written(found)))
    assert wrong == ()
    assert [m.left for m in read.moments] == [m.left for m in mine.moments]
    assert [m.exposure for m in read.moments] == [m.exposure for m in mine.moments]
    assert [m.temptation for m in read.moments] == [m.temptation for m in mine.moments]
    assert [(s.begins, s.ends) for s in read.steps] == [(s.begins, s.ends) for s in mine.steps]
    assert read.worths == mine.worths
