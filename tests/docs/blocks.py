"""The code blocks of a page of the documentation: found, run, compared, and written anew.

A block is tested if its first line says so, after the language (a reader of the page does not see it):

- ``console tested``: each line that begins with `$ ` is a command, the lines below it are its output; a line `...`
  stands for any lines;
- ``python tested``: a session as in a docstring, with `>>>`;
- ``yaml file=NAME`` (any language): the text is written to that file, for the blocks below.

The blocks of a page run in order, in a folder of their own that holds copies of `examples` and `catalog`.

    python tests/docs/blocks.py README.md docs/tutorial/*.md     # writes the real output into the pages
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 100

_FENCE = re.compile(r"^```(\w+)((?: +\S+)*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, its text, and where the text stands in the page."""

    language: str
    words: tuple[str, ...]
    text: str
    start: int
    line: int

    @property
    def file(self) -> str | None:
        """Name of the file that it is written to, if any."""
        return next((word[5:] for word in self.words if word.startswith("file=")), None)

    @property
    def tested(self) -> bool:
        return "tested" in self.words


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(m[1], tuple(m[2].split()), m[3], m.start(3), text.count("\n", 0, m.start()) + 1)
        for m in _FENCE.finditer(text)
    ]


def pages() -> list[Path]:
    """Every page with something to run in it."""
    found = [
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "catalog" / "README.md",
    ]
    return [
        page
        for page in found
        if page.exists() and any(block.tested for block in blocks(page.read_text("utf-8")))
    ]


def workshop(folder: Path) -> dict[str, str]:
    """Fills a folder for the blocks of a page to run in; the environment that they run with."""
    for name in ("examples", "catalog"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name)
    tools = folder / ".bin"
    tools.mkdir()
    command = tools / "detente"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m detente "$@"\n', "utf-8")
    command.chmod(0o755)
    return {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": str(COLUMNS),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "HOME": str(folder),
    }


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output shown."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def matches(shown: str, real: str) -> bool:
    """Whether the output shown is the real one; a line `...` stands for any lines."""
    parts = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    return re.fullmatch("(?:.*\n)*".join(map(re.escape, parts)), real) is not None


def run(page: Path, folder: Path) -> str:
    """Runs the blocks of a page; the page as it ought to be, with the real output in it."""
    environment = workshop(folder)
    text = new = page.read_text("utf-8")
    names: dict[str, object] = {}
    for block in blocks(text):
        if block.file is not None:
            (folder / block.file).write_text(block.text, "utf-8")
        if not block.tested:
            continue
        if block.language == "console":
            real = _console(block.text, folder, environment)
        elif block.language == "python":
            real = _python(block.text, folder, names)
        else:
            raise ValueError(f"{page.name}:{block.line}: a {block.language} block cannot be run")
        place = block.start + len(new) - len(text)
        new = new[:place] + real + new[place + len(block.text) :]
    return new


def _console(text: str, folder: Path, environment: dict[str, str]) -> str:
    parts = []
    for command, shown in commands(text):
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        real = done.stdout.decode("utf-8")
        if real and not real.endswith("\n"):
            real += "\n"
        parts.append(f"$ {command}\n{shown if matches(shown, real) else real}")
    return "".join(parts)


def _python(text: str, folder: Path, names: dict[str, object]) -> str:
    parts = []
    with chdir(folder):
        for example in doctest.DocTestParser().get_examples(text):
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
            got: list[str] = []
            runner.report_failure = lambda out, test, example, output, got=got: got.append(output)
            runner.report_unexpected_exception = lambda out, test, example, error, got=got: (
                got.append(f"{error[0].__name__}: {error[1]}\n")
            )
            test = doctest.DocTest([example], names, "page", None, None, None)
            runner.run(test, out=lambda _: None, clear_globs=False)
            names.update(test.globs)
            lines = example.source.splitlines()
            session = [f">>> {lines[0]}", *(f"... {line}" for line in lines[1:])]
            parts.append("\n".join(session) + "\n" + (got[0] if got else example.want))
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Writes the real output into the pages named."""
    sys.path.insert(
        0, str(ROOT / "src")
    )  # for the Python sessions, where the package is not installed
    for name in arguments:
        page = Path(name).resolve()
        with tempfile.TemporaryDirectory() as folder:
            new = run(page, Path(folder))
        if new != page.read_text("utf-8"):
            page.write_text(new, "utf-8")
            print(f"{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
