"""Pictures as text: SVG elements, scales and ticks, the size of words; no plotting library."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, pi, sin
from unicodedata import east_asian_width

import numpy as np
from markupsafe import Markup, escape

from detente.report.escape import clean


def number(value: float) -> str:
    """A coordinate, to a tenth, as short as it can be written."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def el(tag: str, *children: str, **attributes: object) -> Markup:
    """An SVG element; text and attributes are cleaned and escaped, markup among the children is not.

    A trailing underscore of an attribute's name is dropped, others become hyphens; an attribute that
    is None is left out, floats are written to a tenth.

    >>> el("text", "a < b", x=1.25, class_="note")
    Markup('<text x="1.2" class="note">a &lt; b</text>')
    """
    parts = [f"<{tag}"]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = number(value) if isinstance(value, float) else escape(clean(str(value)))
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{shown}"')
    inside = "".join(
        child if isinstance(child, Markup) else escape(clean(child)) for child in children
    )
    parts.append(f">{inside}</{tag}>" if inside else "/>")
    return Markup("".join(parts))


def group(children: Iterable[str], **attributes: object) -> Markup:
    """Elements together."""
    return el("g", *children, **attributes)


def path(points: Iterable[tuple[float, float]], closed: bool = False) -> str:
    """Straight lines through the points, for the `d` of a path."""
    text = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{text}{'Z' if closed else ''}"


