"""What the tests of NegMAS, GeniusWeb and NegoLog share: folders of small files, damage, and utilities by hand."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import strategies as st

from detente.errors import InputError, Problem
from detente.formats import load
from detente.formats.scenario.additive import additive
from detente.model.case import Case

SCENARIOS = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
LETTERS = "abz019 \t\n:-,.[]{}#&*!|>'\"%@`~?é\u2028\\=<\r\x00\ufeff"


def folders(kind: str) -> list[str]:
    """The names of the published scenarios of a kind."""
    return sorted(folder.name for folder in (SCENARIOS / kind).glob("*") if folder.is_dir())


def made(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def exact_json(path: Path) -> dict:
    """A JSON file, its numbers as fractions of just the digits written."""
    return json.loads(path.read_text("utf-8-sig"), parse_float=Fraction, parse_int=Fraction)


def complaint(folder: Path) -> str:
    """What loading a folder complains of, the paths without the folder."""
    with pytest.raises(InputError) as raised:
        load(folder)
    assert all(problem.message.isprintable() for problem in raised.value.problems)
    return str(raised.value).replace(f"{folder}/", "")


def some_outcomes(case: Case, count: int = 200) -> list[tuple[int, ...]]:
    """All outcomes of a small case, else some drawn by chance."""
    if case.outcomes <= count:
        return list(itertools.product(*(range(size) for size in case.sizes)))
    chance = random.Random(case.outcomes)
    return [tuple(chance.randrange(size) for size in case.sizes) for _ in range(count)]


def utilities(case: Case) -> dict[str, list[Fraction]]:
    """What some outcomes are worth to each party, without interactions over several issues."""
    found = additive(case)
    return {
        party: [
            sum((term.adds[k] for term, k in zip(terms, outcome, strict=True)), Fraction(0))
            for outcome in some_outcomes(case)
        ]
        for party, terms in found.terms.items()
    }


@st.composite
def mutilated(draw: st.DrawFn, text: str) -> bytes:
    """A text with characters or lines lost, exchanged, put in or repeated, or cut off, or in another encoding."""
    what = draw(st.sampled_from(["cut", "drop", "repeat", "put", "word", "bytes", "utf-16"]))
    at = draw(st.integers(0, len(text)))
    lines = text.split("\n")
    line = draw(st.integers(0, len(lines) - 1))
    if what == "cut":
        return text[:at].encode()
    if what == "drop":
        return (text[:at] + text[at + draw(st.integers(1, 9)) :]).encode()
    if what == "repeat":
        lines.insert(draw(st.integers(0, len(lines))), lines[line])
        return "\n".join(lines).encode()
    if what == "put":
        put = draw(st.text(st.sampled_from(LETTERS), min_size=1, max_size=3))
        return (text[:at] + put + text[at:]).encode()
    if what == "word":
        words = sorted({word.strip('",:') for word in text.split()} - {""})
        old, new = (
            draw(st.sampled_from(words)),
            draw(st.sampled_from([*words, "null", "[]", "{}", "-1", "1e999", "NaN"])),
        )
        return text.replace(old, new, draw(st.integers(1, 2))).encode()
    if what == "bytes":
        return text.encode()[:at] + draw(st.binary(min_size=1, max_size=4)) + text.encode()[at:]
    return text.encode("utf-16")


def read_or_refused(folder: Path) -> None:
    """Loads a folder: gives a case, or an error of the right kind with a place in a file."""
    problems: tuple[Problem, ...] = ()
    try:
        assert load(folder).utilities
    except InputError as error:
        problems = error.problems
        if not problems:
            raise
    for problem in problems:
        assert problem.file
        assert problem.message.isprintable()


def written_and_read_back(module: ModuleType, source: Path, folder: Path) -> None:
    """Writes a published scenario again, and holds what is read back against it: nothing may be lost."""
    case = load(source)
    assert module.write(case, folder) == []
    again = load(folder)
    assert again.issues == case.issues
    assert again.preferences == case.preferences
