"""The page is one whole, well-formed file that asks nothing of anybody, whatever the case says."""

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pages import page_of
from tests.report.markup import Page
from tests.strategies import cases

from detente.analysis.disagreement import explain_no_agreement
from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.formats import load
from detente.model.case import Source
from detente.report.escape import json_block, link
from detente.report.facts import date_words
from detente.report.page import page

HERE = Path(__file__).resolve().parents[1]
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "{{ 7919 * 7907 }}{% raw %}",
    "]]><svg onload=alert(1)>",
    "&lt;b&gt;&#60;b>",
    "<!-- ",
    "verylongword" * 40,
    "\u202eright to left override",
    "מלחמה ושלום في السلام",
    "\x00\x07null",
]


def checked(text):
    """The page, read back, once it is known to be whole."""
    read = Page(text)
    assert read.mistakes == []
    assert len(set(read.ids)) == len(read.ids)
    ids = set(read.ids)
    for _, attributes in read.found:
        for key in ("aria-labelledby", "aria-describedby", "for"):
            assert set(attributes.get(key, "").split()) <= ids
        target = attributes.get("href", "")
        assert not target.startswith("#") or target[1:] in ids
        assert not any(key.startswith("on") or key == "style" for key in attributes)
    for kind in ("link", "img", "iframe", "object", "base", "form", "image", "use"):
        assert read.all(kind) == []
    assert not any("src" in attributes for _, attributes in read.found)
    return read


@pytest.fixture(scope="module")
def whole(swap):
    return page_of(swap)


@settings(
    max_examples=max(12, settings().max_examples // 6), suppress_health_check=list(HealthCheck)
)
@given(cases())
def test_any_case_makes_a_whole_page(case):
    if not case.unknown:
        checked(page_of(case))


def test_the_same_case_makes_the_same_page(swap, whole):
    assert page_of(swap) == whole


def test_the_policy_lets_nothing_in_but_the_page_s_own_style_and_script(whole):
    read = checked(whole)
    policy = next(
        m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style, script = read.texts["style"][0], read.texts["script"][-1]
    assert len(read.all("style")) == 1
    assert [s.get("type", "") for s in read.all("script")] == ["application/json", ""]
    for text in (style, script):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(swap, text):
    hostile = replace(
        swap,
        title=text,
        about=text,
        parties={
            party: replace(one, title=f"{text} {party}") for party, one in swap.parties.items()
        },
        issues={
            name: replace(
                issue,
                title=f"{text} {name}",
                about=text,
                **(
                    {"items": tuple(replace(item, title=text) for item in issue.items)}
                    if name == "prisoners"
                    else {}
                ),
            )
            for name, issue in swap.issues.items()
        },
        sources={"paper": Source("paper", text, "javascript:alert(1)", text)},
        record=tuple(replace(event, what=text, quote=text, by=text) for event in swap.record),
    )
    read = checked(page_of(hostile))
    assert len(read.all("script")) == 2
    assert len(read.all("style")) == 1
    assert not any(a.get("href", "").startswith("javascript") for a in read.all("a"))
    assert "62615533" not in read.text
    if text.startswith("<script>"):
        assert text in read.text
    assert "\u202e" not in "".join(read.words)


@given(
    st.recursive(
        st.text() | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_data_for_the_script_cannot_end_its_element_and_reads_back_the_same(data):
    written = json_block(data)
    assert "<" not in written
    assert json.loads(written) == data


@given(st.text())
def test_only_plain_web_addresses_become_links(text):
    assert link(text) == "" or link(text).split(":")[0].lower() in ("http", "https")


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(whole):
    read = checked(whole)
    assert len(read.all("table")) == len(read.all("caption")) > 5
    assert all(th.get("scope") in ("col", "row", "colgroup", "rowgroup") for th in read.all("th"))


def test_the_estimate_is_said_loudly_and_by_whom(whole):
    assert "Every preference on this page is an estimate." in checked(whole).text
    assert "by the authors of the test, 30 January 2023; illustrative" in checked(whole).text


def test_figures_that_are_only_ranges_are_listed_with_the_value_in_use(whole):
    assert "Inspections under the treaty, weight 30 20 to 40" in checked(whole).text


def test_a_case_whose_figures_are_nobody_s_estimate_says_that(swap):
    silent = replace(
        swap,
        preferences={party: replace(one, estimate=None) for party, one in swap.preferences.items()},
    )
    assert "does not say whose figures the preferences are" in checked(page_of(silent)).text


def test_the_parts_come_in_the_order_of_the_story(whole):
    order = [i for i in checked(whole).ids if i.startswith("h-")]
    assert order == [
        "h-summary", "h-exchange", "h-frontier", "h-steps", "h-risk", "h-trust", "h-certainty",
        "h-facts", "h-reading",
    ]  # fmt: skip


def test_sources_are_links_without_a_referrer(whole):
    outside = [a for a in checked(whole).all("a") if a["href"].startswith("http")]
    assert [a["href"] for a in outside] == ["https://paper.example/1"]
    assert all("noreferrer" in a["rel"] for a in outside)


def test_without_agreement_the_page_says_why_and_what_comes_nearest():
    case = load(HERE / "data/no-agreement.yaml")
    read = checked(page_of(case))
    assert "Why there is no deal" in read.text
    assert "To the north, having no deal is worth 90." in read.text
    assert "The outcome that comes nearest" in read.text
    assert "h-exchange" not in read.ids


def test_a_domain_without_status_quo_still_makes_a_page(shared):
    read = checked(page_of(load(shared / "scenarios/genius/SupermarketA")))
    assert "h-frontier" in read.ids
    assert "h-steps" not in read.ids
    assert "From splitting every issue down the middle" in read.text


@pytest.mark.parametrize(
    ("domain", "most"),
    [
        ("genius/7issues", 300_000),
        ("genius/AMPOvsCity", 400_000),
        ("genius-multiparty/AgentHp2", 400_000),
        ("genius-multiparty/group9-killer_robot", 400_000),
    ],
)
def test_large_frontiers_make_pages_that_can_still_be_sent(shared, domain, most):
    assert len(page_of(load(shared / "scenarios" / domain)).encode()) < most


def test_the_example_s_page_is_small():
    assert len(page_of(load(HERE.parent / "examples/small-steps.yaml")).encode()) < 300_000


def test_dates_are_written_out_as_far_as_they_are_known():
    assert [date_words(d) for d in ("2023-01-30", "2023-01", "2023", "some day", "2023-13-01", None)] == [
        "30 January 2023", "January 2023", "2023", "some day", "2023-13-01", ""
    ]  # fmt: skip


def test_a_plan_to_a_target_below_no_deal_says_so_and_does_not_claim_that_nobody_would_stop():
    case = load(HERE / "data/no-agreement.yaml")
    found = frontier(case)
    way = plan(case, (0, 2), found=found)
    text = checked(page(case, found, None, way, explain_no_agreement(case, found))).text
    assert "It leaves the north worse off than no deal." in text
    assert "what it could gain by stopping" in text
    assert "nobody would walk away" not in text
