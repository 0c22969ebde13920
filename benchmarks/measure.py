"""How the benchmarks measure: medians of runs that take turns, in one go on one machine."""

import json
import statistics
import time
from importlib.metadata import version


def seconds(action):
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(ours, theirs, repeats=7):
    """The medians of both in seconds.

    They take turns, so that whatever else the machine does meanwhile falls on both; one call of
    each goes before and is not counted (caches, compiled files).
    """
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def report(what, ours, theirs, aim, distribution):
    """Hands one comparison to run.py; `aim` is the largest ratio of ours to theirs that will do."""
    peer = f"{distribution} {version(distribution)}"
    row = {"what": what, "ours": ours, "theirs": theirs, "ratio": ours / theirs, "aim": aim}
    print(json.dumps({**row, "peer": peer}))
