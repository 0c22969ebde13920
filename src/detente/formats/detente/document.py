"""The case file as it is written: what each part may say, and the words that help an editor's reader."""

# ruff: noqa: RUF012  (pydantic copies a default for each part)

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WrapValidator
from pydantic_core import ValidationError

from detente.formats.detente.field import (
    Broken,
    ConditionMap,
    Day,
    Figures,
    Flag,
    Labels,
    Number,
    PartialDay,
    Points,
    Rows,
    Text,
    Uncertain,
    Whole,
    Words,
    Worths,
    mistake,
    mistakes_of,
    what_is,
)
from detente.formats.detente.mistakes import did_you_mean
from detente.formats.detente.part import Part
from detente.formats.detente.tree import Map, Word

VERSION = 1


class PartyPart(Part):
    """A party, one who must consent: its title, or a mapping."""

    what: ClassVar[str] = "a party"
    short_key: ClassVar[str] = "title"
    empty: ClassVar[bool] = True

    title: Text = ""
    """Its name for people."""
    about: Text = ""
    """Anything that a reader should know of it."""


class ThirdPartyPart(Part):
    """A broker, guarantor or verifier: its title, or a mapping."""

    what: ClassVar[str] = "a third party"
    short_key: ClassVar[str] = "title"
    empty: ClassVar[bool] = True

    title: Text = ""
    """Its name for people."""
    roles: Words = []
    """Some of: broker (carries proposals), guarantor (makes a step atomic), verifier, other."""
    about: Text = ""
    """Anything that a reader should know of it."""


class SourcePart(Part):
    """Where facts come from: a title, or a mapping."""

    what: ClassVar[str] = "a source"
    short_key: ClassVar[str] = "title"

    title: Text
    """Who published it, and what it is called."""
    url: Text = ""
    """Its address."""
    date: PartialDay = ""
    """When it was published: a day, a month (2023-01) or a year."""


class RangePart(Part):
    """The numbers that a range goes through."""

    what: ClassVar[str] = "a range"
    example: ClassVar[str] = "{minimum: 0, maximum: 18}"

    minimum: Number
    """The lowest value."""
    maximum: Number
    """The highest value."""
    step: Number = None
    """The distance between neighbouring values; it divides the range. 1 if not given."""
    unit: Text = ""
    """What is counted, for people."""
    continuous: Flag = False
    """Whether the values stand for a continuum; results are then exact only on the grid of steps."""


class IssuePart(Part):
    """What all issues have."""

    what: ClassVar[str] = "an issue"

    title: Text = ""
    """Its name for people."""
    about: Text = ""
    """Anything that a reader should know of it."""
    sources: Words = []
    """Names of the sources of what is said of it."""

    @classmethod
    def key_names(cls) -> list[str]:
        """The keys that an issue of any kind may have."""
        return ["title", "about", "options", "range", "items", "ladder", "status_quo", "sources"]


class OptionsPart(IssuePart):
    """An issue settled by one of several named values."""

    options: Labels
    """The values: a list of names, or a mapping from each name to what it means."""
    ladder: Flag = False
    """Whether the values are in order and a move goes from one only to its neighbours."""
    status_quo: Text = None
    """Today's value."""


class NumbersPart(IssuePart):
    """An issue settled by a number between two bounds."""

    range: RangePart
    """The numbers that it can be settled by."""
    status_quo: Number = None
    """Today's value."""


class ItemPart(Part):
    """A thing that may be handed over: who holds it today, or a mapping."""

    what: ClassVar[str] = "an item"
    short_key: ClassVar[str] = "held_by"
    example: ClassVar[str] = "{held_by: party}"

    held_by: Text
    """The party that holds it today."""
    to: Words = None
    """The parties that may receive it; every other party if not given."""
    title: Text = ""
    """Its name for people."""
    about: Text = ""
    """Anything that a reader should know of it."""
    sources: Words = []
    """Names of the sources of what is said of it."""


class ItemsPart(IssuePart):
    """An issue of things that may be handed over one by one."""

    items: dict[str, ItemPart]
    """The things, by name."""


