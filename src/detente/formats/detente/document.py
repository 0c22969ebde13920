"""The case file as it is written: what each part may say, and the words that help an editor's reader."""

# ruff: noqa: RUF012  (pydantic copies a default for each part)

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, WrapValidator

from detente.formats.detente.document_preferences import PreferencePart
from detente.formats.detente.document_rules import AnyRule
from detente.formats.detente.field import (
    Broken,
    ConditionMap,
    Day,
    Flag,
    Labels,
    Number,
    PartialDay,
    Text,
    Whole,
    Words,
    mistake,
    mistakes_of,
    what_is,
)
from detente.formats.detente.part import Part, read_as, tell_misspelt
from detente.formats.detente.tree import Map, Word


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
        tell_misspelt(value, IssuePart.key_names(), IssuePart.what, info)
        mistakes_of(info).add(
            value.home,
            "the issue does not say how it can be settled; add 'options', 'range' or 'items'",
        )
        raise Broken
    return read_as(kinds[found[0]], value, info)


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
    return read_as(PreferencePart, value, info)


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
    rules: list[AnyRule] = []
    """What every outcome obeys."""
    moves: list[MovePart] = []
    """What is known of particular changes: who performs them, what they need first, how long they take."""
    terms: dict[str, TermPart] = {}
    """Dates on which something lapses, and what holds afterwards."""
    record: list[EventPart] = []
    """What happened and who said what, dated and sourced."""
