"""A plan as a picture: for each party what every state on the way is worth, and what walking away is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from markupsafe import Markup

from detente.analysis.planning.plan import Plan, Step
from detente.model.case import Case
from detente.report.course import Course, course, dates, lasting
from detente.report.lane_picture import LANE, TAIL, Lane, lane_picture, lanes
from detente.report.naming import amount, capital, name
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    keyed,
    picture,
    width_of,
    wrapped,
)
from detente.report.time_axis import date_ticks, ending, short_date
from detente.report.words import move_words, variable_title

WIDE = Size("wide", 960, 0, 48, 138, 6, 92, 13)
NARROW = Size("narrow", 344, 0, 36, 8, 6, 40, 12)
_NAMED_STEPS = 9
"""Up to this many steps have their names below the picture; more have numbers only."""


def short_title(case: Case, step: Step) -> str:
    """What a step is about, in a few words: the things that it changes."""
    titles = dict.fromkeys(variable_title(case, move.variable) for move in step.moves)
    return capital(", ".join(titles))


def plan_picture(
    plan: Plan | Course, size: Size = WIDE, key: bool = False, by_day: bool = False
) -> Markup:
    """The plan over its steps, a lane for each party; or over its days.

    Thick line: what the state is worth. Thin line: what walking away would leave; short lines on a
    tinted ground: while a step is under way. Between what walking away leaves and no deal the surface
    is hatched where that is less (exposure), above what going on is worth dotted (temptation). A
    filled number marks a step in which something cannot be undone, a double frame a guaranteed one.

    Args:
        plan: the plan.
        size: `WIDE` or `NARROW`.
        key: whether to say below the picture what its lines are, where it stands by itself.
        by_day: whether the axis is of days, for a plan that has dates.
    """
    way = course(plan)
    span = dates(way) if by_day else None
    wide = size.name == "wide"
    all_lanes = lanes(way, span)
    own = f"{'days' if span else 'plan'}-{size.name}"
    low = all_lanes[0].places[0]
    across = Scale(low, max(all_lanes[0].until, low + TAIL), size.left, size.width - size.right)
    lapses = _lapses(way, all_lanes[0])
    top = size.top + size.font * 1.4 * len(lapses)
    bottom = top + LANE * len(all_lanes)
    body: list[Markup] = [_patterns(own)]
    for k, lane in enumerate(all_lanes):
        body += lane_picture(way, lane, k, size, across, own, top + LANE * k)
    for k, (place, text) in enumerate(lapses):
        y = size.top + size.font * 1.4 * (k + 1)
        body += ending(across(place), text, y, bottom, size.width, size.font - 1)
    height = bottom + (size.bottom if wide and len(way.steps) <= _NAMED_STEPS else 40)
    if span:
        body += _days(way, all_lanes[0], span, across, bottom, size)
        height = bottom + 70
    else:
        body += _steps(way, across, bottom, size, wide)
    if key:
        rows, more = keyed(_key(own, way), 8, height + 8, size.width - 16, size.font - 1)
        body += rows
        height += more + 16
    over = "days" if span else "steps"
    return picture(
        body,
        size.width,
        height,
        f"The plan over its {over}: what each state is worth to each party",
        _about(way, all_lanes),
        id=own,
        class_=f"picture {size.name}",
        role="img",
        font_size=size.font,
    )


def _steps(way: Course, across: Scale, bottom: float, size: Size, wide: bool) -> list[Markup]:
    """The numbers of the steps, and below them what they are about where there is room."""
    body = []
    count = len(way.steps)
    room = across(1) - across(0)
    for number, done, first, last in _shown(way, [across(k + 1) for k in range(count)], size.font):
        x = (across(first) + across(last)) / 2
        body.append(_badge(way.case, done, number, x, bottom + 18, size.font))
    if wide and count <= _NAMED_STEPS:
        for k, step in enumerate(way.steps, 1):
            for line, text in enumerate(wrapped(short_title(way.case, step), 11, room - 6, 4)):
                body.append(
                    el("text", text, x=across(k), y=bottom + 44 + 13 * line, text_anchor="middle",
                       class_="tick small")
                )  # fmt: skip
    body.append(
        el("text", "Start", x=across(0), y=bottom + 22, text_anchor="middle", class_="tick")
    )
    return body


def _days(
    way: Course, lane: Lane, span: tuple[date, date], across: Scale, bottom: float, size: Size
) -> list[Markup]:
    """The steps where they end, and below them the days."""
    font = size.font - 1
    places = [across(place) for place in lane.places[1:]]
    body: list[Markup] = []
    for tick in date_ticks(*span, across, font):
        x = across(tick.place)
        body.append(el("line", x1=x, x2=x, y1=bottom + 34, y2=bottom + 40, class_="pillar"))
        for text, y in ((tick.text, bottom + 52), (tick.year, bottom + 66)):
            half = width_of(text, font) / 2
            if text and half < x < size.width - half:
                body.append(
                    el("text", text, x=x, y=y, text_anchor="middle", font_size=font,
                       class_="tick year" if text == tick.year else "tick")
                )  # fmt: skip
    right = size.width - size.right
    body.append(el("line", x1=size.left, x2=right, y1=bottom + 34, y2=bottom + 34, class_="pillar"))
    for number, done, first, last in _shown(way, places, size.font):
        x = (places[first - 1] + places[last - 1]) / 2
        body.append(_badge(way.case, done, number, x, bottom + 16, size.font))
    return body


def _shown(
    way: Course, places: Sequence[float], font: float
) -> list[tuple[str, Sequence[Step], int, int]]:
    """The steps, those together whose numbers would cover each other: number, steps, first and last."""

    def ends(first: int, last: int) -> tuple[float, float]:
        middle = (places[first - 1] + places[last - 1]) / 2
        half = _half(_number(first, last), font) + 4
        return middle - half, middle + half

    found: list[tuple[int, int]] = []
    for k in range(1, len(places) + 1):
        found.append((k, k))
        # A number that grows may meet the one before it.
        while len(found) > 1 and ends(*found[-2])[1] > ends(*found[-1])[0]:
            last = found.pop()
            found[-1] = (found[-1][0], last[1])
    return [
        (_number(first, last), way.steps[first - 1 : last], first, last) for first, last in found
    ]


def _number(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _lapses(way: Course, lane: Lane) -> list[tuple[float, str]]:
    """The terms that end on the way: where, and what each is called."""
    found: list[tuple[float, str]] = []
    titles = {term.name: term for term in way.case.terms}
    for before, after in pairwise(lane.stretches):
        for term in after.moment.lapsed:
            if term not in before.moment.lapsed and term in titles:
                known = titles[term]
                text = f"{known.title or term} lapses, {short_date(known.ends)}"
                found.append((after.begins, text))
    return found


def _patterns(own: str) -> Markup:
    """The surfaces of exposure (hatched) and temptation (dotted)."""
    hatch = el(
        "pattern",
        el("path", d="M0 6L6 0M-1 1L1 -1M5 7L7 5", class_="hatch"),
        id=f"{own}-exposure",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    dots = el(
        "pattern",
        el("circle", cx=2, cy=2, r=1.1, class_="dot"),
        el("circle", cx=5, cy=5, r=1.1, class_="dot"),
        id=f"{own}-temptation",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return el("defs", hatch, dots)


def _half(number: str, font: float) -> float:
    """Half the width of a step's number in its frame."""
    return max(10.0, width_of(number, font) / 2 + 4)


