#!/usr/bin/env python3
"""Sets Detente up and runs it: needs Python 3.11 or newer and nothing else.

usage: python3 dev.py COMMAND [ARGUMENTS]

  demo    the story of the shipped example in the terminal, and its page in out/
  test    all tests; arguments go to pytest (python3 dev.py test -k frontier)
  lint    style and types; --fix mends what can be mended
  bench   ratios against named peers, in an environment of their own
  soak    the property tests with many more examples
  lock    resolves requirements/*.in to requirements/*.txt; --upgrade takes newer versions

The first run makes the environment .venv from the locked requirements; later runs make it anew
only when those, or what pyproject.toml says of the package, have changed.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("dev.py needs Python 3.11 or newer: run it with python3.11, python3.12 or the like.")
if os.name != "posix":
    sys.exit("dev.py needs Linux or macOS: on Windows, run it in WSL.")

import fcntl
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
PROJECT = ROOT / "pyproject.toml"

EXAMPLE = "examples/small-steps.yaml"
PAGE = "out/small-steps.html"
DEMO = (("plan", EXAMPLE), ("report", EXAMPLE, "-o", PAGE))  # commands of detente, in turn
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PLAYWRIGHTS = """from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)"""
UNREACHED = re.compile(
    r"name resolution|Name or service not known|NewConnectionError|ConnectTimeout|ProxyError"
    r"|Network is unreachable|Connection refused|Max retries exceeded"
)
NO_NETWORK = """The package index could not be reached: connect to the network, or name a mirror in
PIP_INDEX_URL or a folder of wheels in PIP_FIND_LINKS, and run this again."""


class Failed(Exception):
    """Something went wrong; the message says what, and how to mend it."""


def say(message):
    """A line of progress, beside the output proper."""
    print(message, file=sys.stderr, flush=True)


def run(*command, hidden, **variables):
    """Runs a command in the project's folder: (exit status, its output where that is hidden)."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    options = {"text": True, "errors": "replace", **(pipes if hidden else {})}
    words = [str(word) for word in command]
    sys.stdout.flush()
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, **variables}, **options)
    return done.returncode, (done.stdout or "").strip()


def quietly(*command, **variables):
    return run(*command, hidden=True, **variables)


def openly(*command, **variables):
    return run(*command, hidden=False, **variables)[0]


def fingerprint(kind):
    """A digest of all that an environment is made from."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    package = [project["project"], project["build-system"], project["tool"]["hatch"]]
    made_from = [str(ROOT), sys.version, (REQUIREMENTS / f"{kind}.txt").read_text("utf-8"), package]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def environment(kind):
    """The `bin` folder of the environment for `kind` (run, dev or bench), made if missing or stale.

    The stamp is removed before anything changes and written when everything is done, so that an
    interrupted install is never taken for a whole one.
    """
    folder = ROOT / (".venv-bench" if kind == "bench" else ".venv")
    stamp = folder / "detente-stamp"
    with open(ROOT / ".venv.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # commands started together make it one after the other
        made = stamp.read_text("utf-8").split() if stamp.exists() else []
        if fingerprint(kind) in made:
            return folder / "bin"
        start = time.monotonic()
        stamp.unlink(missing_ok=True)
        # The tests' environment is the demo's and more, so the one grows out of the other.
        if kind != "dev" or fingerprint("run") not in made:
            say(f"making the environment {folder.name} ...")
            create(folder)
        say(f"installing requirements/{kind}.txt ...")
        # stringcase, which the benchmarks' peer needs, was never published as a wheel.
        wheels = ("--only-binary=:all:", "--no-binary=stringcase")
        pip(folder, "--require-hashes", "--no-deps", *wheels, "-r", REQUIREMENTS / f"{kind}.txt")
        pip(folder, "--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        kinds = ("run", "dev") if kind == "dev" else (kind,)
        stamp.write_text("\n".join(map(fingerprint, kinds)), "utf-8")
        say(f"{folder.name} is ready ({time.monotonic() - start:.0f} s)")
    return folder / "bin"


def create(folder):
    """An empty virtual environment with pip, in place of whatever is in the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    package = f"python3.{sys.version_info.minor}-venv"
    if not importlib.util.find_spec("ensurepip") and not apt_install(package):
        raise Failed(
            "This Python has no ensurepip, so it cannot make environments. Install it (on Debian\n"
            f"and Ubuntu: sudo apt-get install {package}) and run this again."
        )
    # Run from within an environment, dev.py must not build on the one it replaces.
    python = getattr(sys, "_base_executable", sys.executable)
    status, output = quietly(python, "-m", "venv", folder)
    if status:
        raise Failed(f"{output}\n\nNo environment could be made in {folder}: see above.")


