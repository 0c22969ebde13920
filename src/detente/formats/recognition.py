"""Which format a file or a folder is in, from the heads of its files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from detente.errors import InputError
from detente.formats.scenario.folder import files_in, head

NAMES = {
    "genius": "GENIUS",
    "negmas": "NegMAS",
    "geniusweb": "GeniusWeb",
    "negolog": "NegoLog",
    "detente": "Detente",
}
"""Every format, as people call it."""

_DETENTE = re.compile(r"""^\{?[ \t]{0,2}["']?detente["']?\s*:\s*\d+\s*(?:[,#}]|$)""", re.MULTILINE)
_GENIUSWEB = re.compile(
    r'"(issuesValues|LinearAdditiveUtilitySpace|SumOfGroupsUtilitySpace|DefaultPartialOrdering)"\s*:'
)
_NEGOLOG = re.compile(r'"issueWeights"\s*:')
_SPECS = re.compile(r'"NumberOfBids"\s*:')
_NEGMAS = re.compile(
    r"""(?:\A|[\s{,])["']?(?:type|__python_class__)["']?\s*:\s*["']?[\w.]*"""
    r"""(?:OutcomeSpace|Issue|UtilityFunction|UFun|Fun)\b"""
)


def format_of(path: str | os.PathLike[str]) -> str:
    """The format that a case is in: a key of `NAMES`; `detente` where no other fits.

    Args:
        path: a file, or a folder with the files of one scenario.

    Raises:
        InputError: a folder holds scenarios in several formats.
    """
    from detente.formats.genius import is_genius

    given = Path(path)
    try:
        folder = given.is_dir()
    except (OSError, ValueError):
        return "detente"
    if not folder:
        return "genius" if is_genius(path) else format_of_file(given)
    found: dict[str, str] = {}
    if is_genius(path):
        found["genius"] = "XML"
    for file in _candidates(given):
        kind = format_of_file(file)
        if kind != "detente":
            found.setdefault(kind, file.name)
    if len(found) > 1:
        several = " and ".join(f"{NAMES[kind]} ({file})" for kind, file in found.items())
        raise InputError.at(
            str(path), f"this folder could be {several}; name the domain file of the one meant"
        )
    return next(iter(found), "detente")


def format_of_file(file: Path) -> str:
    """The format that one YAML or JSON file is in, GENIUS apart. Raises nothing."""
    ending = file.suffix.lower()
    if ending not in (".json", ".yaml", ".yml"):
        return "detente"
    text = head(file)
    if _DETENTE.search(text):
        return "detente"
    if ending == ".json":
        if _GENIUSWEB.search(text):
            return "geniusweb"
        if _NEGOLOG.search(text) or _SPECS.search(text):
            return "negolog"
    return "negmas" if _NEGMAS.search(text) else "detente"


def module_of(format: str) -> ModuleType:
    """The package that reads and writes a format; it is imported only now."""
    return import_module(f"detente.formats.{format}")


def _candidates(folder: Path) -> Iterator[Path]:
    """The files of a folder that may tell its format."""
    try:
        files = files_in(folder)
    except InputError:
        return
    yield from (file for file in files if not file.name.startswith("_"))