def _issue(value: Any, handler: Any, info: ValidationInfo) -> Any:
    """An issue, by the key that says its kind."""
    kinds: Mapping[str, type[IssuePart]] = {
        "options": OptionsPart, "range": NumbersPart, "items": ItemsPart
    }  # fmt: skip
    if not isinstance(value, Map):
        raise mistake(
            f"there should be an issue such as {{options: [no, yes]}} here, not {what_is(value)}"
        )
    found = [kind for kind in kinds if kind in value]
    if len(found) > 1:
        raise mistake(f"an issue has one of {' and '.join(found)}, not both; take one away")
    if not found:
        for key in value:
            hint = did_you_mean(key, IssuePart.key_names(), "")
            if "did you mean" in hint and key not in IssuePart.key_names():
                mistakes_of(info).add(value.keys_at[key], f"an issue has no '{key}'{hint}")
                raise Broken
        mistakes_of(info).add(
            value.home,
            "the issue does not say how it can be settled; add 'options', 'range' or 'items'",
        )
        raise Broken
    return _into(kinds[found[0]], value, info)


def _into(part: type[Part], value: Any, info: ValidationInfo) -> Any:
    """A value read as a certain part."""
    try:
        return part.model_validate(value, context=info.context)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "broken":
            raise Broken from None
        raise mistake(str(first["msg"])) from None


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


class RulePart(Part):
    """What all rules have."""

    what: ClassVar[str] = "a rule"

    name: Text = None
    """How messages refer to it."""
    about: Text = ""
    """Why the rule is there."""
    sources: Words = []
    """Names of its sources."""


class ImplicationPart(RulePart):
    """Where the first condition holds, so must the second."""

    if_: ConditionMap = Field(alias="if")
    """Where the rule applies."""
    then: ConditionMap
    """What must hold there."""


class ProhibitionPart(RulePart):
    """No outcome meets the condition."""

    forbid: ConditionMap
    """What no outcome may meet."""


class RequirementPart(RulePart):
    """Every outcome meets the condition."""

    require: ConditionMap
    """What every outcome must meet."""


class SumPart(RulePart):
    """A weighted sum keeps to its bounds."""

    sum: dict[str, Number]
    """How much each counts: a range with its number, an item handed over with 1, a ladder with its rung."""
    at_least: Number = None
    """The sum is this or more."""
    at_most: Number = None
    """The sum is this or less."""


class CombinationsPart(RulePart):
    """Only some combinations of values are allowed."""

    issues: Words
    """The issues (or items, as issue.item) that the rows are about."""
    allow: Rows
    """The combinations: a value for each of the issues, in the same order."""


_RULES: dict[tuple[str, ...], type[RulePart]] = {
    ("if", "then"): ImplicationPart,
    ("forbid",): ProhibitionPart,
    ("require",): RequirementPart,
    ("sum", "at_least", "at_most"): SumPart,
    ("issues", "allow"): CombinationsPart,
}


def _rule(value: Any, handler: Any, info: ValidationInfo) -> Any:
    """A rule, by the keys that say its kind."""
    if not isinstance(value, Map):
        raise mistake(
            f"there should be a rule such as {{forbid: {{a: v}}}} here, not {what_is(value)}"
        )
    found = [keys for keys in _RULES if any(key in value for key in keys)]
    if len(found) > 1:
        both = " and ".join(f"'{next(key for key in keys if key in value)}'" for keys in found)
        raise mistake(
            f"a rule says one thing; {both} belong to different rules, so make it two rules"
        )
    if not found:
        known = [key for keys in _RULES for key in keys]
        for key in value:
            hint = did_you_mean(key, [*known, "name", "about", "sources"], "")
            if "did you mean" in hint and key not in ("name", "about", "sources"):
                mistakes_of(info).add(value.keys_at[key], f"a rule has no '{key}'{hint}")
                raise Broken
        raise mistake(
            "the rule says nothing; add 'if' and 'then', or 'forbid', 'require', 'sum' or 'allow'"
        )
    return _into(_RULES[found[0]], value, info)


class MovePart(Part):
    """What is known of some changes of one issue; of several that fit, the most particular is used."""

    what: ClassVar[str] = "a move"
    example: ClassVar[str] = "{issue: name, by: party}"

    issue: Text
    """The issue that changes."""
    items: Words = []
    """The items meant, for an issue of items; all if not given."""
    from_: Text = Field(None, alias="from")
    """The value moved from; any if not given."""
    to: Text = None
    """The value moved to; any if not given."""
    by: Words = []
    """Who performs it, all together; the holder of an item, or every party, if not given."""
    needs: ConditionMap = None
    """What must hold before it."""
    revocable: Flag = False
    """Whether it is undone if the plan breaks off."""
    guarantor: Text = None
    """The third party that can make a step atomic: all of it happens, or none."""
    verifier: Text = None
    """The third party that confirms it."""
    increment: Number = None
    """The largest change of a range in one move."""
    duration: Whole = 0
    """The days that it takes."""
    earliest: Day = None
    """The first date on which it may begin."""
    latest: Day = None
    """The last date on which it may be complete."""
    about: Text = ""
    """Anything that a reader should know of it."""
    sources: Words = []
    """Names of its sources."""


