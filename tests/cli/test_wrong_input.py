"""Wrong input of every kind: status 2, a line for each problem, the same as JSON, never a traceback."""

import os
import re

import pytest

from detente.errors import InputError, NoPlan, Problem, TooLarge

ONE_LINE = re.compile(r"[^\n]+\n")

CASES = {
    "empty": b"",
    "comments only": b"# nothing\n",
    "a word": b"hello\n",
    "a list": b"- 1\n- 2\n",
    "not utf-8": b"detente: 1\ntitle: \xff\xfe\n",
    "utf-16": "detente: 1\n".encode("utf-16"),
    "nul": b"detente: 1\ntitle: a\0b\n",
    "tab": b"detente: 1\nparties:\n\ta: A\n",
    "open quote": b'detente: 1\ntitle: "no end\n',
    "open bracket": b"detente: 1\nparties: {a: A\n",
    "no version": b"title: x\n",
    "future version": b"detente: 99\n",
    "only version": b"detente: 1\n",
    "unknown key": b"detente: 1\nparteis: {a: A, b: B}\n",
    "alias bomb": b"a: &a [x, x]\n"
    + b"".join(
        b"%c: &%c [*%c, *%c, *%c, *%c]\n" % (c, c, c - 1, c - 1, c - 1, c - 1)
        for c in range(ord("b"), ord("p"))
    ),
    "deep": b"[" * 3000,
    "duplicate key": b"detente: 1\ndetente: 1\n",
    "object tag": b"!!python/object/apply:os.system [echo]\n",
    "escape codes": b'detente: 1\n"\\e[31mx": 1\n',
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("command", ["check", "plan"])
@pytest.mark.parametrize("what", CASES)
def test_a_bad_case_is_told_with_its_place_and_status_2(run, tmp_path, what, command):
    path = tmp_path / "bad.yaml"
    path.write_bytes(CASES[what])
    ran = run(command, path)
    assert ran.status == 2
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert lines
    assert all(line.startswith(f"{path}:") for line in lines)
    assert "\x1b" not in ran.err

    said = run(command, path, "--json")
    assert said.status == 2
    assert said.err == ran.err
    problems = said.document["problems"]
    assert len(problems) == len(lines)
    assert all(set(p) == {"file", "line", "column", "message"} for p in problems)
    assert all(p["message"] for p in problems)


def test_every_mistake_is_told_in_one_run_in_order_of_place(run, tmp_path, data):
    path = tmp_path / "bad.yaml"
    text = (data / "wages.yaml").read_text()
    text = text.replace("status_quo: fixed", "status_quo: fixd").replace(
        "weight: 50", "weight: -50"
    )
    path.write_text(text)
    ran = run("check", path, "--json")
    places = [(p["line"], p["column"]) for p in ran.document["problems"]]
    assert ran.document["valid"] is False
    assert len(places) == 2
    assert places == sorted(places)
    assert "fixed" in ran.document["problems"][0]["message"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "missing.yaml"], "missing.yaml: there is no such file"),
        (["check", "."], "folder"),
        (["check", ""], ""),
        (["check", "a\0b"], ""),
        (["check", "x" * 5000], ""),
        (["plan", "{case}", "--to", "nsah"], "did you mean 'nash'?"),
        (["plan", "{case}", "--to", "proposal.yaml"], "proposal.yaml: there is no such file"),
        (["plan", "{case}", "--to", "fairest"], "no settlement concept is called 'fairest'"),
        (["settle", "{case}", "--concept", "Nahs"], "did you mean 'nash'?"),
        (["plan", "{bare}", "--parties", "north"], "at least two"),
        (["plan", "{bare}", "--parties", "north,souht"], "did you mean 'south'?"),
        (["plan", "{case}", "--parties", "union,,company"], "with commas between them"),
        (["plan", "{case}", "--parties", "union,union"], "twice"),
        (["plan", "{case}", "-o", "{case}"], "should end in .json"),
        (["report", "{case}", "-o", "{case}"], "should end in .html"),
        (["report", "{case}"], "-o"),
        (["verify", "{case}"], "PLAN"),
        (["verify", "{case}", "missing.json"], "missing.json: there is no such file"),
        (["verify", "{case}", "{case}"], "steps"),
        (["convert", "{case}", "out.docx"], "out.docx"),
        (["set", "{case}"], ""),
        (["set", "{case}", "title"], "KEY=VALUE"),
        (["set", "{case}", "no.such.key=1"], "no.such.key"),
        (["schema", "surplus"], "surplus"),
        (["frontier", "{case}", "--acceptable=yes"], ""),
    ],
)
def test_wrong_words_are_told_in_a_line(run, data, monkeypatch, tmp_path, words, says):
    case = data / "wages.yaml"
    before = case.read_bytes()
    monkeypatch.chdir(tmp_path)
    known = {"{case}": str(case), "{bare}": str(data / "no-agreement.yaml")}
    words = [known.get(word, word) for word in words]
    ran = run(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert ONE_LINE.fullmatch(ran.err), ran.err
    assert says in ran.err
    said = run(*words, "--json")
    assert said.status == 2
    assert says.split(": ")[-1] in said.document["problems"][0]["message"] or says in str(
        said.document["problems"][0]
    )
    assert case.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


PLANS = {
    "no steps": "{}",
    "a list": "[]",
    "steps no list": '{"steps": 3}',
    "step no mapping": '{"steps": [1]}',
    "move without issue": '{"steps": [{"moves": [{"from": 0, "to": 1}]}]}',
    "unknown issue": '{"steps": [{"moves": [{"issue": "wagee", "from": 0, "to": 1}]}]}',
    "unknown value": '{"steps": [{"moves": [{"issue": "wage", "from": 0, "to": 100}]}]}',
    "unknown performer": '{"steps": [{"moves": [{"issue": "wage", "from": 0, "to": 1, "by": ["x"]}]}]}',
    "atomic no flag": '{"steps": [{"moves": [], "atomic": "perhaps"}]}',
    "trust no number": '{"steps": [], "trust": "much"}',
    "broken": '{"steps": [',
}


@pytest.mark.parametrize("what", PLANS)
def test_a_file_that_is_no_plan_of_the_case_is_told_with_its_place(run, data, tmp_path, what):
    path = tmp_path / "plan.json"
    path.write_text(PLANS[what])
    ran = run("verify", data / "wages.yaml", path)
    assert ran.status == 2
    assert all(
        re.match(rf"{re.escape(str(path))}:\d+:\d+: .", line) for line in ran.err.splitlines()
    )


def test_a_mistake_in_a_plan_has_the_place_of_its_move(run, data, tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "steps:\n"
        "- moves:\n"
        "  - {issue: wage, from: 0, to: 1}\n"
        "- moves:\n"
        "  - {issue: hours, from: 40 hours, to: 38 hours}\n"
        "  - {issue: wages, from: 1, to: 2}\n"
        "  - {issue: wage, from: 1, to: 22}\n"
    )
    ran = run("verify", data / "wages.yaml", path, "--json")
    assert [p["line"] for p in ran.document["problems"]] == [6, 7]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("wage: 3\nhuors: 38 hours\n", 2, "did you mean 'hours'?"),
        ("outcome:\n  wage: 99\n", 2, "wage has no value '99'"),
        ("- wage\n", 1, "this is not an outcome"),
        ("wage: [1, 2]\n", 1, "one value"),
        ("settlements: {nash: {}}\n", 1, "--to nash"),
        ("x-note: mine\nsteps: []\n", 2, "does not say where it leads"),
    ],
)
def test_a_wrong_outcome_is_told_with_its_place(run, data, tmp_path, text, line, says):
    path = tmp_path / "there.yaml"
    path.write_text(text)
    ran = run("plan", data / "wages.yaml", "--to", path, "--json")
    assert ran.status == 2
    (problem,) = ran.document["problems"]
    assert (problem["file"], problem["line"]) == (str(path), line)
    assert says in problem["message"]


