"""Running commands: in this process for most tests, in one of their own where that is the point."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detente.cli.group import detente

SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def data() -> Path:
    return Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def run() -> Callable[..., Ran]:
    """Run a command in this process."""

    def call(*words: object, **env: str) -> Ran:
        result = CliRunner().invoke(detente, [str(word) for word in words], env=env)
        assert "Traceback" not in result.output
        return Ran(result.exit_code, result.stdout, result.stderr)

    return call


def environment(**more: str) -> dict[str, str]:
    """The environment of a command of its own: nothing of the terminal that the tests run in."""
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}
    return {**kept, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1", **more}


@pytest.fixture
def start() -> Callable[..., Ran]:
    """Run a command in a process of its own."""

    def call(*words: object, cwd: Path | None = None, **env: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "detente", *map(os.fsdecode, map(_word, words))],
            capture_output=True,
            cwd=cwd,
            env=environment(**env),
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def _word(word: object) -> str | bytes:
    return word if isinstance(word, str | bytes) else str(word)
