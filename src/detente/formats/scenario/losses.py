"""What of a case a format of issues, weights and scores cannot say, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from detente.formats.scenario.additive import Additive
from detente.formats.scenario.findings import listed
from detente.model.case import Case
from detente.model.issue import Items, Options, Range


def losses(case: Case, found: Additive, program: str) -> list[str]:
    """What is lost on the way to a program that knows issues, weights, scores and reservation values alone.

    Args:
        case: what is written.
        found: its additive part, which is what the program can say.
        program: how people call it.
    """
    said = []
    if case.rules:
        names = listed(rule.name for rule in case.rules)
        said.append(
            f"rules are lost ({names}): {program} has none, so every combination of values is "
            "possible there"
        )
    for party, count in found.lost.items():
        if count:
            said.append(
                f"{_counted(count, 'interaction')} of {party} over several issues "
                f"{'is' if count == 1 else 'are'} lost: {program} adds up single issues, so its "
                "utilities differ where they hold"
            )
    if any(value is not None for value in case.today):
        said.append("the status quo is lost")
    if case.moves:
        said.append("what is said of moves is lost")
    for what, parties in (
        ("penalties", _those(case, "penalty", Fraction(0))),
        ("tolerances of exposure", _those(case, "tolerance", None)),
        ("discounts", _those(case, "discount", None)),
        ("whose estimates the figures are", _those(case, "estimate", None)),
        ("intervals of uncertain figures (the figures are kept)", _those(case, "intervals", {})),
        ("notes on preferences", _those(case, "note", "")),
    ):
        if parties:
            said.append(f"lost, of {', '.join(parties)}: {what}")
    parts = {
        "third parties": case.third_parties,
        "terms": case.terms,
        "the record": case.record,
        "sources": case.sources,
        "the date": case.as_of is not None,
        "titles and descriptions": _has_words(case),
        "which options form a ladder": any(
            isinstance(issue, Options) and issue.ladder for issue in case.issues.values()
        ),
        "units": any(isinstance(issue, Range) and issue.unit for issue in case.issues.values()),
    }
    gone = [name for name, there in parts.items() if there]
    if gone:
        said.append(f"lost: {', '.join(gone)}")
    items = [issue.name for issue in case.issues.values() if isinstance(issue, Items)]
    if items:
        said.append(
            f"each item of {listed(items)} is written as an issue of its own, whose values are who "
            "holds it in the end"
        )
    return said


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _those(case: Case, attribute: str, nothing: object) -> list[str]:
    """The parties in whose preferences something is said."""
    return [
        party
        for party, preference in case.preferences.items()
        if getattr(preference, attribute) != nothing
    ]


def _has_words(case: Case) -> bool:
    """Whether there are titles or descriptions besides the names."""
    words: list[Iterable[str]] = [(case.title if case.title != case.name else "", case.about)]
    words += [(one.title, one.about) for one in case.parties.values()]
    for issue in case.issues.values():
        words.append((issue.title, issue.about))
        if isinstance(issue, Options):
            words.append(issue.meanings.values())
        if isinstance(issue, Items):
            words += [(item.title, item.about) for item in issue.items]
    return any(text for group in words for text in group)
