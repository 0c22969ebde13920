"""What people read: plain when piped, whole sentences, nothing that a case could smuggle in."""

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from .conftest import environment

COMMANDS = {
    "check": ["check", "{case}"],
    "frontier": ["frontier", "{case}"],
    "settle": ["settle", "{case}"],
    "plan": ["plan", "{case}"],
}
NOT_PLAIN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u257f]")


def words(name, case):
    return [str(case) if word == "{case}" else word for word in COMMANDS[name]]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("case", ["wages", "captives", "no-agreement"])
def test_piped_output_is_plain_and_without_loose_spaces(run, data, name, case):
    ran = run(*words(name, data / f"{case}.yaml"), COLUMNS="90")
    assert ran.status == (1 if case == "no-agreement" and name in ("settle", "plan") else 0)
    assert ran.err == ""
    for line in ran.out.splitlines():
        assert not NOT_PLAIN.search(line)
        assert len(line) <= 90
        assert line == line.rstrip()


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("columns", ["20", "40", "72", "200"])
def test_no_line_is_wider_than_the_terminal(run, data, name, columns):
    ran = run(*words(name, data / "captives.yaml"), COLUMNS=columns)
    assert ran.status == 0
    lines = [line for line in ran.out.splitlines() if not line.startswith("Next: ")]  # to be copied
    assert max(map(len, lines)) <= int(columns)


@pytest.mark.parametrize("name", COMMANDS)
def test_whose_estimates_the_figures_are_is_always_said(run, data, name):
    said = " ".join(run(*words(name, data / "captives.yaml")).out.split())
    assert "of Arden and Belmar are an estimate by the consul, 20 February 2024; talks on" in said
    said = " ".join(run(*words(name, data / "wages.yaml")).out.split())
    assert "the preferences of the union are an estimate by the mediator, 12 January 2026" in said
    assert "the case does not say who gave the preferences of the company" in said


def test_the_plan_names_who_does_what_what_it_risks_and_why_nobody_walks(run, data):
    ran = run("plan", data / "captives.yaml")
    said = " ".join(ran.out.split())
    made = run("plan", data / "captives.yaml", "--json").document
    assert f"in {len(made['steps'])} step" in said
    for heading in (
        "What each side gives and gets",
        "The steps, and what each side has after them",
        "What each side risks, and why nobody gains by walking away",
        "What trust means here",
    ):
        assert heading in ran.out.splitlines()
    assert "Arden hands over Ana to Belmar." in said
    assert "The consul guarantees it: all of it or nothing." in said
    assert "this is proven" in said


def test_the_settlements_are_a_table_with_the_trades_below(run, data):
    ran = run("settle", data / "wages.yaml")
    for concept in ("Nash", "Kalai-Smorodinsky", "Egalitarian", "Utilitarian", "Equal loss"):
        assert any(line.startswith(concept) for line in ran.out.splitlines())
    assert "The trades in it" in ran.out


def test_no_agreement_is_explained_in_words(run, data):
    ran = run("settle", data / "no-agreement.yaml")
    assert ran.status == 1
    said = " ".join(ran.out.split())
    assert "There is no agreement that both sides can accept." in said
    assert "To the north, having no deal is worth 90." in said
    assert "The outcome that comes nearest" in said
    assert "less than no deal) and " in said
    assert "What may help" in said


def test_a_long_frontier_is_cut_and_says_so(run, shared):
    folder = shared / "scenarios" / "genius" / "Energy"
    ran = run("frontier", folder)
    assert "These are 20 of 204, spread evenly; --all lists every one." in ran.out
    whole = run("frontier", folder, "--all")
    assert "--all" not in whole.out
    assert re.search(r"^204 ", whole.out, re.MULTILINE)


def test_titles_cannot_smuggle_escape_codes_or_forge_lines(run, data, tmp_path):
    path = tmp_path / "case.yaml"
    text = (data / "wages.yaml").read_text()
    text = text.replace(
        "title: Wages and hours", 'title: "A\\e[2J\\u202Eb\\u009b\\nvalid: 2 parties"'
    )
    path.write_text(text.replace("{title: Working week,", '{title: "[red]W[/red] :smile:",'))
    for name in COMMANDS:
        ran = run(*words(name, path))
        shown = ran.out + ran.err
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\x9b" not in shown
        assert not re.search(r"^valid: 2 parties$", shown, re.MULTILINE)
        if ran.status == 0 and name != "check":
            assert "[red]W[/red] :smile:" in shown


