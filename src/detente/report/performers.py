"""How pictures tell the parties apart: each by a colour and by a pattern, so that grey print does too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from detente.report.picture import el, number

KINDS = 6
"""Ways of drawing a party; a seventh party is drawn as the first is."""

BAND = 7.0
"""Height of one performer's part of a bar."""

_LINES = (
    "",
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "",
    "M2 0V8M6 0V8",
    "M0 0L8 8M8 0L0 8",
    "M0 2H8M0 6H8",
)


def patterns(own: str) -> list[Markup]:
    """The patterns for a picture's `defs`.

    Args:
        own: the picture's id: patterns of a hidden picture would not be drawn in another.
    """
    found = []
    for k in range(KINDS):
        inside = [el("rect", width=8, height=8, class_=f"by-ground by-{k}")]
        if _LINES[k]:
            inside.append(el("path", d=_LINES[k], class_=f"by-lines by-{k}"))
        elif k:
            inside += [
                el("circle", cx=x, cy=y, r=1.5, class_=f"by-dots by-{k}")
                for x, y in ((2, 2), (6, 6))
            ]
        found.append(
            el(
                "pattern",
                *inside,
                id=f"{own}-by-{k}",
                width=8,
                height=8,
                patternUnits="userSpaceOnUse",
            )
        )
    return found


def height_of(by: Sequence[str]) -> float:
    """How high a bar of these performers is."""
    return max(2 * BAND, BAND * len(by))


def bar(
    own: str, parties: Sequence[str], by: Iterable[str], x: float, y: float, width: float
) -> list[Markup]:
    """A bar with a band for each performer, one below the other.

    Args:
        own: the picture's id.
        parties: all parties, in the case's order.
        by: the performers.
        x: left edge.
        y: top edge.
        width: width.
    """
    who = [parties.index(party) for party in by]
    high = height_of([*map(str, who)])
    each = high / max(len(who), 1)
    found = [
        el(
            "rect",
            x=x,
            y=y + each * k,
            width=width,
            height=each,
            class_=f"by-edge by-{party % KINDS}",
            fill=f"url(#{own}-by-{party % KINDS})",
        )
        for k, party in enumerate(who)
    ]
    return found


def sample(own: str, party: int) -> Markup:
    """A short bar of one party, around (0, 0), for a key."""
    kind = party % KINDS
    return el(
        "rect",
        x=0,
        y=-BAND,
        width=30,
        height=2 * BAND,
        class_=f"by-edge by-{kind}",
        fill=f"url(#{own}-by-{kind})",
    )


def tick_mark(x: float, y: float) -> Markup:
    """The mark of something that a verifier confirms: a tick, on a ground of its own."""
    return el(
        "g",
        el("rect", x=x - 2, y=y - 7.5, width=14, height=15, rx=2.5, class_="badge"),
        el("path", d=f"M{number(x)} {number(y)}l3.5 4l6.5 -9", class_="confirmed"),
    )
