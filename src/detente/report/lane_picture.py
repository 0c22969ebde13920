"""One party's lane in the picture of a plan: what each state is worth to it, what walking away leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from detente.report.course import Course, Moment
from detente.report.naming import amount, listed, the
from detente.report.picture import Scale, Size, el, group, levels, number, path, shortened

LANE = 165.0
"""Height of a lane."""

BAND = 0.36
"""Part of a step's room, before its end, in which it is under way."""

TAIL = 0.6
"""Room after the last step, in steps."""


@dataclass(frozen=True)
class Stretch:
    """How long a moment lasts on the axis.

    Attributes:
        begins: place on the axis: a step, or the ordinal of a day.
        ends: likewise.
    """

    begins: float
    ends: float
    moment: Moment


@dataclass(frozen=True)
class Lane:
    """One party's part of the picture.

    Attributes:
        worth: utility of each state, the start first.
        places: where on the axis each of them begins.
        stretches: the moments between steps, in order.
        halfway: the moments at which some have acted in a step and others not yet.
        no_deal: what no deal is worth at the outset.
        goal: what the target is worth.
        settled: whether the target is a settlement rather than an outcome given by hand.
        until: end of the axis.
    """

    party: str
    worth: list[float]
    places: list[float]
    stretches: list[Stretch]
    halfway: list[Stretch]
    no_deal: float
    goal: float
    settled: bool
    until: float

    def left(self, stretch: Stretch) -> float:
        """What walking away would leave."""
        return float(stretch.moment.left[self.party])

    def amounts(self, kind: str) -> list[tuple[Stretch, float]]:
        """Every stretch with the party's exposure or temptation in it."""
        return [
            (each, float(getattr(each.moment, kind)[self.party]))
            for each in (*self.stretches, *self.halfway)
        ]


def _by_step(way: Course) -> tuple[list[float], list[Stretch], list[Stretch], float]:
    """Places over steps: state k from k on; a step under way just before its place."""
    count = len(way.steps)
    between, halfway = [], []
    for k in range(count):
        here = way.between(k)
        between += [
            Stretch(k + j / len(here), k + (j + 1) / len(here), moment)
            for j, moment in enumerate(here)
        ]
        halfway += [Stretch(k + 1 - BAND, k + 1, moment) for moment in way.halfway(k + 1)]
    return [float(k) for k in range(count + 1)], between, halfway, count + TAIL


def _by_day(
    way: Course, first: date, last: date
) -> tuple[list[float], list[Stretch], list[Stretch], float]:
    """Places over days: a state from the end of its step on; a step under way from its first day."""
    ends = [float(step.ends.toordinal()) if step.ends else 0.0 for step in way.steps]
    places = [float(first.toordinal()), *ends]
    between, halfway = [], []
    for k, end in enumerate(ends):
        here = way.between(k)
        starts = [places[k], *(_day(moment, places[k]) for moment in here[1:]), end]
        between += [
            Stretch(a, b, moment) for (a, b), moment in zip(pairwise(starts), here, strict=True)
        ]
        inside = way.halfway(k + 1)
        days = sorted({_day(moment, places[k]) for moment in inside})
        for moment in inside:
            begins = _day(moment, places[k])
            later = [day for day in days if day > begins]
            halfway.append(Stretch(begins, min([*later, end]), moment))
    return places, between, halfway, last.toordinal() + 0.03 * (last - first).days


def _day(moment: Moment, otherwise: float) -> float:
    return float(moment.day.toordinal()) if moment.day else otherwise


def lanes(way: Course, span: tuple[date, date] | None = None) -> list[Lane]:
    """The figures behind the picture.

    Args:
        way: the plan.
        span: its first and last day where the axis is of days; None for an axis of steps.
    """
    places, between, halfway, until = _by_day(way, *span) if span else _by_step(way)
    goal = way.case.utilities.of(way.target)
    reserved = way.case.reservations
    return [
        Lane(
            party,
            [float(worth[party]) for worth in way.worths],
            places,
            between,
            halfway,
            float(
                way.moments[0].no_deal[party]
                if way.moments
                else way.case.utilities.value(p, reserved[p])
            ),
            float(goal[party]),
            way.concept is not None,
            until,
        )
        for p, party in enumerate(way.case.parties)
    ]


