"""Events of the record: dated, attributed, sourced; appended and never edited."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("act", "statement", "meeting", "proposal", "answer", "performance", "verification", "due")


@dataclass(frozen=True)
class Event:
    """One thing that happened or was said.

    Attributes:
        date: ISO date; a month or a year alone (`2023-01`) where the day is not known.
        kind: one of `KINDS`.
        what: the thing itself, in a sentence.
        about: names of the issues it bears on; may be empty.
        by: party, third party or person who did or said it.
        to: whom a proposal or an answer goes to.
        via: who carried it, first carrier first.
        quote: the speaker's own words.
        passage: where in the source it stands.
        sources: names of its sources, at least one.
        name: how later events refer to it; may be empty.
        outcome: what became of a meeting or a date that was set.
    """

    date: str
    kind: str
    what: str
    about: tuple[str, ...] = ()
    by: str = ""
    to: str = ""
    via: tuple[str, ...] = ()
    quote: str = ""
    passage: str = ""
    sources: tuple[str, ...] = ()
    name: str = ""
    outcome: str = ""
