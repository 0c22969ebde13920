"""A case as a scenario of NegMAS."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.formats.detente.emit import InlineList, Number, quoted, to_yaml
from detente.formats.scenario.additive import Additive, Column, Term, additive
from detente.formats.scenario.decimals import decimal, ends, rounded
from detente.formats.scenario.losses import losses
from detente.formats.scenario.names import said_of_names, stems
from detente.formats.scenario.normal import said_of_rounding
from detente.formats.scenario.writing import no_two_alike, write_texts
from detente.model.case import Case
from detente.model.issue import Range

_ONE = Fraction(1)


def write(case: Case, folder: str | Path) -> list[str]:
    """Writes a case as an outcome space and a `LinearAdditiveUtilityFunction` for each party, in YAML.

    The files are read back with the same utilities, but for what is returned.

    Args:
        case: a case whose preferences are all known.
        folder: where to write; it is made if it is not there.

    Returns:
        What is lost or changed, a sentence each.

    Raises:
        InputError: the preferences of a party are hidden.
        OSError: a file cannot be written.
    """
    found = additive(case)
    no_two_alike([column.name for column in found.columns], "NegMAS")
    said = losses(case, found, "NegMAS")
    (domain,) = stems([case.name]).values()
    files = stems(list(case.parties), taken=[domain])
    said += said_of_names(files, ".yml")
    for column in found.columns:
        said += _said_of_range(column)
    texts = {f"{domain}.yml": to_yaml(_space(found.columns, domain))}
    for party, stem in files.items():
        texts[f"{stem}.yml"] = to_yaml(_function(found, party, stem, said))
    write_texts(Path(folder), texts)
    return said


def _text(text: str) -> Number:
    """Text in quotation marks, always: PyYAML takes `yes`, `on` and `1:30` for other things."""
    return Number(quoted(text))


def _space(columns: Sequence[Column], name: str) -> dict[str, Any]:
    """The outcome space."""
    return {
        "name": _text(name),
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [_issue(column) for column in columns],
    }


def _contiguous(column: Column) -> bool:
    """Whether an issue is a range of whole numbers, one after the other."""
    issue = column.issue
    return (
        isinstance(issue, Range)
        and issue.minimum.denominator == 1
        and issue.step == 1
        and not issue.continuous
        and len(issue.numbers) > 1
    )


def _numeric(column: Column) -> bool:
    """Whether the values are written as numbers, not as text."""
    return isinstance(column.issue, Range) and all(ends(number) for number in column.issue.numbers)


def _value(column: Column, index: int) -> Number:
    """A value as it is written, in the outcome space and as a key of a table."""
    numbers = column.variable.numbers
    if numbers is not None and _numeric(column):
        number = decimal(numbers[index])
        whole = all(one.denominator == 1 for one in numbers)
        return number if whole or "." in number else Number(f"{number}.0")  # all of one type
    return _text(column.variable.labels[index])


def _issue(column: Column) -> dict[str, Any]:
    """One issue."""
    count = len(column.variable.labels)
    if _contiguous(column):
        kind, ends_at = "ContiguousIssue", (0, count - 1)
        values = InlineList(_value(column, index) for index in ends_at)
    else:
        kind = "DiscreteCardinalIssue" if _numeric(column) else "CategoricalIssue"
        values = InlineList(_value(column, index) for index in range(count))
    return {"name": _text(column.name), "type": kind, "values": values}


def _said_of_range(column: Column) -> list[str]:
    """What becomes of an issue of numbers that is no range in NegMAS."""
    issue = column.issue
    if not isinstance(issue, Range):
        return []
    if issue.continuous:
        return [f"'{issue.name}' is written as its {len(issue.numbers)} values, not as a continuum"]
    if not _numeric(column):
        return [f"the values of '{issue.name}' do not end as decimals; they are written as text"]
    return []


def _function(found: Additive, party: str, stem: str, said: list[str]) -> dict[str, Any]:
    """One party's utility function."""
    terms, off = _exact(found.terms[party])
    if off:
        said.append(said_of_rounding(party, off))
    tree: dict[str, Any] = {"name": _text(stem), "type": "LinearAdditiveUtilityFunction"}
    given = found.reservations[party]
    if given is None:
        said.append(
            f"the case does not say what no deal is worth to {party}, so it gets no reserved value, "
            "which NegMAS takes for -infinity"
        )
    else:
        if not ends(given):
            said.append(said_of_rounding(f"{party} (no deal)", abs(given - rounded(given))))
        tree["reserved_value"] = decimal(rounded(given))
    tree["weights"] = [decimal(term.weight) for term in terms]
    tree["values"] = [
        {
            "type": "TableFun",
            "mapping": {
                _value(column, index): decimal(score) for index, score in enumerate(term.scores)
            },
        }
        for column, term in zip(found.columns, terms, strict=True)
    ]
    return tree


def _exact(terms: Sequence[Term]) -> tuple[list[Term], Fraction]:
    """The terms in figures that end as decimals, and by how much that changes a utility at most."""
    found = []
    off = Fraction(0)
    for term in terms:
        if all(ends(figure) for figure in (term.weight, *term.scores)):
            found.append(term)
            continue
        adds = term.adds
        written = tuple(rounded(add) for add in adds)
        off += max(abs(add - figure) for add, figure in zip(adds, written, strict=True))
        found.append(Term(_ONE, written))
    return found, off
