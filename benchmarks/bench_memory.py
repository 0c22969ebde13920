"""Is peak memory flat in the number of outcomes? Processes of their own, their largest memory."""

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import report, skip

HERE = Path(__file__).resolve().parent
PEAK = """
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / (2**10 if sys.platform == "linux" else 2**20))
"""
MADE = """
import detente, domains, pathlib, sys
def solved(issues):
    found = detente.frontier(domains.case(domains.tables(issues, 10, 100, seed=1)))
    detente.settle(found.case, found)
solved(100)  # loads the compiled loops, in all processes alike
pathlib.Path("/proc/self/clear_refs").write_text("5")  # what was the peak so far is forgotten
solved(int(sys.argv[1]))
lines = pathlib.Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**10)
"""
WRITTEN = "import scenarios, sys; from pathlib import Path; scenarios.write(Path(sys.argv[1]), (10,) * 6, 1)"
OURS = """
import detente, resource, sys
detente.settle(detente.load(sys.argv[1]))
"""
THEIRS = "import resource, scenarios, sys; scenarios.solved(sys.argv[1])"


def said(program, argument):
    """What a program prints, run in a process of its own."""
    command = [sys.executable, "-c", program, str(argument)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE).stdout


def compare_made():
    """The peak at ever more outcomes against that at few."""
    base = float(said(MADE, 4))
    for power in (7, 10, 100):
        report(
            f"peak memory at 10^{power} outcomes",
            float(said(MADE, power)),
            base,
            0.5,
            "Detente at 10^4 outcomes",
            unit="MB",
            note="of the whole process, in which the compiled loops, of over 100 MB, are loaded in "
            "each case; the aim is at most twice as much",
        )


if Path("/proc/self/clear_refs").exists():
    compare_made()
else:
    skip("peak memory at 10^7 outcomes and more", "needs Linux")
with tempfile.TemporaryDirectory() as place:
    folder = Path(place) / "made"
    said(WRITTEN, folder)
    note = "of the whole process, libraries included"
    figures = (float(said(program + PEAK, folder)) for program in (OURS, THEIRS))
    what = "peak memory: read, frontier, settlements, 10^6 outcomes"
    report(what, *figures, None, "negmas", unit="MB", note=note)
