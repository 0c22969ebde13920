"""The page of `detente stability`: the equilibria, and why today and the settlements would hold or would not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.holding import SHOWN, Asked, best_first

if TYPE_CHECKING:
    from detente.analysis.stability import Coalitions, Stability
    from detente.cli.output import Page
    from detente.model.case import Case

_NAMED = 8
"""Issues and items that a sentence names."""

_TOLD = 12
"""Differences from today that a line tells."""


def print_page(
    asked: Asked, together: Coalitions | None, only: str | None, most: int | None
) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import estimates_words

    case = asked.case
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(_what(asked))
    if _nobody_moves(asked) and not asked.asked and together is None:
        page.paragraph(
            "To ask what would hold, say in the case under 'moves' what each side can do by itself (by: PARTY), or ask "
            "with --coalitions what sides would change together."
        )
        page.gap()
        page.paragraph(estimates_words(case))
        page.show()
        return
    if not asked.asked:
        page.heading("How many outcomes would hold")
        _counts(page, asked.found)
    for title, place in asked.named:
        _state(page, asked, title, place, together)
    if not asked.asked:
        _equilibria(page, asked, together, only, SHOWN if most is None else most)
    page.gap()
    page.paragraph(estimates_words(case))
    page.show()


def _nobody_moves(asked: Asked) -> bool:
    """Whether no side can change anything alone."""
    return not any(len(mover.members) == 1 for mover in asked.found.model.movers)


def _what(asked: Asked) -> str:
    """How large the graph is, and what moves in it are."""
    from detente.cli.words import counted
    from detente.report.holding import one_way, unmoved
    from detente.report.words import everybody

    found, case = asked.found, asked.case
    states = counted(found.model.count, "outcome obeys", "outcomes obey")
    said = [f"{states} the rules; each is a state that sides could leave by moves of their own."]
    if found.partial:
        said = [
            "The case has too many outcomes to look at them all. "
            f"{counted(found.model.count, 'outcome was', 'outcomes were')} looked at, made of values that occur on "
            "the way; moves to any others, and answers by them, are left aside."
        ]
    fixed, lasting = unmoved(found), one_way(found)
    if _nobody_moves(asked):
        said.append(
            f"Here no side can change anything alone: whatever {everybody(case)} agree on holds until they agree "
            "on something else."
        )
    elif fixed:
        said.append(f"No side can change these alone: {_named(case, fixed)}.")
    if lasting and not _nobody_moves(asked):
        said.append(f"What is done about these cannot be taken back: {_named(case, lasting)}.")
    return " ".join(said)


def _named(case: Case, variables: tuple[int, ...]) -> str:
    from detente.report.words import listed, variable_title

    titles = [variable_title(case, v) for v in variables[:_NAMED]]
    more = len(variables) - len(titles)
    return listed([*titles, *([f"{more} more"] if more else [])])


def _counts(page: Page, found: Stability) -> None:
    """How many equilibria there are in each sense."""
    from detente.cli.words import grouped
    from detente.report.holding import MEANINGS, TITLES

    page.table(
        ["in the sense of", "outcomes", "whichever side left such an outcome by itself ..."],
        [
            [TITLES[concept], grouped(len(found.places(concept))), MEANINGS[concept]]
            for concept in TITLES
        ],
        numbers=[1],
    )


def _senses(found: Stability, place: int) -> str:
    """In which senses a state is an equilibrium, without those that follow from the others."""
    from detente.report.holding import TITLES
    from detente.report.words import listed

    senses = found.senses(place)
    if "nash" in senses:
        return "Nash"
    inner = [TITLES[concept] for concept in ("seq", "smr") if concept in senses]
    inner = [inner[0], *(title.lower() for title in inner[1:])] if inner else inner
    return listed(inner) or (TITLES["gmr"] if "gmr" in senses else "")


def _state(page: Page, asked: Asked, title: str, place: int, together: Coalitions | None) -> None:
    """One state: whether it would hold, and why."""
    from detente.analysis.stability import reason
    from detente.model.number import shown
    from detente.report.holding import reason_words, verdict
    from detente.report.words import listed, the

    found, case = asked.found, asked.case
    page.heading(title)
    worth = listed(
        f"{shown(value)} to {the(case, party)}"
        for party, value in case.utilities.of(found.model.states[place]).items()  # type: ignore[arg-type]
    )
    page.paragraph(f"{verdict(found, place)} It is worth {worth}.")
    page.listed(
        reason_words(found, place, p, reason(found, place, p)) for p in range(len(case.parties))
    )
    if together is not None and place in together.places:
        page.listed(_together(case, together, place))


def _together(case: Case, together: Coalitions, place: int) -> list[str]:
    """What sides could do together."""
    from detente.analysis.stability import improvement
    from detente.model.number import shown
    from detente.report.words import capital, listed, performers, the

    said = []
    names = list(case.parties)
    for members, senses in together.at(place).items():
        if len(members) < 2 or "nash" in senses:
            continue
        group = [names.index(party) for party in members]
        there = improvement(together.model, group, place)
        assert there is not None  # else it would be stable in the sense of Nash
        worth = case.utilities.of(together.model.states[there])  # type: ignore[arg-type]
        figures = listed(f"{shown(worth[party])} to {the(case, party)}" for party in members)
        who = capital(performers(case, members))
        text = f"{who} together could leave it for something that is better for each of them, worth {figures} say"
        if "seq" in senses:
            text += ", but the others would gain by answering so that not all of them gain"
        elif "gmr" in senses:
            text += ", but the others could answer so that not all of them gain"
        said.append(f"{text}.")
    return said or ["No sides together could leave it so that each of them gains."]


def _equilibria(
    page: Page, asked: Asked, together: Coalitions | None, only: str | None, most: int
) -> None:
    """The equilibria, as many as are asked for."""
    from detente.cli.words import columns, grouped
    from detente.report.holding import TITLES
    from detente.report.words import capital, heading

    found, case = asked.found, asked.case
    every = best_first(found, only)
    places = every[:most]
    if not places:
        if not every:
            page.gap()
            page.paragraph(
                f"There is no equilibrium{f' in the sense of {TITLES[only]}' if only else ''}."
            )
        return
    page.heading("The outcomes that would hold")
    figures = columns([case.utilities.of(found.model.states[place]) for place in places])  # type: ignore[arg-type]
    start = case.status_quo
    head = "what differs from today" if start is not None else "outcome"
    known = together.places if together else ()
    page.table(
        [
            "",
            *(heading(case, party) for party in case.parties),
            "in the sense of",
            *(["together"] if together else []),
            head,
        ],
        [
            [
                grouped(row + 1),
                *(figures[party][row] for party in case.parties),
                _senses(found, place),
                *([_holds_together(together, place) if place in known else ""] if together else []),
                capital(_differs(case, found.model.states[place])),  # type: ignore[arg-type]
            ]
            for row, place in enumerate(places)
        ],
        numbers=range(len(case.parties) + 1),
    )
    if len(places) < len(every) or together:
        page.gap()
    if len(places) < len(every):
        page.paragraph(
            f"These are {grouped(len(places))} of {grouped(len(every))}: those in the strictest sense first, and among "
            "them those that serve the side that fares worst best. --most N lists more, --only CONCEPT "
            "those in one sense."
        )
    if together:
        page.paragraph(
            "Together: whether it is also stable for all sides that join forces, so that each of them would gain."
        )


def _holds_together(together: Coalitions, place: int) -> str:
    """In which sense a state is stable for every coalition."""
    from detente.report.holding import TITLES

    for concept in TITLES:
        if all(concept in senses for senses in together.at(place).values()):
            return TITLES[concept]
    return "no"


def _differs(case: Case, state: tuple[int, ...]) -> str:
    """How a state differs from today."""
    from detente.report.words import value_words, variable_title

    start = case.status_quo
    changed = [v for v in range(len(state)) if start is None or start[v] != state[v]]
    said = [f"{variable_title(case, v)}: {value_words(case, v, state[v])}" for v in changed[:_TOLD]]
    if len(changed) > _TOLD:
        said.append(f"and {len(changed) - _TOLD} more")
    return "; ".join(said) or "as today"
