"""Is peak memory flat in the number of outcomes? Processes of their own, their largest memory."""

import json
import subprocess
import sys
from pathlib import Path

from measure import report

HERE = Path(__file__).resolve().parent
PROGRAM = """
import json, resource, sys
import detente, domains
power = int(sys.argv[1])
found = detente.frontier(domains.case(domains.tables(power, 10, 100, seed=1)))
detente.settle(found.case, found)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([peak / (2**10 if sys.platform == "linux" else 2**20), len(found.points)]))
"""


def peak(power):
    """The largest memory in MB of frontier and settlements of 10^power outcomes, and the points."""
    command = [sys.executable, "-c", PROGRAM, str(power)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE)
    return json.loads(done.stdout)


base, _ = peak(4)
for power in (7, 10, 100):
    megabytes, points = peak(power)
    report(
        f"peak memory at 10^{power} outcomes, {points:,} points",
        megabytes,
        base,
        0.5,
        "Detente at 10^4 outcomes",
        unit="MB",
        note="of the whole process, compiled loops included; the aim is at most twice as much",
    )
