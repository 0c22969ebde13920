"""The command line: a thin command a module; nothing is imported before it is needed."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run the command named on the command line and end the process with its exit status."""
    from detente.cli.group import detente

    detente.main(prog_name="detente")
    raise SystemExit(0)
