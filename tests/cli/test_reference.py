"""The pages about the commands are under test: the help that they show, the examples that they give."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from detente.cli.group import COMMANDS
from detente.cli.reference import main, reference

from .conftest import environment

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = DOCS / "how-to" / "script-detente.md"


def test_the_reference_shows_the_help_as_it_is_now():
    written = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m detente.cli.reference"


def test_the_reference_does_not_hang_on_the_terminal(monkeypatch):
    usual = reference()
    monkeypatch.setenv("COLUMNS", "40")
    assert reference() == usual


def test_the_reference_is_written_where_it_is_asked_for(tmp_path):
    assert main([str(tmp_path / "commands.md")]) == 0
    assert (tmp_path / "commands.md").read_text(encoding="utf-8") == reference()


def test_the_guide_speaks_of_every_command():
    text = GUIDE.read_text(encoding="utf-8")
    headings = " ".join(re.findall(r"^## (.*)$", text, re.MULTILINE))
    assert all(name in headings for name in COMMANDS)


def consoles() -> list[tuple[str, str]]:
    """The commands of the guide, each with the output that it shows."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.skipif(shutil.which("jq") is None, reason="the guide's examples use jq")
def test_the_guides_examples_print_what_it_shows(data, tmp_path):
    assert len(consoles()) >= 8
    for name in ("wages", "no-agreement", "captives"):
        shutil.copy(data / f"{name}.yaml", tmp_path)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "detente"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m detente "$@"\n')
    command.chmod(0o755)
    env = environment(PATH=f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for words, output in consoles():
        done = subprocess.run(
            ["bash", "-c", words],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == output, words
