"""Writing the files of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.formats.detente.emit import to_json
from detente.formats.detente.replacing import replace_file


def write_json(folder: Path, files: dict[str, dict[str, Any]]) -> None:
    """Writes trees as JSON files into a folder, which is made if it is not there.

    Raises:
        InputError: a name is too long to be a key.
        OSError: a file cannot be written.
    """
    write_texts(folder, {name: to_json(tree) for name, tree in files.items()})


def write_texts(folder: Path, files: dict[str, str]) -> None:
    """Writes texts as files into a folder, which is made if it is not there.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        replace_file(folder / name, text)


def no_two_alike(names: list[str], program: str) -> None:
    """Makes sure that the issues of the new domain have names of their own.

    Raises:
        InputError: an item of one issue is called as another issue.
    """
    for name in names:
        if names.count(name) > 1:
            raise InputError.at(
                "", f"two issues would be called '{name}' in {program}; rename an issue or an item"
            )