def _badge(
    case: Case, steps: Sequence[Step], number: str, x: float, y: float, font: float
) -> Markup:
    """The number of a step; filled where something cannot be undone, with a double frame where guaranteed."""
    half = _half(number, font)
    words = "; ".join(move_words(case, move) for step in steps for move in step.moves)
    parts: list[Markup] = [el("title", words)]
    if all(step.atomic for step in steps):
        parts.append(
            el(
                "rect",
                x=x - half - 3,
                y=y - 13,
                width=2 * half + 6,
                height=26,
                rx=5,
                class_="frame",
            )
        )
    kind = "badge lasting" if any(map(lasting, steps)) else "badge"
    parts.append(el("rect", x=x - half, y=y - 10, width=2 * half, height=20, rx=3, class_=kind))
    parts.append(
        el("text", number, x=x, y=y + font * 0.35, text_anchor="middle", class_=f"number {kind}")
    )
    return group(parts, class_="step")


def _key(own: str, way: Course) -> list[tuple[Markup, float, str]]:
    """What the lines, surfaces and numbers are."""
    surface = {"x": 0, "y": -7, "width": 30, "height": 14}

    def badge(kind: str) -> Markup:
        return el("rect", x=1, y=-7, width=14, height=14, rx=3, class_=kind)

    found = [
        (el("path", d="M0 0H30", class_="worth first"), 30.0, "what the state reached is worth"),
        (el("path", d="M0 0H30", class_="away first"), 30.0, "what walking away would leave"),
        (
            el("rect", class_="exposure", fill=f"url(#{own}-exposure)", **surface),
            30.0,
            "exposure: below no deal",
        ),
        (
            el("rect", class_="temptation", fill=f"url(#{own}-temptation)", **surface),
            30.0,
            "temptation: above what going on is worth",
        ),
    ]
    if any(moment.acted for moment in way.moments):
        under = group(
            [
                el("rect", class_="under-way", **surface),
                el("path", d="M4 0H26", class_="stub first"),
                el("circle", cx=15, cy=0, r=2.2, class_="stub-dot first"),
            ]
        )
        found.append((under, 30.0, "step under way: some have acted, others not"))
    if any(map(lasting, way.steps)):
        found.append((badge("badge lasting"), 16.0, "something in the step cannot be undone"))
    if not all(map(lasting, way.steps)):
        found.append((badge("badge"), 16.0, "all of the step can be undone"))
    if any(step.atomic for step in way.steps):
        frame = el("rect", x=-2, y=-10, width=20, height=20, rx=4, class_="frame")
        found.append(
            (group([frame, badge("badge")]), 20.0, "guaranteed: all of it happens or none")
        )
    return found


def _about(way: Course, all_lanes: Sequence[Lane]) -> str:
    """The picture in words."""
    parts = [f"{len(way.steps)} steps."]
    for lane in all_lanes:
        exposed, tempted = (
            max((getattr(moment, kind)[lane.party] for moment in way.moments), default=Fraction(0))
            for kind in ("exposure", "temptation")
        )
        parts.append(
            f"{name(way.case, lane.party)}: from {lane.worth[0]:.4g} to {lane.goal:.4g}, no deal "
            f"{lane.no_deal:.4g}; most exposed by {amount(exposed)}, most tempted by "
            f"{amount(tempted)}."
        )
    parts.append("The table below gives every figure.")
    return " ".join(parts)
