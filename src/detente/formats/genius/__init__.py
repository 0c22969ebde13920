"""Domains of GENIUS: a domain and each party's profile as XML files in one folder, read by its rules.

GENIUS (Lin, Kraus, Baarslag, Tykhonov, Hindriks and Jonker 2014, Computational Intelligence 30(1)) is
the simulator of the ANAC competitions. Where its files leave something open, what its own source
(version 10.4) does counts, and what is worth knowing of that goes into the notes of the case.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from detente.formats.genius.folder import is_genius
from detente.model.case import Case

__all__ = ["is_genius", "load", "write"]


def load(path: str | os.PathLike[str], parties: Sequence[str] | None = None) -> Case:
    """The case in a GENIUS domain.

    The status quo is unknown to GENIUS, so every issue leaves it open. What no deal is worth is the
    profile's reservation value, or 0. Utilities are GENIUS's own, but exact, and not cut at 1: of
    weights and evaluations (each divided by the largest of its issue), of sums of hyper-rectangles
    (divided by `maxutility`) or of ranks and constraints; the last two become interactions.

    Args:
        path: the folder with the files, or the domain file in it.
        parties: names of the parties wanted, in order: the names of their profile files without
            `.xml`. All of them where it is left out; a domain may have more profiles than were ever
            meant to sit at one table.

    Raises:
        InputError: with every mistake of every file that was to be read.
    """
    # Imported here, since every case that is opened asks only whether it is a GENIUS domain.
    from detente.formats.genius import reading

    return reading.load(path, parties)


def write(case: Case, folder: Path) -> list[str]:
    """Writes a case as a GENIUS domain; see `detente.formats.genius.writing.write`."""
    from detente.formats.genius import writing

    return writing.write(case, folder)
