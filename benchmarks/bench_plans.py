"""How fast is the plan of least trust found and proven? Against CP-SAT, given the plain ordering model.

First each family and variant at growing sizes, on the same instances as the peer; then how many of
ten are proven where the peer has long been left behind; then the whole command in a process of its own.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import detente
import plans
from detente.analysis.planning.planner import least_trust
from detente.analysis.scale import measured, scales
from measure import QUICK, report, timed

PEER_SECONDS = {8: 60, 12: 60, 16: 60, 20: 60, 24: 60, 40: 20, 100: 20}
"""How long the peer may take for one instance, by the number of moves."""

WORKERS = 8
"""Threads of the peer: on the whole it is faster with 8 than with 1, also on two cores."""

SIZES = (8, 12, 16) if QUICK else (8, 12, 16, 20, 24, 40, 100)
VARIED = (12,) if QUICK else (12, 24, 40)
PROVEN = {
    ("loose", 100): (10, 0.1),
    ("loose", 1000): (10, 10),
    ("uncorrelated", 40): (9, 10),
    ("uncorrelated", 100): (None, 30),
    ("tight", 24): (10, 2),
    ("tight", 40): (5, 60),
    ("tight", 100): (None, 30),
}
"""By family and number of moves, how many of ten should be proven (None: a gap under 5 %), and within what time."""

NO_AIM = {("tight", 100)}
"""Those that are measured for information."""


def planned(instance, seconds):
    """Our plan for an instance, the case made and measured anew; the best found when the time is over."""
    case, target = plans.case(instance)
    found = measured(case)
    last = time.perf_counter() + seconds
    return detente.plan(case, target, found=found, stop=lambda: time.perf_counter() > last)


def least(instance, seconds):
    """The same question as the peer's: the least trust and its proof, steps not yet merged."""
    case, target = plans.case(instance)
    scale = scales(measured(case))
    last = time.perf_counter() + seconds
    return least_trust(case, target, scale=scale, stop=lambda: time.perf_counter() > last)


def beside_the_peer(family, moves, variant):
    """One row: our time and the peer's on one instance."""
    instance, limit = plans.made(family, moves, variant), PEER_SECONDS[moves]
    scale = scales(measured(plans.case(instance)[0]))
    what = f"plan, {family}{'' if variant == 'plain' else ', ' + variant}, {moves} moves"
    peer = plans.ordered(instance, scale, limit, WORKERS)
    mine = least(instance, limit)
    seconds = median(timed(lambda: least(instance, limit))[0] for _ in range(3))
    agreed(what, mine, peer)
    whole, told = timed(lambda: planned(instance, limit))
    fewest = "the fewest steps" if told.certificate.fewest else "few steps"
    theirs = peer.seconds if peer.optimal else limit
    aim = 100 if moves >= 16 and theirs > 1 else 1
    said = [f"{certified(mine)}; the whole plan, with {fewest}, {len(told.steps)}: {whole:.2g} s"]
    if not peer.optimal:
        best = "nothing" if peer.trust is None else f"{float(peer.trust):.3g}"
        said.append(
            f"the peer was stopped at {limit} s with {best}, proven at least {float(peer.bound):.3g}"
        )
    report(what, seconds, theirs, aim, "ortools", note="; ".join(said))


def agreed(what, mine, peer):
    """Fails where the two contradict each other."""
    wrong = (
        (peer.trust is not None and mine.bound > peer.trust)
        or peer.bound > mine.trust
        or (peer.optimal and mine.optimal and peer.trust != mine.trust)
    )
    if wrong:
        raise SystemExit(f"{what}: the answers differ: {mine!r} and {peer!r}")


def certified(mine):
    """What is proven of a trust, in words."""
    if mine.optimal:
        return f"trust {float(mine.trust):.3g}, proven"
    return f"ours stopped with {float(mine.trust):.3g}, gap {gap(mine):.2%}"


def gap(mine):
    """By which part of its trust a plan may be above the least."""
    return float((mine.trust - mine.bound) / mine.trust) if mine.trust else 0.0


def ten_of_a_kind(family, moves, wanted, seconds):
    """One row: the median of ten instances, and how many are proven within a time."""
    least(plans.made(family, 12), 1)  # loads the compiled loops
    runs = [timed(lambda k=k: least(plans.made(family, moves, seed=k), seconds)) for k in range(10)]
    proven = sum(mine.optimal and took <= seconds for took, mine in runs)
    widest = max(gap(mine) for _, mine in runs)
    enough = proven >= wanted if wanted else widest < 0.05
    goal = f"the aim is {wanted} of 10" if wanted else "the aim is a gap under 5 %"
    aim = None if (family, moves) in NO_AIM else 1
    goal = f"{goal} within {seconds:g} s each" if aim else f"stopped after {seconds:g} s each"
    note = f"proven: {proven} of 10, gap at most {widest:.2%}; {goal}"
    took = median(took for took, _ in runs)
    # a row misses its aim by its ratio: where too few are proven the time is of no account
    report(
        f"plans, {family}, {moves} moves, ten",
        took,
        seconds if enough or not aim else 0,
        aim,
        "Our aim",
        note=note,
    )


def whole_command():
    """Two rows: the command on 24 tight moves, its time and its memory."""
    with tempfile.TemporaryDirectory() as place:
        case, target = plans.case(plans.made("tight", 24))
        file, to = Path(place) / "made.yaml", Path(place) / "target.json"
        detente.save(case, file)
        to.write_text(json.dumps(case.outcome(target)), "utf-8")
        command = [Path(sys.executable).with_name("detente"), "plan", file, "--to", to, "--json"]
        program = (
            "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
            "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / "
            "(2**10 if sys.platform == 'linux' else 2**20))"
        )
        run = [sys.executable, "-c", program, *map(str, command)]
        runs = [timed(lambda: subprocess.check_output(run, text=True).split()) for _ in range(3)]
    if any(status != "0" for _, (status, _) in runs):
        raise SystemExit(f"the command failed: {runs}")
    seconds, memory = median(t for t, _ in runs), max(float(peak) for _, (_, peak) in runs)
    what = "`detente plan`, tight, 24 moves"
    report(
        f"{what}: cold",
        seconds,
        2,
        1,
        "Our aim",
        note="a process of its own, the case read from its file",
    )
    report(f"{what}: peak memory", memory, 2048, 1, "Our aim", unit="MB")


for variant in plans.VARIANTS:
    for family in plans.FAMILIES:
        for moves in SIZES if variant == "plain" else VARIED:
            beside_the_peer(family, moves, variant)
if not QUICK:
    for (family, moves), (wanted, seconds) in PROVEN.items():
        ten_of_a_kind(family, moves, wanted, seconds)
whole_command()
