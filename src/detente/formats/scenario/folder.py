"""The files of a scenario: which are there, in which order, and what each holds."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from detente.errors import InputError, Problem
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean
from detente.formats.detente.source import is_json, read_text
from detente.formats.detente.tree import Map
from detente.formats.detente.tree import parse as parse_yaml
from detente.formats.scenario.findings import Findings, Sheet, listed
from detente.formats.scenario.json_text import parse as parse_json

HEAD = 65_536
ENDINGS = (".json", ".yaml", ".yml")


def files_in(folder: Path, endings: Sequence[str] = ENDINGS) -> list[Path]:
    """The files directly in a folder, in natural order (`p2` before `p10`); hidden ones are left alone.

    Raises:
        InputError: the folder cannot be read.
    """
    try:
        found = [
            file
            for file in folder.iterdir()
            if file.suffix.lower() in endings and not file.name.startswith(".") and file.is_file()
        ]
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError.at(str(folder), f"the folder cannot be read: {why}") from None
    return sorted(found, key=natural)


def natural(file: Path) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts `party2` before `party10`, whatever the case of letters."""
    parts = re.split(r"(\d{1,9})", file.stem.casefold())
    return [
        (bool(place % 2), int(part) if place % 2 else 0, part) for place, part in enumerate(parts)
    ], file.name


def head(file: Path) -> str:
    """The beginning of a file, as well as it can be read; empty where it cannot be. Raises nothing.

    It tells formats apart, and leaves complaints to whoever reads the whole file.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(HEAD)
    except (OSError, ValueError):
        return ""
    return data.replace(b"\0", b"").decode("utf-8", "replace")  # UTF-16 is seen through, too


def opened(file: Path, findings: Findings) -> Sheet | None:
    """A file as a mapping; None, and mistakes are kept, where it is none."""
    mistakes = Mistakes(str(file), findings.problems)
    text = read_text(file, mistakes)
    if text is None:
        return None
    json = is_json(file)
    if not text.strip():
        mistakes.add(Span(1, 1), "the file is empty; get a whole copy of it")
        return None
    good, tree = parse_json(text, mistakes) if json else parse_yaml(text, mistakes)
    if not good:
        return None
    if not isinstance(tree, Map):
        what = "a '{...}' with keys" if json else "'key: value' entries"
        mistakes.add(Span(1, 1), f"there should be {what} here, not a list or a single value")
        return None
    return Sheet(str(file), text, tree, findings, json)


def named(files: Sequence[Path]) -> dict[str, Path]:
    """The files by the name of the party: the file's, without its ending, made unique."""
    found: dict[str, Path] = {}
    for file in files:
        name, count = file.stem, 1
        while name in found:
            count += 1
            name = f"{file.stem}-{count}"
        found[name] = file
    return found


def picked(
    path: str | os.PathLike[str], profiles: dict[str, Path], parties: Sequence[str] | None
) -> dict[str, Path]:
    """The profiles of the parties asked for, in the order asked for; all where none are named.

    Raises:
        InputError: a name that no profile has, or fewer than two parties.
    """
    if parties is not None:
        unknown = [name for name in dict.fromkeys(parties) if name not in profiles]
        if unknown:
            raise InputError(
                Problem(
                    str(path),
                    0,
                    0,
                    f"no profile is called '{name}'{did_you_mean(name, profiles)}",
                )
                for name in unknown
            )
        profiles = {name: profiles[name] for name in parties}
    if len(profiles) < 2:
        what = f"only one profile, {listed(profiles)}," if profiles else "no profiles"
        raise InputError.at(
            str(path),
            f"{what} for this domain; a negotiation needs two parties or more, each with a profile "
            "in a file of its own beside the domain",
        )
    return profiles


def shown_name(folder: Path) -> str:
    """The name of a folder, even where it is given as `.`."""
    return folder.name or folder.resolve().name or "scenario"
