"""Loops over many rows, compiled when they are first used and kept on disk for the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
from numba.core import event

from detente.analysis.preparation import compiling

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """The loop as machine code, made for each kind of arguments at their first use.

    It is kept beside the module, or in the user's cache folder where the package's may not be
    written; where neither may, it is made anew in every process.
    """
    try:
        made = numba.njit(loop, cache=True, nogil=True)
    except RuntimeError:  # numba found no place for its cache
        made = numba.njit(loop, nogil=True)
    return cast(Loop, made)


class _Listener(event.Listener):
    """Passes on that a loop begins to be compiled; numba does not send this for one that was kept."""

    def on_start(self, event: object) -> None:
        compiling()

    def on_end(self, event: object) -> None:
        pass


event.register("numba:compile", _Listener())  # type: ignore[no-untyped-call]
