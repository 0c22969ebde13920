"""A plan over time: a row for each matter that changes, a bar for each move, from its first day to its last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from detente.analysis.planning.plan import Plan
from detente.model.term import Term
from detente.report.calendar_rows import Bar, Row, joined, rows
from detente.report.course import Course, course, dates, verifiers
from detente.report.facts import date_words
from detente.report.naming import capital, listed, the
from detente.report.performers import bar, height_of, patterns, sample, tick_mark
from detente.report.picture import (
    Scale,
    Size,
    el,
    group,
    keyed,
    number,
    picture,
    shortened,
    width_of,
    wrapped,
)
from detente.report.time_axis import date_ticks, ending, short_date

WIDE = Size("wide", 960, 0, 236, 14, 8, 8, 13)
NARROW = Size("narrow", 344, 0, 20, 8, 6, 8, 12)

_SMALL = 11.0
_REACH = 0.4
"""By which share of its length the axis may be drawn out to show a date after the plan."""

_MOST_TOLD = 12


@dataclass(frozen=True)
class _Term:
    """A term that ends during the plan or after it."""

    text: str
    day: date
    on_axis: bool


def calendar_picture(plan: Plan | Course, size: Size = WIDE) -> Markup:
    """The plan over time; over its steps where there are no dates.

    A bar goes from the first day of a move to its last, with a band for each performer. Its number is
    the step's: filled where the move cannot be undone, in a double frame where somebody guarantees
    the step, with a tick where somebody confirms it. Flags are the dates before which a move cannot
    begin and by which it must be done; upright lines are the last days of terms.

    Args:
        plan: the plan.
        size: `WIDE` or `NARROW`.
    """
    way = course(plan)
    span = dates(way)
    own = f"calendar-{size.name}"
    all_rows = rows(way, span is not None)
    terms = _terms(way, span) if span else []
    low, high = (0.0, float(len(way.steps) or 1))
    if span:
        low, high = (float(day.toordinal()) for day in span)
        high = max([high, *_reached(span, all_rows, terms)])
    across = Scale(low, high, size.left + 6, size.width - size.right - 40)
    ends = size.width - size.right
    top = size.top + size.font * 1.5 * (len(terms) + 1) + 8
    body: list[Markup] = []
    lines: list[Markup] = []
    y = top + 6
    for row in all_rows:
        drawn, y = _row(own, way, row, y, across, size, span, high)
        body += drawn
    under = _axis(way, span, high, across, size, top, y)
    for k, term in enumerate(terms):
        lines += _term(term, across, size, size.top + size.font * 1.5 * (k + 1) - 4, y)
    body = [
        el("defs", *patterns(own)),
        *under,
        *body,
        *lines,
        el("line", x1=size.left, x2=ends, y1=y, y2=y, class_="pillar"),
    ]
    key, high_key = keyed(
        _key(own, way, all_rows, span, high), 8, y + 14, size.width - 16, size.font - 1
    )
    title = "The plan over time" if span else "The plan over its steps: who does what"
    return picture(
        [*body, *key],
        size.width,
        y + 14 + high_key + size.bottom,
        title,
        _about(way),
        id=own,
        class_=f"picture {size.name}",
        role="img",
        font_size=size.font,
    )


def _terms(way: Course, span: tuple[date, date]) -> list[_Term]:
    """Terms of matters that the plan changes or not, as long as they end after its first day."""
    first, last = span
    reach = last.toordinal() + (last - first).days * _REACH

    def told(term: Term) -> _Term:
        day = date.fromordinal(max(1, term.ends.toordinal() - 1))
        return _Term(
            f"{term.title or term.name}: last day {short_date(day)}",
            term.ends,
            term.ends.toordinal() <= reach,
        )

    later = [term for term in way.case.terms if term.ends > first]
    return [told(term) for term in sorted(later, key=lambda term: (term.ends, term.name))]


def _reached(
    span: tuple[date, date], all_rows: Sequence[Row], terms: Sequence[_Term]
) -> list[float]:
    """Places of the dates after the plan up to which its axis goes."""
    first, last = (day.toordinal() for day in span)
    days = [day.toordinal() for row in all_rows for day in (*row.earliest, *row.latest)]
    days += [term.day.toordinal() for term in terms]
    return [float(day) for day in days if day <= last + (last - first) * _REACH]


def _axis(
    way: Course,
    span: tuple[date, date] | None,
    high: float,
    across: Scale,
    size: Size,
    top: float,
    bottom: float,
) -> list[Markup]:
    """Upright lines at round days, or between steps, with their names above."""
    font = size.font - 1
    found = []
    if span:
        ticks = date_ticks(span[0], date.fromordinal(int(high)), across, font)
        names = [(across(tick.place), across(tick.place), tick.text, tick.year) for tick in ticks]
    else:
        count = len(way.steps)
        room = width_of("999"[: len(str(count))], font) + 6
        each = across(1) - across(0)
        step = next(k for k in (1, 2, 5, 10, 20, 25, 50, 100, 1000, 10**9) if k * each >= room)
        names = [
            (across(k), across(k - 0.5), str(k), "")
            for k in range(1, count + 1)
            if k % step == 0 or k == 1 == step
        ]
    y = top - 4
    for x, at, text, year in names:
        found.append(el("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid"))
        found.append(
            el("text", text, x=at, y=y, text_anchor="middle", class_="tick", font_size=font)
        )
        if year:
            found.append(
                el("text", year, x=at, y=y - font * 1.15, text_anchor="middle", class_="tick year",
                   font_size=font)
            )  # fmt: skip
    if not span and size.name == "wide":
        found.append(el("text", "Step", x=size.left - 8, y=y, text_anchor="end", class_="tick"))
    found.append(
        el("line", x1=size.left, x2=size.width - size.right, y1=top, y2=top, class_="pillar")
    )
    return found


def _term(term: _Term, across: Scale, size: Size, y: float, bottom: float) -> list[Markup]:
    """The end of a term: a line with its name, or, far to the right, the name alone."""
    font = size.font - 1
    room = size.width - 16
    if not term.on_axis:
        text = shortened(f"{term.text} →", font, room)
        at = size.width - size.right
        return [el("text", text, x=at, y=y, text_anchor="end", class_="label term", font_size=font)]
    return ending(across(term.day.toordinal()), term.text, y, bottom, size.width, font)


def _row(
    own: str,
    way: Course,
    row: Row,
    y: float,
    across: Scale,
    size: Size,
    span: tuple[date, date] | None,
    high: float,
) -> tuple[list[Markup], float]:
    """One matter: its name, its bars and its flags; and where the next row begins."""
    wide = size.name == "wide"
    font = size.font
    found: list[Markup] = []
    if row.group:
        text = shortened(row.group, font, size.width - 16)
        found.append(el("text", text, x=4, y=y + font + 2, class_="axis"))
        y += font * 1.6
    indent = 14.0 if row.indented else 4.0
    room = (size.left - indent - 10) if wide else size.width - indent - 4
    lines = [(line, font, "") for line in wrapped(row.title, font, room, 2)]
    lines += [(line, _SMALL, "note") for line in wrapped(row.course, _SMALL, room, 2)]
    far = [day for day in row.latest if day.toordinal() > high]
    if far:
        lines.append((f"deadline {short_date(far[0])} →", _SMALL, "note"))
    at = y + 4
    for text, each, kind in lines:
        at += each * 1.22
        found.append(el("text", text, x=indent, y=at - each * 0.2, class_=kind or None,
                        font_size=each))  # fmt: skip
    place = y + 6 if wide else at + 4
    drawn, height = _bars(own, way, row, place, across)
    found += drawn
    for kind, days in (("earliest", row.earliest), ("latest", row.latest)):
        found += [
            _flag(across(day.toordinal()), place - 2, height + 4, kind)
            for day in days
            if _shown(day, span, high)
        ]
    bottom = max(at + 5, place + height + 6)
    line = el("line", x1=4, x2=size.width - size.right, y1=bottom, y2=bottom, class_="grid")
    return [line, *found], bottom + 1


def _bars(own: str, way: Course, row: Row, top: float, across: Scale) -> tuple[list[Markup], float]:
    """The bars of a row, below each other where they would meet; and the height of them all."""
    found: list[Markup] = []
    free: list[float] = []  # for each line of bars the place from which on it is free
    high = max(height_of(bar_.by) for bar_ in row.bars)
    near = 30 / (across(1) - across(0))
    for each in joined(row.bars, near):
        x = across(each.begins)
        width = max(across(each.ends) - x, 4.0)
        badge = width_of(each.text, _SMALL) + 8 + (6 if each.atomic else 0)
        needs = badge + (18 if each.verified else 0)
        inside = width >= needs + 10
        until = x + width + (0 if inside else 4 + needs)
        line = next((k for k, used in enumerate(free) if used <= x + 0.5), len(free))
        free[line : line + 1] = [until]
        y = top + line * (high + 8)
        middle = y + height_of(each.by) / 2
        start = x + (width - needs) / 2 if inside else x + width + 4
        found.append(
            group(
                [
                    el("title", f"Step {each.text}: {each.about}"),
                    *bar(own, list(way.case.parties), each.by, x, y, width),
                    *_number(each, start, middle, badge),
                    *([tick_mark(start + badge + 4, middle)] if each.verified else []),
                ],
                class_="move-bar",
            )
        )
    return found, len(free) * (high + 8) - 8


def _number(each: Bar, x: float, middle: float, width: float) -> list[Markup]:
    """The number of a bar's step."""
    kind = "badge lasting" if each.lasting else "badge"
    inset = 3.0 if each.atomic else 0.0
    found = []
    if each.atomic:
        found.append(
            el("rect", x=x, y=middle - 10, width=width, height=20, rx=4, class_="frame guaranteed")
        )
    found.append(
        el(
            "rect",
            x=x + inset,
            y=middle - 7.5,
            width=width - 2 * inset,
            height=15,
            rx=2.5,
            class_=kind,
        )
    )
    found.append(
        el("text", each.text, x=x + width / 2, y=middle + _SMALL * 0.36, text_anchor="middle",
           font_size=_SMALL, class_=f"number {kind}")
    )  # fmt: skip
    return found


