"""A GENIUS folder read, its frontier and its settlements, against NegMAS."""

import tempfile
from pathlib import Path

import detente
import domains
import measure
import scenarios

PUBLISHED = (  # folder, outcomes, how many times faster we want to be
    ("genius/CameraA", "3,600", 8),
    ("genius/SupermarketA", "112,896", 200),
    ("genius/6issues", "10^6", 2000),
    ("genius-multiparty/Domain16", "65,536, 6 parties", 100),
    ("genius-multiparty/group9-killer_robot", "240,000, 5 parties", 100),
)
SLOW = ("6issues", "Domain16", "killer_robot")
MADE = (((6, 5, 5, 4, 3, 2), "3,600", 8), ((10,) * 5, "10^5", 200), ((10,) * 6, "10^6", 2000))


def ours(folder):
    """The frontier and the settlements of a folder."""
    case = detente.load(folder)
    frontier = detente.frontier(case)
    return frontier, detente.settle(case, frontier)


def points(frontier):
    """The utilities of the points, on the parties' own scales."""
    return scenarios.rounded(tuple(frontier.utilities(p).values()) for p in frontier.points)


def agree(mine, theirs):
    """Whether both found the frontier of the same numbers; a remark where NegMAS kept more.

    NegMAS scores some issues otherwise than GENIUS. So its frontier is held against ours of its own
    numbers, and ours against that of the numbers that it read, scored as GENIUS does.
    """
    ufuns, found, _ = theirs
    least = [ufun.reserved_value for ufun in ufuns]
    exact = points(detente.frontier(domains.case(scenarios.tables(ufuns))))
    exact = {p for p in exact if all(u >= r for u, r in zip(p, least, strict=True))}
    proper = detente.frontier(domains.case(scenarios.tables(ufuns, as_genius=True)))
    found = scenarios.rounded(found)
    more = len(found - exact)
    return (
        points(mine[0]) == points(proper)
        and exact <= found
        and scenarios.only_ties(found, exact)
        and (f"here NegMAS keeps {more} dominated points more, from rounded sums" if more else True)
    )


def the_same(mine, theirs):
    """Whether both found the same acceptable points, and the same Nash point."""
    frontier, settlements = mine
    _, found, nash = theirs
    inside = [tuple(frontier.utilities(p).values()) for p in frontier.acceptable]
    best = tuple(settlements.by_concept["nash"].utilities.values())
    return scenarios.rounded(inside) == scenarios.rounded(found) and scenarios.rounded(
        [best]
    ) <= scenarios.rounded(nash)


with tempfile.TemporaryDirectory() as place:
    for sizes, count, aim in MADE:
        what = f"read, frontier, settlements: made, {count} outcomes"
        if measure.QUICK and count == "10^6":
            measure.skip(what, "takes NegMAS too long for a quick run")
            continue
        folder = Path(place) / count.replace(",", "")
        scenarios.write(folder, sizes, seed=1)
        measure.compare(
            what,
            lambda folder=folder: ours(folder),
            lambda folder=folder: scenarios.solved(folder),
            aim,
            "negmas",
            the_same,
        )
for name, count, aim in PUBLISHED:
    folder = domains.SHARED / name
    what = f"read, frontier, settlements: {folder.name}, {count}"
    if not folder.exists():
        measure.skip(what, "needs the published scenarios, which are not part of the project")
    elif measure.QUICK and name.endswith(SLOW):
        measure.skip(what, "takes NegMAS too long for a quick run")
    else:
        measure.compare(
            what,
            lambda folder=folder: ours(folder),
            lambda folder=folder: scenarios.solved(folder),
            aim,
            "negmas",
            agree,
            runs=5,
            note="NegMAS scores otherwise than GENIUS (no division by the issue's largest evaluation, "
            "lines start at 0 and not at the lowest number), so that its frontier is checked on its "
            "own numbers and ours on those that GENIUS would take",
        )
