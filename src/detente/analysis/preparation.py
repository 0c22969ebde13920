"""Who wants to know that loops are being compiled: some seconds, the first time on a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TOLD: ContextVar[Callable[[], None] | None] = ContextVar("told", default=None)


@contextmanager
def telling(listener: Callable[[], None]) -> Iterator[None]:
    """While inside, call `listener` whenever a loop begins to be compiled.

    It is not called for a loop that was compiled before and kept.
    """
    token = _TOLD.set(listener)
    try:
        yield
    finally:
        _TOLD.reset(token)


def compiling() -> None:
    """Tell whoever listens that a loop begins to be compiled."""
    listener = _TOLD.get()
    if listener is not None:
        listener()
