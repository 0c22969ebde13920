"""What a plan is held to, in words: where it starts, its days, what lapses on the way, and the limits that bind."""

from __future__ import annotations

from detente.analysis.planning.plan import Plan
from detente.analysis.remaining import Obstacle
from detente.model.case import Case
from detente.model.lapse import lapses
from detente.model.standing import Standing
from detente.report.conditions import condition_words
from detente.report.facts import date_words
from detente.report.naming import (
    amount,
    capital,
    does,
    listed,
    mentioned,
    the,
    value_words,
    variable_title,
)


def standing_words(case: Case, where: Standing) -> list[str]:
    """Where things stand: what has changed, what of it would not stay, what is refused, what has lapsed."""
    today = case.status_quo
    assert today is not None
    said = []
    moved = [v for v, value in enumerate(where.state) if value != today[v]]
    for v in moved:
        text = f"{capital(variable_title(case, v))}: {value_words(case, v, where.state[v])}"
        if where.stays[v] != where.state[v]:
            text += f" (if everything breaks off, {value_words(case, v, where.stays[v])})"
        said.append(f"{text}.")
    if not moved:
        said.append("Everything is as it was at the outset.")
    for v, end in sorted(where.refused, key=lambda one: (one[0], -1 if one[1] is None else one[1])):
        title = capital(variable_title(case, v))
        if end is None:
            said.append(f"{title}: any change is refused.")
        elif case.variables[v].item is not None:
            to = the(case, case.variables[v].labels[end])
            said.append(f"{title}: going to {to} is refused.")
        else:
            said.append(f"{title}: {value_words(case, v, end)} is refused.")
    titles = {term.name: term.title or term.name for term in case.terms}
    gone = set(where.lapsed)
    day, since = where.day or case.as_of, case.as_of
    for lapse in lapses(case):
        if day is not None and (since is None or since < lapse.day) and lapse.day <= day:
            gone.add(lapse.term)
    if gone:
        has = "has" if len(gone) == 1 else "have"
        said.append(
            f"{capital(listed(titles.get(term, term) for term in sorted(gone)))} {has} lapsed."
        )
    return said


def obstacle_words(case: Case, one: Obstacle) -> str:
    """Why a variable cannot come to a value, in a sentence."""
    title = capital(variable_title(case, one.variable))
    goal = value_words(case, one.variable, one.value)
    if case.variables[one.variable].item is not None:
        goal = goal.removeprefix("held by ")
        opening = f"{title} cannot come to {goal}"
    else:
        opening = f"{title} cannot become {mentioned(goal)}"
    move = one.move
    step = ""
    if move is not None and move.end != one.value:
        step = f"the change to {value_words(case, move.variable, move.end)} on the way "
    if one.kind == "refused":
        return f"{opening}: {step or 'that change '}is refused."
    if one.kind == "lapsed":
        titles = {term.name: term.title or term.name for term in case.terms}
        return f"{opening}: {titles.get(one.term or '', one.term)} has lapsed."
    if one.kind == "lapses":
        term = next(term for term in case.terms if term.name == one.term)
        return f"{opening}: {term.title or term.name} lapses on {date_words(term.ends)}, before it could be done."
    if one.kind == "late" and move is not None:
        return f"{opening}: it would have to be complete by {date_words(move.latest)}."
    if one.kind == "needs" and move is not None and move.needs is not None:
        needs = condition_words(case, move.needs)
        return f"{opening}: {step}it needs something first that cannot be reached ({needs})."
    return f"{opening}: no moves lead there."


def days_words(plan: Plan) -> list[str]:
    """How long a dated plan takes, and what lapses on the way."""
    ends = [step.ends for step in plan.steps]
    if not ends or ends[-1] is None:
        return []
    case = plan.case
    first = plan.standing.day or case.as_of
    days = f"{plan.days} day{'' if plan.days == 1 else 's'}"
    said = [f"It takes {days}, from {date_words(first)} to {date_words(ends[-1])}."]
    titles = {term.name: term.title or term.name for term in case.terms}
    before: set[str] = set()
    for moment in plan.moments:
        for term in moment.lapsed:
            lapse = next((one for one in lapses(case) if one.term == term), None)
            if term in before or lapse is None or (first is not None and lapse.day <= first):
                continue
            before.add(term)
            done = sum(1 for end in ends if end is not None and end <= lapse.day)
            when = (
                f"when {done} of {len(ends)} steps {'is' if done == 1 else 'are'} done"
                if done
                else "before the first step is done"
            )
            said.append(
                f"{capital(titles.get(term, term))} lapses on {date_words(lapse.day)}, {when}."
            )
    return said


def limits_words(plan: Plan) -> list[str]:
    """The limits of a plan, and which of them it comes up to."""
    case = plan.case
    said = []
    for party, most in plan.limits.borne(case).items():
        used = plan.exposure[party]
        bears = does(case, party, "bears", "bear")
        end = (
            "and that is what the plan asks: this limit binds"
            if used == most
            else (
                f"and the plan asks {amount(used)}"
                if used
                else "and the plan asks nothing of the kind"
            )
        )
        said.append(
            f"{capital(the(case, party))} {bears} to stand at most {amount(most)} below no deal, {end}."
        )
    if plan.limits.never_worse:
        said.append("No step leaves anybody worse off than the step before.")
    if plan.limits.soonest:
        said.append("Of the plans that ask the least trust it is the one that ends first.")
    return said
