"""Names of files for parties, such as every system can have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from detente.formats.scenario.findings import listed
from detente.formats.scenario.folder import natural

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u2028\u2029]+')
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
_LONGEST = 60


def stems(names: Sequence[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """For each name a file name without its ending, the name itself where it can be one.

    >>> stems(["us", "EU/UK"])
    {'us': 'us', 'EU/UK': 'EU-UK'}
    """
    used = {_folded(name) for name in taken}
    found = {}
    for name in names:
        stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))[:_LONGEST]
        stem = (
            "".join(c if c.isprintable() else "-" for c in stem).strip(" .").lstrip("_") or "party"
        )
        if _RESERVED.fullmatch(stem):
            stem += "-"
        unique, count = stem, 1
        while _folded(unique) in used:
            count += 1
            unique = f"{stem}-{count}"
        used.add(_folded(unique))
        found[name] = unique
    return found


def said_of_stems(found: dict[str, str], ending: str = "") -> list[str]:
    """What is to be said of files that are called otherwise than the party."""
    changed = [f"{name!r} is {stem + ending!r}" for name, stem in found.items() if name != stem]
    return [f"a file cannot have every name: {', '.join(changed)}"] if changed else []


def said_of_names(found: dict[str, str], ending: str) -> list[str]:
    """What is to be said of files that are called otherwise than the party, or sort otherwise."""
    said = said_of_stems(found, ending)
    order = list(found.values())
    read = sorted(order, key=lambda stem: natural(Path(stem + ending)))
    if read != order:
        said.append(f"the parties are read back in the order of their files: {listed(read)}")
    return said


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
