"""Pictures are well formed whatever the case says, and their labels can be read."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.analysis.settlement import settle
from detente.formats import load
from detente.report.course import course
from detente.report.frontier_picture import NARROW, WIDE, frontier_picture
from detente.report.images import EXAMPLES, documented, images
from detente.report.labels import Box, Wanted, placed
from detente.report.lane_picture import lanes
from detente.report.parallel_picture import parallel_picture
from detente.report.picture import Scale, el, shortened, thinned, width_of, wrapped
from detente.report.plan_picture import plan_picture
from detente.report.spots import drawn, entry_numbers, spots

SVG = "{http://www.w3.org/2000/svg}"
few = settings(max_examples=settings().max_examples // 2)
places = st.tuples(st.floats(70, 700), st.floats(60, 430))


@pytest.fixture(scope="module")
def results(swap):
    found = frontier(swap)
    return found, settle(swap, found), plan(swap, found=found)


@given(st.text())
def test_text_stays_text_in_an_element_and_in_an_attribute(text):
    read = ElementTree.fromstring(el("text", text, aria_label=text))
    assert len(read) == 0
    assert list(read.attrib) == ["aria-label"]
    assert "<" not in el("text", text).removeprefix("<text").removesuffix("</text>")[1:]


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-99, 99)), min_size=1, max_size=60),
    st.integers(1, 40),
    st.data(),
)
def test_thinning_draws_at_most_as_many_as_asked_and_always_those_it_must_keep(vectors, most, data):
    keep = data.draw(st.sets(st.integers(0, len(vectors) - 1), max_size=3))
    chosen = thinned(vectors, most, keep)
    assert chosen == sorted(set(chosen))
    assert keep <= set(chosen)
    assert len(chosen) <= max(most, len(keep) + 1)
    if len(vectors) <= most:
        assert chosen == list(range(len(vectors)))


def test_thinning_keeps_the_ends_apart_points_of_a_long_frontier():
    dense = [(k / 10, 1000 - k / 10) for k in range(5000)]
    chosen = thinned([*dense, (2000, 0)], 300)
    assert 5000 in chosen
    assert 100 < len(chosen) <= 300


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(1, 9))
def test_ticks_are_few_and_on_the_scale(low, span, about):
    scale = Scale(low, low + span, 0, 500)
    if scale.high > scale.low:
        ticks = scale.ticks(about)
        assert len(ticks) <= about + 2
        slack = 1e-6 * span + 1e-9 * abs(low)
        assert all(low - slack <= tick <= low + span + slack for tick in ticks)


@given(st.text(max_size=80), st.floats(20, 300))
def test_shortened_text_fits(text, room):
    assert width_of(shortened(text, 12, room), 12) <= room
    lines = wrapped(text, 12, room, 3)
    assert len(lines) <= 3
    assert all(width_of(line, 12) <= room for line in lines)


@few
@given(st.lists(places, min_size=1, max_size=7), st.lists(places, max_size=60))
def test_labels_neither_cover_each_other_nor_leave_the_picture(marks, points):
    frame = Box(62, 46, 736, 484)
    names = (
        "Nash",
        "Kalai-Smorodinsky",
        "Egalitarian",
        "Utilitarian",
        "Equal loss",
        "Status quo",
        "x",
    )
    wanted = [Wanted(x, y, (text,)) for (x, y), text in zip(marks, names, strict=False)]
    boxes = [label.box for label in placed(wanted, frame, 13, 16, points)]
    assert len(boxes) == len(marks)
    assert all(box.within(frame) for box in boxes)
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_frontier_shows_every_point_and_sets_the_unacceptable_ones_apart(results, size):
    found, settlements, _ = results
    marked = spots(found, settlements)
    tree = ElementTree.fromstring(frontier_picture(found, marked, drawn(found, marked), size))
    points = tree.find(f"{SVG}g[@class='points']")
    assert len(points) == len(found.points)
    pale = [point for point in points if point.get("class") == "out"]
    assert len(pale) == len(found.points) - len(found.acceptable)
    names = {text.text for text in tree.iter(f"{SVG}text") if text.get("class") == "label"}
    assert {"Nash", "Utilitarian", "Status quo"} <= names


def test_a_picture_says_in_words_what_it_shows(results):
    found, settlements, _ = results
    tree = ElementTree.fromstring(frontier_picture(found, spots(found, settlements), [0, 1]))
    title, about = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert tree.get("aria-labelledby") == title.get("id")
    assert tree.get("aria-describedby") == about.get("id")
    assert "Nash" in about.text
    assert "no deal" in about.text


def test_marks_that_are_no_points_of_the_frontier_have_outcomes_of_their_own(results):
    found, settlements, _ = results
    marked = spots(found, settlements)
    entries = entry_numbers(marked, range(len(found.points)))
    assert len(set(entries)) == len(entries)
    quo = next(k for k, spot in enumerate(marked) if "status_quo" in spot.kinds)
    assert marked[quo].point is None
    assert entries[quo] >= len(found.points)
    assert marked[quo].indices == found.case.status_quo


def test_settlements_that_coincide_share_a_mark(results):
    found, settlements, _ = results
    marked = spots(found, settlements)
    assert len({spot.utilities for spot in marked}) == len(marked)
    kinds = [kind for spot in marked for kind in spot.kinds]
    assert sorted(kinds) == sorted([*settlements.by_concept, "status_quo"])


def test_the_lanes_of_a_plan_hold_its_figures(results):
    _, _, way = results
    for lane in lanes(course(way)):
        assert len(lane.worth) == len(lane.places) == len(way.states)
        assert lane.worth[-1] == lane.goal == float(way.utilities[lane.party])
        assert lane.left(lane.stretches[0]) == lane.no_deal
        for kind, most in (("exposure", way.exposure), ("temptation", way.temptation)):
            assert max(amount for _, amount in lane.amounts(kind)) == float(most[lane.party])


def test_a_plan_picture_fills_the_numbers_of_steps_that_cannot_be_undone(results):
    _, _, way = results
    tree = ElementTree.fromstring(plan_picture(way))
    badges = [r.get("class") for r in tree.iter(f"{SVG}rect") if "badge" in r.get("class", "")]
    lasting = [any(not move.revocable for move in step.moves) for step in way.steps]
    assert badges == ["badge lasting" if last else "badge" for last in lasting]
    frames = [r for r in tree.iter(f"{SVG}rect") if r.get("class") == "frame"]
    assert len(frames) == sum(step.atomic for step in way.steps)


@pytest.mark.parametrize("by_day", [False, True])
def test_exposure_is_hatched_exactly_where_somebody_is_exposed(results, by_day):
    _, _, way = results
    drawing = plan_picture(way, by_day=by_day)
    assert ('class="exposure"' in drawing) == any(way.exposure.values())
    assert ('class="temptation"' in drawing) == any(way.temptation.values())


def test_three_parties_have_an_axis_each(shared):
    found = frontier(load(shared / "scenarios/genius-multiparty/Terra"))
    marked = spots(found, settle(found.case, found))
    tree = ElementTree.fromstring(parallel_picture(found, marked, drawn(found, marked)))
    assert len(tree.find(f"{SVG}g[@class='points lines']")) == len(found.points)
    titles = [text.text for text in tree.iter(f"{SVG}text") if text.get("class") == "axis"]
    assert "".join(titles).count("NewDomain") == 3


def test_pictures_as_files_bring_their_colours_along(results):
    made = images(*results)
    assert sorted(made) == ["calendar.svg", "frontier.svg", "plan.svg"]
    for text in made.values():
        tree = ElementTree.fromstring(text)
        assert "prefers-color-scheme: dark" in tree.find(f"{SVG}style").text
        assert not list(tree.iter(f"{SVG}a"))
        assert float(tree.get("width")) > 0


def test_the_pictures_of_the_documentation_are_those_of_the_examples():
    root = Path(__file__).resolve().parents[2]
    cases = (load(root / "examples" / f"{name}.yaml") for name in EXAMPLES)
    for name, text in documented(*cases).items():
        kept = (root / "docs/images" / name).read_text("utf-8")
        assert kept == text, "run `python -m detente.report.images` from the root"
