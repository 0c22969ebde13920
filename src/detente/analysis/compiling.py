"""Loops over many rows, compiled when they are first used and kept on disk for the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

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
