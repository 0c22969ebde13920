"""What most commands share: the case, `--json`, `--parties`, `--to`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from detente.model.case import Case

NAMED = "detente.case"
"""Key of the context's notes under which the case's (name, path) is kept, for messages."""

F = TypeVar("F", bound=Callable[..., Any])


def _names(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[str] | None:
    if value is None:
        return None
    names = [name.strip() for name in value.split(",")]
    if not all(names):
        raise click.BadParameter("give names with commas between them, as in --parties us,ru")
    if len(set(names)) != len(names):
        raise click.BadParameter("a party is named twice")
    return names


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
        help="Only these parties, in this order; of a GENIUS folder, these profiles.",
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


def opened(path: str, parties: list[str] | None = None) -> Case:
    """The case at a path.

    Raises:
        InputError: it cannot be read; carries every mistake found.
    """
    from detente.formats import load

    case = load(path, parties=parties)
    click.get_current_context().meta[NAMED] = (case.name, path)
    return case
