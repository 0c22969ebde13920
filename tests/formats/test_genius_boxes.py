"""Sums of hyper-rectangles: each outcome is worth what GENIUS's own rules make of the file."""

import itertools
import random
import re
import shutil
import time
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.frontier import frontier
from detente.errors import InputError
from detente.formats.genius import load

DATA = Path(__file__).resolve().parents[1] / "data" / "genius"
BOXED = {
    "S-1NIKFRT-1": 4,
    "10issueswithRV": 9,
    "30issuesDiscountedwithRV": 57,
    "50issues": 46,
    "S-1NAGUNL-255": 202,
}
"""The published domains of boxes, and how many points an exact solver finds on the frontier of each."""


# What the files say, computed a second time straight from the XML.


def pays(box: ET.Element, bid: dict[int, int]) -> bool:
    """Whether a box pays for a bid (a value by the index of its issue)."""

    def met(ranges: list[ET.Element]) -> bool:
        return all(
            int(r.get("min")) <= bid[int(r.get("index"))] <= int(r.get("max")) for r in ranges
        )

    excludes = box.findall("EXCLUDES")
    return not met(excludes) if excludes else met(box.findall("INCLUDES"))


def worth(function: ET.Element, bid: dict[int, int]) -> Fraction:
    """What a `ufun` makes of a bid."""
    found = [
        Fraction(box.get("utility")) * Fraction(box.get("weight", "1")) * pays(box, bid)
        for box in function.findall("hyperRectangle")
    ]
    found += [
        Fraction(inner.get("weight", "1")) * worth(inner, bid) for inner in function.findall("ufun")
    ]
    form = function.get("aggregation", "sum").lower()
    return {"min": min, "max": max}.get(form, sum)(found)


def utility_of(utility: ET.Element, bid: dict[int, int]) -> Fraction:
    return worth(utility.find("ufun"), bid) / Fraction(utility.get("maxutility"))


def bids(case, count, chance):
    """All outcomes of a small case, or many of a large one: value indices."""
    if case.outcomes <= count:
        return list(itertools.product(*map(range, case.sizes)))
    return [tuple(chance.randrange(size) for size in case.sizes) for _ in range(count)]


def compare(folder: Path, count: int = 200) -> None:
    case = load(folder)
    domain = next(
        root
        for file in folder.glob("*.xml")
        if file.name != "pareto.xml"
        and (root := ET.parse(file).getroot()).tag == "negotiation_template"
    )
    indices = [int(issue.get("index")) for issue in domain.iter("issue")]
    functions = {
        party: next(ET.parse(folder / f"{party}.xml").getroot().iter("utility"))
        for party in case.parties
    }
    for outcome in bids(case, count, random.Random(folder.name)):
        values = [int(v.numbers[k]) for v, k in zip(case.variables, outcome, strict=True)]
        bid = dict(zip(indices, values, strict=True))
        for party, utility in case.utilities.of(outcome).items():
            assert utility == utility_of(functions[party], bid)


@pytest.mark.parametrize("name", BOXED)
def test_utilities_are_those_of_the_files(shared, name):
    compare(shared / "scenarios" / "genius-nonlinear" / name)


def test_utilities_of_our_own_domain_are_those_of_the_files():
    compare(DATA / "pasture")


def test_reservation_values_and_discounts_are_those_of_the_files(shared):
    case = load(shared / "scenarios" / "genius-nonlinear" / "S-1NIKFRT-1")
    given = [preference.reservation for preference in case.preferences.values()]
    assert given == [Fraction(3, 5), Fraction(1, 2)]
    assert any("discount factors are left out" in note for note in case.notes)


def test_a_box_is_one_interaction_over_the_issues_it_narrows(shared):
    """50issues has no box that always or never pays."""
    case = load(shared / "scenarios" / "genius-nonlinear" / "50issues")
    folder = shared / "scenarios" / "genius-nonlinear" / "50issues"
    for party, preference in case.preferences.items():
        boxes = list(ET.parse(folder / f"{party}.xml").getroot().iter("hyperRectangle"))
        assert len(preference.interactions) == len(boxes) == 80
        for box, term in zip(boxes, preference.interactions, strict=True):
            indices = {int(bounds.get("index")) - 1 for bounds in box.findall("INCLUDES")}
            assert term.condition.scope <= indices


