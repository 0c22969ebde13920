"""Colours for trust: light for little, dark for much, told apart in grey as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, log10

from markupsafe import Markup

from detente.analysis.curve import CurvePoint, TrustCurve
from detente.model.number import shown
from detente.report.picture import Scale, el, number, tick_text

MOST = 5
"""Colours besides the one for no trust at all."""


@dataclass(frozen=True)
class Shades:
    """Which colour each point of a frontier has.

    Attributes:
        edges: where one colour ends and the next begins, besides the one for no trust, in ascending order.
        points: what is known of a point, by its units.
    """

    edges: tuple[Fraction, ...]
    points: Mapping[tuple[int, ...], CurvePoint]

    def level(self, trust: Fraction) -> int:
        """Number of the colour: 0 where nothing is asked; of few colours those furthest apart are taken."""
        if trust == 0:
            return 0
        count = len(self.edges) - 1
        k = next(k for k, edge in enumerate(self.edges[1:], 1) if trust <= edge)
        return k if count < 2 else round(1 + (k - 1) * (MOST - 1) / (count - 1))

    def kind(self, units: tuple[int, ...]) -> str:
        """The class of a point: `heat-2`, with `unsure` where it may ask less; `no-way`, or `untold`."""
        known = self.points.get(units)
        if known is None or (known.trust is None and known.reachable is None):
            return "untold"
        if known.trust is None:
            return "no-way" if known.reachable is False else "untold"
        return f"heat-{self.level(known.trust)}" + ("" if known.optimal else " unsure")

    @property
    def kinds(self) -> list[str]:
        """Every class that some point has."""
        return list(dict.fromkeys(self.kind(units) for units in self.points))

    def words(self) -> dict[int, str]:
        """What each colour in use means: `5 % to 10 %`."""
        asked = {point.trust for point in self.points.values() if point.trust is not None}
        used = {self.level(trust) for trust in asked}
        found = {0: "asks no trust"} if 0 in used else {}
        positive = {trust for trust in asked if trust}
        if len(positive) == 1:
            (only,) = positive
            return {**found, self.level(only): f"{shown(only * 100, 1)} %"}
        for low, high in pairwise(self.edges):
            level = self.level(high)
            if level in used:
                found[level] = (
                    f"{_share(low)} to {_share(high)} %" if low else f"up to {_share(high)} %"
                )
        return found


def _share(value: Fraction) -> str:
    return tick_text(round(float(value) * 100, 9))


def shades(curve: TrustCurve) -> Shades:
    """Colours with round limits for the trust of a curve's points."""
    known = {point.point.units: point for point in curve.points}
    asked = [point.trust for point in curve.points if point.trust]
    if not asked:
        return Shades((), known)
    low, high = min(asked), max(asked)
    scale = Scale(float(low), float(high) if high > low else float(low) * 1.01, 0, 1)
    step = next(
        step
        for about in range(MOST, 0, -1)
        if (step := _step(scale, about)) and _count(low, high, step) <= MOST
    )
    first = low // step if low % step else low // step - 1
    return Shades(tuple(step * (first + k) for k in range(_count(low, high, step) + 1)), known)


def _step(scale: Scale, about: int) -> Fraction:
    """A round width for about so many colours."""
    width = Fraction(scale.high - scale.low) / about
    power = Fraction(10) ** floor(log10(width))
    return next(
        power * m for m in map(Fraction, ("1", "2", "2.5", "5", "10")) if power * m >= width
    )


def _count(low: Fraction, high: Fraction, step: Fraction) -> int:
    """How many intervals `(k step, (k + 1) step]` there are from the first with something in it to the last."""
    return int(-(-high // step) - (-(-low // step) - 1))


def dot(kind: str, x: float, y: float, size: float) -> Markup:
    """A point of the frontier: a disc, with a ring where it may ask less; a cross where no plan leads."""
    first = kind.split()[0]
    if first == "no-way":
        d = f"M{number(x - size)} {number(y - size)}l{number(2 * size)} {number(2 * size)}"
        d += f"m0 {number(-2 * size)}l{number(-2 * size)} {number(2 * size)}"
        return el("path", d=d, class_="no-way")
    disc = el("circle", cx=x, cy=y, r=size, class_=first)
    if "unsure" in kind:
        return el("g", disc, el("circle", cx=x, cy=y, r=size + 2.6, class_="unsure"))
    return disc


def stroke(kind: str, x: float) -> Markup:
    """The line of a colour, from (0, 0) to (x, 0)."""
    return el("path", d=f"M0 0H{number(x)}", class_=kind)


def key(
    found: Shades, lines: bool = False, outside: bool = False
) -> list[tuple[Markup, float, str]]:
    """What the colours mean.

    Args:
        found: the colours.
        lines: whether points are drawn as lines.
        outside: whether points are drawn that are not acceptable to all.
    """
    kinds = found.kinds
    used = {kind.split()[0] for kind in kinds}

    def sample(kind: str) -> tuple[Markup, float]:
        return (
            (el("g", stroke(kind, 26), class_="heat lines"), 26.0)
            if lines
            else (dot(kind, 6, 0, 5), 12.0)
        )

    told = [(*sample(f"heat-{level}"), words) for level, words in found.words().items()]
    if any("unsure" in kind for kind in kinds):
        first = next(kind for kind in kinds if "unsure" in kind)
        told.append((*sample(first), "not proven: a better plan may ask less"))
    if "no-way" in used:
        told.append((*sample("no-way"), "no plan leads there"))
    if "untold" in used:
        told.append((*sample("untold"), "not worked out"))
    if outside:
        drawn = (
            el("path", d="M0 0H26", class_="out")
            if lines
            else el("circle", cx=6, r=3.2, class_="out")
        )
        box = el("g", drawn, class_="points lines" if lines else "points")
        told.append((box, 26.0 if lines else 12.0, "leaves a side worse off than no deal"))
    return told
