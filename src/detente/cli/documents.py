"""The JSON documents that commands print: the keys that scripts rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.model.number import plain

if TYPE_CHECKING:
    from detente.analysis.frontier import Frontier, Point
    from detente.analysis.planning import Plan
    from detente.analysis.settlement import Ideals, Settlement, Settlements
    from detente.analysis.verification import Finding, Verification, Violation
    from detente.model.case import Case
    from detente.model.limits import Limits
    from detente.model.move import Move
    from detente.model.standing import Standing

Document = dict[str, Any]

MOST_WORDS = 200
"""Up to so many moments of a plan are all told in words."""


def numbers(values: Mapping[str, Fraction]) -> Document:
    """A number for each party."""
    return {party: plain(value) for party, value in values.items()}


def jsonable(value: object) -> Any:
    """A value of an outcome with plain numbers in it."""
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(inner) for inner in value]
    return value


def estimates(case: Case) -> Document:
    """By party whose estimate its preferences are; null where they are its own word."""
    found: Document = {}
    for party, preference in case.preferences.items():
        estimate = preference.estimate
        found[party] = estimate and {
            "by": estimate.by,
            "on": estimate.on and estimate.on.isoformat(),
            "basis": estimate.basis,
        }
    return found


def outcome_document(case: Case, indices: Sequence[int]) -> Document:
    """An outcome with its utilities."""
    return {
        "utilities": numbers(case.utilities.of(indices)),
        "outcome": jsonable(case.outcome(indices)),
    }


def exactness(frontier: Frontier | Ideals) -> Document:
    """Whether a frontier, or what was found without it, is exact; if not, how far it may be from it."""
    from detente.report.inexact import bound_shares

    shares = bound_shares(frontier)
    return {
        "exact": frontier.exact,
        "bound": numbers(frontier.bound),
        "bound_share": None if shares is None else numbers(shares),
    }


def frontier_document(frontier: Frontier, points: Sequence[Point]) -> Document:
    """What `detente frontier --json` prints of these points; `points` is an iterator, as they may be many."""
    case = frontier.case
    acceptable = sum(point.acceptable for point in frontier.points)
    return {
        "outcomes": str(case.outcomes),
        **exactness(frontier),
        "size": len(frontier.points),
        "acceptable": acceptable,
        "points": (
            {
                "utilities": numbers(frontier.utilities(point)),
                "outcome": jsonable(frontier.outcome(point)),
                "acceptable": point.acceptable,
                "ways": str(point.ways),
            }
            for point in points
        ),
        "estimates": estimates(case),
    }


def settlement_document(settlement: Settlement) -> Document:
    """One settlement."""
    return {
        "utilities": numbers(settlement.utilities),
        "outcome": jsonable(settlement.outcome),
        "acceptable": settlement.acceptable,
        "ties": settlement.ties,
    }


def settlements_document(found: Settlements) -> Document:
    """What `detente settle --json` prints where there is a zone of possible agreement."""
    return {
        "agreement": True,
        "settlements": {
            concept: settlement_document(one) for concept, one in found.by_concept.items()
        },
        "ideal": numbers(found.ideal),
        "reservation": numbers(found.reservation),
        **exactness(found.frontier or found),
        "estimates": estimates(found.case),
    }


def move_document(case: Case, move: Move) -> Document:
    """One move; a value of a range is a number, of an item its holder."""
    variable = case.variables[move.variable]
    found: Document = {"issue": variable.issue}
    if variable.item is not None:
        found["item"] = variable.item
    for key, index in (("from", move.start), ("to", move.end)):
        numbers_ = variable.numbers
        found[key] = variable.labels[index] if numbers_ is None else plain(numbers_[index])
    found["by"] = list(move.by)
    if move.guarantor:
        found["guarantor"] = move.guarantor
    if move.verifier:
        found["verifier"] = move.verifier
    return found


def limits_document(case: Case, limits: Limits) -> Document:
    """What a plan was held to: by party the largest exposure it bears, and the flags."""
    return {
        "tolerance": numbers(limits.borne(case)),
        "never_worse": limits.never_worse,
        "soonest": limits.soonest,
    }


def where_document(case: Case, where: Standing | None) -> Document | None:
    """Where things stand; None at the outset."""
    from detente.formats.detente.standing import standing_document

    if where is None or (
        where.state == where.stays == case.status_quo
        and not (where.day or where.refused or where.lapsed)
    ):
        return None
    found: Document = jsonable(standing_document(case, where))
    return found


def moments_document(found: Plan) -> list[Document]:
    """Every visited moment, in order; `words` by party, where there is something to say.

    Of very long plans words are given only where somebody risks something or is tempted.
    """
    from detente.report.moments import moment_sentence, walk_away

    case = found.case
    document = []
    for moment in found.moments:
        words = {
            party: moment_sentence(found, moment, party)
            for party in case.parties
            if len(found.moments) <= MOST_WORDS
            or moment.exposure[party]
            or moment.temptation[party]
        }
        document.append(
            {
                "step": moment.step,
                "acted": list(moment.acted),
                "day": moment.day and moment.day.isoformat(),
                "lapsed": list(moment.lapsed),
                "walk_away": numbers(walk_away(case, moment)),
                "exposure": numbers(moment.exposure),
                "temptation": numbers(moment.temptation),
                "words": {party: text for party, text in words.items() if text},
            }
        )
    return document


def plan_document(found: Plan, frontier: Frontier | Ideals) -> Document:
    """What `detente plan --json` prints, and what `detente verify` and `--from` read.

    Args:
        found: the plan.
        frontier: that its target was chosen from.
    """
    case = found.case
    return {
        "agreement": True,
        "concept": found.concept,
        "standing": where_document(case, found.standing),
        "limits": limits_document(case, found.limits),
        "start": outcome_document(case, found.start),
        "target": outcome_document(case, found.target),
        "steps": [
            {
                "moves": [move_document(case, move) for move in step.moves],
                "utilities": numbers(step.utilities),
                "atomic": step.atomic,
                "walk_away": numbers(step.walk_away),
                "begins": step.begins and step.begins.isoformat(),
                "ends": step.ends and step.ends.isoformat(),
            }
            for step in found.steps
        ],
        "days": found.days,
        "moments": moments_document(found),
        "exposure": numbers(found.exposure),
        "temptation": numbers(found.temptation),
        "scale": numbers(found.scale),
        "trust": plain(found.trust),
        "leap": plain(found.leap),
        "certificate": {
            "optimal": found.certificate.optimal,
            "bound": plain(found.certificate.bound),
            "gap": plain(found.certificate.gap),
            "fewest": found.certificate.fewest,
            "why": found.certificate.why,
        },
        "notes": list(found.notes),
        "frontier": exactness(frontier),
        "estimates": estimates(case),
    }


def violation_document(found: Violation) -> Document:
    """One violation; the keys after `message` only where there is something to say."""
    more = {
        "party": found.party,
        "issue": found.issue,
        "day": found.day and found.day.isoformat(),
        "amount": None if found.amount is None else plain(found.amount),
    }
    told = {key: value for key, value in more.items() if value is not None}
    return {"step": found.step, "rule": found.rule, "message": found.message, **told}


def grit_document(findings: Sequence[Finding]) -> list[Document]:
    """What `detente verify --grit --json` prints under `grit`; `holds` is null where it cannot be known."""
    return [
        {
            "rule": finding.rule,
            "holds": finding.holds,
            "step": finding.step,
            "message": finding.message,
        }
        for finding in findings
    ]


def verification_document(found: Verification) -> Document:
    """What `detente verify --json` prints."""
    return {
        "holds": found.holds,
        "violations": [violation_document(violation) for violation in found.violations],
        "exposure": numbers(found.exposure),
        "temptation": numbers(found.temptation),
        "trust": plain(found.trust),
        "scale": numbers(found.scale),
        "moments": [
            {
                "step": moment.step,
                "acted": list(moment.acted),
                "day": moment.day and moment.day.isoformat(),
                "lapsed": list(moment.lapsed),
                "walk_away": numbers(moment.walk_away),
                "exposure": numbers(moment.exposure),
                "temptation": numbers(moment.temptation),
            }
            for moment in found.moments
        ],
        "days": [
            {"begins": begins.isoformat(), "ends": ends.isoformat()} for begins, ends in found.days
        ],
        "notes": list(found.notes),
    }
