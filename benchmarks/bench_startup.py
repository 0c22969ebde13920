"""Does the command answer at once? `detente --help` against importing the peer's readers."""

import subprocess
import sys
from pathlib import Path

from measure import medians, report

DETENTE = Path(sys.executable).with_name("detente")


def process(*command):
    """An action that runs a command to its end."""
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


ours, theirs = medians(
    process(DETENTE, "--help"),
    process(sys.executable, "-c", "import negmas.inout"),
)
report("command line starts", ours, theirs, aim=0.5, distribution="negmas")
