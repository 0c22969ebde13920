"""Does the command answer at once? Cold processes, against importing the peer's readers."""

import subprocess
import sys
from pathlib import Path

from measure import compare

DETENTE = Path(sys.executable).with_name("detente")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "small-steps.yaml"


def process(*command):
    """An action that runs a command to its end."""
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL).returncode


theirs = process(sys.executable, "-c", "import negmas.inout")
note = "a process of its own each time; the peer only imports its readers"
for what, arguments, aim in (
    ("the command line starts", ("--help",), 2),
    ("`detente frontier` on a small case, cold", ("frontier", EXAMPLE), 1),
):
    ours = process(DETENTE, *arguments)
    compare(what, ours, theirs, aim, "negmas", lambda a, b: a == b == 0, note=note)
