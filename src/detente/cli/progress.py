"""A progress bar on standard error, for work that takes long enough to wonder about."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.analysis.frontier import Frontier
    from detente.model.case import Case

_PATIENCE = 0.5
"""Seconds of work before a bar appears."""

_BETWEEN = 0.1
"""Seconds between two pictures of the bar."""

_WIDTH = 24


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with (work done, work in all); None where nobody is watching.

    The bar is on standard error, only on a terminal, only after half a second, and is gone at the end.

    Args:
        what: what is being done, such as `finding the frontier`.
    """
    if not sys.stderr.isatty():
        yield None
        return
    start = last = time.monotonic()
    drawn = 0

    def progress(done: int, whole: int) -> None:
        nonlocal last, drawn
        now = time.monotonic()
        if now - start < _PATIENCE or (drawn and now - last < _BETWEEN):
            return
        last = now
        share = min(max(done / whole, 0.0), 1.0) if whole else 0.0
        full = round(share * _WIDTH)
        line = f"{what} [{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%}  {now - start:.0f} s"
        sys.stderr.write("\r" + line.ljust(drawn))
        sys.stderr.flush()
        drawn = len(line)

    try:
        yield progress
    finally:
        if drawn:
            sys.stderr.write("\r" + " " * drawn + "\r")
            sys.stderr.flush()


def found_frontier(case: Case) -> Frontier:
    """The frontier of a case, with a bar where it takes long."""
    from detente.analysis.frontier import frontier

    with bar("finding the frontier") as progress:
        return frontier(case, progress=progress)
