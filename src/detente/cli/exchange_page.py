"""The page of `detente exchange` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.analysis.exchange import Exchange, Exchanges
    from detente.cli.output import Page
    from detente.model.case import Case


def print_exchanges(found: Exchanges, told: Exchange | None, output: str | None) -> None:
    """Print the page.

    Args:
        found: the exchanges.
        told: the one that is told in full.
        output: the file that its swaps were written to.
    """
    from detente.cli.output import Page
    from detente.cli.words import estimates_words

    case = found.sides.case
    page = Page()
    page.heading(case.title or case.name)
    page.paragraph(_opening(found))
    page.heading("What could be exchanged")
    _table(page, found)
    for note in _notes(found):
        page.paragraph(note)
    if told is not None:
        _in_full(page, found, told)
    page.gap()
    page.paragraph(estimates_words(case))
    if output is not None:
        what = "swaps" if told is not None and told.swaps is not None else "steps"
        page.paragraph(f"The {what} are in {output}.")
    page.show()


def _opening(found: Exchanges) -> str:
    """What is on the table, and whether anything can be agreed on."""
    from detente.report.words import everybody, listed, the

    sides, case = found.sides, found.sides.case
    could = listed(
        f"{len(gives)} by {the(case, party)}"
        for party, gives in zip(sides.parties, sides.gives, strict=True)
    )
    said = f"Each side could hand over, at most: {could}. All else stays as it is today."
    good = sum(one.acceptable and any(one.given) for one in found.all)
    if not good:
        return f"{said} None of the exchanges below is acceptable to {everybody(case)}."
    return said


def _called(found: Exchanges, one: Exchange) -> str:
    """What an exchange is called."""
    from detente.report.words import concept_title

    name = one.selection.name
    if one.selection.kind == "settlement":
        return concept_title(name)
    if one.selection.kind == "all":
        return "all for all"
    if one.selection.kind == "ratio":
        return "within the ratio"
    if one.selection.kind == "pairs":
        return "one for one throughout"
    return name


def _table(page: Page, found: Exchanges) -> None:
    """Every exchange in a line."""
    from detente.cli.words import columns
    from detente.model.number import shown
    from detente.report.words import heading

    case = found.sides.case
    today = case.utilities.of(found.sides.start)
    figures = columns([today, *(one.utilities for one in found.all)])
    rows = [["today", "-", *(figures[p][0] for p in case.parties), "-", "-", "-", "-"]]
    for number, one in enumerate(found.all, 1):
        chain, cut = one.chain, one.swaps
        sure = "" if chain is None or chain.certificate.optimal else "at most "
        rows.append(
            [
                _called(found, one) + ("" if one.acceptable else " *"),
                " : ".join(str(len(given)) for given in one.given),
                *(figures[p][number] for p in case.parties),
                "-" if chain is None else f"{len(chain.steps)}",
                "-" if chain is None else f"{sure}{shown(chain.trust, 3)}",
                "-" if cut is None else f"{len(cut.groups)}",
                "-" if cut is None else f"{cut.most}",
            ]
        )
    page.table(
        [
            "",
            "exchanged",
            *(heading(case, party) for party in case.parties),
            "steps",
            "trust",
            "swaps",
            "largest",
        ],
        rows,
        numbers=range(1, len(case.parties) + 6),
    )


def _notes(found: Exchanges) -> list[str]:
    """What the columns mean."""
    from detente.report.words import capital, concept_title, does, everybody, the

    case = found.sides.case
    said = []
    if any(not one.acceptable for one in found.all):
        said.append(f"* Not acceptable to {everybody(case)}, or against a rule.")
    kinds = {one.selection.kind for one in found.all}
    if "equal" in kinds:
        said.append(
            f"So many for so many: of each number what the {concept_title(found.concept)} solution chooses."
        )
    who = capital(the(case, found.guarantee.name)) if found.guarantee.named else "Somebody"
    first = the(case, found.sides.parties[0])
    hands = does(case, found.sides.parties[0], "hands", "hand")
    said.append(f"Exchanged: how many {first} {hands} over, and for how many.")
    said.append(
        "Steps and trust: by hand-overs that nobody guarantees. Swaps: each happens whole or not at all, and leaves "
        f"nobody worse off; the largest has so many. {who} would have to guarantee them"
        + ("." if found.guarantee.named else "; the case names nobody for all of them.")
    )
    if any(one.chain is not None and not one.chain.certificate.optimal for one in found.all):
        said.append(
            "\u201cAt most\u201d: whether less trust would do is not known; --seconds gives more time."
        )
    return said


def _names(case: Case, variables: Sequence[int]) -> str:
    """Items in a row."""
    from detente.report.words import listed, variable_title

    return listed(variable_title(case, v) for v in variables)


def _in_full(page: Page, found: Exchanges, one: Exchange) -> None:
    """One exchange: who goes, in which swaps, and in which chain of hand-overs."""
    from detente.cli.words import counted
    from detente.report.words import capital, does, the

    case = found.sides.case
    many = " for ".join(str(len(given)) for given in one.given)
    title = _called(found, one)
    page.heading(capital(title) if title == many else f"{capital(title)}: {many}")
    if not any(one.given):
        page.paragraph("Nobody is exchanged: that is the best there is.")
        return
    for party, given in zip(found.sides.parties, one.given, strict=True):
        if given:
            page.paragraph(
                f"{capital(the(case, party))} {does(case, party, 'hands', 'hand')} over {_names(case, given)}."
            )
    if one.because:
        none = "There is no way there" if one.impossible else "No chain of hand-overs was found"
        page.paragraph(f"{none}: {one.because.strip().rstrip('.')}.")
    if one.swaps is not None:
        _swaps(page, found, one)
    elif not one.because:
        page.paragraph(
            "No sequence of swaps was found that leaves nobody worse off after any of them."
        )
    if one.chain is not None and one.chain.steps:
        steps = counted(len(one.chain.steps), "step")
        page.heading(f"With nobody to guarantee anything: {steps}")
        page.table(
            ["", "hands over"],
            [
                [f"{number}", _step(case, step.moves)]
                for number, step in enumerate(one.chain.steps, 1)
            ],
            numbers=[0],
        )
        page.paragraph(_risk(one))


def _step(case: Case, moves: Sequence[object]) -> list[str]:
    """The hand-overs of a step, a line for each side."""
    from detente.model.move import Move
    from detente.report.words import capital, performers

    by: dict[tuple[str, ...], list[int]] = {}
    for move in moves:
        assert isinstance(move, Move)
        by.setdefault(move.by, []).append(move.variable)
    return [
        f"{capital(performers(case, who))}: {_names(case, variables)}"
        for who, variables in by.items()
    ]


def _swaps(page: Page, found: Exchanges, one: Exchange) -> None:
    """The guaranteed swaps, and what each side has after them."""
    from detente.cli.words import columns, counted
    from detente.model.number import shown
    from detente.report.words import capital, heading, the

    case, sides, cut = found.sides.case, found.sides, one.swaps
    assert cut is not None
    state = list(sides.start)
    worth = [case.utilities.of(state)]
    for group in cut.groups:
        for v in group:
            state[v] = sides.ends[v]
        worth.append(case.utilities.of(state))
    figures = columns(worth)
    swaps = counted(len(cut.groups), "swap")
    who = (
        f", each guaranteed by {the(case, found.guarantee.name)}"
        if found.guarantee.named
        else ", each guaranteed"
    )
    page.heading(f"In {swaps} of at most {cut.most}{who}")
    rows: list[list[str | list[str]]] = [["", "Today", *(figures[p][0] for p in case.parties)]]
    for number, group in enumerate(cut.groups, 1):
        lines = [
            f"{capital(the(case, party))}: {_names(case, [v for v in group if v in gives])}"
            for party, gives in zip(sides.parties, sides.gives, strict=True)
            if any(v in gives for v in group)
        ]
        rows.append([f"{number}", lines, *(figures[p][number] for p in case.parties)])
    page.table(
        ["", "hands over", *(heading(case, party) for party in case.parties)],
        rows,
        numbers=[0, *range(2, 2 + len(case.parties))],
    )
    said = (
        "No swap leaves anybody worse off"
        if one.swaps_trust == 0
        else f"They ask a trust of {shown(one.swaps_trust or 0, 3)}"  # type: ignore[arg-type]
    )
    if one.swaps_trust == 0:
        said += ", and at no moment would anybody gain by walking away: they ask no trust"
    if one.bare_trust:
        said += f"; if nobody guaranteed them, they would ask {shown(one.bare_trust, 3)}"
    page.paragraph(f"{said}. {' '.join(_proofs(found, one))}")


def _proofs(found: Exchanges, one: Exchange) -> list[str]:
    """Whether fewer or smaller swaps would do."""
    cut = one.swaps
    assert cut is not None
    said = [
        "No fewer swaps of this size will do: this is proven."
        if cut.fewest
        else "Whether fewer swaps of this size would do is not known."
    ]
    if found.at_most is None and cut.most > 1:
        said.append(
            "Nor will smaller ones: this is proven too."
            if cut.smallest and cut.fewest
            else "Smaller ones will not do: this is proven."
            if cut.smallest
            else "Whether smaller ones would do is not known."
        )
    return said


def _risk(one: Exchange) -> str:
    """What the chain of hand-overs asks."""
    from detente.model.number import shown
    from detente.report.words import percent

    chain = one.chain
    assert chain is not None
    said = (
        f"That asks a trust of {shown(chain.trust, 3)}: at the worst moment a side has {percent(chain.trust)} of "
        "what it stands to win at risk, or could gain as much by stopping."
    )
    if chain.certificate.optimal:
        return f"{said} No order of hand-overs asks less: this is proven."
    least = shown(chain.certificate.bound, 3)
    return f"{said} No order asks less than {least}; whether one asks less than this is not known."
