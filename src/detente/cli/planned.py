"""What `detente plan` answers: the plan asked for, or the best that is left, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.errors import NoPlan

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.curve import Within
    from detente.analysis.frontier import Frontier
    from detente.analysis.improvement import Changes
    from detente.analysis.planning import Plan
    from detente.analysis.remaining import Obstacle, Remaining
    from detente.analysis.settlement import Ideals
    from detente.cli.documents import Document
    from detente.model.case import Case, Indices
    from detente.model.limits import Limits
    from detente.model.standing import Standing

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Question:
    """What was asked.

    Attributes:
        case: the case.
        to: a solution concept, or an outcome.
        standing: where things stand; None: at the outset.
        limits: what is asked of the plan besides.
        trust: how much it may ask; None: no more than it must.
        known: what the figures are measured against, and the target is chosen from.
    """

    case: Case
    to: str | Indices
    standing: Standing | None
    limits: Limits
    trust: Fraction | None
    known: Frontier | Ideals

    @property
    def concept(self) -> str:
        """The concept that chooses, where what was asked for is not to be had."""
        return self.to if isinstance(self.to, str) else "nash"


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes:
        question: what was asked.
        plan: the plan; None if there is none.
        wanted: what was asked for, where the plan leads elsewhere or there is none; None if it is not known.
        because: why there is no plan to it; empty where there is.
        obstacles: what keeps single issues from it.
        within: what can be had for a given trust, where that was asked.
        left: what can still be reached, where things have moved on.
        sure: whether it is proven that nothing better could be reached.
    """

    question: Question
    plan: Plan | None
    wanted: Indices | None = None
    because: str = ""
    obstacles: tuple[Obstacle, ...] = ()
    within: Within | None = None
    left: Remaining | None = None
    sure: bool = True

    @property
    def too_much(self) -> bool:
        """Whether the plan asks more trust than it may."""
        most = self.question.trust
        return self.plan is not None and most is not None and self.plan.trust > most

    @property
    def holds(self) -> bool:
        """Whether there is a plan as it was asked for, or the best that is left."""
        return self.plan is not None and not self.too_much


def answered(question: Question, progress: Progress | None, stop: Stop) -> Answer:
    """The plan, or the best that is left.

    Raises:
        InputError: the target is no outcome that moves can lead to.
        TooLarge: no plan was found, and whether there is one is not known.
    """
    from detente.analysis.planning import plan
    from detente.analysis.trust_curve import best_within

    case, standing, limits, known = (
        question.case,
        question.standing,
        question.limits,
        question.known,
    )
    target: str | Indices = question.to
    within = None
    if question.trust is not None and isinstance(question.to, str):
        within = best_within(
            case,
            question.trust,
            question.to,
            found=known,
            limits=limits,
            standing=standing,
            progress=progress,
            stop=stop,
        )
        if within.point is None:
            return Answer(question, None, within=within, left=_left(question, stop))
        target = within.point.target
    elif standing is not None and _blocked(question):
        return _second(question, "", stop)
    try:
        found = plan(
            case,
            target,
            standing=standing,
            limits=limits,
            found=known,
            progress=progress,
            stop=stop,
        )
    except NoPlan as error:
        return _second(question, str(error), stop)
    if isinstance(question.to, str) and within is None:
        found = replace(found, concept=question.to)
    return Answer(question, found, within=within, left=_left(question, stop))


def _blocked(question: Question) -> bool:
    """Whether some issue of what was asked for is out of reach by itself, so that no plan need be looked for."""
    from detente.analysis.remaining import obstacles

    wanted = _target(question)
    if wanted is None or question.standing is None:
        return False
    return bool(obstacles(question.case, question.standing, wanted))


def _left(question: Question, stop: Stop) -> Remaining | None:
    """What can still be reached; None where nothing has moved on."""
    from detente.analysis.remaining import remaining

    if question.standing is None:
        return None
    return remaining(
        question.case,
        question.standing,
        found=question.known,
        limits=question.limits,
        stop=stop,
    )


