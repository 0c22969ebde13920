"""Terms: dates on which something lapses, and what holds afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Term:
    """Something that is in force until a date.

    Attributes:
        name: how the case refers to it.
        issues: the issues it bears on.
        ends: first day on which it is no longer in force (the end is exclusive).
        starts: first day in force, if known.
        after: value of an issue once it has lapsed, by issue, as the case writes values.
        extensions_at_most: how many extensions its own text allows in all, if it says.
        extensions_used: how many have been used.
        extension_years_at_most: how long one extension may be, if it says.
    """

    name: str
    issues: tuple[str, ...]
    ends: date
    starts: date | None = None
    after: tuple[tuple[str, str], ...] = ()
    extensions_at_most: int | None = None
    extensions_used: int = 0
    extension_years_at_most: int | None = None
    title: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()
