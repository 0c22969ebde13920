"""Runs every benchmark and prints one table: `python3 dev.py bench [WORD ...] [--json]`.

A benchmark is a file bench_*.py beside this one that measures us and a named peer in the same
process or with the same clock, taking turns, and calls `measure.report` once for each comparison.
With words, only the files whose names contain one of them are run. The exit status is 1 if a
benchmark broke or missed its aim.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def comparisons(file):
    """What one benchmark reports, or None where it broke."""
    done = subprocess.run([sys.executable, file], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"{file.name} broke (exit status {done.returncode})", file=sys.stderr)
        return None
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def table(rows):
    """The comparisons as lines of text."""
    yield f"{'what':<34} {'ours':>11} {'theirs':>11} {'ratio':>7} {'aim':>7}  peer"
    for row in rows:
        kept = "" if row["ratio"] <= row["aim"] else "  missed"
        yield (
            f"{row['what']:<34} {row['ours']:>9.4f} s {row['theirs']:>9.4f} s"
            f" {row['ratio']:>7.3f} {row['aim']:>7.3f}  {row['peer']}{kept}"
        )


def main(arguments):
    """Runs what is asked for; the exit status."""
    words = [word for word in arguments if not word.startswith("-")]
    rows, broken = [], 0
    for file in sorted(HERE.glob("bench_*.py")):
        if not words or any(word in file.stem for word in words):
            print(f"{file.stem} ...", file=sys.stderr, flush=True)
            found = comparisons(file)
            broken += found is None
            rows += found or []
    print(json.dumps(rows, indent=2) if "--json" in arguments else "\n".join(table(rows)))
    return int(broken > 0 or not rows or any(row["ratio"] > row["aim"] for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