def test_an_outcome_may_say_nothing_wrong_of_items(run, data, tmp_path):
    path = tmp_path / "there.yaml"
    path.write_text("captives: {ana: west, bors: east, carla: consul}\ncrossing: by day\n")
    ran = run("plan", data / "captives.yaml", "--to", path, "--json")
    messages = [p["message"] for p in ran.document["problems"]]
    assert len(messages) == 2
    assert "did you mean 'boris'?" in messages[0]
    assert "carla" in messages[1]


def test_a_file_that_leads_back_to_itself_is_told(run, tmp_path):
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    for words in (["check", path], ["set", path, "title=x"]):
        ran = run(*words)
        assert ran.status == 2
        assert ran.err.startswith(f"{path}: the file cannot be read: ")


@pytest.mark.parametrize("value", ["[]", "{}", "[[1]]"])
@pytest.mark.parametrize("key", ["issue", "item", "from", "by"])
def test_lists_and_mappings_for_names_in_a_plan_are_told(run, data, tmp_path, key, value):
    move = {
        "issue": '"wage"',
        "from": "0",
        "to": "1",
        key: "[" + value + "]" if key == "by" else value,
    }
    inside = ", ".join(f'"{name}": {text}' for name, text in move.items())
    plan = tmp_path / "plan.json"
    plan.write_text('{"steps": [{"moves": [{' + inside + "}]}]}")
    ran = run("verify", data / "wages.yaml", plan)
    assert ran.status == 2
    assert ran.err.startswith(f"{plan}:1:")


