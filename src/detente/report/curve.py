"""The trust curve in words: what can be reached with how much trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from detente.analysis.curve import CurvePoint, TrustCurve
from detente.model.case import Case
from detente.model.number import shown
from detente.report.naming import amount, everybody, listed, quantity, the


@dataclass(frozen=True)
class Row:
    """From one trust on: how many settlements can be reached, and what changes in what the concepts choose.

    Attributes:
        trust: the trust.
        reached: number of settlements that a plan of no more trust leads to.
        chosen: each point that some concepts choose from here on, with their names.
    """

    trust: Fraction
    reached: int
    chosen: tuple[tuple[tuple[str, ...], CurvePoint], ...]


def rows(found: TrustCurve) -> list[Row]:
    """The trusts at which the choice of some concept changes, the least first."""
    asked = [point.trust for point in found.points if point.trust is not None]
    changes: dict[Fraction, list[tuple[str, CurvePoint]]] = {}
    for concept, thresholds in found.best.items():
        for threshold in thresholds:
            changes.setdefault(threshold.trust, []).append((concept, threshold.point))
    table = []
    for trust in sorted(changes):
        groups: dict[CurvePoint, list[str]] = {}
        for concept, point in changes[trust]:
            groups.setdefault(point, []).append(concept)
        chosen = tuple((tuple(concepts), point) for point, concepts in groups.items())
        table.append(Row(trust, sum(each <= trust for each in asked), chosen))
    return table


def curve_words(found: TrustCurve) -> list[str]:
    """What was looked at, what can be reached, and what the least and the most of it ask; paragraphs."""
    case, points = found.case, found.points
    count = len(points)
    whole = "every outcome" if not found.left_out and found.frontier is not None else "outcomes"
    said = [
        f"{quantity(count)} {'settlement was' if count == 1 else 'settlements were'} looked at: {whole} that "
        f"{everybody(case)} can accept and that no other outcome beats for one side without being worse for another."
    ]
    asked = [point.trust for point in points if point.trust is not None]
    within = "" if found.most is None else f" that asks trust {shown(found.most, 3)} or less"
    if len(asked) == count:
        said.append("A plan leads there." if count == 1 else "A plan leads to each of them.")
        said[-1] = said[-1].replace("A plan", f"A plan{within}")
    elif asked:
        said.append(f"A plan{within} leads to {quantity(len(asked))} of them.")
    else:
        impossible = all(point.optimal for point in points)
        none = "No plan" if impossible and not found.left_out else "No plan was found"
        said.append(f"{none}{within}{' that' if not impossible else ''} leads to any of them.")
    paragraphs = [" ".join(said)]
    least = found.least
    if least is not None and least.trust is not None:
        proven = all(
            point.optimal or point.bound >= (least.trust or 0) for point in points
        ) and not (found.left_out)
        sure = "less is not possible" if proven else "whether less is possible is not known"
        more = max(asked)
        text = f"The least trust with which any can be reached is {shown(least.trust, 3)}; {sure}."
        if more > least.trust:
            text += f" The most that one of them asks is {shown(more, 3)}."
        text += (
            " Trust is what a plan asks of a side at the worst moment, as a share of what the side stands to "
            "win; 0 asks nothing, 1 everything."
        )
        paragraphs.append(text)
    return paragraphs


def worth_words(case: Case, point: CurvePoint) -> str:
    """What a point is worth to each party: `24 to Bill and 11 to Jack`."""
    return listed(f"{amount(worth)} to {the(case, p)}" for p, worth in point.utilities.items())


def chosen_words(case: Case, row: Row, title: dict[str, str]) -> list[str]:
    """What the concepts choose from one trust on, a line for each point."""
    return [
        f"{listed(title[concept] for concept in concepts)}: {worth_words(case, point)}"
        for concepts, point in row.chosen
    ]


def asked_words(point: CurvePoint, most: Fraction | None) -> str:
    """What reaching a point asks: `0.13`, `at most 0.13`, `no plan`, `more than 0.1`, `not known`."""
    if point.trust is not None:
        return f"{'' if point.optimal else 'at most '}{shown(point.trust, 3)}"
    if point.reachable is False:
        return "no plan"
    if point.optimal and most is not None:
        return f"more than {shown(most, 3)}"
    return "not known"


def enough(trust: Fraction) -> str:
    """The least decimal with few digits that is no less than a trust: what to give as `--trust`."""
    for digits in range(3, 13):
        rounded = Fraction(ceil(trust * 10**digits), 10**digits)
        if rounded - trust <= trust / 20:
            return shown(rounded, digits)
    return shown(trust, 16)


def thinned(table: Sequence[Row], most: int) -> list[Row]:
    """So many rows as a page can bear: the first, the last, and others evenly between."""
    if len(table) <= most:
        return list(table)
    kept = {round(k * (len(table) - 1) / (most - 1)) for k in range(most)}
    return [row for k, row in enumerate(table) if k in kept]
