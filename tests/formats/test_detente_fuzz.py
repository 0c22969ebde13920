"""Whatever somebody does to a file, reading it gives a case or an error with a place; never anything else."""

import random
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.formats.test_detente_round_trip import CASE
from tests.strategies import FEW, cases

from detente.errors import InputError
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.reading import read
from detente.formats.detente.source import decoded
from detente.formats.detente.writing import text_of
from detente.model.case import Case

PATH = Path("fuzz.yaml")
LETTERS = "abz019 \t\n:-,.[]{}#&*!|>'\"%@`~?é\u2028\\=<\r\x00\ufeff"


def opened(data: bytes) -> Case | None:
    """The case, or None after an error of the right kind."""
    mistakes = Mistakes("fuzz.yaml")
    text = decoded(data, mistakes)
    try:
        mistakes.stop()
        assert text is not None
        return read("fuzz.yaml", {PATH.resolve(): text})
    except InputError as error:
        found = error.problems
    assert found
    for problem in found:
        assert problem.file == "fuzz.yaml"
        assert problem.line > 0, problem
        assert problem.column > 0, problem
        assert problem.message
        assert problem.message.isprintable()
    return None


@st.composite
def mutilated(draw, text: str) -> bytes:
    """A text with some characters or lines lost, exchanged, put in, or repeated."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        what = draw(st.sampled_from(["drop", "repeat", "swap", "cut", "put", "indent", "exchange"]))
        at = draw(st.integers(0, len(line)))
        if what == "drop":
            lines[place : place + 1] = []
        elif what == "repeat":
            lines.insert(draw(st.integers(0, len(lines) - 1)), line)
        elif what == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], line
        elif what == "cut":
            lines[place] = line[:at] + line[at + draw(st.integers(1, 6)) :]
        elif what == "put":
            lines[place] = (
                line[:at] + draw(st.text(st.sampled_from(LETTERS), max_size=3)) + line[at:]
            )
        elif what == "indent":
            lines[place] = " " * draw(st.integers(0, 5)) + line.lstrip()
        else:
            words = sorted(
                {word for word in text.replace(",", " ").replace(":", " ").split() if word}
            )
            old = draw(st.sampled_from(line.split() or [line]))
            lines[place] = line.replace(old, draw(st.sampled_from(words)), 1) if old else line
        lines = lines or [""]
    return "\n".join(lines).encode()


@settings(max_examples=250)
@given(mutilated(CASE))
@example(CASE.replace("options:", "\ufeffoptions:").encode())
@example(CASE.replace("if:", "\ufeffif:").replace("then:", "x:").encode())
def test_a_damaged_file_gives_a_case_or_a_place(data):
    opened(data)


@settings(max_examples=40)
@given(st.data(), cases(**FEW, wild=True, extras=True))
def test_a_damaged_file_of_any_kind_gives_a_case_or_a_place(data, case):
    opened(data.draw(mutilated(text_of(case, PATH))))


@given(st.binary(max_size=60), st.integers(0, len(CASE)))
@example(b"\xff", 7)
@example(b"\x80", 300)
def test_any_bytes_in_the_middle_of_a_file_give_a_case_or_a_place(data, at):
    opened(CASE.encode()[:at] + data + CASE.encode()[at:])


@settings(max_examples=200)
@given(st.text(st.sampled_from(LETTERS), max_size=60))
@example('detente: "\\UFFFFFFFF"')
@example('detente: "\\ud800"')
@example("\ufeff\ufeff")
@example("? ? ? ?")
@example("%YAML 1.1\n%YAML 1.1\n---\n")
@example("!<tag:yaml.org,2002:str")
@example("!!<")
@example("&a *a")
def test_no_text_at_all_makes_the_reader_stumble(text):
    opened(text.encode())


def test_every_single_character_may_be_lost():
    places = random.Random(1).sample(range(len(CASE)), 75)
    for place in places:
        opened((CASE[:place] + CASE[place + 1 :]).encode())
