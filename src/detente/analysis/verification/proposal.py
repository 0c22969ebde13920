"""A plan as somebody wrote it down, resolved against the case but not yet judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Protocol

from detente.analysis.verification.names import Names, Unknown
from detente.errors import InputError, Problem, short
from detente.model.case import Case, Indices
from detente.model.issue import Items
from detente.model.limits import Limits
from detente.model.number import exact
from detente.model.standing import Standing, standing

Path = tuple[str | int, ...]
"""The way to a part of a document: keys, and positions in lists."""

Place = tuple[str, int, int]
"""File, line and column."""

_PARTS = ("target", "start", "standing", "limits")

_KEYS: dict[str, tuple[str, ...]] = {
    "the plan": (
        "steps",
        "target",
        "start",
        "standing",
        "limits",
        "exposure",
        "temptation",
        "trust",
        "scale",
    ),
    "a step": ("moves", "atomic", "begins", "ends", "utilities", "announced", "walk_away"),
    "a move": ("issue", "item", "from", "to", "by", "guarantor", "verifier", "announced"),
}


class Planned(Protocol):
    """What of a planner's plan is looked at; the planner itself is not known here."""

    @property
    def case(self) -> Case:
        """The case that it is a plan of."""

    @property
    def steps(self) -> Sequence[Any]:
        """In order, each with `moves`, `atomic`, `utilities`, `begins` and `ends`."""

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
    """One line of a step: an issue (or item) is to go from one value to another.

    Attributes:
        variable: index of the variable.
        start: value index that it is said to go from; None: from where it stands.
        end: value index that it goes to.
        by: who is said to perform it; None if the plan does not say.
        guarantor: who is said to guarantee it, if the plan says.
        verifier: who is said to confirm it, if the plan says.
        announced: the day on which it is said to be announced, if the plan says.
    """

    variable: int
    start: int | None
    end: int
    by: tuple[str, ...] | None = None
    guarantor: str | None = None
    verifier: str | None = None
    announced: date | None = None


