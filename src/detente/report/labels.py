"""Where the labels of a picture go: beside what they name, and not over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin

from detente.report.picture import width_of


@dataclass(frozen=True)
class Box:
    """A rectangle, from its left and top edges to its right and bottom ones."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two have an area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def within(self, other: Box) -> bool:
        """Whether all of it lies inside another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Wanted:
    """A label to be placed.

    Attributes:
        x: place of what it names.
        y: place of what it names.
        lines: its text.
    """

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A label with its place.

    Attributes:
        box: where its text stands.
        anchor: SVG's text-anchor: `start` or `end`.
        touch: end of the leader line at the label.
    """

    wanted: Wanted
    box: Box
    anchor: str
    touch: tuple[float, float]


_DIRECTIONS = 24
_DISTANCES = (16.0, 26.0, 40.0, 58.0, 80.0, 108.0, 140.0)


def _candidates(wanted: Wanted, size: float, leading: float) -> list[Label]:
    width = max(width_of(line, size) for line in wanted.lines) + 4
    height = leading * len(wanted.lines) + 2
    found = []
    for far in _DISTANCES:
        for k in range(_DIRECTIONS):
            angle = 2 * pi * k / _DIRECTIONS
            x, y = wanted.x + far * cos(angle), wanted.y - far * sin(angle)
            right = cos(angle) >= -1e-9
            left = x if right else x - width
            top = y - height / 2 - sin(angle) * height / 2
            box = Box(left, top, left + width, top + height)
            touch = (x - 2 if right else x + 2, min(max(y, box.top + 2), box.bottom - 2))
            found.append(Label(wanted, box, "start" if right else "end", touch))
    return found


def _side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _meets(box: Box, a: tuple[float, float], b: tuple[float, float]) -> bool:
    if box.holds(*a) or box.holds(*b):
        return True
    corners = [
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    ]  # fmt: skip
    return any(_cross(a, b, corners[k], corners[k - 1]) for k in range(4))


def placed(
    wanted: Sequence[Wanted],
    frame: Box,
    size: float,
    leading: float,
    points: Sequence[tuple[float, float]] = (),
    taken: Sequence[Box] = (),
    mark: float = 9.0,
) -> list[Label]:
    """A place for each label, inside the frame, none over another as long as there is room.

    One after the other, those whose surroundings are fullest first; each takes the place where it
    covers least: other labels and marks above all, then leader lines, points, and at last distance.

    Args:
        wanted: the labels.
        frame: where they may stand.
        size: font size.
        leading: height of a line.
        points: what should rather not be covered.
        taken: what must not be covered.
        mark: half the size of what a label names.
    """
    marks = [Box(w.x - mark, w.y - mark, w.x + mark, w.y + mark) for w in wanted]
    done: dict[int, Label] = {}

    def crowd(k: int) -> tuple[float, int]:
        here = wanted[k]
        return (
            -sum(1 for x, y in points if hypot(x - here.x, y - here.y) < 60)
            - 10 * sum(1 for w in wanted if hypot(w.x - here.x, w.y - here.y) < 60),
            k,
        )

    for k in sorted(range(len(wanted)), key=crowd):
        here = (wanted[k].x, wanted[k].y)
        best: tuple[float, Label] | None = None
        for candidate in _candidates(wanted[k], size, leading):
            box = candidate.box
            cost = 0.0 if box.within(frame) else 10_000.0
            cost += 0.12 * hypot(candidate.touch[0] - here[0], candidate.touch[1] - here[1])
            cost += 400 * sum(box.overlaps(other.box) for other in done.values())
            cost += 400 * sum(box.overlaps(other) for other in (*taken, *marks))
            cost += 2 * sum(box.holds(x, y) for x, y in points)
            for j, other in done.items():
                end = (wanted[j].x, wanted[j].y)
                cost += 60 * _cross(here, candidate.touch, end, other.touch)
                cost += 60 * _meets(box, end, other.touch)
                cost += 60 * _meets(other.box, here, candidate.touch)
            cost += 40 * sum(
                _meets(other, here, candidate.touch) for j, other in enumerate(marks) if j != k
            )
            if best is None or cost < best[0] - 1e-9:
                best = (cost, candidate)
        assert best is not None  # there is always a candidate
        done[k] = best[1]
    return [done[k] for k in sorted(done)]


def spread(wanted: Sequence[float], heights: Sequence[float], high: float) -> list[float]:
    """Tops of labels centred on their places as nearly as can be, none over another, none below `high`."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    tops = [place - height / 2 for place, height in zip(wanted, heights, strict=True)]
    for here, there in pairwise(order):
        tops[there] = max(tops[there], tops[here] + heights[here])
    floor = high
    for k in reversed(order):
        tops[k] = min(tops[k], floor - heights[k])
        floor = tops[k]
    return tops
