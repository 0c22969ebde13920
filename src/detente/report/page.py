"""One self-contained page about a case: opens from disk, asks nothing of any network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.analysis.curve import TrustCurve
from detente.analysis.disagreement import Disagreement
from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan
from detente.analysis.settlement import Settlement, Settlements
from detente.model.case import Case
from detente.report import (
    calendar_picture,
    facts,
    frontier_picture,
    outcomes,
    plan_picture,
    sections,
    trust_section,
)
from detente.report.course import course, dates
from detente.report.escape import cleaned, json_block
from detente.report.naming import amount, capital, heading, listed, the
from detente.report.parallel_picture import MOST_LINES, parallel_picture
from detente.report.picture import icon
from detente.report.spots import (
    MOST_POINTS,
    Spot,
    drawn,
    entry_numbers,
    reservations,
    spot_title,
    spots,
)
from detente.report.summary import frontier_words, many, summary
from detente.report.words import concept_title, concept_words

LONG = 24
"""Above this many matters, what tells something of each of them is folded away until it is asked for."""

_READING = (
    ("Worth, or utility", "What an outcome is worth to a side, on that side's own scale. A point of one side cannot "
     "be weighed against a point of another."),
    ("No deal", "What a side has if there is no agreement. It need not accept less."),
    ("Frontier", "The outcomes that cannot be bettered for one side without being worse for another. For any "
     "other outcome, one of these is better for a side and worse for none."),
    ("Zone of possible agreement", "The outcomes that leave no side worse off than no deal."),
    ("Settlement", "An outcome on the frontier that a stated principle of fairness singles out. Principles differ, "
     "so settlements do; the page prefers none."),
    ("Step", "Moves made together. Unless somebody guarantees it, some may act in it and others not."),
    ("Exposure", "The most a side can lose against no deal if the others stop halfway, after all that can be undone "
     "has been undone."),
    ("Temptation", "The most a side could gain by stopping halfway instead of going on to the end."),
    ("Trust", "The larger of the two, as a share of what the side stands to win, for the side and the moment where it "
     "is largest: what the plan asks. 0 means that it enforces itself."),
)  # fmt: skip


@cache
def _asset(file: str) -> str:
    return resources.files("detente.report").joinpath("templates", file).read_text("utf-8").strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("detente.report"),
        autoescape=True,
        finalize=cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _version() -> str:
    try:
        return metadata.version("detente")
    except metadata.PackageNotFoundError:
        return ""


def page(
    case: Case,
    frontier: Frontier,
    settlements: Settlements | None = None,
    plan: Plan | None = None,
    disagreement: Disagreement | None = None,
    *,
    no_plan: str = "",
    curve: TrustCurve | None = None,
    no_curve: str = "",
    lang: str = "en",
) -> str:
    """The page, as the text of an HTML file.

    Args:
        case: the case.
        frontier: its frontier.
        settlements: its settlements; None where there is no agreement.
        plan: the steps to a target, if there are any to show.
        disagreement: why there is no agreement, if there is none.
        no_plan: why there is no plan, in a sentence, where one might be expected.
        curve: how much trust the settlements ask, if that is to be shown.
        no_curve: why it is not shown, in a sentence, where it might be expected.
        lang: language of the case's own words, as HTML writes it.
    """
    settlement = _chosen(settlements, plan)
    target = (
        plan.target
        if plan
        else settlement.point.indices
        if settlement and settlement.point
        else None
    )
    concept = plan.concept if plan else settlement.concept if settlement else None
    known = facts.citations(case)
    worths = reservations(case)
    no_deal = {} if worths is None else dict(zip(case.parties, worths, strict=True))
    style, script = f"{_asset('picture.css')}\n{_asset('page.css')}", _asset("page.js")
    voices = facts.voices(case)
    steps = sections.steps(plan) if plan and plan.steps else None
    if steps is not None and plan is not None:
        steps |= _plan_pictures(plan)
    if plan is not None and not plan.steps:
        no_plan = (
            no_plan or "Things are already as the settlement would have them: no step is needed."
        )
    what = f"the {concept_title(concept)} settlement" if concept else "the outcome chosen"
    marked = spots(frontier, settlements, target)
    context: dict[str, Any] = {
        "lang": lang,
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "style": Markup(style),
        "script": Markup(script),
        "version": _version(),
        "title": case.title or case.name,
        "case_name": case.name,
        "about": case.about.strip(),
        "as_of": facts.date_words(case.as_of),
        "sides": f"between {listed(the(case, party) for party in case.parties)}",
        "parties": [heading(case, party) for party in case.parties],
        "estimated": _estimated(voices),
        "voices": voices,
        "intervals": facts.intervals(case),
        "summary": summary(frontier, target, concept, no_deal, plan, disagreement),
        "disagreement": sections.no_deal(disagreement) if disagreement else None,
        "exchange": sections.exchange(case, target, known, what) if target is not None else None,
        "frontier": _frontier(case, frontier, settlements, marked),
        "gains": worths is not None,
        "settlements": _settlement_rows(case, settlements, marked, worths),
        "agreements": sections.agreement_table(case, settlements) if settlements else None,
        "points": _points(case, frontier, marked),
        "steps": steps,
        "no_plan": no_plan,
        "risks": sections.risks(plan) if plan and plan.steps else None,
        "trust": trust_section.section(curve, concept or "nash", marked) if curve else None,
        "no_curve": no_curve,
        "certainty": sections.certainty(frontier, settlements, plan, case.notes),
        "long": len(case.variables) > LONG,
        "stakes": facts.stakes(case),
        "issues": facts.issue_rows(case, known),
        "rules": facts.rule_rows(case, known),
        "terms": facts.term_rows(case, known),
        "record": facts.record_rows(case, known),
        "sources": list(known.values()),
        "reading": _READING,
        "icons": {kind: icon(kind) for kind in _kinds(marked)},
    }
    context["contents"] = _contents(context)
    return _environment().get_template("page.html.j2").render(context)


def _plan_pictures(plan: Plan) -> dict[str, Any]:
    """The pictures of the way there: over its steps, on the calendar, and over its days."""
    sizes = (plan_picture.WIDE, plan_picture.NARROW)
    span = dates(course(plan))
    return {
        "pictures": [plan_picture.plan_picture(plan, size, key=True) for size in sizes],
        "days": [
            plan_picture.plan_picture(plan, size, key=True, by_day=True) for size in sizes if span
        ],
        "calendar": {
            "title": "The steps on the calendar" if span else "Who acts in which step",
            "words": "A row for each matter that changes: who acts on it, from which day to which, if each "
            "step begins as soon as it can."
            if span
            else "A row for each matter that changes: who acts on it, and in which step. The case says too "
            "little for dates.",
            "caption": "A bar has a band for each side that acts; the number in it or beside it is the step's. "
            + (
                "What must end by a date, or lapses, far to the right is named with an arrow."
                if span
                else ""
            ),
            "pictures": [
                calendar_picture.calendar_picture(plan, size)
                for size in (calendar_picture.WIDE, calendar_picture.NARROW)
            ],
        },
    }


def _estimated(voices: Sequence[facts.Voice]) -> str:
    """How loudly the page must say that its figures are estimates: `all`, `some` or nothing."""
    told = [bool(voice.text) for voice in voices]
    return "all" if told and all(told) else "some" if any(told) else ""


def _chosen(settlements: Settlements | None, plan: Plan | None) -> Settlement | None:
    """The settlement that the page is about where no plan says: Nash, else the first that is an outcome."""
    if settlements is None or plan is not None:
        return None
    found = [one for one in settlements.by_concept.values() if one.point is not None]
    return next((one for one in found if one.concept == "nash"), found[0] if found else None)


def _kinds(marked: Sequence[Spot]) -> list[str]:
    return [kind for spot in marked for kind in spot.kinds]


def _contents(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The headings of the page, for its list of contents."""
    wanted = [
        ("why", "Why there is no deal", context["disagreement"]),
        ("exchange", "What each side gives and gets", context["exchange"]),
        ("frontier", "What could be agreed", True),
        ("steps", "The way there", context["steps"] or context["no_plan"]),
        ("risk", "What each side risks", context["risks"]),
        ("trust", "How much trust it takes", context["trust"] or context["no_curve"]),
        ("certainty", "How sure this is", True),
        ("facts", "Facts and sources", True),
        ("reading", "How to read this page", True),
    ]
    return [(anchor, heading) for anchor, heading, there in wanted if there]


