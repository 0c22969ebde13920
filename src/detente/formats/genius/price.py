"""A price less the costs of the other issues: what sellers had in early versions of GENIUS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from detente.formats.genius.domain import Topic, bounds_of
from detente.formats.genius.findings import Findings, listed
from detente.formats.xml import Element
from detente.model.issue import Options, Range
from detente.model.preference import Interaction, Piecewise
from detente.model.rule import In, Sum

ZERO, ONE = Fraction(0), Fraction(1)
_MOST = 3_000  # margins that a price and the costs can come to; each can need an interaction


@dataclass(frozen=True)
class Price:
    """The score of a price: the margin that is left of it, as a share of the largest there may be.

    `(price - costs - lowerbound) / (upperbound - lowerbound - largest costs)`, held in 0..1, where
    the bounds are the profile's (GENIUS's `EvaluatorPrice`, which version 10.4 no longer has).
    A line over the price and, for each value, its cost say that as long as it is neither below 0
    nor above 1; where it would be, interactions over the margin hold it there, on the grid exactly.

    Attributes:
        element: the profile's `issue` element.
        place: the place of the issue among the topics.
        topics: the issues of the domain.
        party: how notes call the profile.
        findings: takes mistakes and notes.
    """

    element: Element
    place: int
    topics: Sequence[Topic]
    party: str
    findings: Findings

    def read(
        self, issues: Mapping[int, Element], weight: Fraction
    ) -> tuple[Piecewise, tuple[Interaction, ...]] | None:
        """The line over the price, and what else its weight adds; None where a mistake was kept.

        Args:
            issues: the profile's `issue` elements by index, for the costs of their values.
            weight: of the price.
        """
        topic = self.topics[self.place]
        assert isinstance(topic.issue, Range)
        bounds = bounds_of(self.element)
        low = self.findings.number(bounds, "lowerbound")
        high = self.findings.number(bounds, "upperbound")
        costs = self._costs(issues)
        if low is None or high is None or costs is None:
            return None
        span = high - low - sum((max(ZERO, *given) for given in costs.values()), ZERO)
        if span <= 0:
            self.findings.wrong(
                bounds,
                f"the price of {topic.name!r} leaves no margin: upperbound less lowerbound is not "
                "more than the largest costs of the other issues together",
            )
            return None
        margins = self._margins(topic.issue, costs)
        if margins is None:
            return None
        self.findings.note(
            "a price less the costs of the other issues' values, as a share of the largest margin, "
            "held between 0 and 1: as GENIUS scored it while it knew the type 'price', which "
            "version 10.4 no longer reads",
            f"{self.party} ({topic.issue.name})",
        )

        def beyond(margin: Fraction) -> Fraction:
            """What holds the score of a margin in 0..1."""
            score = (margin - low) / span
            return min(max(score, ZERO), ONE) - score

        start = beyond(margins[0])
        line = [
            (at, (at - low) / span + start) for at in (topic.issue.minimum, topic.issue.maximum)
        ]
        terms = [
            Interaction(In(place, frozenset([value])), -weight * cost / span)
            for place, given in costs.items()
            for value, cost in enumerate(given)
            if cost
        ]
        adds = [(self.place, topic.issue.numbers)]
        adds += [(place, tuple(-cost for cost in given)) for place, given in costs.items()]
        for before, margin in pairwise(margins):
            step = beyond(margin) - beyond(before)
            if step:
                terms.append(Interaction(Sum(tuple(adds), low=margin), weight * step))
        points = tuple(dict(line).items())  # a price that cannot vary has one point
        form = Piecewise(points, "linear" if len(points) == 2 else "piecewise")
        return form, tuple(terms) if weight else ()

    def _costs(self, issues: Mapping[int, Element]) -> dict[int, tuple[Fraction, ...]] | None:
        """What each value of each other issue costs, by the place of the issue."""
        found: dict[int, tuple[Fraction, ...]] = {}
        good = True
        for place, topic in enumerate(self.topics):
            if not isinstance(topic.issue, Options) or topic.index not in issues:
                continue
            given: dict[str, Fraction] = {}
            for item in issues[topic.index].named("item"):
                if "cost" in item.attributes:
                    cost = self.findings.number(item, "cost")
                    good = good and cost is not None
                    given[item.attributes.get("value", "")] = cost or ZERO
            missing = [label for label in topic.issue.values if label not in given]
            if missing:
                self.findings.note(
                    f"no cost is given of {listed(missing)}, so it costs nothing",
                    f"{self.party} ({topic.issue.name})",
                )
            if any(given.values()):
                found[place] = tuple(given.get(label, ZERO) for label in topic.issue.values)
        return found if good else None

    def _margins(
        self, issue: Range, costs: Mapping[int, Sequence[Fraction]]
    ) -> list[Fraction] | None:
        """What a price of the grid less costs can come to, ascending; None if that is too much."""
        margins = set(issue.numbers)
        for given in costs.values():
            margins = {margin - cost for margin in margins for cost in set(given)}
            if len(margins) > _MOST:
                self.findings.wrong(
                    self.element,
                    f"{issue.name!r} and the costs of the other issues leave more than {_MOST:,} "
                    "different margins, which is too many to be said exactly; make it "
                    'type="real" with an <evaluator ftype="linear" parameter0="..." '
                    'parameter1="..."/>',
                )
                return None
        return sorted(margins)
