"""One point of the frontier in full: all outcomes with exactly its utilities, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from detente.errors import InputError

if TYPE_CHECKING:
    from detente.analysis.frontier import Frontier, Point
    from detente.cli.documents import Document
    from detente.model.case import Case, Indices

LOOKED_AT = 100_000
"""Outcomes of a point that are looked at to say where they differ; there may be billions."""


@dataclass(frozen=True)
class Behind:
    """The outcomes behind a point.

    Attributes:
        number: of the point, as `detente frontier` numbers it.
        point: the point.
        first: so many of its outcomes as are looked at; the first is the one kept for the point.
        rest: the others.
    """

    number: int
    point: Point
    first: Sequence[Indices]
    rest: Iterator[Indices]

    @property
    def complete(self) -> bool:
        """Whether `first` is all of them."""
        return len(self.first) == self.point.ways

    @property
    def values(self) -> list[list[int]]:
        """For each variable the values that it takes in `first`, in order."""
        return [sorted(set(column)) for column in zip(*self.first, strict=True)]


def behind(frontier: Frontier, number: int) -> Behind:
    """All outcomes behind a point.

    Raises:
        InputError: there is no point of that number, or the frontier is not exact.
    """
    total = len(frontier.points)
    if not 1 <= number <= total:
        last = "only point 1" if total == 1 else f"points 1 to {total:,}"
        raise InputError.at("", f"--point: there is no point {number:,}; there are {last}")
    point = frontier.points[number - 1]
    try:
        found = frontier.outcomes_of(point)
    except ValueError:
        raise InputError.at(
            "",
            "--point: which outcomes have exactly these utilities is known only of an exact frontier; "
            "leave out --tolerance",
        ) from None
    others = (outcome for outcome in found if outcome != point.indices)
    first = [point.indices, *islice(others, LOOKED_AT - 1)]
    return Behind(number, point, first, others)


def point_document(frontier: Frontier, found: Behind, most: int | None) -> Document:
    """What `detente frontier --point N --json` prints; `outcomes` is an iterator."""
    from detente.cli.documents import estimates, exactness, jsonable, numbers

    case = frontier.case
    listed: Iterable[Indices] = chain(found.first, found.rest)
    return {
        "point": found.number,
        "size": len(frontier.points),
        "utilities": numbers(frontier.utilities(found.point)),
        "acceptable": found.point.acceptable,
        "ways": str(found.point.ways),
        "differ": [
            {
                "issue": case.variables[v].issue,
                **({} if case.variables[v].item is None else {"item": case.variables[v].item}),
                "values": _values(case, v, values),
            }
            for v, values in enumerate(found.values)
            if len(values) > 1
        ],
        "looked_at": len(found.first),
        **exactness(frontier),
        "estimates": estimates(case),
        "outcomes": (jsonable(case.outcome(outcome)) for outcome in islice(listed, most)),
    }


def _values(case: Case, v: int, indices: Sequence[int]) -> list[object]:
    """Values of a variable as JSON has them."""
    from detente.model.number import plain

    variable = case.variables[v]
    if variable.numbers is None:
        return [variable.labels[index] for index in indices]
    return [plain(variable.numbers[index]) for index in indices]


def print_point(frontier: Frontier, found: Behind, most: int | None) -> None:
    """The page for people."""
    from detente.cli.output import Page
    from detente.cli.words import estimates_words, grouped, outcome_lines
    from detente.model.number import shown
    from detente.report.words import capital, listed, the, value_words, variable_title

    case, ways = frontier.case, found.point.ways
    page = Page()
    page.heading(case.title or case.name)
    worth = listed(
        f"{shown(value)} to {the(case, party)}"
        for party, value in frontier.utilities(found.point).items()
    )
    fits = "acceptable" if found.point.acceptable else "not acceptable"
    page.paragraph(
        f"Point {grouped(found.number)} of {grouped(len(frontier.points))} is worth {worth}, and is "
        f"{fits} to all. "
        + (
            "One outcome has exactly these utilities."
            if ways == 1
            else f"{capital(grouped(ways))} outcomes have exactly these utilities: to the sides they "
            "are as good as each other."
        )
    )
    if ways == 1:
        page.gap()
        page.listed(outcome_lines(case, frontier.outcome(found.point)))
    else:
        values = found.values
        differ = [v for v, seen in enumerate(values) if len(seen) > 1]
        some = "" if found.complete else f" (the first {grouped(len(found.first))} of them)"
        page.heading(f"Where they differ{some}")
        page.listed(
            f"{capital(variable_title(case, v))}: "
            + listed((value_words(case, v, index) for index in values[v]), "or")
            for v in differ
        )
        if len(differ) < len(values):
            page.heading(f"The same in all of them{some}")
            page.listed(
                f"{capital(variable_title(case, v))}: {value_words(case, v, values[v][0])}"
                for v in range(len(values))
                if v not in differ
            )
        page.heading("The outcomes")
        outcomes = list(islice(chain(found.first, found.rest), most))
        page.table(
            ["", "outcome (then: what differs from the line above)"],
            [
                [grouped(row), capital("; ".join(_said(case, before, outcome, differ)))]
                for row, (before, outcome) in enumerate(
                    zip([None, *outcomes], outcomes, strict=False), 1
                )
            ],
            numbers=[0],
        )
        if len(outcomes) < ways:
            page.gap()
            page.paragraph(
                f"These are {grouped(len(outcomes))} of {grouped(ways)}; --most N lists more, --all "
                "every one. The first is the one that the frontier shows."
            )
    page.gap()
    page.paragraph(estimates_words(case))
    page.show()


def _said(
    case: Case, before: Indices | None, outcome: Indices, differ: Sequence[int]
) -> Iterator[str]:
    """How an outcome differs from the one above it; of the first all in which there are others."""
    from detente.report.words import value_words, variable_title

    for v in differ:
        if before is None or outcome[v] != before[v]:
            yield f"{variable_title(case, v)}: {value_words(case, v, outcome[v])}"
