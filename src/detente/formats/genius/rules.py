"""Constraint rules, GENIUS's profiles of ranks: values are ranked, and some combinations are worth nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.formats.genius.clause import Clause, Total, any_of, clause_of
from detente.formats.genius.domain import Topic, groups
from detente.formats.genius.findings import Findings, listed
from detente.formats.xml import Element
from detente.model.preference import Interaction, Table, ValueFunction
from detente.model.rule import All, In

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_OUTCOME = ("inclusiveZeroOutcomeConstraint", "conditionalZeroOutcomeConstraint")
_SUMS = ("sumZeroConstraint", "sumZeroNotConstraint", "sumZeroConstraintList")
_ISSUE = ("zeroConstraint", "conditionalZeroConstraint", *_SUMS)


@dataclass
class Rules:
    """The `rules` element of a profile, held against the issues of its domain.

    GENIUS (`ConstraintUtilitySpace`): a value scores its rank divided by the largest rank of its
    issue; the utility is the mean of the scores over the issues that have ranks. An issue scores 0
    where one of the constraints on it says so, and the whole outcome is worth 0 where one of the
    constraints on outcomes does. Both are said here by interactions that take a score away where a
    constraint takes it.

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

    def __post_init__(self) -> None:
        self._places = {topic.index: place for place, topic in enumerate(self.topics)}

    def read(
        self,
    ) -> tuple[dict[str, Fraction], dict[str, ValueFunction], tuple[Interaction, ...]]:
        """Weights, value functions and interactions; mistakes are kept."""
        rules = next((found for group in groups(self.root) for found in group.named("rules")), None)
        ranks = None if rules is None else next(iter(rules.named("ranks")), None)
        if rules is None or ranks is None:
            self.findings.wrong(
                self.root if rules is None else rules,
                'a profile of type "constraint" needs <rules> with <ranks> inside its <objective>',
            )
            return {}, {}, ()
        before = len(self.findings.problems)
        scores = self._scores(ranks)
        lists = rules.named("constraints")
        if not lists:
            self._note("has no <constraints>, so there are none; GENIUS refuses such a profile")
        whole: list[Clause] = []
        single: dict[int, list[Clause]] = {}
        for element in lists[0].named("constraint") if lists else ():
            self._constraint(element, whole, single)
        if len(self.findings.problems) > before:
            return {}, {}, ()
        share = Fraction(1, len(scores))
        weights = {self.topics[place].issue.name: share for place in scores}
        values: dict[str, ValueFunction] = {}
        interactions: list[Interaction] = []
        for place, given in scores.items():
            kept, terms = self._taken(place, given, share, [*single.get(place, []), *whole])
            labels = self.topics[place].issue.variables[0].labels
            values[self.topics[place].issue.name] = Table(dict(zip(labels, kept, strict=True)))
            interactions += terms
        for place in single:
            if place not in scores:
                self._note(
                    f"constraints on {self.topics[place].name!r}, which has no ranks, change "
                    "nothing, as in GENIUS"
                )
        return weights, values, tuple(interactions)

    def _note(self, text: str, topic: Topic | None = None) -> None:
        of = self.party if topic is None else f"{self.party} ({topic.issue.name})"
        self.findings.note(text, of)

    # Ranks.

    def _scores(self, ranks: Element) -> dict[int, list[Fraction]]:
        """The score of each value of each ranked issue, by the place of the issue."""
        found: dict[int, list[Fraction]] = {}
        for element in ranks.named("issue"):
            topic = self._topic(element)
            if topic is None:
                continue
            place = self._places[topic.index]
            if place in found:
                self.findings.wrong(element, f"{topic.name!r} is ranked twice; rank it once")
                continue
            scores = self._ranked(element, topic)
            if scores is not None:
                found[place] = scores
        if not found and not self.findings.problems:
            self.findings.wrong(ranks, "<ranks> has no <issue> with <item> elements to rank")
        unranked = [topic.name for place, topic in enumerate(self.topics) if place not in found]
        if found and unranked:
            self._note(f"ranks nothing of {listed(unranked)}, which is left out of the mean")
        return found

    def _ranked(self, element: Element, topic: Topic) -> list[Fraction] | None:
        """The scores of the values of one issue."""
        labels = topic.issue.variables[0].labels
        given: dict[str, Fraction] = {}
        surplus: list[str] = []
        by_index = False
        good = True
        top = Fraction(0)
        for position, item in enumerate(element.named("item"), 1):
            rank = self._whole(item, "rank")
            if rank is None:
                good = False
                continue
            top = max(top, Fraction(rank))
            value = item.attributes.get("value")
            if value is None:
                by_index = True
                index = self._whole(item, "index") if "index" in item.attributes else position
                if index is None:
                    good = False
                elif 1 <= index <= len(labels):
                    given[labels[index - 1]] = Fraction(rank)
                else:
                    surplus.append(str(index))
            elif value in topic.issue.variables[0].position:
                given[value] = Fraction(rank)
            else:
                surplus.append(value)
        if not good:
            return None
        if by_index:
            self._note(
                "ranks that name no value are taken by their index; GENIUS refuses such a profile"
            )
        if surplus:
            self._note(f"ranks {listed(surplus)}, which the domain does not have", topic)
        missing = [label for label in labels if label not in given]
        if missing:
            self._note(
                f"{listed(missing)} has no rank and scores 0; GENIUS breaks off where it comes up",
                topic,
            )
        if top <= 0:
            self.findings.wrong(
                element, f"no value of {topic.name!r} has a rank above 0; the largest divides all"
            )
            return None
        return [given.get(label, Fraction(0)) / top for label in labels]

    # Constraints.

    def _constraint(
        self, element: Element, whole: list[Clause], single: dict[int, list[Clause]]
    ) -> None:
        """Takes up one constraint: on whole outcomes, or on the score of one issue."""
        kind = element.attributes.get("type")
        if kind is None:
            self.findings.wrong(element, f'<constraint> has no type; write type="{_ISSUE[0]}"')
        elif kind in _OUTCOME:
            clause = self._on_outcome(element, kind)
            if clause is not None:
                whole.append(clause)
        elif kind in _ISSUE:
            topic = self._topic(element)
            if topic is None:
                return
            clause = (
                self._on_sum(element, kind, topic)
                if kind in _SUMS
                else self._on_values(element, kind, topic)
            )
            if clause is not None:
                single.setdefault(self._places[topic.index], []).append(clause)
        else:
            self._note(f"constraints of the type {kind[:40]!r} do not count, as in GENIUS")

    def _on_outcome(self, element: Element, kind: str) -> Clause | None:
        """Where an outcome is worth nothing (`InclusiveZeroOutcomeConstraint`, `Conditional...`)."""
        checks = self._checks(element, "checkassignment", "condition")
        if checks is None:
            return None
        if kind == _OUTCOME[0]:
            return self._clause(
                [(place, self._met(element, place, text)) for place, text in checks.items()]
            )
        if len(checks) != 2:
            self.findings.wrong(
                element, f"{kind} takes two <checkassignment> of two issues, not {len(checks)}"
            )
            return None
        # GENIUS keeps the two by their index in a hash table of 16 places and takes the first
        first, second = sorted(checks, key=lambda place: self.topics[place].index % 16)
        if checks[first] not in ("numeric=positive", "numeric=negative"):
            self._note(
                f"a {kind} whose issue of the lower index is not checked for being "
                "numeric=positive or numeric=negative changes nothing, as in GENIUS"
            )
            return None
        numbers = self._numbers(element, self.topics[first])
        if numbers is None:
            return None
        sign = 1 if checks[first] == "numeric=positive" else -1
        signed = frozenset(value for value, number in enumerate(numbers) if sign * number > 0)
        holding = self._holding(second, checks[second])
        return self._clause([(first, signed), (second, self._all(second) - holding)])

    def _met(self, element: Element, place: int, text: str) -> frozenset[int] | None:
        """The values that meet a check of an `inclusiveZeroOutcomeConstraint`."""
        if "numeric" not in text:
            return self._holding(place, text)
        if "positive" not in text and "negative" not in text:
            return self._all(place)
        numbers = self._numbers(element, self.topics[place])
        if numbers is None:
            return None
        met = self._all(place)
        if "positive" in text:  # 0 meets both, in GENIUS
            met &= {value for value, number in enumerate(numbers) if number >= 0}
        if "negative" in text:
            met &= {value for value, number in enumerate(numbers) if number <= 0}
        return met

    def _on_values(self, element: Element, kind: str, topic: Topic) -> Clause | None:
        """Where an issue scores nothing, by values (`ZeroConstraint`, `ConditionalZeroConstraint`)."""
        checks = self._checks(element, "valueassignment", "value")
        if checks is None:
            return None
        met: list[tuple[int, frozenset[int] | None]] = []
        for place, text in checks.items():
            labels = self.topics[place].issue.variables[0].labels
            equal = frozenset(value for value, label in enumerate(labels) if label == text)
            if not equal:
                self._unmet(text, self.topics[place])
            met.append((place, equal))
        if kind == "conditionalZeroConstraint":
            asked = element.attributes.get("value")
            if asked is None:
                self.findings.wrong(element, f'{kind} has no value; write value="..."')
                return None
            place = self._places[topic.index]
            met.append((place, self._all(place) - self._holding(place, asked)))
        return self._clause(met)

    def _on_sum(self, element: Element, kind: str, topic: Topic) -> Clause | None:
        """Where an issue scores nothing, by a sum of others (`SumZeroConstraint` and its kin)."""
        low, high = self._whole(element, "min"), self._whole(element, "max")
        place = self._places[topic.index]
        if kind == "sumZeroConstraintList":
            texts = [one.attributes.get("value") for one in element.named("condition")]
        else:
            texts = [element.attributes.get("value")]
        if not texts or None in texts:
            self.findings.wrong(
                element,
                f'{kind} does not say which value is worth nothing; write value="..."'
                + (" in a <condition> inside" if kind == "sumZeroConstraintList" else ""),
            )
            return None
        held: frozenset[int] = frozenset().union(
            *(self._holding(place, text) for text in texts if text is not None)
        )
        if kind == "sumZeroNotConstraint":
            held = self._all(place) - held
        summed: dict[int, tuple[int, ...]] = {}
        for item in element.named("item"):
            other = self._topic(item)
            numbers = None if other is None else self._numbers(item, other)
            if other is None or numbers is None:
                return None
            at = self._places[other.index]
            so_far = summed.get(at, (0,) * len(numbers))
            summed[at] = tuple(a + b for a, b in zip(so_far, numbers, strict=True))
        if low is None or high is None:
            return None
        if not summed:
            self.findings.wrong(element, f'{kind} sums nothing; put <item index="..."/> inside')
            return None
        return clause_of({place: held}, Total(tuple(sorted(summed.items())), low, high))

    def _clause(self, met: list[tuple[int, frozenset[int] | None]]) -> Clause | None:
        """Where each issue meets what is asked of it; None where a mistake was kept."""
        values: dict[int, frozenset[int]] = {}
        for place, one in met:
            if one is None:
                return None
            values[place] = values.get(place, one) & one
        return clause_of(values)

    def _taken(
        self, place: int, scores: list[Fraction], share: Fraction, clauses: list[Clause]
    ) -> tuple[list[Fraction], list[Interaction]]:
        """The scores of an issue, and what takes them away again, once for all like values."""
        kept = list(scores)
        like: dict[tuple[Fraction, tuple[Clause, ...]], list[int]] = {}
        for value, score in enumerate(scores):
            left = [clause.fixed(place, value) for clause in clauses]
            holding = tuple(clause for clause in left if clause is not None)
            if any(clause.always for clause in holding):
                kept[value] = Fraction(0)
            elif score and holding:
                like.setdefault((score, holding), []).append(value)
        terms = []
        for (score, holding), values in like.items():
            where = any_of(holding)
            if where is not None:
                condition = All((In(place, frozenset(values)), where))
                terms.append(Interaction(condition, -share * score))
        return kept, terms

    # What attributes say.

    def _topic(self, element: Element) -> Topic | None:
        """The issue an element speaks of; None, and a mistake is kept, where there is none."""
        index = self.findings.index(element)
        if index is None:
            return None
        if index not in self._places:
            known = ", ".join(str(topic.index) for topic in self.topics[:12])
            self.findings.wrong(
                element, f"the domain has no issue of index {index}; it has {known}"
            )
            return None
        return self.topics[self._places[index]]

    def _checks(self, element: Element, tag: str, attribute: str) -> dict[int, str] | None:
        """What is asked of each issue; None, and mistakes are kept, where that is not clear."""
        found: dict[int, str] = {}
        good = True
        for one in element.named(tag):
            topic, text = self._topic(one), one.attributes.get(attribute)
            if text is None:
                self.findings.wrong(one, f'<{tag}> has no {attribute}; write {attribute}="..."')
            if topic is None or text is None:
                good = False
                continue
            if found.get(self._places[topic.index], text) != text:
                self._note(f"of two <{tag}> of one issue the last counts, as in GENIUS", topic)
            found[self._places[topic.index]] = text
        if good and not found:
            kind = element.attributes["type"]
            self.findings.wrong(element, f"{kind} asks nothing; put <{tag}> elements inside")
        return found if good and found else None

    def _holding(self, place: int, text: str) -> frozenset[int]:
        """The values whose text contains a text."""
        topic = self.topics[place]
        labels = topic.issue.variables[0].labels
        found = frozenset(value for value, label in enumerate(labels) if text in label)
        if not found:
            self._unmet(text, topic)
        return found

    def _unmet(self, text: str, topic: Topic) -> None:
        self._note(f"no value is or contains {text[:60]!r}, which a constraint asks for", topic)

    def _numbers(self, element: Element, topic: Topic) -> tuple[int, ...] | None:
        """The values of an issue as whole numbers; None, and a mistake is kept, if one is none."""
        labels = topic.issue.variables[0].labels
        other = next((label for label in labels if not _WHOLE.fullmatch(label)), None)
        if other is None:
            return tuple(map(int, labels))
        self.findings.wrong(
            element,
            f"this counts on {topic.name!r} as a number, but it can be {other[:40]!r}, which is "
            "not a whole number",
        )
        return None

    def _all(self, place: int) -> frozenset[int]:
        return frozenset(range(len(self.topics[place].issue.variables[0].labels)))

    def _whole(self, element: Element, attribute: str) -> int | None:
        """A whole number in an attribute; None, and a mistake is kept, where there is none."""
        text = element.attributes.get(attribute)
        if text is not None and _WHOLE.fullmatch(text.strip()):
            return int(text)
        given = f"has no {attribute}" if text is None else f"has the {attribute} {text[:40]!r}"
        self.findings.wrong(
            element, f'<{element.tag}> {given}; write a whole number, {attribute}="3"'
        )
        return None
