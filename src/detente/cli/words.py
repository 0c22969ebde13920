"""Sentences that several commands print and the report has no need of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.model.number import exact, shown
from detente.report.inexact import bound_words, thinned
from detente.report.words import (
    everybody,
    listed,
    percent,
    the,
    value_words,
    variable_title,
)

if TYPE_CHECKING:
    from detente.analysis.frontier import Frontier
    from detente.analysis.settlement import Settlements
    from detente.model.case import Case


def grouped(count: int) -> str:
    """A whole number for people: `12,345`; a very long one as a power of ten."""
    if count >= 10**15:
        digits = len(str(count)) - 1 if count < 10**4000 else count.bit_length() * 30103 // 100000
        return f"about 10^{digits}"
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number of things: `1 party`, `2 parties`."""
    return f"{grouped(count)} {one if count == 1 else many or one + 's'}"


def columns(rows: Sequence[Mapping[str, Fraction]]) -> dict[str, list[str]]:
    """For each party its column of figures, with the decimal points below each other.

    Figures that differ look different, as far as four decimals can tell them apart.

    >>> columns([{"a": Fraction(1)}, {"a": Fraction(3, 8)}, {"a": Fraction(12)}])
    {'a': [' 1   ', ' 0.38', '12   ']}
    """
    found = {}
    for party in rows[0] if rows else ():
        values = [row[party] for row in rows]
        digits = 2
        while digits < 4 and len({shown(v, digits) for v in values}) < len(set(values)):
            digits += 1
        texts = [shown(value, digits) for value in values]
        after = max(len(text) - (text + ".").index(".") for text in texts)
        padded = [text + " " * (after - len(text) + (text + ".").index(".")) for text in texts]
        most = max(map(len, padded))
        found[party] = [text.rjust(most) for text in padded]
    return found


def frontier_words(frontier: Frontier) -> str:
    """How large the frontier is, how much of it all can accept, and how sure that is."""
    case = frontier.case
    total, inside = len(frontier.points), len(frontier.acceptable)
    if total == 0:
        return "The rules leave no outcome at all."
    said = [
        f"Of {counted(case.outcomes, 'conceivable outcome')}, "
        f"{'one' if total == 1 else grouped(total)} "
        f"{'is' if total == 1 else 'are'} {_what(frontier)} "
        "(outcomes that are worth the same to all sides are counted once)."
    ]
    if inside == total:
        many = "It gives" if total == 1 else "All of them give"
    else:
        many = {0: "None of them gives", 1: "One of them gives"}.get(
            inside, f"{grouped(inside)} of them give"
        )
    least = [
        f"{shown(case.utilities.value(p, units))} for {the(case, party)}"
        for p, (party, units) in enumerate(
            zip(case.parties, case.utilities.reservations, strict=True)
        )
        if units is not None
    ]
    if least:
        said.append(f"{many} {everybody(case)} at least what no deal is worth: {listed(least)}.")
    said.append(bound_words(frontier) or "The list is complete and exact.")
    return " ".join(said)


def unlisted_words(found: Settlements) -> str:
    """That the settlements were found without listing what they were chosen from."""
    case = found.case
    return (
        f"Of {counted(case.outcomes, 'conceivable outcome')} very many are such that no other is better "
        "for one side and no worse for the rest, too many to list them. The settlements were found "
        f"without the list. {bound_words(found) or 'They are exact all the same.'}"
    )


def _what(frontier: Frontier) -> str:
    """What the points of a frontier are."""
    if thinned(frontier):
        return (
            "listed here, none of them better for one side and no worse for the rest than another"
        )
    return "such that no other is better for one side and no worse for the rest"


def estimates_words(case: Case) -> str:
    """Whose figures all this rests on; always said."""
    from detente.report.facts import voices

    said = [
        f"the preferences of {voice.parties} are an estimate {voice.text}"
        if voice.text
        else f"the case does not say who gave the preferences of {voice.parties}"
        for voice in voices(case)
    ]
    return f"Whose figures these are: {'; '.join(said)}." if said else ""


def next_words(command: str, case_path: str, parties: Sequence[str] | None, *more: str) -> str:
    """The command that comes next, ready to be copied."""
    named = ["--parties", ",".join(parties)] if parties else []
    return f"Next: {shlex.join(['detente', command, case_path, *named, *more])}"


def outcome_lines(case: Case, outcome: Mapping[str, object]) -> list[str]:
    """An outcome, a line for each issue or item; with shares where Adjusted Winner splits one."""
    found = []
    for v, variable in enumerate(case.variables):
        value = outcome[variable.issue]
        if variable.item is not None and isinstance(value, Mapping) and "share" not in value:
            value = value[variable.item]
        title = variable_title(case, v)
        if isinstance(value, Mapping):
            found.append(f"{title}: {_shared(case, value)}")
        else:
            found.append(f"{title}: {value_words(case, v, case.index(variable, value))}")
    return found


def _shared(case: Case, value: Mapping[str, object]) -> str:
    """What Adjusted Winner splits, in words."""
    shares = value.get("share")
    assert isinstance(shares, Mapping)
    words = listed(
        f"{percent(exact(share))} to {the(case, party)}" for party, share in shares.items()
    )
    between = value.get("between")
    if isinstance(between, Mapping) and all(str(v) not in case.parties for v in between.values()):
        ends = listed(f"{v} as {the(case, party)} would have it" for party, v in between.items())
        words += f" of the way between {ends}"
    if "value" in value:
        words += f", which is {shown(exact(value['value']))}"
    return f"shared, {words}"
