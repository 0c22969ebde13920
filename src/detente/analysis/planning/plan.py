"""Plans: steps in order from the status quo to a settlement, and what they ask of each party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from detente.errors import TooLarge
from detente.model.case import Case, Indices, Outcome
from detente.model.limits import Limits
from detente.model.move import Move
from detente.model.number import shown
from detente.model.standing import Standing

MOST_HALFWAY = 2**14
"""Ways in which a step can be left half done, up to which each of them is looked at."""


@dataclass(frozen=True)
class Step:
    """Moves done together.

    Attributes:
        moves: in the order in which each performer makes its own.
        atomic: a guarantor sees to it that all of it happens, or none.
        after: the state reached, a value index for each variable.
        utilities: what that state is worth to each party, on its own scale.
        walk_away: `v_p`, what each party is left with if somebody walks away in that state.
        begins: first day, where the case says enough to tell.
        ends: last day.
    """

    moves: tuple[Move, ...]
    atomic: bool
    after: Indices
    utilities: dict[str, Fraction]
    walk_away: dict[str, Fraction]
    begins: date | None = None
    ends: date | None = None

    @property
    def by(self) -> tuple[str, ...]:
        """Everybody who acts in the step."""
        return tuple(dict.fromkeys(party for move in self.moves for party in move.by))

    @property
    def guarantor(self) -> str | None:
        """Who makes the step atomic."""
        return self.moves[0].guarantor if self.atomic else None


@dataclass(frozen=True)
class Moment:
    """A state that a plan visits, and what one party stands to lose, or to gain by stopping, in it.

    Attributes:
        step: number of the step, from 1; 0 is the moment before the first.
        acted: those who have acted in that step, where others have not yet; empty once the step is complete.
        state: value index of each variable.
        stays: what stays of it if somebody walks away now.
        amount: exposure or temptation, on the party's own scale.
    """

    step: int
    acted: tuple[str, ...]
    state: Indices
    stays: Indices
    amount: Fraction


@dataclass(frozen=True)
class Visited:
    """A state that a plan visits on a day, and what each party stands to lose, or to gain by stopping, in it.

    Attributes:
        step: number of the step, from 1; 0 is the moment before the first.
        acted: those who have acted in that step, where others have not yet; empty once the step is complete.
        state: value index of each variable.
        stays: what stays of it if somebody walks away now; terms that have lapsed aside.
        day: the day, where the case has dates.
        lapsed: terms no longer in force by then.
        exposure: for each party how far it would stand below no deal, on its own scale; 0 if it would not.
        temptation: for each party how much it would gain by stopping, on its own scale; 0 if it would not.
    """

    step: int
    acted: tuple[str, ...]
    state: Indices
    stays: Indices
    day: date | None
    lapsed: tuple[str, ...]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]


@dataclass(frozen=True)
class Certificate:
    """What is proven of a plan's trust.

    Attributes:
        optimal: no plan of these moves asks less.
        bound: no plan of these moves asks less than this.
        gap: trust less bound.
        why: what the bound rests on, in words.
        fewest: no plan of the same trust has fewer steps (or ends sooner, if that was asked for).
    """

    optimal: bool
    bound: Fraction
    gap: Fraction
    why: str
    fewest: bool = False


@dataclass(frozen=True, repr=False)
class Plan:
    """The way from the status quo to a target in small steps.

    Attributes:
        case: the case.
        start: value index of each variable at the outset.
        target: value index of each variable at the end.
        concept: the settlement that the target is, if it was asked for by name.
        steps: in order.
        exposure: for each party the most it can lose if the others stop halfway, on its own scale.
        temptation: for each party the most it can gain by stopping, on its own scale.
        scale: what the two are measured against.
        trust: what the plan asks: the largest share of its scale that anyone risks or is tempted by.
        most_exposed: for each party the moment of its exposure.
        most_tempted: for each party the moment of its temptation.
        leap: trust that everything at once asks, with nobody to guarantee it.
        certificate: what is proven about `trust`.
        standing: where things stood when it began.
        limits: what was asked of it besides.
        moments: every visited moment in order.
        days: days that it takes.
        notes: what else the reader must know.
    """

    case: Case
    start: Indices
    target: Indices
    concept: str | None
    steps: tuple[Step, ...]
    exposure: dict[str, Fraction]
    temptation: dict[str, Fraction]
    scale: dict[str, Fraction]
    trust: Fraction
    most_exposed: dict[str, Moment]
    most_tempted: dict[str, Moment]
    leap: Fraction
    certificate: Certificate
    standing: Standing
    limits: Limits = field(default_factory=Limits)
    moments: tuple[Visited, ...] = ()
    days: int = 0
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        asks = f"trust {shown(self.trust, 3)}"
        sure = (
            "proven least"
            if self.certificate.optimal
            else f"at least {shown(self.certificate.bound, 3)}"
        )
        to = self.concept or "an outcome"
        return f"Plan({self.case.name!r}, to {to}, {_steps(self)}, {asks}, {sure})"

    def __str__(self) -> str:
        sure = (
            "proven least"
            if self.certificate.optimal
            else f"no plan asks less than {shown(self.certificate.bound, 3)}"
        )
        lines = [
            f"{_steps(self)} to {self.concept or 'the outcome'}, "
            f"trust {shown(self.trust, 3)} ({sure}; all at once {shown(self.leap, 3)})"
        ]
        for number, step in enumerate(self.steps, 1):
            moves = "; ".join(_told(self.case, move) for move in step.moves)
            worth = ", ".join(f"{p} {shown(u)}" for p, u in step.utilities.items())
            lines.append(f"{number:3}  {moves}  ->  {worth}")
        return "\n".join(lines)

    @property
    def states(self) -> tuple[Indices, ...]:
        """Where it begins and the state after each step."""
        return (self.start, *(step.after for step in self.steps))

    @property
    def outcome(self) -> Outcome:
        """The target as issues and values."""
        return self.case.outcome(self.target)

    @property
    def utilities(self) -> dict[str, Fraction]:
        """What the target is worth to each party."""
        return self.case.utilities.of(self.target)


def _steps(plan: Plan) -> str:
    return "1 step" if len(plan.steps) == 1 else f"{len(plan.steps)} steps"


def _told(case: Case, move: Move) -> str:
    """A move in a line, by the case's own names: `ann: hedge tall -> low`."""
    labels = case.variables[move.variable].labels
    name = case.variables[move.variable].name
    return f"{'+'.join(move.by)}: {name} {labels[move.start]} -> {labels[move.end]}"


