"""Files beside the case: the mapping that one holds, and the values of issues in it, with their places."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.source import is_json, read_text
from detente.formats.detente.tree import Map, Word, parse
from detente.model.case import Case
from detente.model.issue import Variable


def mapping_from(path: str, what: str) -> Map:
    """The mapping in a file, with the place of everything in it.

    Args:
        path: JSON or YAML.
        what: what the file should hold, for messages.

    Raises:
        InputError: no file, no JSON or YAML, or not a mapping.
    """
    mistakes = Mistakes(path)
    text = read_text(Path(path), mistakes)
    mistakes.stop()
    assert text is not None
    _, tree = parse(text, mistakes, json=is_json(path))
    mistakes.stop()
    if not isinstance(tree, Map):
        mistakes.add(Span(1, 1), f"this is not {what}: there should be 'key: value' entries here")
        mistakes.stop()
    assert isinstance(tree, Map)
    return tree


def values_of(case: Case, tree: Map, mistakes: Mistakes) -> dict[int, int]:
    """The values that a mapping of issues gives: index of the value by index of the variable.

    Args:
        case: the case.
        tree: `{issue: value}`; of items `{issue: {item: holder}}`. What is not mentioned is not in the answer.
        mistakes: where every issue, item or value that the case does not have is kept, with its place.
    """
    found: dict[int, int] = {}
    for issue, value in tree.items():
        if issue not in case.issues:
            near = did_you_mean(issue, case.issues)
            mistakes.add(tree.keys_at[issue], f"no issue is called '{short(issue)}'{near}")
            continue
        of_issue = {
            v: variable for v, variable in enumerate(case.variables) if variable.issue == issue
        }
        if any(variable.item is not None for variable in of_issue.values()):
            _holders(case, issue, of_issue, value, tree.values_at[issue], mistakes, found)
        else:
            ((v, variable),) = of_issue.items()
            index = value_of(case, variable, value, tree.values_at[issue], mistakes)
            if index is not None:
                found[v] = index
    return found


def _holders(
    case: Case,
    issue: str,
    of_issue: Mapping[int, Variable],
    value: object,
    span: Span,
    mistakes: Mistakes,
    found: dict[int, int],
) -> None:
    """Who holds each item of an issue."""
    if not isinstance(value, Map):
        mistakes.add(span, f"{issue}: say who holds each item, as 'item: holder'")
        return
    by_item = {variable.item: v for v, variable in of_issue.items()}
    for item, holder in value.items():
        if item not in by_item:
            known = [name for name in by_item if name is not None]
            near = did_you_mean(item, known)
            mistakes.add(value.keys_at[item], f"{issue} has no item '{short(item)}'{near}")
            continue
        v = by_item[item]
        index = value_of(case, of_issue[v], holder, value.values_at[item], mistakes)
        if index is not None:
            found[v] = index


def value_of(
    case: Case, variable: Variable, value: object, span: Span, mistakes: Mistakes
) -> int | None:
    """The index of one value; None if the variable has no such value, and why is kept."""
    if not isinstance(value, Word):
        mistakes.add(span, f"{variable.name}: there should be one value here")
        return None
    try:
        return case.index(variable, str(value))
    except ValueError as error:
        mistakes.add(span, str(error))
        return None
