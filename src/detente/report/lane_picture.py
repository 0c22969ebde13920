"""One party's lane in the picture of a plan: what each state is worth to it, what walking away leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.analysis.planning.plan import Moment, Plan
from detente.report.naming import amount, the
from detente.report.picture import Scale, Size, el, group, levels, number, path, shortened

LANE = 165.0
"""Height of a lane."""


@dataclass(frozen=True)
class Lane:
    """One party's part of the picture.

    Attributes:
        worth: utility of each state, the start first.
        away: what walking away in each state leaves.
        no_deal: what no deal is worth.
        goal: what the target is worth.
        settled: whether the target is a settlement rather than an outcome given by hand.
    """

    party: str
    worth: list[float]
    away: list[float]
    no_deal: float
    goal: float
    settled: bool = True


def lanes(plan: Plan) -> list[Lane]:
    """The figures behind the picture."""
    case = plan.case
    found = []
    for p, party in enumerate(case.parties):
        no_deal = case.utilities.value(p, case.reservations[p])
        start = case.utilities.value(p, case.utilities.units(p, plan.start))
        found.append(
            Lane(
                party,
                [float(start), *(float(step.utilities[party]) for step in plan.steps)],
                [float(no_deal), *(float(step.walk_away[party]) for step in plan.steps)],
                float(no_deal),
                float(plan.utilities[party]),
                plan.concept is not None,
            )
        )
    return found


def _stairs(
    values: Sequence[float], across: Scale, up: Scale, until: float
) -> list[tuple[float, float]]:
    """The corners of a line that keeps each value until the next step, the last until `until`."""
    found = []
    for k, value in enumerate(values):
        x = across(k)
        end = across(k + 1) if k + 1 < len(values) else across(until)
        found += [(x, up(value)), (end, up(value))]
    return found


def _surface(
    values: Sequence[float], edge: float, above: bool, across: Scale, up: Scale
) -> str | None:
    """Outline of what lies between a line and an edge, on one side of the edge; None if nothing does."""
    cut = [max(value, edge) if above else min(value, edge) for value in values]
    if all(value == edge for value in cut):
        return None
    there = _stairs(cut, across, up, len(values))
    back = [(there[-1][0], up(edge)), (there[0][0], up(edge))]
    return path([*there, *back], closed=True)


def lane_picture(
    plan: Plan, lane: Lane, k: int, size: Size, across: Scale, own: str
) -> list[Markup]:
    """One party: its name, its axis, its lines and surfaces."""
    font = size.font
    top = size.top + LANE * k
    amounts = [plan.most_exposed[lane.party], plan.most_tempted[lane.party]]
    lows = [lane.no_deal - float(amounts[0].amount), lane.goal]
    highs = [lane.goal + float(amounts[1].amount), lane.no_deal]
    low, high = min([*lane.worth, *lane.away, *lows]), max([*lane.worth, *lane.away, *highs])
    spread = (high - low) or 1.0
    up = Scale(low - 0.05 * spread, high + 0.05 * spread, top + LANE - 16, top + 36)
    right = across(len(plan.steps) + 0.6)
    side = "first" if k == 0 else "second" if k == 1 else "more"
    body = levels(up, 3, size.left, right, font, gap=7)
    # While the plan runs, walking away counts; after its last step it is done.
    waits = lane.away[:-1] if plan.steps else lane.away
    hatched = _surface(waits, lane.no_deal, False, across, up)
    dotted = _surface(waits, lane.goal, True, across, up)
    if hatched:
        body.append(el("path", d=hatched, class_="exposure", fill=f"url(#{own}-exposure)"))
    if dotted:
        body.append(el("path", d=dotted, class_="temptation", fill=f"url(#{own}-temptation)"))
    y = up(lane.no_deal)
    body.append(el("line", x1=size.left, x2=right, y1=y, y2=y, class_="no-deal"))
    goal = up(lane.goal)
    body.append(el("line", x1=size.left, x2=right, y1=goal, y2=goal, class_="goal"))
    body.append(el("path", d=path(_stairs(waits, across, up, len(waits))), class_=f"away {side}"))
    body.append(
        el(
            "path",
            d=path(_stairs(lane.worth, across, up, len(plan.steps) + 0.6)),
            class_=f"worth {side}",
        )
    )
    for moment, kind in zip(amounts, ("exposed", "tempted"), strict=True):
        if moment.amount:
            body.append(_worst(lane, moment, kind, across, up))
    title = shortened(f"Worth to {the(plan.case, lane.party)}", font, size.width * 0.7)
    body.append(el("text", title, x=4, y=top + 20, class_=f"axis {side}"))
    if size.name == "wide":
        body += _ends(lane, up, right, font, top)
    return body


def _worst(lane: Lane, moment: Moment, kind: str, across: Scale, up: Scale) -> Markup:
    """A bar at the moment of greatest exposure or temptation; within a step it stands between two states."""
    edge = lane.no_deal if kind == "exposed" else lane.goal
    sign = -1 if kind == "exposed" else 1
    x = across(moment.step - 0.5 if moment.acted else moment.step + 0.5)
    y, end = up(edge), up(edge + sign * float(moment.amount))
    bar = f"M{number(x)} {number(y)}L{number(x)} {number(end)}M{number(x - 5)} {number(end)}H{number(x + 5)}"
    text = f"most {kind}: {amount(moment.amount)}"
    return group([el("title", text), el("path", d=bar, class_="worst")])


def _ends(lane: Lane, up: Scale, right: float, font: float, top: float) -> list[Markup]:
    """What the lines are, at their right ends."""
    wanted = [
        (
            up(lane.goal),
            f"{'settlement' if lane.settled else 'target'} {lane.goal:.4g}".replace("-", "−"),
        ),
        (up(lane.no_deal), f"no deal {lane.no_deal:.4g}".replace("-", "−")),
    ]
    wanted.sort()
    if wanted[1][0] - wanted[0][0] < font * 1.2:
        middle = (wanted[0][0] + wanted[1][0]) / 2
        wanted = [(middle - font * 0.6, wanted[0][1]), (middle + font * 0.6, wanted[1][1])]
    return [el("text", text, x=right + 6, y=y + font * 0.35, class_="note") for y, text in wanted]
