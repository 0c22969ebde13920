"""Which states `detente stability` is asked about, what it finds of them, and the document it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import InputError, NoAgreement, TooLarge

if TYPE_CHECKING:
    from detente.analysis.stability import Coalitions, Stability
    from detente.cli.documents import Document
    from detente.model.case import Case, Indices

SHOWN = 8
"""States that a page lists if nobody says how many."""


@dataclass(frozen=True)
class Asked:
    """What was asked, and the stability of all states.

    Attributes:
        found: the stability of the case.
        asked: numbers of the states asked about, in order, each with what it is: `Today`, `After step 2`; empty
            where the whole case is.
        today: number of today's state, if the case says how things are and that obeys the rules.
        settlements: numbers of the settlements, by concept; only where the whole case is asked about.
        plan: whether the states are those of a plan.
    """

    found: Stability
    asked: tuple[tuple[str, int], ...] = ()
    today: int | None = None
    settlements: dict[str, int] = field(default_factory=dict)
    plan: bool = False

    @property
    def case(self) -> Case:
        """The case."""
        assert self.found.case is not None
        return self.found.case

    @property
    def named(self) -> list[tuple[str, int]]:
        """The states that are told in full: those asked about, or else today and the settlements."""
        if self.asked:
            return list(self.asked)
        from detente.report.words import concept_title, listed

        by_place: dict[int, list[str]] = {} if self.today is None else {self.today: []}
        for concept, place in self.settlements.items():
            by_place.setdefault(place, []).append(concept_title(concept))
        found = []
        for place, titles in by_place.items():
            many = "settlement" if len(titles) == 1 else "settlements"
            title = f"{listed(titles)} {many}" if titles else ""
            if place == self.today:
                title = f"Today, and the {title}" if titles else "Today"
            found.append((title, place))
        return found


def ask(
    case: Case,
    plan_path: str | None,
    outcome_path: str | None,
    *,
    one_change: bool,
    groups: bool,
) -> Asked:
    """The stability of a case, and where the states are that are asked about.

    Raises:
        InputError: a file is wrong, or an outcome in it breaks a rule.
        TooLarge: the case has too many states, and no plan says which of them matter.
    """
    from detente.analysis.stability import stability
    from detente.cli.progress import bar
    from detente.cli.reading import outcome_from

    titles: list[str] = []
    outcomes: list[Indices] = []
    path = plan_path or outcome_path or ""
    if plan_path is not None:
        outcomes = _states_of_plan(case, plan_path)
        last = len(outcomes) - 1
        titles = [
            "Where the plan starts" if step == 0 else f"After step {step}" for step in range(last)
        ]
        titles.append(f"After step {last}, where the plan ends" if last else "Where the plan ends")
    elif outcome_path is not None:
        outcomes, titles = [outcome_from(case, outcome_path)], ["The outcome asked about"]
    for title, outcome in zip(titles, outcomes, strict=True):
        broken = [rule.name for rule in case.rules if not rule.condition.holds(outcome)]
        if broken:
            raise InputError.at(
                path,
                f"{title.lower()}: this breaks the rule {broken[0]!r}, so it is no state that could hold",
            )
    try:
        with bar("looking at all outcomes"):
            found = stability(case, one_change=one_change, groups=groups)
    except TooLarge:
        if not outcomes:
            raise
        known = [outcomes[0], *outcomes, *([case.status_quo] if case.status_quo else [])]
        among = [sorted(set(values)) for values in zip(*known, strict=True)]
        found = stability(case, one_change=one_change, groups=groups, among=among)
    if outcomes:
        places = [found.place(outcome) for outcome in outcomes]
        return Asked(found, tuple(zip(titles, places, strict=True)), plan=plan_path is not None)
    today = None
    if case.status_quo is not None and case.valid(case.status_quo):
        today = found.place(case.status_quo)
    return Asked(found, (), today, _settlements(case, found))


def _states_of_plan(case: Case, path: str) -> list[Indices]:
    """The states that a plan passes through, the first and the last included."""
    from detente.formats.plans import read_plan

    plan = read_plan(case, path)
    assert case.status_quo is not None  # else no plan can be read
    state = list(plan.start or case.status_quo)
    begun: set[int] = set()
    for step in () if plan.start else plan.steps:
        for move in step.moves:  # a plan may start from where things stand
            if move.variable not in begun and move.start is not None:
                state[move.variable] = move.start
            begun.add(move.variable)
    states = [tuple(state)]
    for step in plan.steps:
        for move in step.moves:
            state[move.variable] = move.end
        states.append(tuple(state))
    return states


def _settlements(case: Case, found: Stability) -> dict[str, int]:
    """The states that are settlements, by concept; none where no agreement is possible or too much work to find."""
    from detente.cli.progress import found_settlements

    places: dict[str, int] = {}
    with suppress(NoAgreement, TooLarge, InputError):
        for concept, one in found_settlements(case).by_concept.items():
            if one.point is not None:
                places[concept] = found.place(one.point.indices)
    return places


def best_first(found: Stability, only: str | None) -> list[int]:
    """Numbers of the equilibria, those in the strictest sense first, then what serves the worst served side best."""
    flags = found.flags.all(axis=1).astype(int)
    strength = 8 * flags[0] + 4 * flags[3] + 2 * flags[2] + flags[1]  # as CONCEPTS has them
    worth = found.model.worth / np.maximum(found.model.worth.max(axis=0), 1)
    places = found.places(only or "gmr")
    order = np.lexsort((places, -worth[places].min(axis=1), -strength[places]))
    chosen: list[int] = places[order].tolist()
    return chosen


def coalitions_of(asked: Asked, only: str | None, most: int | None, *, every: bool) -> Coalitions:
    """The stability for coalitions of the states that are told, as many of them as can be looked at.

    Args:
        asked: what was asked.
        only: a concept in whose sense states are to be equilibria.
        most: how many states are listed at most.
        every: whether all states are listed if `most` does not say otherwise.
    """
    from detente.analysis.stability import coalitions

    named = [place for _, place in asked.named]
    places = named
    if not asked.asked:
        listed = list(states_listed(asked, only, most)) if every else _first(asked, only, most)
        places = [*dict.fromkeys([*named, *listed])]
    try:
        return coalitions(asked.found.model, places)
    except TooLarge:
        shown = _first(asked, only, SHOWN) if not asked.asked else []
        return coalitions(asked.found.model, [*dict.fromkeys([*named, *shown])])


def _first(asked: Asked, only: str | None, most: int | None) -> list[int]:
    return best_first(asked.found, only)[: SHOWN if most is None else most]


def states_listed(asked: Asked, only: str | None, most: int | None) -> Sequence[int]:
    """Numbers of the states that the document lists."""
    if asked.asked:
        return [place for _, place in asked.asked]
    if only is not None:
        places: Sequence[int] = asked.found.places(only).tolist()
    else:
        places = range(asked.found.model.count)
    return places if most is None else places[:most]


def stability_document(
    asked: Asked, together: Coalitions | None, only: str | None, most: int | None
) -> Document:
    """What `detente stability --json` prints; `states` is an iterator, as they may be many."""
    from detente.analysis.stability import CONCEPTS
    from detente.cli.documents import estimates, jsonable

    found, case = asked.found, asked.case
    listed = states_listed(asked, only, most)
    known = set(together.places) if together else set()

    def outcome(place: int) -> Document:
        document: Document = jsonable(case.outcome(found.model.states[place]))  # type: ignore[arg-type]
        return document

    def entry(place: int) -> Document:
        return _state(asked, place, together if place in known else None)

    def states() -> Iterator[Document]:
        for at, place in enumerate(listed):
            yield {**({"step": at} if asked.plan else {}), **entry(place)}

    chosen = set(listed) if asked.asked else None
    equilibria, counts = {}, {}
    for concept in CONCEPTS:
        places = [p for p in found.places(concept).tolist() if chosen is None or p in chosen]
        counts[concept] = len(places)
        equilibria[concept] = [outcome(place) for place in places[:most]]
    document: Document = {
        "outcomes": str(case.outcomes),
        "size": found.model.count,
        "whole": not found.partial,
        "states": states(),
        "equilibria": equilibria,
        "counts": counts,
    }
    if not asked.asked:
        document["status_quo"] = None if asked.today is None else entry(asked.today)
        document["settlements"] = {c: entry(place) for c, place in asked.settlements.items()}
    if together is not None:
        document["coalition_equilibria"] = {
            concept: [outcome(place) for place in together.equilibria(concept) if place in known]
            for concept in CONCEPTS
        }
        document["coalitions_looked_at"] = len(together.places)
    document["estimates"] = estimates(case)
    return document


def _state(asked: Asked, place: int, together: Coalitions | None) -> Document:
    """One state."""
    from detente.cli.documents import outcome_document

    found = asked.found
    document = {
        "number": place,
        **outcome_document(asked.case, found.model.states[place]),  # type: ignore[arg-type]
        "stable": {party: list(senses) for party, senses in found.at(place).items()},
        "equilibrium": list(found.senses(place)),
    }
    if together is not None:
        document["coalitions"] = [
            {"members": list(members), "stable": list(senses)}
            for members, senses in together.at(place).items()
            if len(members) > 1
        ]
    return document