def test_a_line_on_standard_error_has_an_end(run, data, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text('{"steps": [{"moves": [{"issue": "%s", "from": 0, "to": 1}]}]}' % ("x" * 10**5))
    ran = run("verify", data / "wages.yaml", plan)
    assert ran.status == 2
    assert ONE_LINE.fullmatch(ran.err)
    assert len(ran.err) < 2_000
    assert "there are wage" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(run, data, tmp_path):
    tmp_path.chmod(0o500)
    ran = run("plan", data / "wages.yaml", "-o", tmp_path / "plan.json")
    assert ran.status == 2
    assert f"{tmp_path / 'plan.json'}: permission denied" in ran.err


@pytest.mark.parametrize(
    "place", ["file.txt/plan.json", "folder.json", "x" * 300 + ".json", "/proc/nowhere/plan.json"]
)
def test_a_place_that_cannot_be_written_to_is_told(run, data, tmp_path, place):
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "folder.json").mkdir()
    ran = run("plan", data / "wages.yaml", "-o", tmp_path / place)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith(f"{tmp_path / place}: ")
    assert ONE_LINE.fullmatch(ran.err)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_change_nothing_but_what_is_seen(data, closed):
    import subprocess
    import sys

    from .conftest import environment

    command = f'exec "$0" -m detente frontier "$1" --json {closed}'
    words = ["sh", "-c", command, sys.executable, str(data / "wages.yaml")]
    done = subprocess.run(words, capture_output=True, text=True, env=environment())
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["schema"], ["frontier", "{case}", "--json"], ["--help"]])
def test_a_full_disk_under_standard_output_is_told(data, words):
    import subprocess
    import sys

    from .conftest import environment

    words = [str(data / "wages.yaml") if word == "{case}" else word for word in words]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "detente", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert (
        done.stderr
        == "standard output: no space is left there; make room or choose another place\n"
    )


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (InputError([Problem("a.yaml", 2, 3, "wrong\nindeed")]), 2, "a.yaml:2:3: wrong indeed\n"),
        (NoPlan("the moves do not lead there"), 1, "the moves do not lead there\n"),
        (TooLarge("too many states"), 2, "too many states\n"),
        (MemoryError(), 2, "too large for this machine's memory"),
        (RecursionError("deep"), 2, "nested too deeply"),
        (KeyboardInterrupt(), 130, "\n"),
        (BrokenPipeError(), 141, ""),
        (ZeroDivisionError("division by zero"), 70, "please report it"),
        (OSError(28, "No space left on device", "out.json"), 2, "out.json: no space is left there"),
    ],
)
def test_every_error_has_its_status_and_its_line(run, monkeypatch, data, error, status, says):
    def fails(*_args, **_more):
        raise error

    monkeypatch.setattr("detente.cli.frontier.opened", fails)
    ran = run("frontier", data / "wages.yaml", DETENTE_DEBUG="")
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err
    assert ran.err.count("\n") == (1 if says else 0)
