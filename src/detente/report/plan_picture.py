"""A plan as a picture: for each party what every state on the way is worth, and what walking away is."""

from __future__ import annotations

from markupsafe import Markup

from detente.analysis.planning.plan import Plan, Step
from detente.report.lane_picture import LANE, lane_picture, lanes
from detente.report.naming import amount, capital, name
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    picture,
    width_of,
    wrapped,
)
from detente.report.words import move_words, variable_title

WIDE = Size("wide", 960, 0, 48, 138, 6, 92, 13)
NARROW = Size("narrow", 344, 0, 36, 8, 6, 40, 12)
_NAMED_STEPS = 9
"""Up to this many steps have their names below the picture; more have numbers only."""


def lasting(plan: Plan, step: Step) -> bool:
    """Whether something in the step cannot be undone."""
    return any(not move.revocable for move in step.moves)


def short_title(plan: Plan, step: Step) -> str:
    """What a step is about, in a few words: the things that it changes."""
    titles = dict.fromkeys(variable_title(plan.case, move.variable) for move in step.moves)
    return capital(", ".join(titles))


def plan_picture(plan: Plan, size: Size = WIDE, key: bool = False) -> Markup:
    """The plan over its steps, a lane for each party.

    Thick line: what the state is worth. Thin line: what walking away would leave. Below the no-deal
    line the thin line's surface is hatched (exposure), above the settlement's value dotted
    (temptation). A filled number marks a step in which something cannot be undone, a double frame a
    guaranteed one.

    Args:
        plan: the plan.
        size: `WIDE` or `NARROW`.
        key: whether to say below the picture what its lines are, where it stands by itself.
    """
    wide = size.name == "wide"
    font = size.font
    all_lanes = lanes(plan)
    count = len(plan.steps)
    own = f"plan-{size.name}"
    height = size.top + LANE * len(all_lanes) + size.bottom
    across = Scale(0, count + 0.6, size.left, size.width - size.right)
    body: list[Markup] = [_patterns(own)]
    for k, lane in enumerate(all_lanes):
        body += lane_picture(plan, lane, k, size, across, own)
    bottom = size.top + LANE * len(all_lanes)
    room = across(1) - across(0)
    for k, step in enumerate(plan.steps, 1):
        body.append(_badge(plan, step, k, across(k), bottom + 18, font))
        if wide and count <= _NAMED_STEPS:
            for line, text in enumerate(wrapped(short_title(plan, step), 11, room - 6, 4)):
                body.append(
                    el(
                        "text",
                        text,
                        x=across(k),
                        y=bottom + 44 + 13 * line,
                        text_anchor="middle",
                        class_="tick small",
                    )
                )
    body.append(
        el("text", "Start", x=across(0), y=bottom + 22, text_anchor="middle", class_="tick")
    )
    if key:
        body += _key(own, size, height + 12)
        height += 34
    title = "The plan over its steps: what each state is worth to each party"
    return picture(
        body,
        size.width,
        height,
        title,
        _about(plan),
        id=own,
        class_=f"picture {size.name}",
        role="img",
        font_size=size.font,
    )


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


def _badge(plan: Plan, step: Step, k: int, x: float, y: float, font: float) -> Markup:
    """The number of a step; filled where something cannot be undone, with a double frame where guaranteed."""
    half = max(10.0, width_of(str(k), font) / 2 + 4)
    parts: list[Markup] = [
        el("title", "; ".join(move_words(plan.case, move) for move in step.moves))
    ]
    if step.atomic:
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
    kind = "badge lasting" if lasting(plan, step) else "badge"
    parts.append(el("rect", x=x - half, y=y - 10, width=2 * half, height=20, rx=3, class_=kind))
    parts.append(
        el("text", str(k), x=x, y=y + font * 0.35, text_anchor="middle", class_=f"number {kind}")
    )
    return group(parts, class_="step")


def _key(own: str, size: Size, y: float) -> list[Markup]:
    """What the lines and surfaces are, in a row."""
    found: list[Markup] = []
    x = size.left
    surface = {"class_": "exposure", "fill": f"url(#{own}-exposure)"}
    samples = [
        (el("path", d="M0 0H30", class_="worth first"), "what each state is worth"),
        (el("path", d="M0 0H30", class_="away first"), "what walking away would leave"),
        (el("rect", x=0, y=-6, width=30, height=12, **surface), "exposure"),
        (
            el("rect", x=8, y=-7, width=14, height=14, rx=3, class_="badge lasting"),
            "cannot be undone",
        ),
    ]
    for sample, words in samples:
        text = el("text", words, x=38, y=size.font * 0.35, class_="note")
        found.append(el("g", sample, text, transform=f"translate({x:.0f} {y:.0f})"))
        x += 38 + width_of(words, size.font) + 14
    return found


def _about(plan: Plan) -> str:
    """The picture in words."""
    parts = [f"{len(plan.steps)} steps."]
    for party in plan.case.parties:
        lane = next(lane for lane in lanes(plan) if lane.party == party)
        parts.append(
            f"{name(plan.case, party)}: from {lane.worth[0]:.4g} to {lane.goal:.4g}, no deal "
            f"{lane.no_deal:.4g}; most exposed by {amount(plan.exposure[party])}, most tempted by "
            f"{amount(plan.temptation[party])}."
        )
    parts.append("The table below gives every figure.")
    return " ".join(parts)
