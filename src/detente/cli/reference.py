"""Writes docs/reference/commands.md from the printed help: `python -m detente.cli.reference`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from detente.cli.group import COMMANDS, detente

_HEAD = """# Commands

Every command, as its own `--help` prints it. This page is written by
`python -m detente.cli.reference`, and a test keeps it true; how to use the commands from a script
is told in [Script Detente](../how-to/script-detente.md).
"""


def reference() -> str:
    """The page about every command."""
    parts = [_HEAD, f"## detente\n\n```text\n{_help(detente, 'detente')}```\n"]
    group = click.Context(detente, info_name="detente")
    for name in COMMANDS:
        command = detente.get_command(group, name)
        assert command is not None
        parts.append(
            f"## detente {name}\n\n{COMMANDS[name]}\n\n```text\n{_help(command, name, group)}```\n"
        )
    return "\n".join(parts)


def _help(command: click.Command, name: str, parent: click.Context | None = None) -> str:
    """A command's help at a fixed width, whatever the terminal."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    context.help_option_names = detente.context_settings["help_option_names"]
    lines = command.get_help(context).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def main(arguments: list[str]) -> int:
    """Write the page, to the path given or to the place where it belongs in a source tree."""
    if len(arguments) > 1:
        print("usage: python -m detente.cli.reference [FILE]", file=sys.stderr)
        return 2
    place = Path(__file__).resolve().parents[3] / "docs" / "reference" / "commands.md"
    path = Path(arguments[0]) if arguments else place
    path.write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
