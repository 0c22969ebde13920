"""Pictures as files of their own: the colours and fonts of the page go along."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import chain
from typing import Literal

from markupsafe import Markup

from detente.report.performers import KINDS
from detente.report.picture import el

Theme = Literal["adaptive", "light", "dark"]
"""`adaptive`: light or dark, as the reader's screen is; for browsers."""

FONTS = 'Arimo, "Liberation Sans", Arial, "Noto Sans", "DejaVu Sans", sans-serif'
"""Fonts by name: programs that draw pictures do not know `system-ui`."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = re.compile(r"--([\w-]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([\w-]+)\)")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")


@cache
def _style() -> str:
    text = resources.files("detente.report").joinpath("templates", "picture.css").read_text("utf-8")
    return _COMMENT.sub("", text)


@cache
def colours(theme: Literal["light", "dark"]) -> dict[str, str]:
    """The colours of pictures by name."""
    style = _style()
    dark = style.index("@media")
    light = dict(_NAMED.findall(style[:dark]))
    if theme == "light":
        return light
    return {**light, **dict(_NAMED.findall(style[dark : style.index("}", dark)]))}


def _rules(drawing: str) -> list[tuple[str, str]]:
    """Selectors and declarations of the rules that the picture has elements for."""
    style = _style()
    own = style[style.index(".picture") :]
    classes = set(chain.from_iterable(map(str.split, re.findall(r'class="([^"]*)"', drawing))))
    found = []
    for selectors, declarations in _RULE.findall(own):
        for selector in selectors.split(","):
            if classes.issuperset(_CLASS.findall(selector)):
                found.append((selector.strip(), declarations.strip()))
    return found


def _fixed(drawing: str, theme: Literal["light", "dark"]) -> str:
    """Rules with the colours of one theme written out, for programs that know no variables."""
    known = colours(theme)
    lines = []
    for selector, declarations in _rules(drawing):
        if "--by:" in declarations:
            continue
        if "var(--by)" in declarations:
            for kind in range(KINDS):
                colour = known[("first", "second", "third", "fourth", "fifth", "sixth")[kind]]
                if f"by-{kind}" in drawing:
                    lines.append(
                        f"{selector}.by-{kind} {{ {declarations.replace('var(--by)', colour)} }}"
                    )
            continue
        lines.append(f"{selector} {{ {_USED.sub(lambda m: known[m[1]], declarations)} }}")
    return "\n".join(lines)


def own_size(drawing: str) -> tuple[float, float]:
    """Width and height of a picture, in its own units."""
    wide, high = drawing.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
    return float(wide), float(high)


def standalone(drawing: str, theme: Theme = "adaptive", width: int | None = None) -> str:
    """A picture as an SVG file that needs no other.

    Args:
        drawing: the picture, as it stands in a page.
        theme: its colours; `light` and `dark` are written out, so that any program can show them.
        width: how wide it is said to be, in pixels; by default its own width.
    """
    head, rest = drawing.split(">", 1)
    own, high = own_size(head)
    wide = own if width is None else float(width)
    style = _style() if theme == "adaptive" else _fixed(drawing, theme)
    if theme != "adaptive":
        style = f".picture {{ font-family: {FONTS}; }}\n{style}".replace(
            next((line for line in style.splitlines() if "system-ui" in line), "\0"), ""
        )
    ground = el("rect", width="100%", height="100%", class_="ground")
    if theme != "adaptive":
        ground = el("rect", width=own, height=high, fill=colours(theme)["paper"])
    inside = f"{el('style', Markup(style.strip()))}{ground}{rest}"
    return f'{head} width="{wide:g}" height="{high * wide / own:g}">{inside}\n'