@dataclass(frozen=True)
class ProposedStep:
    """Moves said to be done together, and what the plan says of them.

    Attributes:
        moves: in order.
        atomic: whether all of it is said to happen, or none.
        utilities: what the state after it is said to be worth, by party.
        begins: the day on which it is said to begin, if the plan says.
        ends: the day on which it is said to end, if the plan says.
        announced: the day on which it is said to be announced, if the plan says.
        walk_away: what walking away after it is said to leave, by party.
    """

    moves: tuple[ProposedMove, ...]
    atomic: bool
    utilities: Mapping[str, Any] = field(default_factory=dict)
    begins: date | None = None
    ends: date | None = None
    announced: date | None = None
    walk_away: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A plan as written: its steps, and what it states of itself (empty or None where it states nothing).

    Attributes:
        steps: in order.
        target: where it says that it leads.
        start: where it says that it starts.
        utilities: what its target is said to be worth.
        exposure: by party.
        temptation: by party.
        scale: by party.
        trust: the figure, as written.
        standing: where things are said to stand when it begins.
        limits: what it says that it was held to.
    """

    steps: tuple[ProposedStep, ...]
    target: Indices | None = None
    start: Indices | None = None
    utilities: Mapping[str, Any] = field(default_factory=dict)
    exposure: Mapping[str, Any] = field(default_factory=dict)
    temptation: Mapping[str, Any] = field(default_factory=dict)
    scale: Mapping[str, Any] = field(default_factory=dict)
    trust: Any = None
    standing: Standing | None = None
    limits: Limits | None = None


def proposal(
    case: Case, document: Mapping[str, Any], located: Callable[[Path], Place] | None = None
) -> Proposal:
    """Resolve a plan document against the case.

    Args:
        case: the case; it needs a status quo.
        document: `{"steps": [{"moves": [{"issue", "item"?, "from"?, "to", "by"?, ...}], "atomic"?, "begins"?, ...}],
            "target"?, "standing"?, "limits"?, "exposure"?, "temptation"?, "trust"?}`; the names are those that
            `detente plan --json` prints.
        located: where a part of the document stands, for messages.

    Raises:
        InputError: everything in the document that is not of this form, or not of this case.
    """
    if case.status_quo is None:
        raise InputError.at(
            case.name, "a plan starts from today: give every issue its 'status_quo' in the case"
        )
    return _Reader(case, located).read(document)


def written(plan: Planned) -> dict[str, Any]:
    """A plan as a document, by the names of its own case: what `proposal` resolves anew."""
    case = plan.case

    def move(made: Any) -> dict[str, Any]:
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
                "begins": getattr(step, "begins", None),
                "ends": getattr(step, "ends", None),
                "walk_away": getattr(step, "walk_away", {}),
            }
            for step in plan.steps
        ],
        "target": {"outcome": plan.outcome, "utilities": plan.utilities},
        "exposure": plan.exposure,
        "temptation": plan.temptation,
        "trust": plan.trust,
    }


class _Reader:
    """Reads one document; what is wrong is kept, and the rest read on."""

    def __init__(self, case: Case, located: Callable[[Path], Place] | None) -> None:
        self.case = case
        self.names = Names(case)
        self.located = located or (lambda path: ("", 0, 0))
        self.problems: list[Problem] = []

    def wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(*self.located(path), f"{_where(path)}{message}"))

    def read(self, document: Mapping[str, Any]) -> Proposal:
        """All of it."""
        self._keys(document, (), "the plan")
        steps = tuple(
            self._step(step, ("steps", k))
            for k, step in enumerate(self._list(document, (), "steps"))
        )
        told = self._mapping(document, (), "target")
        found = Proposal(
            steps,
            self._outcome(told, ("target",)),
            self._outcome(self._mapping(document, (), "start"), ("start",)),
            self._numbers(told, ("target",), "utilities"),
            self._numbers(document, (), "exposure"),
            self._numbers(document, (), "temptation"),
            self._numbers(document, (), "scale"),
            self._number(document, (), "trust"),
            self._standing(self._mapping(document, (), "standing"), ("standing",)),
            self._limits(self._mapping(document, (), "limits"), ("limits",)),
        )
        if self.problems:
            raise InputError(self.problems)
        return found

    def _step(self, step: Any, path: Path) -> ProposedStep:
        if not isinstance(step, Mapping):
            self.wrong(path, "a step is a mapping with 'moves'")
            return ProposedStep((), False)
        self._keys(step, path, "a step")
        moves = [
            self._move(move, (*path, "moves", k))
            for k, move in enumerate(self._list(step, path, "moves"))
        ]
        return ProposedStep(
            tuple(move for move in moves if move),
            self._flag(step, path, "atomic"),
            self._numbers(step, path, "utilities"),
            self._day(step, path, "begins"),
            self._day(step, path, "ends"),
            self._day(step, path, "announced"),
            self._numbers(step, path, "walk_away"),
        )

    def _move(self, move: Any, path: Path) -> ProposedMove | None:
        if not isinstance(move, Mapping):
            self.wrong(path, "a move is a mapping with 'issue', 'from' and 'to'")
            return None
        self._keys(move, path, "a move")
        if move.get("issue") is None or move.get("to") is None:
            self.wrong(path, "a move needs 'issue' and 'to', and mostly has 'from'")
            return None
        variable = self._known(
            self.names.variable, (*path, "issue"), move["issue"], item=move.get("item")
        )
        by = guarantor = verifier = None
        if move.get("by") is not None:
            by = self._known(self.names.parties, (*path, "by"), move["by"])
        if move.get("guarantor") is not None:
            guarantor = self._known(self.names.third_party, (*path, "guarantor"), move["guarantor"])
        if move.get("verifier") is not None:
            verifier = self._known(self.names.third_party, (*path, "verifier"), move["verifier"])
        announced = self._day(move, path, "announced")
        if variable is None:
            return None
        end = self._known(self.names.value, (*path, "to"), variable, move["to"])
        start = None
        if move.get("from") is not None:
            start = self._known(self.names.value, (*path, "from"), variable, move["from"])
        if end is None:
            return None
        return ProposedMove(variable, start, end, by, guarantor, verifier, announced)

    def _known(self, find: Callable[..., Any], path: Path, *given: Any, **more: Any) -> Any:
        """What a name stands for; None if nothing, and why is kept."""
        try:
            return find(*given, **more)
        except Unknown as error:
            if "item" in more and more["item"] is not None and "item" in str(error):
                path = (*path[:-1], "item")
            self.wrong(path, str(error))
            return None

    def _keys(self, given: Any, path: Path, what: str) -> None:
        """Tell of keys that are nearly those which mean something: they would be passed over in silence."""
        known = _KEYS[what]
        for key in given if isinstance(given, Mapping) else ():
            if key in known or not isinstance(key, str) or key.startswith("x-"):
                continue
            near = get_close_matches(key.casefold()[:60], known, n=1, cutoff=0.8)
            if near and near[0] not in given:
                self.wrong(
                    (*path, key),
                    f"'{short(key)}' means nothing in {what}; did you mean '{near[0]}'?",
                )

    def _list(self, parent: Any, path: Path, key: str) -> Sequence[Any]:
        given = parent.get(key) if isinstance(parent, Mapping) else None
        if isinstance(given, list | tuple):
            return given
        self.wrong((*path, key) if given is not None else path, f"'{key}' must be there, as a list")
        return ()

    def _mapping(self, parent: Mapping[str, Any], path: Path, key: str) -> Mapping[str, Any]:
        given = parent.get(key) if isinstance(parent, Mapping) else None
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return given
        self.wrong((*path, key), f"'{key}' must be a mapping of names")
        return {}

    def _numbers(self, parent: Mapping[str, Any], path: Path, key: str) -> Mapping[str, Any]:
        given = self._mapping(parent, path, key)
        for name in given:
            self._number(given, (*path, key), name)
        return given

    def _number(self, parent: Mapping[str, Any], path: Path, key: str) -> Any:
        given = parent.get(key) if isinstance(parent, Mapping) else None
        if given is None and path == ():
            return None
        try:
            exact(given)
        except ValueError as error:
            self.wrong((*path, key), f"{key}: {error}")
            return None
        return given

    def _day(self, parent: Mapping[str, Any], path: Path, key: str) -> date | None:
        given = parent.get(key)
        if given is None:
            return None
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        try:
            if isinstance(given, str) and len(given.strip()) == 10:
                return date.fromisoformat(given.strip())
        except ValueError:
            pass
        self.wrong(
            (*path, key),
            f"'{key}' is a date: write year, month and day, as in 2023-01-30, not '{short(str(given))}'",
        )
        return None

    def _outcome(self, told: Mapping[str, Any], path: Path) -> Indices | None:
        """The outcome that a plan states of its start or its target; what it does not mention stays as it is today."""
        if not isinstance(told, Mapping) or told.get("outcome") is None:
            return None
        found = list(self.case.status_quo or ())
        for v, index in self._values(told, path, "outcome").items():
            found[v] = index
        return tuple(found)

    def _values(self, told: Mapping[str, Any], path: Path, key: str) -> dict[int, int]:
        """Value indices by variable, from a mapping of issues to values."""
        found: dict[int, int] = {}
        for name, value in self._mapping(told, path, key).items():
            where = (*path, key, name)
            pairs: Iterable[tuple[Any, Any, Path]] = [(None, value, where)]
            if isinstance(value, Mapping):
                pairs = [(item, holder, (*where, item)) for item, holder in value.items()]
            for item, one, at in pairs:
                variable = self._known(self.names.variable, at, name, item=item)
                if variable is not None:
                    index = self._known(self.names.value, at, variable, one)
                    if index is not None:
                        found[variable] = index
        return found

    def _standing(self, told: Mapping[str, Any], path: Path) -> Standing | None:
        """Where things are said to stand when the plan begins."""
        if not told:
            return None
        state = self._outcome(told, path) or self.case.status_quo or ()
        derived = standing(self.case, state)
        stays = list(derived.stays)
        for v, index in self._values(told, path, "stays").items():
            stays[v] = index
        refused: set[tuple[int, int | None]] = set()
        for k, entry in enumerate(self._entries(told, path, "refused")):
            at = (*path, "refused", k)
            if not isinstance(entry, Mapping):
                entry = {"issue": entry}
            if isinstance(self.case.issues.get(str(entry.get("issue"))), Items) and not entry.get(
                "item"
            ):  # all of them
                refused |= {
                    (v, None)
                    for v, one in enumerate(self.case.variables)
                    if one.issue == str(entry["issue"])
                }
                continue
            variable = self._known(
                self.names.variable, at, entry.get("issue"), item=entry.get("item")
            )
            end = None
            if variable is not None and entry.get("to") is not None:
                end = self._known(self.names.value, at, variable, entry["to"])
            if variable is not None and (end is not None or entry.get("to") is None):
                refused.add((variable, end))
        terms = {term.name for term in self.case.terms}
        lapsed = set()
        for k, name in enumerate(self._entries(told, path, "lapsed")):
            if isinstance(name, str) and name in terms:
                lapsed.add(str(name))
            else:
                self.wrong((*path, "lapsed", k), f"there is no term '{short(str(name))}'")
        day = self._day(told, path, "on")
        return Standing(state, tuple(stays), day, frozenset(refused), frozenset(lapsed))

    def _entries(self, parent: Mapping[str, Any], path: Path, key: str) -> Sequence[Any]:
        """A list that need not be there."""
        return () if parent.get(key) is None else self._list(parent, path, key)

    def _limits(self, told: Mapping[str, Any], path: Path) -> Limits | None:
        """What the plan says that it was held to."""
        if not told:
            return None
        tolerance = {}
        given = self._mapping(told, path, "tolerance")
        for party in given:
            figure = self._number(given, (*path, "tolerance"), party)
            if party in self.case.parties and figure is not None:
                tolerance[str(party)] = exact(figure)
            elif party not in self.case.parties:
                self.wrong((*path, "tolerance"), f"no party is called '{short(str(party))}'")
        return Limits(tolerance, self._flag(told, path, "never_worse"))

    def _flag(self, parent: Mapping[str, Any], path: Path, key: str) -> bool:
        """Whether something is so; not, if nothing is said."""
        given = parent.get(key)
        if isinstance(given, str) and given.lower() in ("true", "false"):
            given = given.lower() == "true"
        if given is not None and not isinstance(given, bool):
            self.wrong((*path, key), f"'{key}' is true or false")
        return given is True


def _where(path: Path) -> str:
    """Where a part of a document is, in words, with a colon."""
    if path[:1] == ("steps",) and len(path) > 1:
        step = f"step {int(path[1]) + 1}"
        if path[2:3] == ("moves",) and len(path) > 3:
            return f"{step}, move {int(path[3]) + 1}: "
        return f"{step}: "
    return f"{path[0]}: " if path and path[0] in _PARTS else "the plan: "
