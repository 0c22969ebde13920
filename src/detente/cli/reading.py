"""Files beside the case that commands read: outcomes, as JSON or YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.formats.detente.beside import mapping_from, values_of
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.tree import Map, Seq

if TYPE_CHECKING:
    from detente.model.case import Case, Indices


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
