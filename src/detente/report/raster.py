"""Pictures as PNG: an SVG drawn by resvg, with a font that comes along."""

from __future__ import annotations

import re
from importlib import resources

from detente.errors import TooLarge
from detente.report.standalone import own_size

MOST_PIXELS = 100_000_000
"""Pixels of a picture at most: each takes four bytes while it is drawn."""

_COVERED = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x314), (0x384, 0x38A),
    (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x52F), (0x5D0, 0x5EA),
    (0x1EA0, 0x1EF9), (0x2013, 0x2014), (0x2018, 0x201E), (0x2026, 0x2026), (0x20AC, 0x20AC),
    (0x2190, 0x2193), (0x2212, 0x2212), (0x2264, 0x2265),
)  # fmt: skip
_TEXT = re.compile(r">([^<]+)<")


def covered(text: str) -> bool:
    """Whether the font that comes along has all signs of a text."""
    return all(any(low <= ord(sign) <= high for low, high in _COVERED) for sign in set(text))


def png(svg: str, width: int) -> bytes:
    """A picture as PNG.

    Args:
        svg: a picture as a file of its own, its colours written out (`standalone`).
        width: in pixels.

    Raises:
        TooLarge: so many pixels would take too much memory.
    """
    import resvg_py

    own, high = own_size(svg)
    height = max(1, round(high * width / own))
    if width * height > MOST_PIXELS:
        most = int((MOST_PIXELS * own / high) ** 0.5)
        raise TooLarge(
            f"a picture of {width:,} by {height:,} pixels is too large to be drawn; at most {most:,} are possible "
            "across, or write it as SVG, which has no pixels"
        )
    fonts = resources.files("detente.report") / "fonts"
    inside = "".join(_TEXT.findall(svg.split("</style>", 1)[-1]))
    with (
        resources.as_file(fonts / "Arimo-Regular.ttf") as regular,
        resources.as_file(fonts / "Arimo-SemiBold.ttf") as bold,
    ):
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=width,
                # Other scripts need the fonts of the machine, which take a while to be found.
                skip_system_fonts=covered(inside),
                font_files=[str(regular), str(bold)],
                font_family="Arimo",
                sans_serif_family="Arimo",
            )
        )
