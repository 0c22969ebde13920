"""Pictures as files of their own, such as those of the README: `python -m detente.report.images`.

usage: python -m detente.report.images [CASE [FOLDER]]

Writes `frontier.svg` and `plan.svg` of a case, examples/small-steps.yaml if none is named, into a
folder, docs/images if none is named.
"""

from __future__ import annotations

import sys
from pathlib import Path

from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan
from detente.analysis.settlement import Settlements
from detente.report import frontier_picture, plan_picture
from detente.report.spots import MOST_POINTS, drawn, spots
from detente.report.standalone import standalone


def images(
    frontier: Frontier, settlements: Settlements | None = None, plan: Plan | None = None
) -> dict[str, str]:
    """Pictures by file name: `frontier.svg` for two parties, `plan.svg` where there is a plan."""
    found = {}
    if len(frontier.case.parties) == 2 and frontier.points:
        marked = spots(frontier, settlements, plan.target if plan else None)
        numbers = drawn(frontier, marked, MOST_POINTS)
        drawing = frontier_picture.frontier_picture(frontier, marked, numbers, links=False)
        found["frontier.svg"] = standalone(drawing)
    if plan is not None and plan.steps:
        found["plan.svg"] = standalone(plan_picture.plan_picture(plan, key=True))
    return found


def main(arguments: list[str]) -> None:
    """Write the pictures of a case."""
    from detente.analysis.frontier import frontier
    from detente.analysis.planning import plan
    from detente.analysis.settlement import settle
    from detente.formats import load

    case = load(arguments[0] if arguments else "examples/small-steps.yaml")
    folder = Path(arguments[1] if len(arguments) > 1 else "docs/images")
    found = frontier(case)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in images(found, settle(case, found), plan(case, found=found)).items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
