"""What several commands share: the case, and options such as `--json`, `--to`, `--from`, `--at-risk`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from detente.model.case import Case
    from detente.model.limits import Limits
    from detente.model.standing import Standing

NAMED = "detente.case"
"""Key of the context's notes under which the case's (name, path) is kept, for messages."""

F = TypeVar("F", bound=Callable[..., Any])

_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]?)(i?)b?\Z", re.IGNORECASE | re.ASCII)
_LEAST_MEMORY, _MOST_MEMORY = 10**6, 10**15
_DIGITS_OF_A_DOUBLE = 15


def _names(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[str] | None:
    if value is None:
        return None
    names = [name.strip() for name in value.split(",")]
    if not all(names):
        raise click.BadParameter("give names with commas between them, as in --parties us,ru")
    if len(set(names)) != len(names):
        raise click.BadParameter("a party is named twice")
    return names


def _share(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Fraction:
    """A tolerance: `0.01`, `1%` or `1/100`; 0 where none is given."""
    from detente.model.number import exact

    if value is None:
        return Fraction(0)
    text = value.strip()
    try:
        share = exact(text[:-1]) / 100 if text.endswith("%") else exact(text)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a share; give one such as 0.01 or 1%") from None
    if share == 0:
        raise click.BadParameter("a tolerance of 0 is what there is without this option")
    if not 0 < share < 1:
        near = f"; did you mean {text}%?" if 1 <= share < 100 and "%" not in text else ""
        raise click.BadParameter(
            f"{value!r} is not between 0 and 1, that is between 0% and 100%{near}"
        )
    return share


def _trust(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """A trust: `0.1`, `10%` or `1/10`; None where none is given.

    A figure with very many digits is a double that was printed: it counts as any number that prints so.
    """
    from math import inf, nextafter

    from detente.model.number import exact

    if value is None:
        return None
    text = value.strip()
    try:
        trust = exact(text[:-1]) / 100 if text.endswith("%") else exact(text)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not a trust; give a share such as 0.1 or 10%"
        ) from None
    if trust < 0:
        raise click.BadParameter(f"{value!r} is below 0, and a plan that asks no trust asks 0")
    if sum(map(str.isdigit, text)) > _DIGITS_OF_A_DOUBLE and "/" not in text:
        double = float(trust)
        above = Fraction(nextafter(double, inf)) - Fraction(double)
        return Fraction(double) + above * Fraction(49_999, 100_000)
    return trust


def _bytes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """A size of memory in bytes: `500MB`, `2GB`; None where none is given."""
    if value is None:
        return None
    found = _SIZE.match(value.strip())
    if found is None:
        raise click.BadParameter(f"{value!r} is not a size; give one such as 500MB or 2GB")
    number, prefix, binary = found.groups()
    step = 1024 if binary else 1000
    size = int(Fraction(number) * step ** " kmgt".index(prefix.lower() or " "))
    if size < _LEAST_MEMORY:
        unit = "GB" if size < 64 else "MB"
        near = f"; did you mean {number}{unit}?" if not prefix and size else ""
        raise click.BadParameter(f"{value!r} is too little to work with; the least is 1MB{near}")
    if size > _MOST_MEMORY:
        raise click.BadParameter(f"{value!r} is more than any machine has; the most is 1000TB")
    return size


def _amounts(
    ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, Fraction]:
    """By party an amount: `us=3`, given once for each party."""
    from detente.model.number import exact

    found: dict[str, Fraction] = {}
    for value in values:
        party, sign, amount = value.rpartition("=")
        party = party.strip()
        if not sign or not party:
            raise click.BadParameter(f"{value!r} should be PARTY=AMOUNT, as in --at-risk us=3")
        if party in found:
            raise click.BadParameter(f"{party!r} is named twice; say its amount once")
        try:
            found[party] = exact(amount)
        except ValueError:
            raise click.BadParameter(
                f"{amount.strip()!r} is not an amount; give a number on the party's own scale, as in "
                f"--at-risk {party}=3"
            ) from None
        if found[party] < 0:
            raise click.BadParameter(f"{value!r}: the least that a party can have at risk is 0")
    return found


def case_argument(function: F) -> F:
    """Add the argument CASE."""
    return click.argument("case_path", metavar="CASE")(function)


def json_option(function: F) -> F:
    """Add `--json`."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print one JSON document on standard output, and nothing else there.",
    )(function)