@pytest.mark.parametrize("name", [b"new\nline.yaml", b"\x1b[31m 'c'.yaml", b"\xff\xfe.yaml"])
def test_hostile_file_names_are_read_and_named_safely(start, data, tmp_path, name):
    folder = os.fsencode(tmp_path)
    path = os.path.join(folder, name)
    with open(path, "wb") as stream:
        stream.write((data / "wages.yaml").read_bytes())
    given = b"./" + name
    done = start("frontier", given, cwd=tmp_path)
    assert done.status == 0, done.err
    assert "\x1b" not in done.out + done.err
    os.unlink(path)
    gone = start("check", given, "--json", cwd=tmp_path)
    assert gone.status == 2
    assert gone.err.count("\n") == 1
    assert "\x1b" not in gone.err
    assert os.fsencode(gone.document["problems"][0]["file"]) in (given, name)


def terminal(*command, rows=40, columns=80, **env):
    """What a command writes to a terminal, and its exit status."""
    import fcntl
    import struct
    import termios

    main, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", *map(str, command)],
        stdin=other,
        stdout=other,
        stderr=other,
        env=environment(**{"TERM": "xterm-256color", **env}),
    )
    os.close(other)
    found = b""
    end = time.monotonic() + 30
    while time.monotonic() < end and select.select([main], [], [], 30)[0]:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        found += part
    os.close(main)
    return found.decode(), process.wait(30)


def test_a_terminal_gets_bold_headings_and_its_own_width(data):
    text, status = terminal("plan", data / "captives.yaml", columns=60)
    assert status == 0
    assert "\x1b[1m" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(len(line) for line in plain.splitlines()) <= 60


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(data, env):
    text, status = terminal("settle", data / "wages.yaml", **env)
    assert status == 0
    assert "\x1b" not in text


def test_a_reader_that_goes_away_ends_the_command_in_silence(data):
    script = f"set -o pipefail; {sys.executable} -m detente schema | head -n 1; exit $?"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.stderr == ""
    assert done.returncode in (0, 141)


def test_the_next_command_is_there_to_be_copied(run, data):
    last = run("check", data / "captives.yaml", COLUMNS="30").out.splitlines()[-1]
    assert last == f"Next: detente settle {data / 'captives.yaml'}"
    last = run("settle", data / "captives.yaml", "--concept", "egalitarian").out.splitlines()[-1]
    assert last.endswith("captives.yaml --to egalitarian")


def test_a_settlement_that_others_beat_for_all_sides_says_so(run, shared):
    said = " ".join(run("settle", shared / "scenarios" / "genius" / "CarA").out.split())
    assert "Adjusted Winner leaves both sides worse off than Nash" in said


def test_a_percentage_is_not_broken_between_number_and_sign(run, data):
    for columns in range(40, 90):
        ran = run("plan", data / "wages.yaml", COLUMNS=str(columns))
        assert not re.search(r"^\s*%", ran.out, re.MULTILINE)


def test_figures_are_never_cut_however_many_parties(run, shared):
    folder = shared / "scenarios" / "genius-multiparty" / "partydomain"
    made = run("frontier", folder, "--json").document["points"][0]["utilities"]
    assert len(made) == 17
    said = " ".join(run("frontier", folder).out.split())
    for party, worth in made.items():
        match = re.search(rf"{party.replace('_', ' ')}: ([\d.]+)[; ]", said)
        assert match
        assert float(match[1]) == pytest.approx(worth, abs=5e-4)


def test_figures_that_differ_look_different_and_stand_below_each_other():
    from fractions import Fraction

    from detente.cli.words import columns

    values = [Fraction(1), Fraction(9301, 10000), Fraction(9304, 10000), Fraction(-12)]
    (column,) = columns([{"a": value} for value in values]).values()
    assert len(set(column)) == 4
    assert len(set(map(len, column))) == 1
    assert len({(text + ".").replace(" ", "").index(".") for text in column}) > 1
    assert len({text.index(".") for text in column if "." in text}) == 1


def test_a_plan_that_breaks_everything_is_told_in_a_few_lines(run, data, tmp_path):
    path = tmp_path / "plan.yaml"
    step = "- moves: [{issue: convoys, from: 4, to: 3, by: east}]\n"
    path.write_text("steps:\n" + step * 30)
    ran = run("verify", data / "captives.yaml", path)
    assert ran.status == 1
    assert "The plan does not hold" in ran.out
    assert re.search(r"and \d+ more", ran.out)
    assert len(ran.out.splitlines()) < 40


def test_an_interrupted_command_ends_with_130_and_no_traceback(data, tmp_path):
    import signal

    pipe = tmp_path / "case.yaml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "check", str(pipe)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    descriptor = os.open(pipe, os.O_WRONLY)  # returns once the command is reading
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    os.close(descriptor)
    assert process.returncode == 130
    assert out == ""
    assert err.strip() == ""


def test_json_texts_read_back_as_the_same_document():
    import json

    from hypothesis import given
    from hypothesis import strategies as st

    from detente.cli.output import json_text

    texts = st.text(st.sampled_from('[]{}\n", a\\1é'), max_size=8)
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )

    @given(st.dictionaries(st.sampled_from(["points", "a", "b"]), anything))
    def reads_back(document):
        assert json.loads(json_text(document)) == document

    reads_back()