def _flag(x: float, top: float, height: float, kind: str) -> Markup:
    """The mark of a date before which, or after which, nothing may be done."""
    sign = 1 if kind == "earliest" else -1
    d = f"M{number(x)} {number(top)}v{number(height)}M{number(x)} {number(top)}l{sign * 7} 4l{-sign * 7} 4z"
    return el("path", d=d, class_=f"flag {kind}")


def _key(
    own: str, way: Course, all_rows: Sequence[Row], span: tuple[date, date] | None, high: float
) -> list[tuple[Markup, float, str]]:
    """What the marks mean, as far as they are there."""
    case = way.case
    bars = [each for row in all_rows for each in row.bars]
    acting = {party for each in bars for party in each.by}
    found = [
        (sample(own, k), 30.0, f"done by {the(case, party)}")
        for k, party in enumerate(case.parties)
        if party in acting
    ]

    def badge(lasting: bool, atomic: bool) -> Markup:
        one = Bar((1, 1), 0, 0, (), lasting, atomic, False, "")
        return group(_number(one, 0, 0, 24.0 if atomic else 18.0))

    if any(each.lasting for each in bars):
        found.append((badge(True, False), 18.0, "step; cannot be undone"))
    if not all(each.lasting for each in bars):
        found.append((badge(False, False), 18.0, "step; can be undone"))
    guarantors = dict.fromkeys(step.guarantor for step in way.steps if step.guarantor)
    if guarantors:
        who = listed(the(case, name) for name in guarantors)
        lasting = all(each.lasting for each in bars if each.atomic)
        found.append((badge(lasting, True), 24.0, f"all or nothing: guaranteed by {who}"))
    confirming = dict.fromkeys(name for step in way.steps for name in verifiers(step))
    if confirming:
        who = listed(the(case, name) for name in confirming)
        found.append((group([tick_mark(2, 0)]), 14.0, f"verified by {who}"))
    if any(_shown(day, span, high) for row in all_rows for day in row.earliest):
        found.append((_flag(2, -8, 16, "earliest"), 10.0, "cannot begin before"))
    if any(_shown(day, span, high) for row in all_rows for day in row.latest):
        found.append((_flag(8, -8, 16, "latest"), 10.0, "must be done by"))
    return found


def _shown(day: date, span: tuple[date, date] | None, high: float) -> bool:
    """Whether a date has a flag on the axis."""
    return span is not None and span[0] < day and day.toordinal() <= high


def _about(way: Course) -> str:
    """The picture in words."""
    case = way.case
    parts = [f"{len(way.steps)} steps."]
    for k, step in enumerate(way.steps[:_MOST_TOLD], 1):
        titles = dict.fromkeys(case.title_of(move.variable) for move in step.moves)
        when = f", {date_words(step.begins)} to {date_words(step.ends)}" if step.ends else ""
        who = listed(the(case, party) for party in step.by)
        parts.append(f"Step {k}{when}: {listed(titles)}, by {who}.")
    if len(way.steps) > _MOST_TOLD:
        parts.append(f"And {len(way.steps) - _MOST_TOLD} more steps.")
    for term in case.terms:
        parts.append(f"{capital(term.title or term.name)} ends on {date_words(term.ends)}.")
    return " ".join(parts)