def _frontier(
    case: Case, frontier: Frontier, settlements: Settlements | None, marked: Sequence[Spot]
) -> dict[str, Any]:
    """The picture of the frontier with all that belongs to it."""
    found: dict[str, Any] = {"words": frontier_words(frontier), "pictures": []}
    if not frontier.points or len(case.parties) < 2:
        return found
    two = len(case.parties) == 2
    numbers = drawn(frontier, marked, MOST_POINTS if two else MOST_LINES)
    sizes = (frontier_picture.WIDE, frontier_picture.NARROW)
    draw = frontier_picture.frontier_picture if two else parallel_picture
    data = outcomes.outcome_data(frontier, settlements, marked, numbers)
    entries = entry_numbers(marked, numbers)
    entry = entries[0] if marked else 0
    worths, values, _, _, called = data["points"][entry]
    total = len(frontier.points)
    shown_points = (
        f"All {total:,} points are drawn."
        if len(numbers) == total
        else f"Of {total:,} points {len(numbers):,} are drawn: where many would lie on top of each "
        "other, one stands for them."
    )
    lines = (
        "Each point is an outcome that cannot be bettered for one side without being worse for the "
        "other. "
        + (
            "Filled points leave neither side worse off than no deal, and lie in the tinted zone."
            if frontier.acceptable
            else "All are hollow: each leaves a side worse off than no deal."
        )
        if two
        else "Each line is an outcome; it crosses each side's axis at what it is worth to that side, "
        f"from left to right {listed(the(case, party) for party in case.parties)}. Dotted lines "
        "leave some side worse off than no deal; a dashed bar on an axis is what no deal is worth."
    )
    found |= {
        "pictures": [draw(frontier, marked, numbers, size) for size in sizes],
        "drawn": len(numbers),
        "slider": entry if entry < len(numbers) else 0,
        "slide": f"Move along the frontier, from best to worst for {the(case, next(iter(case.parties)))}",
        "entry": entry,
        "shown": {
            "title": called or f"Point {entry + 1} of {len(numbers)}",
            "worths": list(zip(data["parties"], worths, strict=True)),
            "values": list(
                zip(
                    map(capital, outcomes.titles(case)),
                    [
                        value if isinstance(value, str) else data["values"][v][value]
                        for v, value in enumerate(values)
                    ],
                    strict=True,
                )
            ),
        },
        "key": [(kind, spot_title(kind)) for kind in _kinds(marked)],
        "caption": f"{lines} {shown_points}",
        "data": json_block(data),
    }
    return found


