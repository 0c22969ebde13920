"""What one party wants, from its GENIUS profile."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.formats.genius.boxes import Boxes
from detente.formats.genius.domain import KINDS, Topic, groups, kind_of
from detente.formats.genius.evaluator import value_function
from detente.formats.genius.findings import Findings, listed
from detente.formats.genius.price import Price
from detente.formats.genius.rules import Rules
from detente.formats.xml import Element
from detente.model.number import exact, shown
from detente.model.preference import Interaction, Preference, ValueFunction

_ADDITIVE, _BOXES, _RULES = "additive", "a sum of hyper-rectangles", "constraint rules"
_NONLINEAR = {
    "utility": _BOXES,
    "utility_function": _BOXES,
    "ufun": _BOXES,
    "hyperRectangle": _BOXES,
    "constraints": _RULES,
    "rules": _RULES,
}
_TYPES = {"nonlinear": _BOXES, "constraint": _RULES, "linear": _ADDITIVE, "uncertain": _ADDITIVE}
_CLOSE = Fraction(1, 1_000_000)  # weights that miss 1 by less are rounded figures, not worth a word


@dataclass(frozen=True)
class Profile:
    """A profile file, held against the issues of its domain.

    Attributes:
        root: its `utility_space` element.
        party: name of the party, for notes.
        topics: the issues of the domain.
        findings: takes mistakes and notes.
    """

    root: Element
    party: str
    topics: list[Topic]
    findings: Findings

    def preference(self) -> Preference | None:
        """The preferences; None where the profile is of a form that is not read.

        A discount factor is not among them: GENIUS multiplies a utility by `factor ^ time`, where
        time runs from 0 to 1 over its session, while a discount of Detente is by the day.
        """
        form = self.form
        if form == _BOXES:
            boxes = Boxes(self.root, self.party, self.topics, self.findings)
            return Preference(self._nothing, {}, boxes.interactions(), self._reservation())
        if form == _RULES:
            rules = Rules(self.root, self.party, self.topics, self.findings)
            weights, values, terms = rules.read()
            return Preference({**self._nothing, **weights}, values, terms, self._reservation())
        return None if form != _ADDITIVE else self._sum()

    def _sum(self) -> Preference:
        """A sum of weight x score."""
        weights: dict[str, Fraction] = {}
        values: dict[str, ValueFunction] = {}
        more: tuple[Interaction, ...] = ()
        places = self._places()
        for place, topic in enumerate(self.topics):
            if topic.index not in places:
                self.findings.wrong(
                    self.root,
                    f"the profile says nothing of issue {topic.index}, {topic.name!r}; give it an "
                    f'<issue index="{topic.index}"> and a <weight index="{topic.index}"> beside it',
                )
                continue
            element, weight = places[topic.index]
            number = self._weight(element, weight, topic)
            function: ValueFunction | None
            if kind_of(element, topic.kind) == "price" and topic.kind != "discrete":
                known = {index: found for index, (found, _) in places.items()}
                price = Price(element, place, self.topics, self.party, self.findings)
                both = price.read(known, number or Fraction(0))
                function, margins = (None, ()) if both is None else both
                more += margins
            else:
                function = self._scores(element, topic)
            if function is not None and number is not None:
                values[topic.issue.name], weights[topic.issue.name] = function, number
        self._say_surplus(places)
        total = sum(weights.values(), Fraction(0))
        if len(weights) == len(self.topics) and not -_CLOSE < total - 1 < _CLOSE:
            self._note(
                f"the weights add up to {shown(total, 6)}, not 1, and are used as they are; GENIUS "
                "does so too, but counts a utility above 1 as 1"
            )
        return Preference(weights, values, more, self._reservation())

    def discount(self) -> Fraction | None:
        """GENIUS's own discount factor, if the profile has one that takes effect there."""
        found = self._setting("discount_factor")
        if found is None:
            return None
        try:
            factor = exact(found.attributes.get("value", ""))
        except ValueError:
            self._note("the discount factor is not a number, so there is none, as in GENIUS")
            return None
        if not 0 < factor <= 1:
            text = found.attributes["value"].strip()[:40]
            self._note(
                f"the discount factor {text} is not between 0 and 1, so there is none, as in GENIUS"
            )
            return None
        return None if factor == 1 else factor

    @property
    def _nothing(self) -> dict[str, Fraction]:
        """The weights of issues that count through interactions alone."""
        return {topic.issue.name: Fraction(0) for topic in self.topics}

    def _note(self, text: str, topic: Topic | None = None) -> None:
        of = self.party if topic is None else f"{self.party} ({topic.issue.name})"
        self.findings.note(text, of)

    @cached_property
    def form(self) -> str | None:
        """How the profile says utilities; None, and a mistake is kept, where that is unknown."""
        given = self.root.attributes.get("type", "linear").strip().lower()
        inside = {child.tag for group in groups(self.root) for child in group.children}
        found = next((_NONLINEAR[tag] for tag in _NONLINEAR if tag in inside), _TYPES.get(given))
        if found is None:
            self.findings.wrong(
                self.root,
                f"a profile of type {given[:40]!r} is not known; an additive one has no type, or "
                '"LINEAR" or "UNCERTAIN"',
            )
        elif _TYPES.get(given) != found:
            self._note(f"is not of a type that says so, but holds {found}, and is read as that")
        elif given == "uncertain":
            self._note(
                "GENIUS shows its agents only a ranking of some outcomes of this profile "
                '(type="UNCERTAIN"); here the utilities behind the ranking count'
            )
        return found

    def _places(self) -> dict[int, tuple[Element, Element | None]]:
        """Each issue of the profile and its weight, by index; of several the last, as in GENIUS."""
        found: dict[int, tuple[Element, Element | None]] = {}
        for group in groups(self.root):
            weights: dict[int, Element] = {}
            for element in group.named("weight"):
                index = self.findings.index(element)
                if index is not None:
                    weights[index] = element
            for element in group.named("issue"):
                index = self.findings.index(element)
                if index in found:
                    self._note(f"issue {index} stands there twice; the last counts, as in GENIUS")
                if index is not None:
                    found[index] = element, weights.get(index)
        return found

    def _scores(self, element: Element, topic: Topic) -> ValueFunction | None:
        """The scores of an issue, if profile and domain agree on its kind."""
        name = element.attributes.get("name", topic.name)
        if name.strip() != topic.name.strip():
            self._note(
                f"the profile calls this issue {name!r}; as in GENIUS, its index {topic.index} "
                "counts, not its name",
                topic,
            )
        kind = kind_of(element, topic.kind)
        kind = kind if kind in KINDS else "discrete"
        if kind != topic.kind:
            self.findings.wrong(
                element,
                f"{topic.name!r} is {KINDS[topic.kind]} in the domain and {KINDS[kind]} in the "
                f'profile; give both the same type, here type="{topic.kind}"',
            )
            return None
        return value_function(element, topic, f"{self.party} ({topic.issue.name})", self.findings)

    def _weight(self, issue: Element, weight: Element | None, topic: Topic) -> Fraction | None:
        """The weight of an issue: its own, whatever the objectives around it weigh, as in GENIUS."""
        if weight is None:
            self.findings.wrong(
                issue,
                f'{topic.name!r} has no weight; put <weight index="{topic.index}" value="..."/> '
                "beside it, in the same objective",
            )
            return None
        number = self.findings.number(weight, "value")
        if number is not None and number < 0:
            text = weight.attributes["value"].strip()[:40]
            self.findings.wrong(
                weight, f"the weight of {topic.name!r} is {text}; weights are 0 or more"
            )
            return None
        return number

    def _say_surplus(self, places: dict[int, tuple[Element, Element | None]]) -> None:
        """Says what of the profile has no counterpart in the domain."""
        known = {topic.index for topic in self.topics}
        extra = [
            f"{element.attributes.get('name', '')} ({index})".strip()
            for index, (element, _) in places.items()
            if index not in known
        ]
        if extra:
            self._note(f"left out: {listed(extra)}, as the domain has no such issue")
        objectives = {element.attributes.get("index", "").strip() for element in groups(self.root)}
        stray: list[str] = []
        for group in groups(self.root):
            for weight in group.named("weight"):
                index = weight.attributes.get("index", "").strip()
                if not index.isdecimal():
                    continue
                if len(index) > 18:  # more than any domain has, and more than may be read
                    stray.append(f"{index[:18]}...")
                    continue
                if int(index) in known:
                    continue
                if index in objectives:
                    self._note(
                        "weights of whole objectives do not count, as in GENIUS: an issue has a "
                        "weight of its own"
                    )
                elif int(index) not in places:
                    stray.append(index)
        if stray:
            self._note(f"left out: weights of {listed(stray)}, as the domain has no such issue")

    def _setting(self, tag: str) -> Element | None:
        """The element of a setting, as GENIUS takes it.

        Of an additive profile it may stand anywhere, and of several the last counts; of the others
        it stands directly inside the root, and of several the first counts.
        """
        if self.form in (_BOXES, _RULES):
            return self._first(tag)
        found = None
        for element in self.root.walk():
            found = next(iter(element.named(tag)), found)
        return found

    def _first(self, tag: str) -> Element | None:
        """The element of a setting of a profile that is not additive."""
        here = self.root.named(tag)
        if len(here) > 1:
            self._note(f"of several, the first <{tag}> counts, as in GENIUS")
        if sum(element.tag == tag for element in self.root.walk()) > len(here):
            self._note(
                f"a <{tag}> counts only directly inside <{self.root.tag}> in a profile of this "
                "type, as in GENIUS"
            )
        return next(iter(here), None)

    def _reservation(self) -> Fraction:
        """What no deal is worth: 0 unless the profile says otherwise."""
        found = self._setting("reservation")
        if found is None:
            return Fraction(0)
        if "value" not in found.attributes:
            self._note("<reservation> has no value, so no deal is worth 0, as in GENIUS")
            return Fraction(0)
        return self.findings.number(found, "value") or Fraction(0)