def _second(question: Question, because: str, stop: Stop) -> Answer:
    """The best that is left where no moves lead to what was asked for."""
    from detente.analysis.remaining import best_left, obstacles, stopping
    from detente.report.bounds import obstacle_words

    wanted = _target(question)
    left = _left(question, stop)
    if left is None or question.standing is None:
        return Answer(question, None, wanted, because)
    way = best_left(left, question.concept, found=question.known, limits=question.limits, stop=stop)
    stands = () if wanted is None else obstacles(question.case, question.standing, wanted)
    if stands:
        because = " ".join(obstacle_words(question.case, one) for one in stands)
    found = way.plan
    if found is not None and found.utilities == stopping(question.case, question.standing):
        found = None  # that is no better for anybody than to stop here
    return Answer(question, found, wanted, because, stands, left=left, sure=way.sure)


def _target(question: Question) -> Indices | None:
    """What was asked for, as value indices."""
    from detente.analysis.settlement import settled

    if not isinstance(question.to, str):
        return question.to
    one = settled(question.case, question.known).by_concept.get(question.to)
    return one.point.indices if one is not None and one.point is not None else None


def document_of(answer: Answer, helps: Changes | None) -> Document:
    """What `detente plan --json` prints."""
    from detente.cli.documents import limits_document, plan_document, where_document
    from detente.cli.helps import helps_document

    found: Document
    question = answer.question
    if answer.plan is not None:
        found = plan_document(answer.plan, question.known)
    else:
        found = {
            "agreement": True,
            "reachable": False,
            "because": answer.because,
            "standing": where_document(question.case, question.standing),
            "limits": limits_document(question.case, question.limits),
        }
    if answer.question.trust is not None:
        found |= _within_document(answer)
    if answer.left is not None:
        found |= {"remaining": _left_document(answer, answer.left)}
    if helps is not None:
        found |= helps_document(helps)
    return found


def _within_document(answer: Answer) -> Document:
    """Whether a plan keeps to the trust that it may ask, and what comes nearest if none does."""
    from detente.cli.documents import jsonable, numbers
    from detente.model.number import plain

    assert answer.question.trust is not None
    within = answer.within
    nearest = within.nearest if within else None
    return {
        "most_trust": plain(answer.question.trust),
        "within": answer.holds,
        "nearest": nearest
        and {
            "trust": None if nearest.trust is None else plain(nearest.trust),
            "utilities": numbers(nearest.utilities),
            "outcome": jsonable(nearest.outcome),
        },
        "within_optimal": within.optimal if within else answer.sure,
    }


def _left_document(answer: Answer, left: Remaining) -> Document:
    """What can still be reached."""
    from detente.cli.documents import jsonable, numbers, outcome_document
    from detente.model.number import plain
    from detente.report.bounds import obstacle_words

    case = left.case
    settlements = left.settlements.by_concept if left.settlements else {}
    stands = []
    for one in answer.obstacles:
        variable = case.variables[one.variable]
        item = {} if variable.item is None else {"item": variable.item}
        more = {"term": one.term} if one.term else {}
        stands.append(
            {
                "issue": variable.issue,
                **item,
                "to": variable.labels[one.value],
                "kind": one.kind,
                **more,
                "message": obstacle_words(case, one),
            }
        )
    return {
        "wanted": None if answer.wanted is None else outcome_document(case, answer.wanted),
        "reached": answer.wanted is None and answer.plan is not None,
        "because": answer.because,
        "obstacles": stands,
        "over_stopping": left.over_stopping,
        "optimal": answer.sure,
        "settlements": {
            concept: {
                "utilities": numbers(settlements[concept].utilities),
                "outcome": jsonable(settlements[concept].outcome),
                "trust": None if bound.trust is None else plain(bound.trust),
                "bound": plain(bound.bound),
                "optimal": bound.optimal,
            }
            for concept, bound in left.trust.items()
        },
    }
