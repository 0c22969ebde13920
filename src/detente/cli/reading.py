"""Files beside the case that commands read: outcomes and plans, as JSON or YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from detente.errors import InputError, Problem
from detente.formats.detente.beside import mapping_from, values_of
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.tree import Map, Seq, Word

if TYPE_CHECKING:
    from detente.model.case import Case, Indices

_PLACE = re.compile(r"step (\d+)(?:, move (\d+))?")
_FLAGS = {"true": True, "false": False}


def outcome_from(case: Case, path: str) -> Indices:
    """The outcome in a file, as value indices.

    The file holds a mapping of issues to values; or has such a mapping under `outcome`, or under `target` as a plan
    has. An issue that is not mentioned keeps its status quo.

    Raises:
        InputError: every issue or value that the case does not have, with its place.
    """
    tree = mapping_from(path, "an outcome")
    mistakes = Mistakes(path)
    for key in ("target", "outcome"):
        inner = tree.get(key)
        if key not in case.issues and isinstance(inner, Map):
            tree = inner
    if isinstance(tree.get("settlements"), Map) and "settlements" not in case.issues:
        mistakes.add(
            tree.keys_at["settlements"],
            "these are several settlements; name the concept itself, as in '--to nash', or keep one outcome",
        )
        mistakes.stop()
    if isinstance(tree.get("steps"), Seq) and "steps" not in case.issues:
        mistakes.add(
            tree.keys_at["steps"],
            "this plan does not say where it leads; add 'target: {outcome: {ISSUE: VALUE, ...}}'",
        )
        mistakes.stop()
    found = values_of(case, tree, mistakes)
    today = case.status_quo
    for v, variable in enumerate(case.variables):
        if v not in found and today is None and variable.issue not in tree:
            mistakes.add(
                tree.span, f"nothing is said of '{variable.issue}', which has no status quo to keep"
            )
    mistakes.stop()
    return tuple(found.get(v, today[v] if today else 0) for v in range(len(case.variables)))


def plan_from(path: str) -> Map:
    """The plan in a file, ready for `proposal`: words as written, but flags as flags.

    Raises:
        InputError: no file, no JSON or YAML, or nothing like a plan.
    """
    tree = mapping_from(path, "a plan")
    steps = tree.get("steps")
    for step in steps if isinstance(steps, Seq) else ():
        if isinstance(step, Map) and isinstance(step.get("atomic"), Word):
            word = step["atomic"]
            step["atomic"] = _FLAGS.get(str(word), word)
    return tree


@contextmanager
def placed(path: str, tree: Map) -> Iterator[None]:
    """Give mistakes in a plan the place of the step or the move that they name."""
    try:
        yield
    except InputError as error:
        problems = [
            Problem(path, *_place(tree, problem.message), problem.message)
            for problem in error.problems
            if not problem.file
        ]
        problems += [problem for problem in error.problems if problem.file]
        raise InputError(problems) from None


def _place(tree: Map, message: str) -> tuple[int, int]:
    """Line and column of what a message is about."""
    found: Any = tree
    match = _PLACE.match(message)
    if match:
        steps = tree.get("steps")
        numbers = [int(number) - 1 for number in match.groups() if number]
        if isinstance(steps, Seq) and numbers[0] < len(steps):
            found = steps[numbers[0]]
            moves = found.get("moves") if isinstance(found, Map) else None
            if len(numbers) > 1 and isinstance(moves, Seq) and numbers[1] < len(moves):
                found = moves[numbers[1]]
            if not isinstance(found, Map | Seq | Word):
                found = steps
    span = found.span
    return span.line, span.column