def picture(
    body: Iterable[str], width: float, height: float, title: str, about: str, **attributes: object
) -> Markup:
    """A whole picture with its alternative text; `id` among the attributes names it in the page."""
    own = str(attributes.get("id", "picture"))
    return el(
        "svg",
        el("title", title, id=f"{own}-title"),
        el("desc", about, id=f"{own}-about"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        aria_labelledby=f"{own}-title",
        aria_describedby=f"{own}-about",
        **attributes,
    )


@dataclass(frozen=True)
class Size:
    """How large a picture is, for a wide page or for a telephone."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    font: float


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to places in the picture.

    Attributes:
        low: value at `start`.
        high: value at `end`.
        start: place of `low`.
        end: place of `high`; below `start` where the scale points up.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, about: int = 5) -> list[float]:
        """Some round values on the scale, at most `about + 2`."""
        rough = (self.high - self.low) / max(about, 1)
        power = 10 ** floor(log10(rough))
        step = next((power * m for m in (1, 2, 2.5, 5) if power * m >= rough * 0.999), power * 10)
        first = ceil(self.low / step - 1e-9)
        last = floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]


def tick_text(value: float) -> str:
    """A tick's value for people."""
    return f"{value:.10g}".replace("-", "−")


def levels(
    up: Scale, count: int, left: float, right: float, font: float, gap: float
) -> list[Markup]:
    """Lines across a picture at round values, each with its value `gap` before it begins."""
    body = []
    for value in up.ticks(count):
        y = up(value)
        body.append(el("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        body.append(
            el(
                "text",
                tick_text(value),
                x=left - gap,
                y=y + font * 0.35,
                text_anchor="end",
                class_="tick",
            )
        )
    return body


def width_of(text: str, size: float) -> float:
    """About how wide a text is; on the safe side for the fonts that the page asks for."""
    wide = sum(
        1.0 if east_asian_width(sign) in "WF" else 0.4 if sign in " .,:;|ilI'·" else 0.66
        for sign in clean(text)
    )
    return wide * size


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it would be wider than `room`."""
    text = clean(text)
    if width_of(text, size) <= room:
        return text
    left = room - width_of("…", size)
    for place, sign in enumerate(text):
        left -= width_of(sign, size)
        if left < 0:
            text = text[:place]
            break
    return f"{text.rstrip()}…"


def wrapped(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """The text in lines no wider than `room`, at most `most`; what does not fit is cut."""
    lines: list[str] = []
    for word in clean(text).split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, size, room) for line in lines]


def _star(points: int, inner: float) -> list[tuple[float, float]]:
    return [
        (
            (1 if k % 2 == 0 else inner) * sin(pi * k / points),
            -(1 if k % 2 == 0 else inner) * cos(pi * k / points),
        )
        for k in range(2 * points)
    ]


_SHAPES: dict[str, Sequence[tuple[float, float]]] = {
    "nash": [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)],
    "kalai_smorodinsky": [(0, -1.1), (1.1, 0.85), (-1.1, 0.85)],
    "egalitarian": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "utilitarian": [(x * 1.3, y * 1.3) for x, y in _star(5, 0.45)],
    "equal_loss": [(0, 1.1), (1.1, -0.85), (-1.1, -0.85)],
    "adjusted_winner": [
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ],
    "target": [(x * 1.1, y * 1.1) for x, y in _star(3, 0.5)],
}  # fmt: skip


def mark(kind: str, x: float, y: float, size: float = 7.0) -> Markup:
    """The mark of a settlement concept, or of the status quo: each has a shape of its own."""
    if kind == "status_quo":
        arm = size * 0.8
        cross = f"M{number(x - arm)} {number(y - arm)}L{number(x + arm)} {number(y + arm)}"
        cross += f"M{number(x - arm)} {number(y + arm)}L{number(x + arm)} {number(y - arm)}"
        return el(
            "g",
            el("path", d=cross, class_="cross-back"),
            el("path", d=cross, class_="cross"),
        )
    shape = _SHAPES.get(kind, _SHAPES["target"])
    outline = path(((x + size * dx, y + size * dy) for dx, dy in shape), closed=True)
    return el("path", d=outline, class_="mark")


def icon(kind: str) -> Markup:
    """A mark by itself, for legends and tables; the words beside it say what it is."""
    return el(
        "svg",
        mark(kind, 9, 9, 6.5),
        viewBox="0 0 18 18",
        class_="icon",
        aria_hidden="true",
        focusable="false",
    )


def thinned(vectors: Sequence[Sequence[float]], most: int, keep: Iterable[int] = ()) -> list[int]:
    """Which of many points to draw: all if there are few, else one where several would coincide.

    The places are cut into ever larger cells until one point a cell makes at most `most`; sparse
    stretches so keep all their points. Each number is scaled by its own spread.

    Args:
        vectors: the points.
        most: how many may be drawn.
        keep: numbers of points that are drawn in any case.
    """
    always = set(keep)
    if len(vectors) <= most:
        return list(range(len(vectors)))
    places = np.array([[float(value) for value in vector] for vector in vectors])
    places -= places.min(axis=0)
    spans = places.max(axis=0)
    places /= np.where(spans > 0, spans, 1.0)

    def chosen(size: float) -> set[int]:
        cells = np.floor(places / size).astype(np.int64)
        return {int(k) for k in np.unique(cells, axis=0, return_index=True)[1]} | always

    sizes = [1.2**power / 2000 for power in range(46)]  # up to all in one cell
    first = bisect_left(sizes, True, key=lambda size: len(chosen(size)) <= most)
    return sorted(chosen(sizes[min(first, len(sizes) - 1)]))


def keyed(
    samples: Iterable[tuple[Markup, float, str]], left: float, top: float, room: float, font: float
) -> tuple[list[Markup], float]:
    """A key: samples with their words in rows, as many in a row as there is room for; and its height.

    Args:
        samples: what is drawn around (0, 0) with its width, and what it means.
        left: where rows begin.
        top: top of the first row.
        room: width of a row.
        font: size of the words.
    """
    found: list[Markup] = []
    leading = font * 1.75
    x, y = left, top + leading / 2
    for sample, width, words in samples:
        lines = wrapped(words, font, room - width - 8, 3)
        wide = width + 8 + max((width_of(line, font) for line in lines), default=0.0)
        if x > left and x + wide > left + room:
            x, y = left, y + leading
        found.append(
            el(
                "g",
                sample,
                *(
                    el(
                        "text",
                        line,
                        x=width + 8,
                        y=font * (0.35 + 1.25 * k),
                        class_="note",
                    )
                    for k, line in enumerate(lines)
                ),
                transform=f"translate({number(x)} {number(y)})",
            )
        )
        if len(lines) > 1:
            y += font * 1.25 * (len(lines) - 1)
        x += wide + font * 1.6
    return found, y + leading / 2 - top
