"""Starting the command: what it costs, and how it answers when it is called wrongly."""

import subprocess
import sys

import pytest

from detente.cli.group import COMMANDS

from .conftest import SOURCE, environment

HEAVY = ("numpy", "pydantic", "ruamel", "rich", "jinja2", "detente.model", "detente.analysis")


def imported(*words: str) -> set[str]:
    """Names of all modules that a command imports."""
    script = (
        "import sys\n"
        f"sys.argv = ['detente', *{words!r}]\n"
        "from detente.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=SOURCE,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("plan", "--help"), ("--version",)])
def test_help_imports_nothing_heavy(words):
    found = imported(*words)
    assert "click" in found
    heavy = {name for name in found if name.startswith(HEAVY)}
    assert not heavy, heavy


def test_help_of_the_group_imports_no_command():
    assert not {f"detente.cli.{name}" for name in COMMANDS} & imported("--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(run, name):
    ran = run(name, "--help")
    assert ran.status == 0
    examples = ran.out.split("Examples:\n", 1)[1].split("\nOptions:", 1)[0]
    assert f"detente {name}" in examples


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_json(run, name):
    assert "--json" in run(name, "--help").out


def test_the_group_lists_every_command_and_its_exit_statuses(run):
    ran = run("--help")
    assert all(f"\n  {name} " in ran.out for name in COMMANDS)
    assert "Exit status: 0 done; 1" in " ".join(ran.out.split())


def test_without_a_command_the_help_is_shown(run):
    assert run() == run("--help")


def test_a_misspelt_command_gets_the_nearest_one(run):
    ran = run("plna")
    assert ran.status == 2
    assert "did you mean 'plan'?" in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_a_misspelt_option_gets_the_nearest_one(run):
    ran = run("plan", "x.yaml", "--outptu", "y.json")
    assert ran.status == 2
    assert "did you mean --output?" in ran.err


def test_a_case_in_place_of_a_command_gets_the_command_for_it(run):
    assert "say 'detente plan my case.yaml'" in run("my case.yaml").err


def test_a_missing_argument_is_wrong_input(run):
    ran = run("verify", "x.yaml", "--json")
    assert ran.status == 2
    assert "PLAN" in ran.document["problems"][0]["message"]


def test_the_module_is_the_command(start):
    ran = start("--help")
    assert ran.status == 0
    assert ran.out.startswith("Usage: detente ")
