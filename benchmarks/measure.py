"""How the benchmarks measure: medians of runs that take turns, in one go on one machine.

One call of each goes before and is not counted (caches, compiled loops); its answers are compared,
and a benchmark whose answers differ fails. A peer whose first call takes long is called fewer
times: three where it takes more than `SLOW`, and no more than that once where more than `LONG`.
"""

import json
import os
import signal
import statistics
import time
from importlib.metadata import version

from detente.errors import DetenteError

QUICK = os.environ.get("DETENTE_BENCH") == "quick"
"""Whether to leave out the work that takes the peers long."""

SLOW, LONG = 3.0, 20.0
"""Seconds of one call of the peer above which it is called three times, or once only."""

PATIENCE = 240
"""Seconds after which a call of ours is given up."""


def timed(action):
    """How long one call takes, and its answer."""
    start = time.perf_counter()
    answer = action()
    return time.perf_counter() - start, answer


def compare(what, ours, theirs, aim, distribution, same, runs=7, note=""):
    """Measures one piece of work done by us and by a peer, and hands the comparison to run.py.

    Args:
        what: the work, in a few words.
        ours: does it, and returns the answer.
        theirs: does it in the peer's way.
        aim: how many times faster than the peer we want to be; None where it is only for information.
        distribution: the peer's distribution.
        same: tells of two answers (ours, theirs) whether they agree; a text where that needs a remark.
        runs: how often each is called after its first time.
        note: what a reader of the table should know.
    """
    first, answer = timed(theirs)
    mine, failure = given(ours)
    if failure:
        return report(what, None, first, aim, distribution, note=f"{failure}; {note}")
    agreed = same(mine, answer)
    if not agreed:
        raise SystemExit(f"{what}: the answers differ: {brief(mine)} and {brief(answer)}")
    peers = [first] if first > LONG else []
    took = []
    for turn in range(runs):
        if first <= LONG and (turn < 3 or first <= SLOW):
            peers.append(timed(theirs)[0])
        took.append(timed(ours)[0])
    notes = [
        note,
        agreed if isinstance(agreed, str) else "",
        "the peer was run once, its figure is no median" if first > LONG else "",
    ]
    note = "; ".join(filter(None, notes))
    figures = statistics.median(took), statistics.median(peers)
    return report(what, *figures, aim, distribution, note=note)


def given(ours):
    """Our answer, or why there is none."""

    def late(*_):
        raise TimeoutError(f"not done within {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        return ours(), None
    except (DetenteError, TimeoutError) as failure:
        return None, f"ours failed: {brief(str(failure), 90)}"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def brief(answer, most=300):
    """An answer for a message."""
    text = answer if isinstance(answer, str) else repr(answer)
    return text if len(text) < most else f"{text[:most]}..."


def report(what, ours, theirs, aim, distribution, unit="s", note=""):
    """Hands one comparison to run.py.

    Args:
        what: the work.
        ours: our figure, less is better; None where we have no answer.
        theirs: the peer's.
        aim: the least theirs / ours that will do, or None.
        distribution: the peer's distribution, or a peer in words.
        unit: of both figures.
        note: what a reader should know.
    """
    peer = f"{distribution} {version(distribution)}" if distribution.islower() else distribution
    ratio = 0.0 if ours is None else theirs / ours
    row = {"what": what, "ours": ours, "theirs": theirs, "unit": unit, "ratio": ratio, "aim": aim}
    print(json.dumps({**row, "peer": peer, "note": note}), flush=True)


def skip(what, why):
    """Says that a piece of work is left out."""
    print(json.dumps({"what": what, "skipped": why}), flush=True)
