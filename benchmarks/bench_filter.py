"""The undominated among many points, against the better of moocore and paretoset."""

import moocore
import numpy as np
import paretoset

import measure
from detente.analysis.pareto import undominated

AIMS = {2: 3, 3: 1.3, 4: 1.3, 6: 1}
SIZES = (10**6,) if measure.QUICK else (10**6, 10**7)
MOST = 2**30


def points(kind, count, parties):
    """Random whole numbers: in a cube, or in a ball's positive part, where many are undominated."""
    dice = np.random.default_rng(1)
    if kind == "cube":
        return dice.integers(0, MOST, (count, parties))
    found = np.abs(dice.normal(size=(count, parties)))
    found *= dice.random((count, 1)) ** (1 / parties) / np.linalg.norm(found, axis=1)[:, None]
    return (found * MOST).astype(np.int64)


def by_moocore(numbers):
    """Indices by moocore; of equal rows the first."""
    return np.flatnonzero(moocore.is_nondominated(numbers, maximise=True, keep_weakly=False))


def by_paretoset(numbers):
    """Indices by paretoset; of equal rows the first."""
    sense = ["max"] * numbers.shape[1]
    return np.flatnonzero(paretoset.paretoset(numbers, sense=sense, distinct=True))


def better(kind, parties):
    """The faster peer, told on fewer points: the one of them takes minutes on large frontiers."""
    few = points(kind, 30_000, parties).astype(float)
    took = {}
    for name, filtered in (("moocore", by_moocore), ("paretoset", by_paretoset)):
        filtered(few)
        took[name] = min(measure.timed(lambda by=filtered: by(few))[0] for _ in range(3))
    return min(took, key=took.get)


for count in SIZES:
    for parties, aim in AIMS.items():
        for kind in ("cube", "ball"):
            power = len(str(count)) - 1
            slow = (kind, parties, count) == (
                "ball",
                6,
                10**7,
            )  # takes minutes, so as seldom as can be
            whole = points(kind, count, parties)
            numbers = whole.astype(float)  # what the peers take; exact, for all are below 2^53
            peer = better(kind, parties)
            theirs = {"moocore": by_moocore, "paretoset": by_paretoset}[peer]
            front = "2 million" if slow else f"{len(by_moocore(numbers)):,}"
            measure.compare(
                f"filter 10^{power} x {parties}, {kind}: {front} undominated",
                lambda whole=whole: undominated(whole),
                lambda numbers=numbers, theirs=theirs: theirs(numbers),
                aim,
                peer,
                np.array_equal,
                runs=1 if slow else 3 if count == 10**7 else 5,
                note="the better of moocore and paretoset on 30,000 such points",
            )
