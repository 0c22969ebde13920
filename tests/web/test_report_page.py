"""The report's page in a browser: no network, an answer to mouse, finger and keys, words that can be read."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from detente.formats import load

ROOT = Path(__file__).resolve().parents[2]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PANEL = "document.getElementById('outcome').innerText"
TITLE = "document.querySelector('#outcome [data-slot=title]').textContent"

# Pairs of visible labels that overlap, as the browser has laid them out; and labels outside their picture.
OVERLAPS = """() => {
  const svg = [...document.querySelectorAll('svg[data-frontier]')].find((one) => one.clientWidth);
  const spots = [...svg.querySelectorAll('.spot')].map((spot) => ({
    name: spot.textContent, boxes: [...spot.querySelectorAll('.label')].map((l) => l.getBoundingClientRect())}));
  const frame = svg.getBoundingClientRect();
  const found = [];
  spots.forEach((one, k) => one.boxes.forEach((a) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push(`${one.name} outside`);
    spots.slice(0, k).forEach((other) => other.boxes.forEach((b) => {
      if (a.left < b.right && b.left < a.right && a.top + 2 < b.bottom - 2 && b.top + 2 < a.bottom - 2)
        found.push(`${one.name} over ${other.name}`);
    }));
  }));
  return found;
}"""

# Text cut off by the edge of its own picture.
CUT = """() => [...document.querySelectorAll('svg.picture')].filter((svg) => svg.clientWidth).flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2;
  }).map((text) => text.textContent);
})"""


@pytest.mark.parametrize("which", ["example", "stalemate", "many"])
@pytest.mark.parametrize("width", [360, 1200])
def test_it_opens_from_disk_without_network_or_complaint_and_fits_the_screen(
    which, width, opened, request
):
    it = opened(request.getfixturevalue(which), width=width)
    assert it.requests == []
    assert it.errors == []
    assert it.page.evaluate(SIDEWAYS) == 0
    assert it.page.evaluate(OVERLAPS) == []
    assert it.page.evaluate(CUT) == []


@pytest.mark.parametrize("which", ["example", "stalemate"])
def test_assistive_technology_finds_nothing_amiss(which, opened, request):
    it = opened(request.getfixturevalue(which))
    found = Axe().run(it.page)
    assert len(found.response["passes"]) > 20
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 1200])
def test_everything_can_be_told_from_its_ground_in_the_dark_and_on_a_phone(width, example, opened):
    it = opened(example, width=width, color_scheme="dark")
    rules = ["color-contrast", "scrollable-region-focusable", "label", "nested-interactive"]
    found = Axe().run(it.page, options={"runOnly": {"type": "rule", "values": rules}})
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()


def test_hovering_over_a_point_shows_its_outcome(example, opened):
    it = opened(example)
    before = it.page.evaluate(PANEL)
    it.page.locator("#frontier-wide .points circle").first.hover(force=True)
    after = it.page.evaluate(PANEL)
    assert after != before
    assert "Point 1 of" in after
    assert it.errors == []


def test_a_click_on_a_settlement_shows_it_and_stays_at_the_picture(example, opened):
    it = opened(example)
    it.page.locator("#frontier-wide a[href='#settlement-utilitarian'] .mark").click()
    assert "Utilitarian" in it.page.evaluate(TITLE)
    assert "#" not in it.page.url


def test_a_tap_shows_the_outcome_on_a_phone(example, opened):
    it = opened(example, width=360, has_touch=True, is_mobile=True)
    assert not it.page.locator("#frontier-wide").is_visible()
    it.page.locator("#frontier-narrow a[href='#settlement-status_quo'] .cross").tap()
    assert it.page.evaluate(TITLE) == "Status quo"


def test_the_keyboard_reaches_settlements_and_every_point(example, opened):
    it = opened(example)
    it.page.locator("#frontier-wide a[href='#settlement-egalitarian']").focus()
    assert "Egalitarian" in it.page.evaluate(TITLE)
    slider = it.page.locator("#slider")
    slider.focus()
    it.page.keyboard.press("Home")
    assert "Point 1 of" in it.page.evaluate(PANEL)
    first = slider.get_attribute("aria-valuetext")
    it.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != first
    assert "to United States" in first
    it.page.keyboard.press("End")
    last = slider.get_attribute("max")
    assert slider.input_value() == last


def test_the_panel_shows_what_the_table_says_of_the_same_point(example, opened):
    it = opened(example)
    it.page.locator("#slider").focus()
    it.page.keyboard.press("End")
    it.page.evaluate("document.querySelector('details').open = true")
    cells = it.page.locator("details tbody tr").last.locator("td").all_inner_texts()
    worths = it.page.locator("#outcome .worths dd").all_inner_texts()
    assert cells[: len(worths)] == worths


def test_parallel_axes_answer_to_the_mouse(many, opened):
    it = opened(many)
    before = it.page.evaluate(PANEL)
    it.page.locator("#frontier-wide").scroll_into_view_if_needed()
    box = it.page.locator("#frontier-wide").bounding_box()
    it.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.45)
    assert it.page.evaluate(PANEL) != before


def test_without_script_the_page_is_whole(example, opened):
    it = opened(example, java_script_enabled=False)
    assert it.errors == []
    assert it.page.locator("#outcome").inner_text().startswith("Nash")
    assert not it.page.locator("#slider").is_visible()
    it.page.locator("#frontier details summary").click()
    assert it.page.locator("details tbody tr").first.is_visible()


def test_the_first_tab_skips_to_the_summary(example, opened):
    it = opened(example)
    it.page.keyboard.press("Tab")
    assert it.page.evaluate("document.activeElement.textContent") == "Skip to the summary"
    it.page.keyboard.press("Enter")
    it.page.wait_for_function(
        "location.hash === '#summary'"
    )  # the browser goes there in its own time


def test_print_is_black_on_white_even_from_a_dark_screen(example, opened):
    it = opened(example, width=760, color_scheme="dark")
    it.page.emulate_media(media="print", color_scheme="dark")
    style = "getComputedStyle(document.body)"
    assert it.page.evaluate(f"{style}.backgroundColor") == "rgb(255, 255, 255)"
    assert it.page.evaluate(f"{style}.color") == "rgb(0, 0, 0)"
    strokes = it.page.evaluate(
        "[...document.querySelectorAll('#plan-wide .worth')].map((p) => getComputedStyle(p).stroke)"
    )
    assert set(strokes) == {"rgb(0, 0, 0)"}
    assert it.page.locator("#plan-wide").is_visible()
    assert not it.page.locator("#slider").is_visible()
    assert it.page.evaluate(SIDEWAYS) == 0


def test_hostile_words_do_nothing_and_break_nothing(make, opened):
    case = load(ROOT / "tests/data/captives.yaml")
    text = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'"
    words = [text, "unbreakable" * 60, "\u202eאבג הסכם \u2066", "{{ 1 }}"]
    parties, issues = (
        zip(part.items(), words, strict=False) for part in (case.parties, case.issues)
    )
    hostile = replace(
        case,
        title=" ".join(words),
        about=" ".join(words),
        parties={name: replace(one, title=word) for (name, one), word in parties},
        issues={name: replace(one, title=word, about=words[1]) for (name, one), word in issues},
    )
    page = make(hostile)
    for width in (360, 1200):
        it = opened(page, width=width)
        assert it.requests == []
        assert it.errors == []
        assert it.page.evaluate(SIDEWAYS) == 0
        assert it.page.evaluate(CUT) == []
        assert it.page.evaluate("document.scripts.length") == 2
        assert it.page.evaluate("document.images.length") == 0
