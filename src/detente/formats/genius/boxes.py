"""Sums of hyper-rectangles, GENIUS's nonlinear profiles, as interactions: one for each box that can pay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.formats.genius.domain import KINDS, Topic, bounds_of, groups, kind_of
from detente.formats.genius.findings import Findings, listed
from detente.formats.genius.steps import Steps, TooManySteps, box, largest, smallest, total
from detente.formats.xml import Element
from detente.model.issue import Range
from detente.model.preference import Interaction
from detente.model.rule import All, Condition, In, Not

_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")


@dataclass
class Boxes:
    """The `utility` element of a profile, held against the issues of its domain.

    GENIUS (`NonlinearUtilitySpace`) adds up what the boxes pay and divides it by `maxutility`. A box
    pays `utility` x `weight` (`InclusiveHyperRectangle`: where every range holds, bounds included;
    `ExclusiveHyperRectangle`: unless every range holds; a box without ranges: always).

    Attributes:
        root: the profile's `utility_space` element.
        party: how notes call it.
        topics: the issues of the domain.
        findings: takes mistakes and notes.
    """

    root: Element
    party: str
    topics: Sequence[Topic]
    findings: Findings
    _places: dict[int, int] = field(init=False)
    _chosen: dict[tuple[int, int, int], In] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {topic.index: place for place, topic in enumerate(self.topics)}

    def interactions(self) -> tuple[Interaction, ...]:
        """What the boxes pay, in the order of the file; mistakes are kept."""
        utility = next(
            (found for group in groups(self.root) for found in group.named("utility")), None
        )
        if utility is None:
            self.findings.wrong(
                self.root,
                'the profile is of type "nonlinear" but has no <utility maxutility="..."> with a '
                "<ufun> of <hyperRectangle> elements inside its <objective>",
            )
            return ()
        self._hold_against_the_domain()
        most = self.findings.number(utility, "maxutility")
        if most is not None and most <= 0:
            text = utility.attributes["maxutility"].strip()[:40]
            self.findings.wrong(
                utility, f"maxutility is {text}; every utility is divided by it, so it is above 0"
            )
        functions = utility.named("ufun")
        if not functions:
            self.findings.wrong(utility, "<utility> has no <ufun>, so no outcome has a utility")
            return ()
        if len(functions) > 1:
            self._note("of several <ufun> in <utility> the first counts, as in GENIUS")
        if functions[0].attributes.get("weight", "1").strip() not in ("1", "1.0"):
            self._note("the weight of the outermost <ufun> does not count, as in GENIUS")
        terms = self._terms(functions[0], Fraction(1))
        if most is None or most <= 0:
            return ()
        self._say_ceiling(terms, most)
        return tuple(Interaction(condition, worth / most) for condition, worth in terms)

    def _note(self, text: str) -> None:
        self.findings.note(text, self.party)

    def _hold_against_the_domain(self) -> None:
        """Says where the profile's own list of issues is not the domain's; the domain's counts."""
        known = {topic.index: topic for topic in self.topics}
        told: list[str] = []
        for group in groups(self.root):
            for element in group.named("issue"):
                index = self.findings.index(element)
                topic = known.get(-1 if index is None else index)
                if topic is None:
                    told.append(element.attributes.get("name", str(index)))
                elif kind_of(element, topic.kind) != topic.kind or (
                    isinstance(topic.issue, Range) and not _same(element, topic.issue)
                ):
                    told.append(topic.name)
        if told:
            self._note(
                f"lists {listed(told)} otherwise than the domain; as in GENIUS, the domain's "
                "issues count"
            )

    def _terms(self, function: Element, factor: Fraction) -> list[tuple[Condition, Fraction]]:
        """What a `ufun` adds: conditions, and what is paid where they hold."""
        if self._form(function) != "sum":
            return self._chosen_terms(function, factor)
        found: list[tuple[Condition, Fraction]] = []
        for element in function.named("hyperRectangle"):
            worth, condition = self.worth(element), self.condition(element)
            if worth and condition is not None:
                found.append((condition, factor * worth))
        for inner in function.named("ufun"):
            weight = self._weight(inner)
            if weight is not None:
                found += self._terms(inner, factor * weight)
        return found

    def _form(self, function: Element) -> str:
        """How a `ufun` makes one number of several: `sum`, `min` or `max`."""
        form = function.attributes.get("aggregation", "sum").strip().lower()
        if form in ("sum", "min", "max"):
            return form
        self._note(f"the aggregation {form[:40]!r} is taken as 'sum', as in GENIUS")
        return "sum"

    def _chosen_terms(
        self, function: Element, factor: Fraction
    ) -> list[tuple[Condition, Fraction]]:
        """The same of a minimum or a maximum."""
        try:
            return self._steps(function).times(factor).terms(self._always)
        except TooManySteps:
            form = function.attributes["aggregation"].strip()
            self.findings.wrong(
                function,
                f"this <ufun> can come to too many different utilities to take the {form} of them; "
                'read are sums, and "min" or "max" of a few boxes',
            )
            return []

    def _steps(self, function: Element) -> Steps:
        """A `ufun` as the few values it can have."""
        parts = []
        for element in function.named("hyperRectangle"):
            worth, condition = self.worth(element), self.condition(element)
            parts.append(box(worth or Fraction(0), condition))
        for inner in function.named("ufun"):
            parts.append(self._steps(inner).times(self._weight(inner) or Fraction(0)))
        form = self._form(function)
        if form == "sum":
            return total(parts)
        if not parts:
            self.findings.wrong(function, f"a <ufun> takes the {form} of nothing; put boxes inside")
            return Steps(Fraction(0))
        return largest(parts) if form == "max" else smallest(parts)

    def worth(self, element: Element) -> Fraction | None:
        """What a box pays where it does: its `utility` x its `weight`."""
        utility, weight = self.findings.number(element, "utility"), self._weight(element)
        return None if utility is None or weight is None else utility * weight

    def _weight(self, element: Element) -> Fraction | None:
        """A factor of a box or of a function inside another; 1 where it has none."""
        if "weight" not in element.attributes:
            return Fraction(1)
        return self.findings.number(element, "weight")

    def condition(self, element: Element) -> Condition | None:
        """Where a box pays; None where it never does, or a mistake was kept."""
        includes, excludes = element.named("INCLUDES"), element.named("EXCLUDES")
        if includes and excludes:
            self._note(
                "where a box has both INCLUDES and EXCLUDES, its EXCLUDES alone count, as in GENIUS"
            )
        ranges: dict[int, In] = {}
        good = True
        for bounds in excludes or includes:
            one = self._range(bounds)
            if one is None:
                good = False
            elif one.variable in ranges:
                self._note(
                    "where a box has several ranges for one issue, all of them must hold, as in "
                    "GENIUS"
                )
                both = ranges[one.variable].values & one.values
                ranges[one.variable] = In(one.variable, both)
            else:
                ranges[one.variable] = one
        if not good:
            return None
        return self._outside(ranges) if excludes else self._inside(ranges)

    def _inside(self, ranges: dict[int, In]) -> Condition | None:
        """Where every range holds."""
        if not all(one.values for one in ranges.values()):
            self._note("boxes that never pay, as a range holds nowhere in the domain, are left out")
            return None
        narrow = [one for one in ranges.values() if not self._everywhere(one)]
        if not narrow:
            return next(iter(ranges.values()), self._always)
        return narrow[0] if len(narrow) == 1 else All(tuple(narrow))

    def _outside(self, ranges: dict[int, In]) -> Condition | None:
        """Where not every range holds."""
        if not all(one.values for one in ranges.values()):
            return self._always
        narrow = [one for one in ranges.values() if not self._everywhere(one)]
        if not narrow:
            self._note("boxes that never pay, as what they exclude is all there is, are left out")
            return None
        if len(narrow) > 1:
            return Not(All(tuple(narrow)))
        (one,) = narrow
        return In(one.variable, self._all(one.variable) - one.values)

    def _all(self, place: int) -> frozenset[int]:
        return frozenset(range(len(self.topics[place].issue.variables[0].labels)))

    def _everywhere(self, one: In) -> bool:
        return len(one.values) == len(self.topics[one.variable].issue.variables[0].labels)

    @property
    def _always(self) -> In:
        """A condition that holds everywhere: the first issue has some value."""
        return In(0, self._all(0))

    def _range(self, element: Element) -> In | None:
        """The values of one issue between two bounds, both included; None, and a mistake is kept."""
        index = self.findings.index(element)
        low, high = self._whole(element, "min"), self._whole(element, "max")
        if index is None or low is None or high is None:
            return None
        place = self._places.get(index)
        if place is None:
            known = sorted(self._places)
            self.findings.wrong(
                element,
                f"the domain has no issue of index {index}; it has {_few(known)}",
            )
            return None
        topic = self.topics[place]
        if topic.kind != "integer":
            self.findings.wrong(
                element,
                f"{topic.name!r} is {KINDS[topic.kind]} in the domain; a range of a box takes an "
                'issue of type="integer"',
            )
            return None
        if low > high:
            self.findings.wrong(element, f"min is {low} and max {high}; exchange them")
            return None
        known_range = place, low, high
        if known_range not in self._chosen:
            assert isinstance(topic.issue, Range)
            first = int(topic.issue.minimum)
            last = int(topic.issue.maximum)
            values = range(max(low, first) - first, min(high, last) - first + 1)
            self._chosen[known_range] = In(place, frozenset(values))
        return self._chosen[known_range]

    def _whole(self, element: Element, attribute: str) -> int | None:
        """A whole number in an attribute; None, and a mistake is kept, where there is none."""
        text = element.attributes.get(attribute)
        if text is not None and _WHOLE.fullmatch(text):
            return int(text)
        given = f"has no {attribute}" if text is None else f"has the {attribute} {text[:40]!r}"
        self.findings.wrong(
            element, f'<{element.tag}> {given}; write a whole number, {attribute}="3"'
        )
        return None

    def _say_ceiling(self, terms: list[tuple[Condition, Fraction]], most: Fraction) -> None:
        """Says that GENIUS counts no utility above 1, where one may be reached."""
        if sum(worth for _, worth in terms if worth > 0) > most:
            self._note(
                "utilities are divided by maxutility as it is written; should an outcome be worth "
                "more than that, GENIUS counts it as 1, and here it counts as what it is worth"
            )


def _same(element: Element, issue: Range) -> bool:
    """Whether the bounds of a profile's issue are the domain's, as far as it gives them."""
    bounds = bounds_of(element).attributes
    for name, value in (("lowerbound", issue.minimum), ("upperbound", issue.maximum)):
        text = bounds.get(name)
        if text is not None and _WHOLE.fullmatch(text) and int(text) != value:
            return False
    return True


def _few(indices: list[int]) -> str:
    """Indices as a person would tell them."""
    if len(indices) > 2 and indices == list(range(indices[0], indices[-1] + 1)):
        return f"{indices[0]} to {indices[-1]}"
    return listed([str(index) for index in indices])
