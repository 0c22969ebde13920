"""Writing files so that they are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import InputError


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Around writing a file: makes its folder, and names the file in errors as the user named it.

    Raises:
        OSError: it cannot be written.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        error.filename, error.filename2 = path, None
        raise


def write_whole(path: str, content: str | bytes) -> None:
    """Write a file in one go: readers see the old file or the new one, never half of it.

    Raises:
        OSError: it cannot be written.
    """
    from detente.formats.detente.replacing import replace_file

    with writing(path):
        replace_file(Path(path), content)


def write_json(path: str, document: object) -> None:
    """Write a JSON document to a file, in one go."""
    from detente.cli.output import json_text

    write_whole(path, json_text(document))


def refuse_to_overwrite(path: str, *inputs: str, endings: tuple[str, ...]) -> None:
    """Make sure that an output cannot destroy an input.

    Args:
        path: where the output goes.
        inputs: files that the command reads.
        endings: what the name of such an output ends in.

    Raises:
        InputError: the output is one of the inputs, or its name says that it is something else.
    """
    if not Path(path).name.lower().endswith(endings) and not path.startswith("/dev/"):
        raise InputError.at(path, f"the name of this file should end in {' or '.join(endings)}")
    for given in inputs:
        try:
            same = os.path.samefile(path, given)
        except OSError:
            same = False
        if same:
            raise InputError.at(path, "this would overwrite the input; choose another name")