@dataclass(frozen=True)
class Visit:
    """One state that a sequence of steps visits before the plan is complete."""

    step: int
    acted: tuple[str, ...]
    state: Indices
    stays: Indices


def visits(
    start: Indices, steps: list[tuple[tuple[Move, ...], bool]], stays: Indices | None = None
) -> Iterator[Visit]:
    """The states that a plan visits: between its steps and, where nobody guarantees one, halfway through it.

    The last state is not among them: there the plan is done. A plan of no steps visits nothing.

    Args:
        start: value index of each variable at the outset.
        steps: for each step its moves and whether it is atomic.
        stays: what stays of the start if the plan breaks off there; the start itself if not given.
    """
    if not steps:
        return
    state, kept = list(start), list(start if stays is None else stays)
    yield Visit(0, (), tuple(state), tuple(kept))
    for number, (moves, atomic) in enumerate(steps, 1):
        for acted in () if atomic else halfway(move.by for move in moves):
            partial, left = list(state), list(kept)
            make(moves, partial, left, acted)
            yield Visit(number, tuple(sorted(acted)), tuple(partial), tuple(left))
        make(moves, state, kept, {party for move in moves for party in move.by})
        if number < len(steps):
            yield Visit(number, (), tuple(state), tuple(kept))


def halfway(makers: Iterable[tuple[str, ...]]) -> list[frozenset[str]]:
    """Who may have acted in a step while others have not.

    A move is made once all its performers have acted, so only those matter who complete some moves: the unions of
    sets of performers. A move of forty parties together is never half made.

    Raises:
        TooLarge: there are more than `MOST_HALFWAY`.
    """
    sets = {frozenset(by) for by in makers}
    names = sorted(frozenset().union(*sets))
    found: set[frozenset[str]] = {frozenset()}
    for by in sets:
        found |= {acted | by for acted in found}
        if len(found) > MOST_HALFWAY:
            raise TooLarge(
                f"{len(names)} parties that act apart from each other can leave a step half done in more than "
                f"{MOST_HALFWAY:,} ways; let fewer act, or let more of them act together"
            )
    bit = {name: 1 << place for place, name in enumerate(names)}
    return sorted(
        found - {frozenset(), frozenset(names)}, key=lambda acted: sum(bit[name] for name in acted)
    )


def make(
    moves: tuple[Move, ...], state: list[int], stays: list[int], acted: AbstractSet[str]
) -> None:
    """Carry out the moves all of whose performers have acted; `stays` follows the irrevocable ones."""
    for move in moves:
        if acted >= set(move.by) and state[move.variable] == move.start:
            state[move.variable] = move.end
            if not move.revocable:
                stays[move.variable] = move.end
