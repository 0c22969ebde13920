"""How long a search may take: `--seconds N`, or until Ctrl-C; both give what has been found so far."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from types import FrameType

STDERR = 2

F = TypeVar("F", bound=Callable[..., Any])


def seconds_option(function: F) -> F:
    """Add `--seconds`, after which a search gives what it has found."""
    return click.option(
        "--seconds",
        metavar="N",
        type=click.FloatRange(min=0, min_open=True),
        help="Search no longer than so many seconds, and give what has been found by then, saying what is not "
        "proven. Ctrl-C does the same at any time.",
    )(function)


@contextmanager
def patience(seconds: float | None) -> Iterator[Callable[[], bool]]:
    """A function that says whether to stop: once the time is over, or somebody has pressed Ctrl-C.

    A second Ctrl-C ends the program, as the first would without this.

    Args:
        seconds: how long to search; None for as long as it takes.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)
        # past the buffer: the signal may have come while something else was being written to it
        with suppress(OSError):
            os.write(STDERR, b"\nstopping: what has been found so far is given ...\n")

    # only the main thread may say what a signal does
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    catching = main and before is signal.default_int_handler
    if catching:
        signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed or (ends is not None and time.monotonic() >= ends)
    finally:
        if catching:
            signal.signal(signal.SIGINT, before)
