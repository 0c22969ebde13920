"""The command line: a thin command a module; nothing is imported before it is needed."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run the command named on the command line and end the process with its exit status."""
    try:
        from detente.cli.group import detente

        detente.main(prog_name="detente")
    except KeyboardInterrupt:  # before the command itself could take care of it
        raise SystemExit(130) from None
    raise SystemExit(0)
