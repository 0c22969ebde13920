"""Writing files so that they are whole or not there."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from detente.errors import InputError


def write_whole(path: str, text: str) -> None:
    """Write a text file in one go: readers see the old file or the new one, never half of it.

    The folder is made if it is missing; a link is followed; a device such as /dev/stdout is written to directly.

    Raises:
        OSError: it cannot be written, with `filename` as the user gave it.
    """
    place = Path(path)
    try:
        if place.exists() and not place.is_file() and not place.is_dir():
            place.write_text(text, encoding="utf-8")
            return
        target = Path(os.path.realpath(place))
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory", path)
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied", path)
        handle, temporary = tempfile.mkstemp(prefix=".detente-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(temporary, mode)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        error.filename, error.filename2 = path, None
        raise


def write_json(path: str, document: object) -> None:
    """Write a JSON document to a file, in one go."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    write_whole(path, text + "\n")


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
