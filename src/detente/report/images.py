"""The pictures of the documentation, as files of their own: `python -m detente.report.images`, from the root.

Writes those of two examples into docs/images; they adapt to light and dark. `detente draw` draws any case.
"""

from __future__ import annotations

from pathlib import Path

from detente.analysis.curve import TrustCurve
from detente.analysis.frontier import Frontier
from detente.analysis.planning.plan import Plan
from detente.analysis.settlement import Settlements
from detente.model.case import Case
from detente.report import calendar_picture, frontier_picture, plan_picture, trust_picture
from detente.report.spots import MOST_POINTS, drawn, spots
from detente.report.standalone import standalone
from detente.report.trust_section import trust_maps

FOLDER = Path("docs/images")
EXAMPLES = ("small-steps", "joint-venture")


def images(
    frontier: Frontier,
    settlements: Settlements | None = None,
    plan: Plan | None = None,
    curve: TrustCurve | None = None,
) -> dict[str, str]:
    """Pictures of a case of two parties by file name, as many as there are results to show."""
    marked = spots(frontier, settlements, plan.target if plan else None)
    numbers = drawn(frontier, marked, MOST_POINTS)
    found = {
        "frontier.svg": frontier_picture.frontier_picture(frontier, marked, numbers, links=False)
    }
    if plan is not None:
        found["plan.svg"] = plan_picture.plan_picture(plan, key=True)
        found["calendar.svg"] = calendar_picture.calendar_picture(plan)
    if curve is not None:
        found["trust.svg"] = trust_picture.trust_picture(curve)
        found["frontier-by-trust.svg"] = trust_maps(
            curve, marked, frontier, (frontier_picture.WIDE,)
        )[0]
    return {name: standalone(drawing) for name, drawing in found.items()}


def documented(steps: Case, venture: Case) -> dict[str, str]:
    """The pictures of the documentation.

    Args:
        steps: the shipped example, for all pictures but those of trust.
        venture: a smaller one, whose settlements ask for different amounts of trust.
    """
    from detente.analysis.frontier import frontier
    from detente.analysis.planning import plan
    from detente.analysis.settlement import settle
    from detente.analysis.trust_curve import trust_curve

    found = frontier(venture)
    made = images(found, settle(venture, found), None, trust_curve(venture, found))
    found = frontier(steps)
    return made | images(found, settle(steps, found), plan(steps, found=found))


def main() -> None:
    """Write them."""
    from detente.formats import load

    cases = (load(f"examples/{name}.yaml") for name in EXAMPLES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documented(*cases).items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
