"""Pictures as files of their own, such as those of the README: `python -m detente.report.images`.

usage: python -m detente.report.images [CASE [FOLDER]]

Writes `frontier.svg` and `plan.svg` of a case, examples/small-steps.yaml if none is named, into a
folder, docs/images if none is named.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from markupsafe import Markup

from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan
from detente.analysis.settlement import Settlements
from detente.report import frontier_picture, plan_picture
from detente.report.picture import el
from detente.report.spots import MOST_POINTS, drawn, spots


def standalone(drawing: str) -> str:
    """A picture with its colours inside, so that it can be shown by itself, on light or dark."""
    style = (
        resources.files("detente.report").joinpath("templates", "picture.css").read_text("utf-8")
    )
    head, rest = drawing.split(">", 1)
    width, height = head.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
    ground = el("rect", width="100%", height="100%", class_="ground")
    return f'{head} width="{width}" height="{height}">{el("style", Markup(style))}{ground}{rest}\n'


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
