"""Files that a case can be read from and written to; one module or package a format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detente.errors import InputError
from detente.model.case import Case


def load(path: str | Path, parties: Sequence[str] | None = None) -> Case:
    """The case at a path.

    Args:
        path: a Detente file (YAML or JSON); or a folder of GENIUS, NegMAS, GeniusWeb or NegoLog files, or the
            domain file in it.
        parties: only these parties, in this order; of such a folder, the profiles of that name.

    Raises:
        InputError: the case cannot be read; carries every mistake found, each with its place.
    """
    from detente.formats.recognition import format_of, module_of

    kind = format_of(path)
    if kind != "detente":
        found: Case = module_of(kind).load(path, parties=parties)
        return found
    from detente.formats.detente.reading import read

    case = read(path)
    return case if parties is None else _only(case, list(parties), str(path))


def save(case: Case, path: str | Path) -> None:
    """Write a case as a Detente file: JSON if the name ends in `.json`, else YAML.

    All known preferences go into the one file. The file is replaced in one go.

    Raises:
        InputError: the case says something that the format cannot.
        OSError: the file cannot be written.
    """
    from detente.formats.detente.replacing import replace_file
    from detente.formats.detente.writing import text_of

    replace_file(Path(path), text_of(case, Path(path)))


def _only(case: Case, parties: list[str], path: str) -> Case:
    """A case between some of its parties.

    Raises:
        InputError: there is no such party, or fewer than two are left, or one left out has a part in the case.
    """
    from detente.formats.detente.mistakes import Mistakes, did_you_mean
    from detente.model.issue import Items

    mistakes = Mistakes(path)
    for party in parties:
        if party not in case.parties:
            mistakes.add(None, f"there is no party '{party}'" + did_you_mean(party, case.parties))
    if len(set(parties)) < max(2, len(parties)):
        mistakes.add(None, "name at least two parties, each once")
    gone = [party for party in case.parties if party not in parties]
    for issue in case.issues.values():
        for item in issue.items if isinstance(issue, Items) else ():
            for party in gone:
                if party in (item.holder, *item.receivers):
                    mistakes.add(
                        None,
                        f"'{party}' cannot be left out: it may hold '{item.name}' of '{issue.name}'",
                    )
    for move in case.moves:
        if move.by and set(move.by) <= set(gone):
            who = " and ".join(f"'{party}'" for party in move.by)
            mistakes.add(None, f"{who} cannot be left out: a move of '{move.issue}' is theirs")
    mistakes.stop()
    return replace(
        case,
        parties={party: case.parties[party] for party in parties},
        preferences={p: case.preferences[p] for p in parties if p in case.preferences},
        moves=tuple(
            replace(move, by=tuple(party for party in move.by if party in parties))
            for move in case.moves
        ),
    )


__all__ = ["InputError", "load", "save"]