def parties_option(function: F) -> F:
    """Add `--parties`."""
    return click.option(
        "--parties",
        metavar="A,B,...",
        callback=_names,
        help="Only these parties, in this order; of another program's folder, these profiles.",
    )(function)


def target_option(help: str) -> Callable[[F], F]:
    """Add `--to`, a settlement concept or a file."""
    return click.option(
        "--to",
        "target",
        metavar="CONCEPT|FILE",
        default="nash",
        show_default=True,
        help=help,
    )


def trust_option(help: str) -> Callable[[F], F]:
    """Add `--trust`, how much trust a plan may ask; 0 may be given."""
    return click.option("--trust", metavar="SHARE", callback=_trust, help=help)


def standing_option(function: F) -> F:
    """Add `--from` and `--done`, which say where things stand; see `standing_from`."""
    function = click.option(
        "--done",
        metavar="N",
        type=click.IntRange(min=0),
        help="With --from PLAN: how many of its steps are done.",
    )(function)
    return click.option(
        "--from",
        "standing_path",
        metavar="STATE",
        help="Where things stand: a file that says so, or a plan of which some steps are done.",
    )(function)


def at_risk_options(function: F) -> F:
    """Add `--at-risk` and `--never-worse`, which limit what a plan may ask; see `limits_of`."""
    function = click.option(
        "--never-worse",
        is_flag=True,
        help="No step may leave any party worse off than the step before.",
    )(function)
    return click.option(
        "--at-risk",
        metavar="PARTY=AMOUNT",
        multiple=True,
        callback=_amounts,
        help="The most that a party bears to stand below no deal on the way, on its own scale; once for each "
        "party. It replaces the 'tolerance' of its preferences.",
    )(function)


def standing_from(case: Case, path: str | None, done: int | None = None) -> Standing | None:
    """Where things stand, as `--from` and `--done` give it; None where they are not given.

    Raises:
        InputError: every mistake in the file; or `--done` without a file.
    """
    from detente.errors import InputError

    if path is None:
        if done is not None:
            raise InputError.at(
                "", "--done says how many steps of a plan are done; give the plan with --from PLAN"
            )
        return None
    from detente.formats.detente.standing import read_standing

    return read_standing(case, path, done)


def limits_of(
    case: Case,
    at_risk: dict[str, Fraction],
    never_worse: bool,
    soonest: bool = False,
) -> Limits:
    """The limits that `--at-risk`, `--never-worse` and `--soonest` give.

    Raises:
        InputError: `--at-risk` names no party of the case.
    """
    from detente.errors import InputError
    from detente.formats.detente.mistakes import did_you_mean, short
    from detente.model.limits import Limits

    for party in at_risk:
        if party not in case.parties:
            near = did_you_mean(party, case.parties)
            raise InputError.at("", f"--at-risk: no party is called '{short(party)}'{near}")
    return Limits(at_risk, never_worse, soonest)


def limit_options(function: F) -> F:
    """Add `--tolerance` and `--memory`, which say how exact and how large a frontier may be."""
    function = click.option(
        "--memory",
        metavar="SIZE",
        callback=_bytes,
        help="How much memory the search may take, roughly, such as 500MB.  [default: 2GB]",
    )(function)
    return click.option(
        "--tolerance",
        metavar="SHARE",
        callback=_share,
        help="Where the frontier is too large: the share of each side's range of utility, such as "
        "1%, by which an outcome may beat every point listed. Without it the frontier is exact.",
    )(function)


def opened(path: str, parties: list[str] | None = None) -> Case:
    """The case at a path.

    Raises:
        InputError: it cannot be read; carries every mistake found.
    """
    from detente.formats import load

    case = load(path, parties=parties)
    click.get_current_context().meta[NAMED] = (case.name, path)
    return case
