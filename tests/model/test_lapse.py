"""Lapses: terms of a case as days on which something ends, with the values that hold afterwards."""

from __future__ import annotations

import pytest

import detente
from detente.errors import InputError
from detente.model.lapse import lapses

CASE = """
detente: 1
parties: {a: A, b: B}
issues:
  visits: {options: [no, some, all], ladder: true, status_quo: some}
  quota: {range: {minimum: 0, maximum: 18, step: 6}, status_quo: 6}
  sites: {items: {one: a, two: b}}
preferences:
  a: {issues: {visits: {weight: 0}, quota: {weight: 0}, sites: {weight: 0}}}
  b: {issues: {visits: {weight: 0}, quota: {weight: 0}, sites: {weight: 0}}}
terms:
  treaty: {issues: [visits, quota], ends: 2026-02-05, after: {visits: no, quota: 0.0, sites.one: b}}
  truce: {issues: [quota], ends: 2026-01-05}
"""


def case_of(tmp_path, text=CASE):
    path = tmp_path / "case.yaml"
    path.write_text(text)
    return detente.load(path)


def test_the_earliest_comes_first_and_values_are_indices_of_their_variables(tmp_path):
    first, second = lapses(case_of(tmp_path))
    assert (first.term, first.variables, first.after) == ("truce", frozenset({1}), ())
    assert second.term == "treaty"
    # an item is named 'issue.item', and lapses too
    assert second.after == ((0, 0), (1, 0), (2, 1))
    assert second.variables == frozenset({0, 1, 2})


@pytest.mark.parametrize(
    ("after", "place", "what"),
    [
        ("{visits: never}", "12:71", "'visits' has no value 'never'; it can be: no, some, all"),
        ("{quota: 7}", "12:70", "'quota' has no value '7'; it goes from 0 to 18 in steps of 6"),
        ("{sites: b}", "12:63", "'sites' is a set of items; say which one, as in 'sites.one'"),
        ("{visit: no}", "12:63", "there is no issue 'visit'; did you mean 'visits'?"),
    ],
)
def test_a_value_that_cannot_hold_afterwards_is_a_mistake_with_its_place(
    tmp_path, after, place, what
):
    old = "{visits: no, quota: 0.0, sites.one: b}"
    with pytest.raises(InputError) as caught:
        case_of(tmp_path, CASE.replace(old, after))
    (problem,) = caught.value.problems
    assert (f"{problem.line}:{problem.column}", problem.message) == (place, what)