def _settlement_rows(
    case: Case, settlements: Settlements | None, marked: Sequence[Spot], no_deal: Any
) -> list[dict[str, Any]]:
    """A row for every mark of the picture: settlements, then the status quo and the plan's target."""
    rows = outcomes.settlement_rows(case, settlements, no_deal) if settlements else []
    for row in rows:
        row["title"] = concept_title(row["concept"])
        row["about"] = concept_words(row["concept"])
    for spot in marked:
        for kind in spot.kinds:
            if kind in ("status_quo", "target"):
                cells = []
                for p, value in enumerate(spot.utilities):
                    gain = None if no_deal is None else value - no_deal[p]
                    sign = "" if gain is None else ("+" if gain > 0 else "") + amount(gain)
                    cells.append({"value": amount(value), "gain": sign})
                about = (
                    "Things as they are today." if kind == "status_quo" else "Where the plan leads."
                )
                rows.append(
                    {"concept": kind, "title": spot_title(kind), "about": about, "cells": cells}
                )
    return rows


def _points(case: Case, frontier: Frontier, marked: Sequence[Spot]) -> dict[str, Any] | None:
    """The table of points below the picture."""
    if not frontier.points:
        return None
    numbers = drawn(frontier, marked, MOST_POINTS)
    rows, total = outcomes.point_rows(frontier, marked, numbers)
    caption = f"Best for {the(case, next(iter(case.parties)))} first."
    if len(rows) < total:
        caption += (
            f" {len(rows):,} of {total:,} points, evenly chosen, the settlements among them; "
            "'detente frontier --json' gives all."
        )
    return {
        "summary": f"The points as a table ({many(len(rows), 'row', 'rows')})",
        "caption": caption,
        "titles": [capital(title) for title in outcomes.titles(case)],
        "rows": rows,
        "starred": any(not row["acceptable"] for row in rows),
    }
