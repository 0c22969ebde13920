"""The set-up: dev.py, the locks, the package as built, and the check every change must pass."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = (ROOT / "dev.py").read_text("utf-8")
LOCKS = ("run", "dev", "bench")


@pytest.fixture
def dev(tmp_path, monkeypatch) -> ModuleType:
    """dev.py as a module, at work in a copy of the files that it reads."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "REQUIREMENTS", tmp_path / "requirements")
    monkeypatch.setattr(module, "PROJECT", tmp_path / "pyproject.toml")
    return module


@pytest.fixture
def done(dev, monkeypatch) -> list[str]:
    """What an environment's making did, in order; nothing is really made or installed."""
    acts = []

    def create(folder):
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        acts.append("create")

    monkeypatch.setattr(dev, "create", create)
    monkeypatch.setattr(dev, "pip", lambda folder, *words: acts.append(Path(words[-1]).name))
    return acts


def pins(kind: str) -> dict[str, str]:
    """Every line of a lock that pins a package: its name and marker, and its version."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text("utf-8")
    found = re.findall(r"^([\w.-]+)==([\w.!+]+)( ; [^\\]*)? \\$", text, re.MULTILINE)
    return {name + marker: number for name, number, marker in found}


# Before there is anything


def test_an_older_python_is_told_so_in_one_line():
    ast.parse(SOURCE, feature_version=(3, 7))  # it must get as far as saying so
    script = "import sys; sys.version_info = (3, 10, 1); exec(open('dev.py').read())"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer" in told.stderr


def test_dev_needs_the_standard_library_only():
    imports = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Import)]
    named = {alias.name.split(".")[0] for node in imports for alias in node.names}
    assert named <= sys.stdlib_module_names


def test_without_a_command_it_says_what_there_is(dev, capsys):
    assert dev.main([]) == 2
    assert dev.main(["no-such-command"]) == 2
    assert dev.main(["--help"]) == 0
    help_text = capsys.readouterr().out
    assert all(re.search(rf"^  {name} ", help_text, re.MULTILINE) for name in dev.COMMANDS)


# The environment


def test_an_environment_is_made_once(dev, done):
    assert dev.environment("run") == dev.ROOT / ".venv" / "bin"
    assert done == ["create", "run.txt", dev.ROOT.name]
    dev.environment("run")
    assert len(done) == 3


def test_the_tests_environment_grows_out_of_the_demos_and_serves_it_too(dev, done):
    dev.environment("run")
    del done[:]
    dev.environment("dev")
    assert done == ["dev.txt", dev.ROOT.name]
    dev.environment("run")
    assert len(done) == 2


def test_an_environment_made_from_other_locks_is_made_anew(dev, done):
    dev.environment("dev")
    del done[:]
    for kind in ("run", "dev"):
        with open(dev.REQUIREMENTS / f"{kind}.txt", "a") as lock:
            lock.write("# newer\n")
    dev.environment("dev")
    assert done[0] == "create"


def test_only_what_the_package_is_made_from_makes_it_stale(dev):
    before = dev.fingerprint("run")
    text = dev.PROJECT.read_text("utf-8")
    dev.PROJECT.write_text(text.replace("line-length = 100", "line-length = 99"), "utf-8")
    assert dev.fingerprint("run") == before
    dev.PROJECT.write_text(text.replace('detente = "detente.cli:main"', ""), "utf-8")
    assert dev.fingerprint("run") != before


@pytest.mark.parametrize("first", ["run", "dev"])
def test_an_interrupted_install_is_not_taken_for_a_whole_one(dev, done, monkeypatch, first):
    dev.environment(first)
    (dev.REQUIREMENTS / "dev.txt").write_text("# newer\n")

    def interrupted(folder, *words):
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(dev, "pip", interrupted)
        with pytest.raises(KeyboardInterrupt):
            dev.environment("dev")
    del done[:]
    dev.environment("run")
    assert done[0] == "create"


def test_a_python_without_ensurepip_is_told_which_package_mends_it(dev, monkeypatch, capsys):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev, "apt_install", lambda package: False)
    assert dev.main(["demo"]) == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in capsys.readouterr().err


def test_an_index_out_of_reach_is_named_as_the_reason(dev, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens there
    with pytest.raises(dev.Failed, match="index could not be reached"):
        dev.pip(Path(sys.prefix), "--dry-run", "--no-cache-dir", "no-such-package-anywhere")


def test_what_pip_says_is_shown_when_it_fails(dev):
    with pytest.raises(dev.Failed, match="no-such-file"):
        dev.pip(Path(sys.prefix), "--dry-run", "-r", "no-such-file.txt")


# The browser


def test_the_browser_that_is_named_comes_first(dev, monkeypatch):
    monkeypatch.setenv("DETENTE_BROWSER", sys.executable)
    assert dev.browser(sys.executable) == sys.executable
    monkeypatch.setenv("DETENTE_BROWSER", "no-such-browser")
    with pytest.raises(dev.Failed, match="no-such-browser"):
        dev.browser(sys.executable)


def test_without_a_browser_one_line_says_which_tests_cannot_run(dev, monkeypatch, capsys):
    monkeypatch.delenv("DETENTE_BROWSER", raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "quietly", lambda *command, **variables: (1, ""))
    assert dev.browser(sys.executable) is None
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert "tests/web" in last
    assert "DETENTE_BROWSER" in last


# The commands


def test_the_demo_ends_with_where_its_page_is(dev, done, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(dev, "openly", lambda *words, **_: ran.append(words[1]) or 0)
    assert dev.main(["demo"]) == 0
    assert ran == ["plan", "report"]
    assert capsys.readouterr().out.splitlines()[-1].endswith((dev.ROOT / dev.PAGE).as_uri())


def test_test_hands_arguments_to_pytest_and_its_status_back(dev, done, monkeypatch):
    monkeypatch.setattr(dev, "browser", lambda python: "/some/browser")
    ran = []
    monkeypatch.setattr(dev, "openly", lambda *words, **env: ran.append((words, env)) or 5)
    assert dev.main(["test", "-k", "frontier"]) == 5
    words, variables = ran[0]
    assert words[-2:] == ("-k", "frontier")
    assert variables == {"DETENTE_BROWSER": "/some/browser"}


# The locks


@pytest.mark.parametrize("kind", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address_or_folder(kind):
    text = (ROOT / "requirements" / f"{kind}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert not [line for line in lines if "/" in line or "@" in line or line.startswith("-")]
    requirements = [line for line in lines if not line.startswith(" ")]
    assert len(requirements) == len(pins(kind))
    assert all(line.strip().startswith("--hash=sha256:") for line in lines if line[0] == " ")


@pytest.mark.parametrize("kind", ["dev", "bench"])
def test_locks_agree_on_what_they_share(kind):
    assert pins("run").items() <= pins(kind).items()


def test_the_lock_starts_from_what_the_package_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = {*project["project"]["dependencies"], *project["build-system"]["requires"]}
    lines = (ROOT / "requirements" / "run.in").read_text("utf-8").splitlines()
    assert declared == {line for line in lines if line and not line.startswith("#")}


# The package


def test_a_built_package_holds_every_file_of_its_folder(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    files = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("detente/")}
    folder = ROOT / "src" / "detente"
    ours = [
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    assert {f"detente/{path.relative_to(folder).as_posix()}" for path in ours} == files
    assert "detente/py.typed" in files


# The check of a change


@pytest.mark.parametrize(
    ("closing", "tests", "lint", "passes"),
    [
        ("12 passed in 1.2s", 0, 0, True),
        ("12 passed, 1 skipped in 1.2s", 0, 0, True),
        ("1 failed, 11 passed in 1.2s", 1, 0, False),
        ("12 passed in 1.2s", 0, 1, False),
        ("3 skipped in 0.1s", 0, 0, False),
        ("no tests ran in 0.1s", 5, 0, False),
    ],
)
def test_ci_passes_only_where_tests_ran_and_passed(tmp_path, closing, tests, lint, passes):
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    fake = f"import sys\nif sys.argv[1] == 'lint': sys.exit({lint})\n"
    (tmp_path / "dev.py").write_text(f"{fake}print({closing!r})\nsys.exit({tests})\n")
    command = ["bash", tmp_path / ".ci" / "run"]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (ran.returncode == 0) == passes
    assert closing in ran.stdout


def test_ci_can_be_run_as_it_is():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