def test_a_large_domain_is_read_in_a_moment(shared):
    """130 boxes over 50 issues; the limit is far above what it takes, for slow machines."""
    before = time.process_time()
    load(shared / "scenarios" / "genius-nonlinear" / "S-1NAGUNL-255")
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(("name", "points"), BOXED.items())
def test_the_frontier_has_as_many_points_as_an_exact_solver_finds(shared, name, points):
    found = frontier(load(shared / "scenarios" / "genius-nonlinear" / name))
    assert found.exact
    assert len(found.points) == points


def test_the_best_of_the_published_frontiers_is_what_we_find(shared):
    """S-1NIKFRT-1's list is right; it is rounded to the digits of a float."""
    folder = shared / "scenarios" / "genius-nonlinear" / "S-1NIKFRT-1"
    rows = re.findall(r"([\d.]+), ([\d.]+)", (folder / "pareto.xml").read_text("utf-8"))
    case = load(folder)
    found = frontier(case)
    ours = sorted(tuple(map(float, found.utilities(point).values())) for point in found.points)
    theirs = sorted(tuple(map(float, row)) for row in rows)
    assert ours == [pytest.approx(pair, abs=1e-6) for pair in theirs]


# Functions of every build, against the second computation.


@st.composite
def ranges(draw: st.DrawFn, tag: str) -> str:
    index, low = draw(st.sampled_from([1, 2, 4])), draw(st.integers(-2, 6))
    return f'<{tag} index="{index}" min="{low}" max="{low + draw(st.integers(0, 4))}"/>'