def _surfaces(lane: Lane, kind: str) -> Iterator[tuple[float, float, float, float]]:
    """Where the party is exposed or tempted: from, to, what walking away leaves, and the edge that it is measured from.

    Where several moments share a place, the greatest counts.
    """
    sign = 1 if kind == "exposure" else -1
    shown = [(each, most) for each, most in lane.amounts(kind) if most > 0]
    cuts = sorted({place for each, _ in shown for place in (each.begins, each.ends)})
    for low, high in pairwise(cuts):
        here = [(most, each) for each, most in shown if each.begins <= low and each.ends >= high]
        if here:
            most, each = max(here, key=lambda pair: pair[0])
            yield low, high, lane.left(each), lane.left(each) + sign * most
    for each, most in shown:
        if each.begins == each.ends:
            yield each.begins, each.ends, lane.left(each), lane.left(each) + sign * most


def _surface(lane: Lane, kind: str, across: Scale, up: Scale) -> str:
    """Outline of where the party is exposed or tempted; empty where it never is."""
    found = []
    for low, high, left, edge in _surfaces(lane, kind):
        x, end = across(low), max(across(high), across(low) + 3)
        corners = [(x, up(left)), (end, up(left)), (end, up(edge)), (x, up(edge))]
        found.append(path(corners, closed=True))
    return "".join(found)


def _stairs(steps: Sequence[tuple[float, float, float]], across: Scale, up: Scale) -> str:
    """A line that keeps a value from one place to another, then goes on to the next: (from, to, value) each."""
    return path(
        corner
        for begins, ends, value in steps
        for corner in ((across(begins), up(value)), (across(ends), up(value)))
    )


def lane_picture(
    way: Course, lane: Lane, k: int, size: Size, across: Scale, own: str, top: float
) -> list[Markup]:
    """One party: its name, its axis, its lines and surfaces.

    Args:
        way: the plan.
        lane: the party's part of it.
        k: its number.
        size: the picture's.
        across: places on the axis.
        own: the picture's id.
        top: where the lane begins.
    """
    font = size.font
    values = [*lane.worth, lane.goal, lane.no_deal]
    for each, _ in lane.amounts("exposure"):
        values += [lane.left(each), float(each.moment.no_deal[lane.party])]
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    up = Scale(low - 0.05 * spread, high + 0.05 * spread, top + LANE - 16, top + 36)
    right = across(lane.until)
    side = "first" if k == 0 else "second" if k == 1 else "more"
    body = [*_under_way(lane, across, top + 28, top + LANE - 8)]
    body += levels(up, 3, size.left, right, font, gap=7)
    for kind in ("exposure", "temptation"):
        outline = _surface(lane, kind, across, up)
        if outline:
            body.append(el("path", d=outline, class_=kind, fill=f"url(#{own}-{kind})"))
    body.append(el("path", d=_no_deal(lane, size, across, up), class_="no-deal"))
    goal = up(lane.goal)
    body.append(el("line", x1=size.left, x2=right, y1=goal, y2=goal, class_="goal"))
    away = [(each.begins, each.ends, lane.left(each)) for each in lane.stretches]
    if away:
        body.append(el("path", d=_stairs(away, across, up), class_=f"away {side}"))
    body += [_stub(way, lane, each, across, up, side) for each in lane.halfway]
    ends = [*lane.places[1:], lane.until]
    worth = list(zip(lane.places, ends, lane.worth, strict=True))
    body.append(el("path", d=_stairs(worth, across, up), class_=f"worth {side}"))
    for kind, word in (("exposure", "exposed"), ("temptation", "tempted")):
        amounts = lane.amounts(kind)
        most = max(amounts, key=lambda pair: pair[1], default=None)
        if most is not None and most[1] > 0:
            body.append(_worst(lane, most[0], kind, word, across, up))
    title = shortened(f"Worth to {the(way.case, lane.party)}", font, size.width * 0.7)
    body.append(el("text", title, x=4, y=top + 20, class_=f"axis {side}"))
    if size.name == "wide":
        body += _ends(lane, up, right, font)
    return body


