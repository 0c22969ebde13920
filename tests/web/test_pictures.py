"""Pictures of plans and of trust as the browser lays them out: no text over another, none cut off."""

from dataclasses import replace
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.report.long_plans import WORDY, case_of, renamed, way_of

from detente.analysis.frontier import frontier
from detente.analysis.settlement import settle
from detente.analysis.trust_curve import trust_curve
from detente.model.term import Term
from detente.report import calendar_picture, frontier_picture, plan_picture, trust_picture
from detente.report.spots import spots
from detente.report.standalone import standalone
from detente.report.trust_section import trust_maps

DAYS = (date(2023, 2, 8), date(2023, 2, 9), date(2023, 3, 1), date(2023, 3, 28), date(2033, 1, 1))

# Pairs of visible texts of a picture that overlap by more than two pixels each way, and texts outside their picture.
CLASHES = """() => [...document.querySelectorAll('svg.picture')].filter((svg) => svg.clientWidth).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => text.getBoundingClientRect());
  const found = [];
  boxes.forEach((a, k) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
      found.push(`${svg.id}: ${texts[k].textContent} is cut off`);
    boxes.slice(0, k).forEach((b, j) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 * scale && down > 4 * scale)
        found.push(`${svg.id}: ${texts[k].textContent} over ${texts[j].textContent}`);
    });
  });
  return found;
})"""

# Marks of a picture that lie outside it.
OUTSIDE = """() => [...document.querySelectorAll('svg.picture')].filter((svg) => svg.clientWidth).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('.badge, .by-edge, .mark, .flag, .confirmed')].filter((mark) => {
    const box = mark.getBoundingClientRect();
    return !mark.closest('defs') && (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.bottom > frame.bottom + 1);
  }).map((mark) => `${svg.id}: ${mark.getAttribute('class')}`);
})"""


def document(drawings, theme="light"):
    """A page of nothing but pictures."""
    inside = "".join(f"<div>{standalone(drawing, theme)}</div>" for drawing in drawings)
    return (
        f'<!DOCTYPE html><html lang="en"><title>Pictures</title><body style="margin:0"><main>{inside}'
        "</main></body></html>"
    )


def plans(way):
    found = []
    for size in ("WIDE", "NARROW"):
        found.append(calendar_picture.calendar_picture(way, getattr(calendar_picture, size)))
        for by_day in (False, True):
            wanted = getattr(plan_picture, size)
            found.append(plan_picture.plan_picture(way, wanted, key=True, by_day=by_day))
    return found


def trusts(case, points=12):
    found = frontier(case)
    curve = trust_curve(case, found, points=points)
    marked = spots(found, settle(case, found))
    sizes = (trust_picture.WIDE, trust_picture.NARROW)
    return [
        *(trust_picture.trust_picture(curve, "nash", size) for size in sizes),
        *trust_maps(curve, marked, found, (frontier_picture.WIDE, frontier_picture.NARROW)),
    ]


WAYS = {
    "one move": lambda: way_of(case_of(1)),
    "a few, several in a step": lambda: way_of(case_of(9, 3), together=3),
    "a hundred": lambda: way_of(case_of(100, 6)),
    "a hundred without dates": lambda: way_of(case_of(100, 2, dated=False)),
    "a century": lambda: way_of(case_of(12, 4, duration=3000)),
    "long titles": lambda: way_of(case_of(7, 2, title=WORDY)),
    "endless words": lambda: way_of(case_of(7, 2, title="unbreakable" * 30)),
    "terms": lambda: way_of(
        case_of(
            9,
            terms=tuple(
                Term(f"t{k}", ("i8",), day, title=f"The {k}. treaty of its kind")
                for k, day in enumerate(DAYS)
            ),
        )
    ),
}


@pytest.mark.parametrize("which", WAYS)
def test_no_text_of_a_plans_picture_lies_over_another_or_is_cut_off(which, opened):
    it = opened(document(plans(WAYS[which]())))
    assert it.errors == []
    assert it.page.evaluate(CLASHES) == []
    assert it.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("parties", [2, 3, 6])
def test_no_text_of_a_picture_of_trust_lies_over_another_or_is_cut_off(parties, opened):
    it = opened(document(trusts(case_of(6, parties, dated=False))))
    assert it.page.evaluate(CLASHES) == []
    assert it.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_words_can_be_told_from_their_ground(theme, opened):
    drawings = [*plans(way_of(case_of(9, 6), together=2)), *trusts(case_of(6, 2, dated=False))]
    it = opened(document(drawings, theme))
    found = Axe().run(
        it.page, options={"runOnly": {"type": "rule", "values": ["color-contrast", "svg-img-alt"]}}
    )
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()


def test_hostile_titles_do_nothing_in_a_picture(opened):
    words = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "\u202eאבג הסכם\u2066",
        '"><style>*{display:none}</style>',
    ]
    it = opened(document(plans(way_of(renamed(case_of(6, 2), words)))))
    assert it.errors == []
    assert it.requests == []
    assert it.page.evaluate("document.scripts.length") == 0
    assert it.page.evaluate(CLASHES) == []


def test_performers_can_be_told_apart_in_grey(opened):
    """Each party's bar has its own pattern: as pictures in grey no two are alike."""
    way = way_of(replace(case_of(12, 6), moves=case_of(12, 6).moves))
    it = opened(document([calendar_picture.calendar_picture(way)]), color_scheme="light")
    it.page.add_style_tag(content="svg { filter: grayscale(1); }")
    shots = set()
    for k in range(6):
        bar = it.page.locator(f"#calendar-wide rect[fill='url(#calendar-wide-by-{k})']").last
        shots.add(bar.screenshot())
    assert len(shots) == 6
