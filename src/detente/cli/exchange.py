"""`detente exchange`: who could be exchanged for whom, and in which swaps."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from detente.cli.options import case_argument, json_option, opened, parties_option
from detente.cli.patience import seconds_option

if TYPE_CHECKING:
    from detente.analysis.exchange import Exchange, Exchanges
    from detente.cli.documents import Document

_EACH = 0.2
"""Seconds for the chain of each exchange, unless --seconds gives more."""

_MANY = 25
"""Exchanges among which the time of --seconds is shared."""


def _ratio(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """A ratio: `2`, `1.5`, `3:2`."""
    from detente.model.number import exact

    if value is None:
        return None
    try:
        ratio = exact(value.replace(":", "/"))
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not a ratio; give one such as 2, 1.5 or 3:2"
        ) from None
    if ratio < 1:
        raise click.BadParameter(f"{value!r} is less than one for one; turn it round, as in 3:2")
    return ratio


def _between(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, ...] | None:
    """Two parties: `us,ru`."""
    if value is None:
        return None
    names = tuple(name.strip() for name in value.split(","))
    if len(names) != 2 or not all(names):
        raise click.BadParameter(
            "name two parties with a comma between them, as in --between us,ru"
        )
    return names


@click.command(name="exchange")
@case_argument
@click.option(
    "--issue", metavar="NAME", help="The issue of items; needed where the case has several."
)
@click.option(
    "--between",
    metavar="A,B",
    callback=_between,
    help="The two sides; needed where more than two parties hold the items.",
)
@click.option(
    "--by",
    "concept",
    metavar="CONCEPT",
    default="nash",
    show_default=True,
    help="The settlement concept that chooses among exchanges of equal numbers.",
)
@click.option(
    "--ratio",
    metavar="R",
    callback=_ratio,
    help="Also the best exchange in which neither side hands over more than R for each of the other's, such "
    "as 1.5 or 3:2.",
)
@click.option(
    "--at-most",
    metavar="M",
    type=click.IntRange(min=1),
    help="How many a swap may have in all.  [default: as few as possible]",
)
@click.option(
    "--show",
    metavar="WHICH",
    help="The exchange that is told in full: a concept, all, a number such as 12 (for 12 for 12), ratio, or 'one "
    "for one'.  [default: the concept of --by]",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE.json",
    help="Also write the swaps of that exchange as a plan, which 'detente verify' reads.",
)
@seconds_option
@parties_option
@json_option
def command(
    case_path: str,
    issue: str | None,
    between: tuple[str, ...] | None,
    concept: str,
    ratio: Fraction | None,
    at_most: int | None,
    show: str | None,
    output: str | None,
    seconds: float | None,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Say who could be exchanged for whom, in which swaps, and how much trust each exchange asks.

    For an issue of items that two sides hold, such as prisoners, all else staying as it is: the
    settlements of the items alone, all for all, so many for so many, the most that can go one for
    one. Each as a chain of hand-overs that nobody guarantees, and as guaranteed swaps none of which
    leaves anybody worse off. The exit status is 1 if all sides can accept none of them.

    \b
    Examples:
      detente exchange my-case.yaml
      detente exchange my-case.yaml --show 12 --at-most 4
      detente exchange my-case.yaml --ratio 3:2 --show ratio -o swaps.json
      detente exchange my-case.yaml --json | jq '.exchanges[] | [.name, .trust]'
    """
    from detente.cli.choice import concept_named
    from detente.cli.files import refuse_to_overwrite, write_json
    from detente.cli.guard import DONE, NO
    from detente.cli.output import print_json
    from detente.cli.patience import patience
    from detente.cli.progress import bar, found_scales

    key = concept_named(concept, "--by")
    if output is not None:
        refuse_to_overwrite(output, case_path, endings=(".json",))
    case = opened(case_path, parties)
    from detente.analysis.exchange import exchanges

    known = found_scales(case, options=False)
    with patience(seconds) as stop, bar("looking for exchanges") as progress:
        found = exchanges(
            case,
            issue,
            between=between,
            concept=key,
            ratio=ratio,
            at_most=at_most,
            found=known,
            progress=progress,
            patience=_each(stop, seconds),
        )
    told = _told(found, show or key)
    if output is not None:
        write_json(output, plan_of(found, told))
    if as_json:
        print_json(exchanges_document(found))
    else:
        from detente.cli.exchange_page import print_exchanges

        print_exchanges(found, told, output)
    return DONE if any(one.acceptable and any(one.given) for one in found.all) else NO