class ExtensionsPart(Part):
    """How often a term may be extended."""

    what: ClassVar[str] = "the extensions of a term"
    example: ClassVar[str] = "{at_most: 1, used: 1}"

    at_most: Whole = None
    """How many its own text allows in all."""
    used: Whole = 0
    """How many have been used."""
    years_at_most: Whole = None
    """How long one may be, in years."""


class TermPart(Part):
    """Something that is in force until a date."""

    what: ClassVar[str] = "a term"
    example: ClassVar[str] = "{issues: [a], ends: 2026-02-05}"

    title: Text = ""
    """Its name for people."""
    issues: Words
    """The issues that it bears on."""
    starts: Day = None
    """The first day in force."""
    ends: Day
    """The first day on which it is no longer in force."""
    after: dict[str, Text] = {}
    """The value of an issue once it has lapsed."""
    extensions: ExtensionsPart = None  # type: ignore[assignment]
    """How often it may be extended, and has been."""
    about: Text = ""
    """Anything that a reader should know of it."""
    sources: Words = []
    """Names of its sources."""


class EventPart(Part):
    """One thing that happened or was said."""

    what: ClassVar[str] = "an event of the record"
    example: ClassVar[str] = "{date: 2023-01-30, kind: statement, what: ..., sources: [s]}"

    name: Text = ""
    """How later events refer to it."""
    date: PartialDay
    """When: a day, a month (2023-01) or a year."""
    kind: Text
    """One of: act, statement, meeting, proposal, answer, performance, verification, due."""
    what_: Text = Field(alias="what")
    """The thing itself, in a sentence."""
    about: Words = []
    """The issues that it bears on."""
    by: Text = ""
    """Who did or said it."""
    to: Text = ""
    """Whom a proposal or an answer goes to."""
    via: Words = []
    """Who carried it, the first carrier first."""
    quote: Text = ""
    """The speaker's own words."""
    passage: Text = ""
    """Where in the source it stands."""
    outcome: Text = ""
    """What became of a meeting or a date that was set."""
    sources: Words
    """Names of its sources, at least one."""


def _preference(value: Any, handler: Any, info: ValidationInfo) -> Any:
    """The preferences themselves, or the name of the file that holds them."""
    if value is None or isinstance(value, Word):
        return value
    return _into(PreferencePart, value, info)


class CasePart(Part):
    """A Detente case: all that is known of one negotiation."""

    what: ClassVar[str] = "a case"

    detente: Whole
    """The version of the format: 1."""
    name: Text = None
    """A short name; the file's if not given."""
    title: Text = ""
    """What the negotiation is about, in a line."""
    about: Text = ""
    """Anything that a reader should know."""
    as_of: Day = None
    """The day whose state of things the case describes."""
    parties: dict[str, PartyPart]
    """Those who must consent, at least two, by name."""
    third_parties: dict[str, ThirdPartyPart] = {}
    """Brokers, guarantors and verifiers, by name."""
    sources: dict[str, SourcePart] = {}
    """Where facts come from, by name."""
    issues: dict[str, Annotated[OptionsPart | NumbersPart | ItemsPart, WrapValidator(_issue)]]
    """The matters on the agenda, by name."""
    preferences: dict[str, Annotated[PreferencePart | Text | None, WrapValidator(_preference)]] = {}
    """What each party wants: here, or in a file of its own whose name stands here."""
    rules: list[
        Annotated[
            ImplicationPart | ProhibitionPart | RequirementPart | SumPart | CombinationsPart,
            WrapValidator(_rule),
        ]
    ] = []
    """What every outcome obeys."""
    moves: list[MovePart] = []
    """What is known of particular changes: who performs them, what they need first, how long they take."""
    terms: dict[str, TermPart] = {}
    """Dates on which something lapses, and what holds afterwards."""
    record: list[EventPart] = []
    """What happened and who said what, dated and sourced."""
