"""Runs every benchmark and prints one table: `python3 dev.py bench [WORD ...] [OPTION ...]`.

A benchmark is a file bench_*.py beside this one that measures us and a named peer in the same
process or with the same clock, taking turns, and calls `measure.compare` or `measure.report` once
for each comparison. With words, only the files whose names contain one of them are run.

  --quick   leaves out the work that takes the peers long
  --write   puts the table into docs/reference/benchmarks.md (after a run of everything)
  --json    prints the figures as JSON

The exit status is 1 if a benchmark broke or missed its aim.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import document

HERE = Path(__file__).resolve().parent
OPTIONS = {"--quick", "--write", "--json"}


def comparisons(file, quick):
    """What one benchmark reports, as it comes; the last is whether it came to its end."""
    variables = {**os.environ, "DETENTE_BENCH": "quick" if quick else "full"}
    command = [sys.executable, file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables) as running:
        for said in running.stdout:
            if said.startswith("{"):
                yield json.loads(said)
    if running.returncode:
        print(f"{file.name} broke (exit status {running.returncode})", file=sys.stderr)
    yield running.returncode == 0


def main(arguments):
    """Runs what is asked for; the exit status."""
    words = [word for word in arguments if not word.startswith("-")]
    options = {word for word in arguments if word.startswith("-")}
    files = [
        file
        for file in sorted(HERE.glob("bench_*.py"))
        if not words or any(word in file.stem for word in words)
    ]
    if options - OPTIONS or not files:
        print(__doc__, file=sys.stderr)
        print("there are", *(f.stem[6:] for f in sorted(HERE.glob("bench_*.py"))), file=sys.stderr)
        return 2
    if "--write" in options and (words or "--quick" in options):
        print("--write needs a run of everything, without --quick", file=sys.stderr)
        return 2
    rows, broken = [], False
    show = (lambda *_: None) if "--json" in options else lambda row: print(row, flush=True)
    show(document.HEAD)
    for file in files:
        print(f"{file.stem} ...", file=sys.stderr, flush=True)
        for row in comparisons(file, "--quick" in options):
            if isinstance(row, bool):
                broken |= not row
                continue
            rows.append(row)
            show(document.line(row, rows))
    for note in document.notes(rows):
        show(note)
    if "--json" in options:
        print(json.dumps(rows, indent=2))
    if "--write" in options and not broken:
        document.write(rows)
    return int(broken or not all(map(document.met, rows)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