@st.composite
def functions(draw: st.DrawFn, depth: int = 2) -> str:
    """A `ufun`: boxes of every kind, others inside it, one of the three aggregations."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        tags = draw(st.lists(st.sampled_from(["INCLUDES", "EXCLUDES"]), max_size=3))
        inside = "".join(draw(ranges(tag)) for tag in tags)
        weight = draw(st.sampled_from(["", ' weight="0.5"', ' weight="-2"', ' weight="0"']))
        utility = draw(st.integers(-9, 9))
        parts.append(f'<hyperRectangle utility="{utility}"{weight}>{inside}</hyperRectangle>')
    if depth:
        parts += draw(st.lists(functions(depth - 1), max_size=2))
    form, weight = draw(st.sampled_from(["sum", "max", "MIN"])), draw(st.integers(-2, 3))
    return f'<ufun weight="{weight}" aggregation="{form}">{"".join(parts)}</ufun>'


@given(functions())
def test_sums_minima_and_maxima_of_boxes_are_worth_what_genius_makes_of_them(
    tmp_path_factory, function
):
    folder = tmp_path_factory.mktemp("any") / "pasture"
    shutil.copytree(DATA / "pasture", folder)
    profile = folder / "village.xml"
    text = profile.read_text("utf-8")
    profile.write_text(re.sub("<ufun.*</ufun>", function, text, flags=re.DOTALL), "utf-8")
    try:
        load(folder)
    except InputError as error:  # sums of many boxes inside a minimum or a maximum
        said = [problem.message for problem in error.problems]
    else:
        said = []
        compare(folder, 60)
    assert all("too many different utilities" in message for message in said)


def test_a_maximum_of_too_much_is_refused_with_its_place(tmp_path):
    boxes = "".join(
        f'<hyperRectangle utility="{2**k}"><INCLUDES index="1" min="{k % 5}" max="5"/>'
        "</hyperRectangle>"
        for k in range(12)
    )
    problem = refused(
        tmp_path, ('aggregation="sum">', f'aggregation="max"><ufun>{boxes}</ufun>', 1)
    )
    assert "too many different utilities" in problem


def test_functions_in_functions_are_refused_before_they_grow_beyond_measure(tmp_path):
    box = '<hyperRectangle utility="{}"><INCLUDES index="1" min="{}" max="5"/></hyperRectangle>'
    inner = box.format(1, 2)
    for k in range(40):
        form = ("max", "sum", "min")[k % 3]
        inner = f'<ufun aggregation="{form}">{box.format(1 + k % 2, k % 5)}{inner}</ufun>'
        inner += box.format(2, 3)
    before = time.process_time()
    problem = refused(tmp_path, ('aggregation="sum">', f'aggregation="max">{inner}', 1))
    assert "too many different utilities" in problem
    assert time.process_time() - before < 2


# What files leave open, and mistakes.


def changed(tmp_path: Path, old: str, new: str, count: int = 1) -> Path:
    folder = tmp_path / "pasture"
    shutil.copytree(DATA / "pasture", folder)
    text = (folder / "village.xml").read_text("utf-8")
    assert old in text
    (folder / "village.xml").write_text(text.replace(old, new, count), "utf-8")
    return folder


def refused(tmp_path: Path, change: tuple[str, str, int]) -> str:
    """The one mistake, with the folder left out."""
    folder = changed(tmp_path, *change)
    with pytest.raises(InputError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    return str(problem).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('<EXCLUDES index="2"', '<INCLUDES index="2"', "its EXCLUDES alone count"),
        ('<INCLUDES index="2" min="-1"', '<INCLUDES index="1" min="-1"', "all of them must hold"),
        ('<INCLUDES index="1" min="5" max="5"', '<INCLUDES index="1" min="7" max="9"', "that never pay"),
        ('<INCLUDES index="1" min="5" max="5"', '<EXCLUDES index="1" min="-7" max="9"', "that never pay"),
        ('ufun type="PlainUfun" weight="1"', 'ufun weight="3"', "outermost <ufun> does not count"),
        ('aggregation="sum"', 'aggregation="product"', "'product' is taken as 'sum'"),
        ("</ufun>", "</ufun><ufun/>", "the first counts"),
        ('lowerbound="-1"', 'lowerbound="0"', "lists 'Sheep' otherwise than the domain"),
        ('type="nonlinear"', "", "is not of a type that says so"),
        ('maxutility="16"', 'maxutility="15"', "GENIUS counts it as 1"),
        ("</objective>", '</objective><reservation value="0.1"/><reservation/>', "the first <reservation>"),
        ("</objective>", '<reservation value="0.1"/></objective>', "a <reservation> counts only directly inside"),
    ],
)  # fmt: skip
def test_what_a_file_leaves_open_is_done_as_in_genius_and_said(tmp_path, old, new, words):
    folder = changed(tmp_path, old, new)
    assert words in "\n".join(load(folder).notes)
    compare(folder)


def test_no_word_is_lost_on_a_ceiling_that_cannot_be_reached(tmp_path):
    folder = changed(tmp_path, 'maxutility="16"', 'maxutility="16.5"')
    assert not any(note.startswith("village: utilities") for note in load(folder).notes)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('index="1" min="0"', 'index="7" min="0"', "9:11", "no issue of index 7; it has '1', '2', '4'"),
        ('index="1" min="0"', 'index="one" min="0"', "9:11", "index 'one'"),
        ('index="1" min="0"', 'min="0"', "9:11", "no index"),
        ('min="0" max="3"', 'min="3" max="0"', "9:11", "exchange them"),
        ('min="0" max="3"', 'min="0.5" max="3"', "9:11", "min '0.5'"),
        ('min="0" max="3"', 'min="0"', "9:11", "no max"),
        ('utility="7"', 'utility="seven"', "8:9", "not a number"),
        ('utility="7"', "", "8:9", "no utility"),
        ('utility="7"', 'utility="7" weight="x"', "8:9", "not a number"),
        ('maxutility="16"', 'maxutility="0"', "6:5", "above 0"),
        ('maxutility="16"', "", "6:5", "no maxutility"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(tmp_path, old, new, place, words):
    problem = refused(tmp_path, (old, new, 1))
    assert problem.startswith(f"village.xml:{place}: ")
    assert words in problem


def test_a_range_takes_a_whole_number_issue(tmp_path):
    folder = changed(tmp_path, 'index="4" min="2"', 'index="4" min="2"')
    domain = folder / "pasture.xml"
    text = domain.read_text("utf-8")
    line = next(line for line in text.splitlines() if 'name="Months"' in line)
    named = '<issue index="4" name="Months"><item value="2"/><item value="3"/></issue>'
    domain.write_text(text.replace(line, named), "utf-8")
    with pytest.raises(
        InputError, match="'Months' is named values in the domain; a range of a box"
    ):
        load(folder)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("", 'no <utility maxutility="...">'),
        ('<utility maxutility="1"/>', "no <ufun>"),
        ('<utility maxutility="1"><ufun aggregation="min"/></utility>', "the min of nothing"),
    ],
)
def test_a_profile_without_boxes_is_refused(tmp_path, inside, words):
    folder = changed(tmp_path, "x", "x", 0)
    text = (folder / "village.xml").read_text("utf-8")
    text = re.sub("<utility .*</utility>", inside, text, flags=re.DOTALL)
    (folder / "village.xml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=re.escape(words)):
        load(folder)
