"""What a person or a script sees when a command cannot do its work: one line a problem, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TextIO

import click

from detente.cli.text import clean
from detente.errors import DetenteError, InputError, NoAgreement, NoPlan, Problem, TooLarge

DONE, NO, WRONG_INPUT = 0, 1, 2
"""The exit statuses that scripts may rely on."""

UNEXPECTED = 70
"""Exit status of a mistake in Detente itself (EX_SOFTWARE of sysexits.h)."""

INTERRUPTED, READER_GONE = 128 + 2, 128 + 13
"""As a shell reports a process that ended by SIGINT and by SIGPIPE."""

_LONGEST = 1_500
"""Letters of a line on standard error; what lies in the middle of a longer one is left out."""


def run(work: Callable[[], object], *, wants_json: bool) -> int:
    """Do the work of a command and return the exit status.

    Args:
        work: returns an exit status, or None for 0.
        wants_json: whether standard output must carry one JSON document even for an error.
    """
    _keep_standard_output_safe()
    try:
        try:
            status = work()
            sys.stdout.flush()
            return status if isinstance(status, int) else DONE
        except Exception as error:
            if os.environ.get("DETENTE_DEBUG") and not isinstance(error, BrokenPipeError):
                import traceback

                traceback.print_exc()
            status, problems = _told(error)
            if problems:
                _say(problems, wants_json=wants_json and not _is_of_output(error))
            if _is_of_output(error):
                _forget_standard_output()  # it cannot be written to
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        _forget_standard_output()
        return READER_GONE
    except OSError as error:  # standard output cannot be written to: nothing is left but to say so
        _forget_standard_output()
        _line(f"standard output: {_reason(error)}")
        return WRONG_INPUT
    except KeyboardInterrupt:
        _forget_standard_output()
        return INTERRUPTED


def _is_of_output(error: Exception) -> bool:
    """Whether standard output itself failed: errors of files name them."""
    return isinstance(error, OSError) and error.filename is None


def _told(error: Exception) -> tuple[int, tuple[Problem, ...]]:
    """The exit status for an error, and the problems to be told; none where there is nothing to say."""
    if isinstance(error, InputError):
        return WRONG_INPUT, error.problems
    if isinstance(error, NoAgreement | NoPlan):
        return NO, (Problem("", 0, 0, str(error)),)
    if isinstance(error, click.Abort):
        return INTERRUPTED, ()
    if isinstance(error, BrokenPipeError):
        return READER_GONE, ()
    if isinstance(error, click.UsageError):
        return WRONG_INPUT, (Problem("", 0, 0, _usage(error)),)
    if isinstance(error, click.ClickException):
        return WRONG_INPUT, (Problem("", 0, 0, error.format_message()),)
    if isinstance(error, TooLarge | DetenteError):
        return WRONG_INPUT, (Problem("", 0, 0, str(error)),)
    if isinstance(error, OSError) and error.filename is not None:
        name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else "input"
        return WRONG_INPUT, (Problem(name, 0, 0, _reason(error)),)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return WRONG_INPUT, (Problem("standard output", 0, 0, _reason(error)),)
    if isinstance(error, MemoryError):
        return WRONG_INPUT, (Problem("", 0, 0, "the case is too large for this machine's memory"),)
    if isinstance(error, RecursionError):
        return WRONG_INPUT, (Problem("", 0, 0, "the input is nested too deeply"),)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = (
        f"Detente made a mistake ({what}); please report it with the command you gave and, if you "
        "may share it, the case; DETENTE_DEBUG=1 before the command shows where it happened"
    )
    return UNEXPECTED, (Problem("", 0, 0, message),)


def _usage(error: click.UsageError) -> str:
    """A mistake in how a command was called, with where to look."""
    command = error.ctx.command_path if error.ctx else "detente"
    if isinstance(error, click.NoSuchOption):
        message = f"there is no option {error.option_name}"
        near = get_close_matches(error.option_name, error.possibilities or (), n=1)
        message += f"; did you mean {near[0]}?" if near else ""
    else:
        message = error.format_message().strip().rstrip(".")
        message = message[:1].lower() + message[1:]
    return f"{command}: {message} ('{command} --help' shows how it is called)"


def _reason(error: OSError) -> str:
    """An operating system's error in a sentence that says how to mend it."""
    hints = {
        errno.ENOENT: "there is no such file or folder; check the spelling and the folder you are in",
        errno.EACCES: "permission denied; choose another place or change its permissions",
        errno.EPERM: "not permitted; choose another place or change its permissions",
        errno.EROFS: "this place can only be read; choose another",
        errno.EISDIR: "this is a folder; name a file in it",
        errno.ENOTDIR: "a part of this path is a file, not a folder",
        errno.EEXIST: "a file is in the way of a folder",
        errno.ENOSPC: "no space is left there; make room or choose another place",
        errno.EDQUOT: "your share of the disk is used up; make room or choose another place",
        errno.ENAMETOOLONG: "this name is too long; choose a shorter one",
        errno.ELOOP: "this is a link that leads back to itself",
    }
    return hints.get(error.errno or 0, (error.strerror or str(error)).lower())


def _say(problems: Iterable[Problem], *, wants_json: bool) -> None:
    """The problems on standard error, a line each; and as one JSON document where that was asked for."""
    problems = tuple(problems)
    tell(problems)
    if wants_json:
        from detente.cli.output import print_json

        print_json({"problems": documents(problems)})


def tell(problems: Iterable[Problem]) -> None:
    """The problems on standard error, a line each."""
    for problem in problems:
        _line(str(problem))


def documents(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as they stand in JSON."""
    return [
        {"file": p.file, "line": p.line, "column": p.column, "message": p.message} for p in problems
    ]


def _line(text: str) -> None:
    if len(text) > _LONGEST:  # somebody's name of 100,000 letters; the advice is at the end
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    try:
        print(clean(text), file=sys.stderr, flush=True)
    except OSError:
        pass  # nobody can be told


def _keep_standard_output_safe() -> None:
    """Make sure that no character can stop the output, whatever the locale's encoding, nor a closed stream."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called: what is written goes nowhere
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _forget_standard_output() -> None:
    """Let what is still unwritten go nowhere, so that the interpreter's last flush does not fail."""
    stream: TextIO | None = sys.stdout
    try:
        if stream is not None:
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, stream.fileno())
    except (OSError, ValueError):
        pass
