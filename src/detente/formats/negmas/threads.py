"""The deals that a centre can make, one with each edge, each as one issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from detente.formats.detente.mistakes import Span, short
from detente.formats.negmas.issues import Topic
from detente.formats.scenario.findings import Sheet
from detente.model.issue import Options
from detente.model.preference import Preference

MOST_OUTCOMES = 2_000
"""Outcomes of one deal, each of which becomes a value."""


@dataclass(frozen=True)
class Thread:
    """One of the deals: with whom, and what can be agreed there.

    Attributes:
        edge: name of the party at the other end.
        topics: the issues of the deal.
        outcomes: value indices of each outcome, in the order of the values of the issue made of them.
        issue: the issue made of it; its first value is that there is no deal.
    """

    edge: str
    topics: Sequence[Topic]
    outcomes: tuple[tuple[int, ...], ...]
    issue: Options

    def worth(self, preference: Preference) -> tuple[Fraction, ...]:
        """What each value of the issue is worth; no deal is worth the reservation value.

        Args:
            preference: over the issues of this deal alone.
        """
        assert preference.reservation is not None
        rows = [preference.of(topic.issue)[0] for topic in self.topics]
        constant = sum((term.worth for term in preference.interactions), Fraction(0))
        deals = [
            sum((row[index] for row, index in zip(rows, outcome, strict=True)), constant)
            for outcome in self.outcomes
        ]
        return (preference.reservation, *deals)

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The first issue's value as a whole number, for each value of the issue; None where it is none."""
        found: list[int | None] = [0]
        for outcome in self.outcomes:
            number = self.topics[0].numbers[outcome[0]]
            found.append(int(number) if number is not None and number.denominator == 1 else None)
        return tuple(found)


def thread(sheet: Sheet, span: Span, edge: str, topics: Sequence[Topic]) -> Thread | None:
    """The deal with one edge; None, and a mistake is kept, where it has too many outcomes.

    Args:
        sheet: the file in which its outcome space stands.
        span: where.
        edge: name of the party at the other end.
        topics: its issues.
    """
    count = prod(len(topic.labels) for topic in topics)
    if count > MOST_OUTCOMES:
        sheet.wrong(
            span,
            f"the deal with '{short(edge)}' has {count:,} outcomes; a scenario of several deals is read "
            f"where each has {MOST_OUTCOMES:,} at most",
        )
        return None
    outcomes = tuple(product(*(range(len(topic.labels)) for topic in topics)))
    labels = [_label(topics, outcome) for outcome in outcomes]
    none = "no deal"
    while none in labels:
        none += " at all"
    if len(set(labels)) < len(labels):
        sheet.wrong(
            span,
            f"two outcomes of the deal with '{short(edge)}' could not be told apart by their words; "
            "rename its issues or values",
        )
        return None
    issue = Options(f"deal with {edge}", (none, *labels), status_quo=none)
    return Thread(edge, topics, outcomes, issue)


def _label(topics: Sequence[Topic], outcome: Sequence[int]) -> str:
    """An outcome in words: each issue and its value."""
    if len(topics) == 1:
        return topics[0].labels[outcome[0]]
    return ", ".join(
        f"{topic.name} {topic.labels[index]}" for topic, index in zip(topics, outcome, strict=True)
    )
