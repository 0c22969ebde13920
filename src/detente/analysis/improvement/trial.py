"""What an agreement asks for once one thing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from detente.analysis.improvement.change import Change
from detente.analysis.least import least
from detente.analysis.planning import Bound
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.move import Move, MoveRule
from detente.model.standing import Standing


@dataclass(frozen=True)
class Situation:
    """The question that is asked of every changed case: one agreement, from where things stand, on one scale.

    Attributes:
        case: the case as it is.
        target: the agreement.
        standing: where things stand; None for the status quo.
        limits: what else is asked of the plan.
        scale: by party what exposure and temptation are measured against, on its own scale.
        before: the trust asked as things are; None where no plan leads there.
        stop: true when what is known so far is wanted.
    """

    case: Case
    target: Indices
    standing: Standing | None
    limits: Limits
    scale: dict[str, Fraction]
    before: Fraction | None
    stop: Callable[[], bool] | None = None

    def asked(self, case: Case, most: Fraction | None = None) -> Bound:
        """The least trust after a change, on the scale of the unchanged case."""
        utilities = case.utilities
        scale = [
            int(self.scale[party] * size)
            for party, size in zip(utilities.parties, utilities.denominators, strict=True)
        ]
        return least(
            case,
            self.target,
            scale,
            standing=self.standing,
            limits=self.limits,
            most=most,
            stop=self.stop,
        )

    def change(
        self,
        kind: str,
        case: Case,
        *,
        moves: tuple[Move, ...] = (),
        party: str | None = None,
        name: str | None = None,
        rule: MoveRule | None = None,
        amount: Fraction | None = None,
    ) -> Change | None:
        """The change with the trust that is asked after it; None if that is no less than before.

        Args:
            kind: a key of `KINDS`.
            case: the changed case, in which `target`, `standing` and `limits` of this situation are meant.
            moves: the moves that it bears on.
            party: the party that it bears on.
            name: of the guarantor, the term or the rule.
            rule: what the case says of the moves that it bears on.
            amount: how much.
        """
        found = self.asked(case, self.before)
        if found.trust is None or (self.before is not None and found.trust >= self.before):
            return None
        return Change(
            kind,
            case,
            self.target,
            self.standing,
            self.limits,
            found.trust,
            found.bound,
            found.optimal,
            self.before,
            moves,
            party,
            name,
            rule,
            amount,
        )

    def moved(self, variable: int, place: int | None = None) -> Situation:
        """The situation where a range has twice the values, or an issue of options one more behind `place`."""

        def index(v: int, value: int) -> int:
            if v != variable:
                return value
            return 2 * value if place is None else value + (value >= place)

        def state(values: Indices) -> Indices:
            return tuple(index(v, value) for v, value in enumerate(values))

        standing = self.standing
        if standing is not None:
            standing = replace(
                standing,
                state=state(standing.state),
                stays=state(standing.stays),
                refused=frozenset(
                    (v, None if end is None else index(v, end)) for v, end in standing.refused
                ),
            )
        return replace(self, target=state(self.target), standing=standing)
