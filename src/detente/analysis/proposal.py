"""A plan as somebody wrote it down, resolved against the case but not yet judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from detente.errors import InputError, Problem
from detente.model.case import Case, Indices
from detente.model.move import Move
from detente.model.number import exact


class Planned(Protocol):
    """What of a planner's plan is looked at; the planner itself is not known here."""

    @property
    def case(self) -> Case:
        """The case that it is a plan of."""

    @property
    def steps(self) -> Sequence[Any]:
        """In order, each with `moves`, `atomic` and `utilities`."""

    @property
    def outcome(self) -> Mapping[str, Any]:
        """The target by issue."""

    @property
    def utilities(self) -> Mapping[str, Any]:
        """What the target is worth."""

    @property
    def exposure(self) -> Mapping[str, Any]:
        """By party."""

    @property
    def temptation(self) -> Mapping[str, Any]:
        """By party."""

    @property
    def trust(self) -> Any:
        """The largest share of both."""


@dataclass(frozen=True)
class ProposedMove:
    """One line of a step.

    Attributes:
        moves: the case's moves that it stands for, in order; or, if there are none, why.
        by: who is said to perform it; None if the plan does not say.
    """

    moves: tuple[Move, ...] | str
    by: tuple[str, ...] | None


@dataclass(frozen=True)
class ProposedStep:
    """Moves said to be done together, and what the plan says of the state after them."""

    moves: tuple[ProposedMove, ...]
    atomic: bool
    utilities: Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A plan as written: its steps, and the figures that it states (empty or None where it states none)."""

    steps: tuple[ProposedStep, ...]
    target: Indices | None
    utilities: Mapping[str, Any]
    exposure: Mapping[str, Any]
    temptation: Mapping[str, Any]
    trust: Any


def proposal(case: Case, document: Mapping[str, Any]) -> Proposal:
    """Resolve a plan document against the case.

    Args:
        case: the case; it needs a status quo.
        document: `{"steps": [{"moves": [{"issue", "item"?, "from", "to", "by"?}], "atomic"?, "utilities"?}], "target"?,
            "exposure"?, "temptation"?, "trust"?}`; the names are those that `detente plan --json` prints.

    Raises:
        InputError: everything in the document that is not of this form, or not of this case.
    """
    wrong: list[str] = []
    if case.status_quo is None:
        raise InputError.at(
            case.name, "a plan starts from today: give every issue its 'status_quo' in the case"
        )
    steps = _list(document, "steps", "the plan", wrong)
    read = tuple(_step(case, step, f"step {number}", wrong) for number, step in enumerate(steps, 1))
    told = _mapping(document, "target", "the plan", wrong)
    target = None
    if "outcome" in told:
        try:
            target = case.indices(_mapping(told, "outcome", "target", wrong))
        except ValueError as error:
            wrong.append(f"target: {error}")
    figures = {
        name: _numbers(_mapping(document, name, "the plan", wrong), name, wrong)
        for name in ("exposure", "temptation")
    }
    utilities = _numbers(_mapping(told, "utilities", "target", wrong), "target", wrong)
    trust = document.get("trust")
    _numbers({} if trust is None else {"trust": trust}, "the plan", wrong)
    if wrong:
        raise InputError(Problem("", 0, 0, message) for message in wrong)
    return Proposal(read, target, utilities, figures["exposure"], figures["temptation"], trust)


def written(plan: Planned) -> dict[str, Any]:
    """A plan as a document, by the names of its own case: what `proposal` resolves anew."""
    case = plan.case

    def move(made: Move) -> dict[str, Any]:
        this = case.variables[made.variable]
        values = this.labels if this.numbers is None else this.numbers
        item = {} if this.item is None else {"item": this.item}
        ends = {"from": values[made.start], "to": values[made.end]}
        return {"issue": this.issue, **item, **ends, "by": list(made.by)}

    return {
        "steps": [
            {
                "moves": [move(made) for made in step.moves],
                "atomic": step.atomic,
                "utilities": step.utilities,
            }
            for step in plan.steps
        ],
        "target": {"outcome": plan.outcome, "utilities": plan.utilities},
        "exposure": plan.exposure,
        "temptation": plan.temptation,
        "trust": plan.trust,
    }


def _list(parent: Mapping[str, Any], key: str, where: str, wrong: list[str]) -> Sequence[Any]:
    given = parent.get(key) if isinstance(parent, Mapping) else None
    if isinstance(given, list | tuple):
        return given
    wrong.append(f"{where}: '{key}' must be there, as a list")
    return ()


def _mapping(
    parent: Mapping[str, Any], key: str, where: str, wrong: list[str]
) -> Mapping[str, Any]:
    given = parent.get(key)
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return given
    wrong.append(f"{where}: '{key}' must be a mapping of names")
    return {}


def _numbers(given: Mapping[str, Any], where: str, wrong: list[str]) -> Mapping[str, Any]:
    for name, figure in given.items():
        try:
            exact(figure)
        except ValueError as error:
            wrong.append(f"{where}: {name}: {error}")
    return given


def _step(case: Case, step: Any, where: str, wrong: list[str]) -> ProposedStep:
    if not isinstance(step, Mapping):
        wrong.append(f"{where}: a step is a mapping with 'moves'")
        return ProposedStep((), False, {})
    moves = [
        _move(case, move, f"{where}, move {number}", wrong)
        for number, move in enumerate(_list(step, "moves", where, wrong), 1)
    ]
    atomic = step.get("atomic", False)
    if not isinstance(atomic, bool):
        wrong.append(f"{where}: 'atomic' is true or false")
    utilities = _numbers(_mapping(step, "utilities", where, wrong), where, wrong)
    return ProposedStep(tuple(move for move in moves if move), atomic is True, utilities)


def _move(case: Case, move: Any, where: str, wrong: list[str]) -> ProposedMove | None:
    if not isinstance(move, Mapping) or not {"issue", "from", "to"} <= set(move):
        wrong.append(f"{where}: a move needs 'issue', 'from' and 'to'")
        return None
    issue, item = move["issue"], move.get("item")
    found = [
        v
        for v, variable in enumerate(case.variables)
        if variable.issue == issue and variable.item == item
    ]
    if not found:
        if issue not in list(case.issues):  # a list or a mapping, which cannot be looked up
            wrong.append(
                f"{where}: no issue is called {issue!r}; there are {', '.join(case.issues)}"
            )
        else:
            items = [v.item for v in case.variables if v.issue == issue and v.item]
            told = f"'item' is one of {', '.join(items)}" if items else "it has no items"
            wrong.append(f"{where}: {issue}: {told}")
        return None
    variable = case.variables[found[0]]
    try:
        here, there = case.index(variable, move["from"]), case.index(variable, move["to"])
    except ValueError as error:
        wrong.append(f"{where}: {error}")
        return None
    by = move.get("by")
    if isinstance(by, str):
        by = [by]
    if by is not None and not (
        isinstance(by, list | tuple) and all(name in list(case.parties) for name in by)
    ):
        wrong.append(f"{where}: 'by' is a list of {', '.join(case.parties)}")
        by = None
    path = case.changes.path(found[0], here, there)
    if path is None:
        reason = (
            f"no moves of the case lead from {move['from']!r} to {move['to']!r} on {variable.name}"
        )
        return ProposedMove(reason, None)
    return ProposedMove(path, None if by is None else tuple(by))