def _under_way(lane: Lane, across: Scale, top: float, bottom: float) -> list[Markup]:
    """The ground of the steps in which some may have acted and others not."""
    places = sorted({(each.begins, each.ends) for each in lane.halfway})
    return [
        el(
            "rect",
            x=across(begins),
            y=top,
            width=max(across(ends) - across(begins), 3.0),
            height=bottom - top,
            class_="under-way",
        )
        for begins, ends in places
    ]


def _no_deal(lane: Lane, size: Size, across: Scale, up: Scale) -> str:
    """The line of what no deal is worth; a lapse may change that."""
    steps = [
        (each.begins, each.ends, float(each.moment.no_deal[lane.party])) for each in lane.stretches
    ]
    last = steps[-1][2] if steps else lane.no_deal
    begins = steps[-1][1] if steps else lane.places[0]
    places = [(size.left, up(lane.no_deal))]
    for start, end, value in [*steps, (begins, lane.until, last)]:
        places += [(across(start), up(value)), (across(end), up(value))]
    return path(places)


def _stub(way: Course, lane: Lane, each: Stretch, across: Scale, up: Scale, side: str) -> Markup:
    """What walking away would leave while a step is under way."""
    x, end, y = across(each.begins), across(each.ends), up(lane.left(each))
    who = listed(the(way.case, party) for party in each.moment.acted)
    left = amount(each.moment.left[lane.party])
    text = f"Step {each.moment.step} under way, only {who} acted: walking away leaves {left}"
    return group(
        [
            el("title", text),
            el("path", d=path([(x, y), (max(end, x + 3), y)]), class_=f"stub {side}"),
            el("circle", cx=(x + end) / 2, cy=y, r=2.2, class_=f"stub-dot {side}"),
        ]
    )


def _worst(lane: Lane, each: Stretch, kind: str, word: str, across: Scale, up: Scale) -> Markup:
    """A bar at the moment of greatest exposure or temptation, from the edge that it is measured from."""
    most = getattr(each.moment, kind)[lane.party]
    left = lane.left(each)
    edge = left + float(most) if kind == "exposure" else left - float(most)
    x = across((each.begins + each.ends) / 2)
    end = up(left)
    bar = (
        f"M{number(x)} {number(up(edge))}L{number(x)} {number(end)}"
        f"M{number(x - 5)} {number(end)}H{number(x + 5)}"
    )
    text = f"most {word}: {amount(most)}"
    return group([el("title", text), el("path", d=bar, class_="worst")])


def _ends(lane: Lane, up: Scale, right: float, font: float) -> list[Markup]:
    """What the lines are, at their right ends."""
    no_deal = (
        float(lane.stretches[-1].moment.no_deal[lane.party]) if lane.stretches else lane.no_deal
    )
    wanted = [
        (
            up(lane.goal),
            f"{'settlement' if lane.settled else 'target'} {lane.goal:.4g}".replace("-", "−"),
        ),
        (up(no_deal), f"no deal {no_deal:.4g}".replace("-", "−")),
    ]
    wanted.sort()
    if wanted[1][0] - wanted[0][0] < font * 1.2:
        middle = (wanted[0][0] + wanted[1][0]) / 2
        wanted = [(middle - font * 0.6, wanted[0][1]), (middle + font * 0.6, wanted[1][1])]
    return [el("text", text, x=right + 6, y=y + font * 0.35, class_="note") for y, text in wanted]
