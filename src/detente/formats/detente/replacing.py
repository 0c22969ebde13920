"""Putting a new content in the place of a file, so that readers see the old one or the new one and never a part."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: str | bytes) -> None:
    """Write a file in one go; who may read and write it stays as it was, and a link stays a link.

    Raises:
        OSError: it cannot be written; the file is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        before: os.stat_result | None = path.stat()
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        # A folder refuses, a device takes it; its own path, as that of the pipe behind /dev/stdout leads nowhere.
        with path.open("wb") as stream:
            stream.write(data)
        return
    target = Path(os.path.realpath(path))
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file may not be written", str(path))
    handle, temporary = tempfile.mkstemp(prefix=".detente-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None:
            os.chmod(temporary, stat.S_IMODE(before.st_mode))
            with suppress(OSError, AttributeError):
                os.chown(temporary, before.st_uid, before.st_gid)
        else:
            os.chmod(temporary, 0o666 & ~_mask())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mask() -> int:
    """What new files are not allowed; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