def pip(folder, *arguments):
    """Installs with the environment's own pip, whose words are shown only if it fails."""
    command = [folder / "bin/python", "-m", "pip", "--no-input", "--disable-pip-version-check"]
    status, output = quietly(*command, "install", "--no-color", "--retries=3", *arguments)
    if status == 0:
        return
    reason = NO_NETWORK if UNREACHED.search(output) else "pip could not install this: see above."
    raise Failed("\n".join([*output.splitlines()[-25:], "", reason]))


def apt_install(package):
    """Installs a Debian package where nobody need be asked; whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing Debian's {package} ...")
    quietly("apt-get", "update")  # where this fails, the lists at hand may still do
    install = ("apt-get", "install", "-y", "--no-install-recommends", package)
    return quietly(*install, DEBIAN_FRONTEND="noninteractive")[0] == 0


def browser(python):
    """The browser for tests/web, found or installed; without one, a line about it and None."""
    named = os.environ.get("DETENTE_BROWSER")
    if named and not shutil.which(named):
        raise Failed(f"DETENTE_BROWSER names no program: {named}")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and apt_install("chromium"):
        found = shutil.which("chromium")
    if not found:
        say("installing playwright's chromium ...")
        if quietly(python, "-m", "playwright", "install", "chromium")[0] == 0:
            path = quietly(python, "-c", PLAYWRIGHTS)[1]
            # The browser may be there and a library that it needs not.
            found = path if shutil.which(path) and quietly(path, "--version")[0] == 0 else None
    if not found:
        say("No browser, so tests/web cannot run: install chromium or set DETENTE_BROWSER to one.")
    return found


def demo(arguments):
    detente = environment("run") / "detente"
    (ROOT / PAGE).parent.mkdir(exist_ok=True)
    for command in DEMO:
        status = openly(detente, *command, *arguments)
        if status:
            return status
    print(f"\nThe command: {detente}\nA first case of your own: docs/tutorial/first-case.md")
    print(f"The page: {(ROOT / PAGE).as_uri()}")
    return 0


def test(arguments, **variables):
    python = environment("dev") / "python"
    variables["DETENTE_BROWSER"] = browser(python) or ""
    workers = ("-n", os.cpu_count() or 1)
    return openly(python, "-m", "pytest", *workers, *arguments, **variables)


def soak(arguments):
    return test(["-m", "hypothesis", *arguments], HYPOTHESIS_PROFILE="soak")


def lint(arguments):
    python = environment("dev") / "python"
    typed = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["mypy"]["files"]
    statuses = [
        openly(python, "-m", "ruff", "check", *arguments),
        openly(python, "-m", "ruff", "format", *([] if "--fix" in arguments else ["--check"])),
        openly(python, "-m", "mypy", *(name for name in typed if (ROOT / name).exists())),
    ]
    return int(any(statuses))


def bench(arguments):
    return openly(environment("bench") / "python", ROOT / "benchmarks/run.py", *arguments)


def lock(arguments):
    options = "--universal --python-version=3.11 --generate-hashes --no-emit-index-url --no-header"
    with tempfile.TemporaryDirectory(prefix="detente-lock-") as folder:
        create(Path(folder))
        pip(Path(folder), "uv")
        uv = (f"{folder}/bin/uv", "pip", "compile", "--quiet", "--no-config", "--no-annotate")
        for kind in ("run", "dev", "bench"):
            target = REQUIREMENTS / f"{kind}.txt"
            same = () if kind == "run" else ("--constraint", REQUIREMENTS / "run.txt")
            files = (REQUIREMENTS / f"{kind}.in", "--output-file", target)
            status, output = quietly(*uv, *options.split(), *same, *arguments, *files)
            if status:
                raise Failed(f"{output}\n\nrequirements/{kind}.in has no solution: see above.")
            pins = target.read_text("utf-8")
            target.write_text(f"# Made by `python3 dev.py lock` from {kind}.in.\n{pins}", "utf-8")
            say(f"requirements/{kind}.txt: {pins.count('==')} packages")
    return 0


COMMANDS = {"demo": demo, "test": test, "lint": lint, "bench": bench, "soak": soak, "lock": lock}


def main(arguments):
    if not arguments or arguments[0] not in COMMANDS:
        asked = arguments[:1] in (["-h"], ["--help"], ["help"])
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Failed as failed:
        say(failed)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
