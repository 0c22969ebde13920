"""The command `detente` itself: its commands by name, each loaded when it is used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn

import click

from detente.cli import guard
from detente.cli.options import NAMED
from detente.errors import InputError

COMMANDS = {
    "check": "Say whether a case is sound, and where it is not.",
    "frontier": "List every outcome that no other beats for all sides at once.",
    "settle": "Show the settlements that the theory of bargaining singles out.",
    "plan": "Find small steps from today to a settlement that ask for the least trust.",
    "trust": "Say how much trust each settlement asks, and what can be reached with how much.",
    "exchange": "Say who could be exchanged for whom, in which swaps, and how much trust that asks.",
    "verify": "Check any plan against the case, rule by rule.",
    "stability": "Say which outcomes would hold, and why no side would gain by leaving them.",
    "report": "Write one page, to be opened in a browser, about the case.",
    "draw": "Draw one picture of the case or of a plan, as SVG or PNG.",
    "convert": "Write a case in another format.",
    "set": "Change figures in a case file; its comments stay.",
    "schema": "Print the JSON Schema of case files.",
}
"""Every command with its line in the list of commands; the module has the command's name."""


class Commands(click.Group):
    """A group that imports a command's module when the command is used, and lets no traceback out."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command called `name`, imported now; None if there is none."""
        if name not in COMMANDS:
            return None
        module = import_module(f"detente.cli.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a better answer where there is no such command."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(_unknown(name), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the analysis knows a case by its name, the person by its path."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            name, path = ctx.meta.get(NAMED, ("", ""))
            raise InputError(
                replace(problem, file=path) if problem.file == name else problem
                for problem in error.problems
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run, and exit with the status that DESIGN.md promises."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        status = guard.run(
            lambda: super(Commands, self).main(given, prog_name or "detente", **extra),
            wants_json="--json" in given[: given.index("--") if "--" in given else None],
        )
        sys.exit(status)


def _unknown(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    if near and not ("." in name or "/" in name):
        return f"there is no command {name!r}; did you mean {near[0]!r}?"
    if "." in name or "/" in name:
        return f"{name!r} is no command; to plan for a case, say 'detente plan {name}'"
    return f"there is no command {name!r}; there are {', '.join(COMMANDS)}"


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"detente {version('detente')}")
        except PackageNotFoundError:
            click.echo("detente (from a source tree that is not installed)")
        ctx.exit()


@click.group(
    cls=Commands,
    name="detente",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="'detente COMMAND --help' shows a command's options and examples. Exit status: 0 done; "
    "1 the answer is no; 2 the input is wrong, and standard error says where and how to mend it.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def detente(ctx: click.Context) -> None:
    """Plan and mediate agreements in small steps.

    Detente says what the parties to a negotiation could agree on, which of those agreements are
    fair and in what sense, and in which small steps they can be reached when nobody trusts anybody.

    \b
    Examples:
      detente check my-case.yaml
      detente plan my-case.yaml
      detente report my-case.yaml -o my-case.html
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