def _each(stop: Callable[[], bool], seconds: float | None) -> Callable[[], Callable[[], bool]]:
    """For each chain when to be content with it: no chain takes the time of all the others."""
    import time

    most = _EACH if seconds is None else max(_EACH, seconds / _MANY)

    def begun() -> Callable[[], bool]:
        ends = time.monotonic() + most
        return lambda: stop() or time.monotonic() >= ends

    return begun


def _told(found: Exchanges, name: str) -> Exchange | None:
    """The exchange that is told in full; None if the usual one does not exist.

    Raises:
        InputError: there is no exchange of that name.
    """
    from detente.cli.choice import concept_or_none
    from detente.errors import InputError
    from detente.formats.detente.mistakes import did_you_mean, short

    text = name.strip().lower()
    named = f"{text} for {text}" if text.isdecimal() else concept_or_none(text) or text
    one = found.named(named)
    if one is None and named != found.concept:
        known = [other.selection.name for other in found.all]
        raise InputError.at(
            "", f"--show: no exchange here is called '{short(name)}'{did_you_mean(named, known)}"
        )
    return one or next(iter(found.all), None)


def exchanges_document(found: Exchanges) -> Document:
    """What `detente exchange --json` prints."""
    from detente.cli.documents import estimates, numbers, outcome_document

    case = found.sides.case
    least = {
        party: case.utilities.value(p, units)
        for p, (party, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    }
    return {
        "issue": found.sides.issue,
        "sides": list(found.sides.parties),
        "guarantor": {"name": found.guarantee.name, "named": found.guarantee.named},
        "concept": found.concept,
        "today": outcome_document(case, found.sides.start),
        "reservation": numbers(least),
        "exchanges": [_document(found, one) for one in found.all],
        "estimates": estimates(case),
    }


def _document(found: Exchanges, one: Exchange) -> Document:
    """One exchange."""
    from detente.cli.documents import numbers
    from detente.model.number import plain

    case = found.sides.case
    chain, cut = one.chain, one.swaps

    def names(variables: tuple[int, ...]) -> list[str]:
        return [str(case.variables[v].item) for v in variables]

    return {
        "kind": one.selection.kind,
        "name": one.selection.name,
        "items": {
            party: names(given) for party, given in zip(found.sides.parties, one.given, strict=True)
        },
        "utilities": numbers(one.utilities),
        "acceptable": one.acceptable,
        "ties": one.selection.ties,
        "steps": None if chain is None else len(chain.steps),
        "trust": None if chain is None else plain(chain.trust),
        "bound": None if chain is None else plain(chain.certificate.bound),
        "optimal": None if chain is None else chain.certificate.optimal,
        "because": one.because,
        "impossible": one.impossible,
        "chain": None
        if chain is None
        else [names(tuple(move.variable for move in step.moves)) for step in chain.steps],
        "swaps": cut
        and {
            "groups": [names(group) for group in cut.groups],
            "steps": len(cut.groups),
            "largest": cut.most,
            "trust": None if one.swaps_trust is None else plain(one.swaps_trust),
            "trust_unguaranteed": None if one.bare_trust is None else plain(one.bare_trust),
            "fewest": cut.fewest,
            "smallest": cut.smallest,
        },
    }


def plan_of(found: Exchanges, told: Exchange | None) -> Document:
    """The guaranteed swaps of an exchange as a plan; its chain of hand-overs where there are no swaps.

    Raises:
        InputError: there is neither.
    """
    from detente.analysis.exchange.asking import swap_document
    from detente.cli.documents import jsonable, plan_document
    from detente.errors import InputError

    if told is not None and told.swaps is not None:
        document: Document = jsonable(
            swap_document(found.sides, told.swaps.groups, told.selection.outcome, found.guarantee)
        )
        return document
    if told is not None and told.chain is not None:
        return plan_document(told.chain, found.known)
    raise InputError.at("", "-o: there are no steps to this exchange that could be written")
