"""A progress bar on standard error, for work that takes long enough to wonder about."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from detente.analysis.frontier import Frontier
    from detente.analysis.settlement import Ideals, Settlements
    from detente.model.case import Case

_PATIENCE = 0.5
"""Seconds of work before a bar appears."""

_BETWEEN = 0.1
"""Seconds between two pictures of the bar."""

_WIDTH = 24

_COMPILING = "preparing compiled loops for large cases: some seconds, once on this machine ..."


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with (work done, work in all); None where nobody is watching.

    The bar is on standard error, only on a terminal, only after half a second, and is gone at the end.
    A line tells of loops that have to be compiled first.

    Args:
        what: what is being done, such as `finding the frontier`.
    """
    if not sys.stderr.isatty():
        yield None
        return
    start = last = time.monotonic()
    drawn = 0
    furthest = 0.0
    warned = False

    def clear() -> None:
        nonlocal drawn
        if drawn:
            sys.stderr.write("\r" + " " * drawn + "\r")
            sys.stderr.flush()
            drawn = 0

    def progress(done: int, whole: int) -> None:
        nonlocal last, drawn, furthest
        now = time.monotonic()
        # A step that turns out longer than it seemed must not take the bar back.
        furthest = max(furthest, min(done / whole, 1.0) if whole else 0.0)
        if now - start < _PATIENCE or (drawn and now - last < _BETWEEN):
            return
        last = now
        full = round(furthest * _WIDTH)
        line = f"{what} [{'#' * full}{'.' * (_WIDTH - full)}] {furthest:4.0%}  {now - start:.0f} s"
        sys.stderr.write("\r" + line.ljust(drawn))
        sys.stderr.flush()
        drawn = len(line)

    def compiling() -> None:
        nonlocal warned
        if not warned:
            warned = True
            clear()
            sys.stderr.write(f"{_COMPILING}\n")
            sys.stderr.flush()

    from detente.analysis.preparation import telling

    try:
        with telling(compiling):
            yield progress
    finally:
        clear()


def found_frontier(
    case: Case, tolerance: Fraction | int = 0, memory: int | None = None
) -> Frontier:
    """The frontier of a case, with a bar where it takes long.

    Args:
        case: the case.
        tolerance: as `--tolerance` gives it; 0 for the exact frontier.
        memory: bytes, as `--memory` gives them; None for what is usual.

    Raises:
        TooLarge: it does not fit; the message names the options that help.
    """
    from detente.analysis.frontier import MEMORY, frontier

    memory = MEMORY if memory is None else memory
    with _helped(_what_helps(tolerance, memory)), bar("finding the frontier") as progress:
        return frontier(case, progress, tolerance=tolerance, memory=memory)


def found_settlements(case: Case, memory: int | None = None) -> Settlements:
    """The exact settlements of a case, with a bar where they take long.

    Where the frontier has very many points it is not looked for.

    Args:
        case: the case.
        memory: bytes, as `--memory` gives them; None for what is usual.

    Raises:
        NoAgreement: nothing is acceptable to all.
        TooLarge: it does not fit; the message names the options that help.
    """
    from detente.analysis.frontier import MEMORY
    from detente.analysis.settlement import settle

    memory = MEMORY if memory is None else memory
    with _helped(_what_helps(0, memory)), bar("finding the settlements") as progress:
        return settle(case, progress=progress, memory=memory)


def found_scales(
    case: Case, memory: int | None = None, *, options: bool = True
) -> Frontier | Ideals:
    """What a plan's figures are measured against, with a bar where it takes long.

    Args:
        case: the case.
        memory: bytes, as `--memory` gives them; None for what is usual.
        options: whether the command has `--tolerance` and `--memory`, so that a message may name them.

    Raises:
        TooLarge: it does not fit.
    """
    from detente.analysis.frontier import MEMORY
    from detente.analysis.scale import measured

    memory = MEMORY if memory is None else memory
    help_ = _what_helps(0, memory) if options else ""
    with _helped(help_), bar("finding what the sides could have") as progress:
        return measured(case, progress, memory=memory)


@contextmanager
def _helped(options: str) -> Iterator[None]:
    """Adds to what is too large the options that help, where any does."""
    from detente.errors import TooLarge

    try:
        yield
    except TooLarge as error:
        if not (options and error.limits_help):
            raise
        raise TooLarge(f"{error}. {options}") from error


def _what_helps(tolerance: Fraction | int, memory: int) -> str:
    """Which options to try, with figures."""
    more = f"--memory {_size(4 * memory)} (now {_size(memory)})"
    if tolerance:
        return f"Options: a larger --tolerance than {float(100 * tolerance):g}%, or {more}"
    return (
        "Options: --tolerance 1%, for fewer points, which no outcome beats by more than that share of "
        f"a side's range; or {more}"
    )


def _size(memory: int) -> str:
    """A size as `--memory` takes it: `2GB`."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if memory >= unit:
            return f"{memory / unit:.3g}{name}"
    return f"{memory}B"
