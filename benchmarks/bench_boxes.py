"""Utilities that are sums of boxes: the whole frontier, against CP-SAT's by epsilon-constraint."""

import boxes
import cpsat
import detente
import domains
import measure

PUBLISHED = (  # name, its number of frontier points, how many times faster we want to be, workers
    ("S-1NIKFRT-1", 4, 10, 1),
    ("10issueswithRV", 9, 10, 1),
    ("30issuesDiscountedwithRV", 57, 1, 8),
    ("50issues", 46, 1, 8),
    ("S-1NAGUNL-255", 202, None, 8),
)
MADE = ((10, 20, 10, 1), (20, 40, None, 1), (30, 60, 1, 8))  # issues, boxes a party, aim, workers

WORKERS = {
    1: "1 worker, with which it is faster than with 8 on small domains",
    8: "8 workers, with which it is faster than with 1 on large domains",
}


def solver(domain, workers):
    """What CP-SAT does: the model built, and solved twice a point."""
    question = cpsat.Question(domain.sizes)
    for mine in domain.parties:
        question.add_boxes(mine)
    return cpsat.frontier(question, workers)


def measured(what, domain, aim, workers, count=None):
    """One domain measured."""
    note = f"CP-SAT with {WORKERS[workers]}"

    def same(mine, theirs):
        return mine == theirs and count in (None, len(mine))

    measure.compare(
        what,
        lambda: domains.units(detente.frontier(domains.of_boxes(domain))),
        lambda: solver(domain, workers),
        aim,
        "ortools",
        same,
        runs=3 if len(domain.sizes) > 10 else 7,
        note=note,
    )


for issues, number, aim, workers in MADE:
    name = f"boxes, {issues} issues of 10 values, {number} boxes a party"
    if measure.QUICK and issues > 20:
        measure.skip(name, "takes CP-SAT too long for a quick run")
        continue
    measured(name, boxes.made(issues, number, seed=1), aim, workers)
for name, count, aim, workers in PUBLISHED:
    folder = domains.SHARED / "genius-nonlinear" / name
    what = f"boxes of {name}"
    if not folder.exists():
        measure.skip(what, "needs the published scenarios, which are not part of the project")
    elif measure.QUICK and workers > 1:
        measure.skip(what, "takes CP-SAT too long for a quick run")
    else:
        read = boxes.read(folder)
        measured(f"{what}: {len(read.sizes)} issues", read, aim, workers, count)
