"""What a file may say of a party's preferences, and the words that help an editor's reader."""

# ruff: noqa: RUF012  (pydantic copies a default for each part)

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from detente.formats.detente.field import (
    ConditionMap,
    Day,
    Figures,
    Points,
    Text,
    Uncertain,
    Whole,
    Worths,
)
from detente.formats.detente.part import Part

VERSION = 1


class PeakPart(Part):
    """A score with its highest (or lowest) point inside the range."""

    what: ClassVar[str] = "a peak"
    example: ClassVar[str] = "{at: 9, scores: [0, 1, 0.5]}"

    at_: Text = Field(alias="at")
    """The value at which the peak is."""
    scores: Figures
    """The scores of the first value, of the peak, and of the last value."""


class WantPart(Part):
    """How one party values one issue: a weight, and a score for each way to settle it."""

    what: ClassVar[str] = "what a party wants of an issue"
    example: ClassVar[str] = "{weight: 30, linear: [0, 1]}"

    weight: Uncertain
    """What a score of 1 is worth to the party; 0 or more, and 0 if the party does not care."""
    table: Points = None
    """A score for each value."""
    linear: Figures = None
    """The scores of the first and of the last value, with a straight line between them (ranges, ladders)."""
    peaked: PeakPart = None  # type: ignore[assignment]
    """Straight lines up to a peak and down from it (ranges, ladders)."""
    piecewise: Points = None
    """Scores at some values, lowest first, with straight lines between them (ranges, ladders)."""
    items: dict[str, Worths] = None  # type: ignore[assignment]
    """For each item what it is worth to hold it in the end, or a worth for each possible holder; 0 if not given."""
    within: Figures = None
    """Two bounds that the score of a line is held in, as [0, 1]."""


class InteractionPart(Part):
    """A bonus or a penalty where several issues take certain values together."""

    what: ClassVar[str] = "an interaction"
    example: ClassVar[str] = "{when: {issue: value}, worth: 5}"

    when: ConditionMap
    """Where it counts."""
    worth: Uncertain
    """What it adds to the utility; below 0 for a penalty."""
    about: Text = ""
    """Why."""


class EstimatePart(Part):
    """Whose estimate the figures are: a name, or a mapping."""

    what: ClassVar[str] = "an estimate"
    short_key: ClassVar[str] = "by"
    example: ClassVar[str] = "{by: an analyst, on: 2023-01-30}"

    by: Text
    """Who estimated."""
    on: Day = None
    """When."""
    basis: Text = ""
    """On what it rests."""


class PreferencePart(Part):
    """What one party wants, on a scale of its own: the sum of weight x score, plus interactions."""

    what: ClassVar[str] = "the preferences of a party"

    estimate: EstimatePart = None  # type: ignore[assignment]
    """Whose estimate these figures are; the party's own word if not given."""
    reservation: Uncertain = None
    """What no deal is worth; what the status quo is worth, if not given."""
    penalty: Uncertain = None
    """What the party loses, besides, by stopping halfway; 0 if not given."""
    tolerance: Uncertain = None
    """The most that the party bears to stand below no deal on the way, 0 or more; no limit if not given."""
    discount: Uncertain = None
    """The factor by which a utility shrinks in a day."""
    note: Text = ""
    """Anything that a reader should know of them."""
    issues: dict[str, WantPart]
    """For each issue how the party values it."""
    interactions: list[InteractionPart] = []
    """Bonuses and penalties over several issues."""


class PreferenceFilePart(PreferencePart):
    """A party's preferences in a file of their own."""

    what: ClassVar[str] = "a file of preferences"

    detente: Whole = VERSION
    """The version of the format."""
    party: Text = None
    """Whose preferences they are."""
