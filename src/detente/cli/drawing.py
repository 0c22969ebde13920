"""What `detente draw` draws: each picture with just what it needs to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from detente.analysis.curve import TrustCurve
    from detente.analysis.frontier import Frontier
    from detente.analysis.planning import Plan
    from detente.analysis.settlement import Ideals, Settlements
    from detente.model.case import Case, Indices
    from detente.model.limits import Limits
    from detente.model.standing import Standing
    from detente.report.course import Course


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    Attributes:
        concept: where to, by a concept; None where a file says it.
        file: where to, by a file.
        plan_path: the plan to be drawn; None where it is to be found.
        standing: where things stand; None for the status quo.
        limits: what a plan may ask.
        tolerance: how inexact the frontier may be.
        memory: bytes that a search may take; None for what is usual.
        narrow: whether the picture is laid out for a telephone.
    """

    concept: str | None
    file: str | None
    plan_path: str | None
    standing: Standing | None
    limits: Limits
    tolerance: Fraction
    memory: int | None
    narrow: bool


class Drawer:
    """Finds what a picture shows, and no more, and draws it.

    Attributes:
        frontier: the frontier, once it has been found.
        notes: what the reader must know besides the picture.
    """

    def __init__(self, case: Case, wanted: Wanted, stop: Callable[[], bool]) -> None:
        self.case, self.wanted, self.stop = case, wanted, stop
        self.frontier: Frontier | None = None
        self.notes: list[str] = []

    def draw(self, picture: str) -> Markup:
        """The picture asked for.

        Raises:
            NoAgreement: it needs an outcome that is acceptable to all.
            NoPlan: it shows a plan, and there is none.
        """
        ways: dict[str, Callable[[], Markup]] = {
            "frontier": self._drawn_frontier,
            "frontier-by-trust": self._by_trust,
            "trust": self._trust,
            "worth": self._worth,
            "worth-by-date": lambda: self._worth(by_day=True),
            "calendar": self._calendar,
        }
        return ways[picture]()

    def _found(self) -> Frontier:
        """The frontier, where it can be drawn."""
        from detente.cli.progress import found_frontier
        from detente.errors import InputError, NoAgreement

        if len(self.case.parties) < 2:
            raise InputError.at(self.case.name, "a frontier is drawn of two parties or more")
        self.frontier = found_frontier(self.case, self.wanted.tolerance, self.wanted.memory)
        if not self.frontier.points:
            raise NoAgreement("the rules leave no outcome")
        return self.frontier

    def _target(self) -> Indices | None:
        """The outcome in the file that says where to."""
        from detente.cli.reading import outcome_from

        return outcome_from(self.case, self.wanted.file) if self.wanted.file else None

    def _drawn_frontier(self) -> Markup:
        from detente.analysis.settlement import settle
        from detente.errors import NoAgreement
        from detente.report import frontier_picture
        from detente.report.parallel_picture import MOST_LINES, parallel_picture
        from detente.report.spots import MOST_POINTS, drawn, spots

        frontier = self._found()
        settlements: Settlements | None = None
        try:
            settlements = settle(self.case, frontier)
        except NoAgreement:
            self.notes.append("No outcome is acceptable to all, so no settlement is marked.")
        marked = spots(frontier, settlements, self._target())
        two = len(self.case.parties) == 2
        numbers = drawn(frontier, marked, MOST_POINTS if two else MOST_LINES)
        if len(numbers) < len(frontier.points):
            self.notes.append(
                f"Of {len(frontier.points):,} points {len(numbers):,} are drawn: where many would lie on top "
                "of each other, one stands for them."
            )
        size = frontier_picture.NARROW if self.wanted.narrow else frontier_picture.WIDE
        draw = frontier_picture.frontier_picture if two else parallel_picture
        return draw(frontier, marked, numbers, size, links=False)

    def _curve(self) -> TrustCurve:
        """How much trust the points of the frontier ask."""
        from detente.analysis.trust_curve import trust_curve
        from detente.cli.progress import bar

        frontier = self._found()
        with bar("looking for the ways there") as progress:
            curve = trust_curve(
                self.case,
                frontier,
                limits=self.wanted.limits,
                standing=self.wanted.standing,
                progress=progress,
                stop=self.stop,
            )
        self.notes += [f"{note.strip().rstrip('.')}." for note in curve.notes]
        return curve

    def _by_trust(self) -> Markup:
        from detente.analysis.settlement import settle
        from detente.report import frontier_picture
        from detente.report.spots import spots
        from detente.report.trust_section import trust_maps

        curve = self._curve()
        assert self.frontier is not None
        marked = spots(self.frontier, settle(self.case, self.frontier), self._target())
        size = frontier_picture.NARROW if self.wanted.narrow else frontier_picture.WIDE
        return trust_maps(curve, marked, self.frontier, (size,))[0]

    def _trust(self) -> Markup:
        from detente.errors import InputError, NoPlan
        from detente.report import trust_picture

        concept = self.wanted.concept
        if concept is None:
            raise InputError.at("", "--to: the trust curve follows a concept, such as nash")
        curve = self._curve()
        if concept not in curve.best:
            known = ", ".join(curve.best)
            raise InputError.at(
                "", f"--to: the trust curve cannot follow {concept}; it can follow {known}"
            )
        if not curve.best[concept]:
            raise NoPlan("no plan is known that leads to any outcome acceptable to all")
        size = trust_picture.NARROW if self.wanted.narrow else trust_picture.WIDE
        return trust_picture.trust_picture(curve, concept, size)

    def _course(self) -> Course:
        """The plan to be drawn: the one in a file, or one found now."""
        from detente.errors import NoPlan
        from detente.report.course import course, proposed

        if self.wanted.plan_path:
            from detente.formats.plans import read_plan

            plan = read_plan(self.case, self.wanted.plan_path)
            way, wrong = proposed(self.case, plan, self.wanted.standing)
            if wrong:
                self.notes.append(
                    f"The plan does not hold; it is drawn as it seems to be meant. The first that is wrong: "
                    f"{wrong[0]}. 'detente verify' tells the rest."
                )
        else:
            way = course(self._plan())
        if not way.steps:
            raise NoPlan("things are already as they should be, and there is no step to be drawn")
        return way

    def _plan(self) -> Plan:
        from detente.analysis.planning import plan
        from detente.cli.progress import bar, found_frontier, found_scales, found_settlements

        wanted = self.wanted
        known: Frontier | Ideals
        if wanted.tolerance:
            known = self.frontier = found_frontier(self.case, wanted.tolerance, wanted.memory)
        elif wanted.concept:
            known = found_settlements(self.case, wanted.memory)
        else:
            known = found_scales(self.case, wanted.memory)
        to = wanted.concept or self._target() or "nash"
        with bar("looking for the steps") as progress:
            return plan(
                self.case,
                to,
                standing=wanted.standing,
                limits=wanted.limits,
                found=known,
                progress=progress,
                stop=self.stop,
            )

    def _dated(self, way: Course, what: str) -> None:
        """Say it where a picture over days has none."""
        from detente.report.course import dates

        if dates(way) is None:
            self.notes.append(
                f"{what} is over steps, as the case says too little for dates: it needs 'as_of', and the "
                "'duration' of moves."
            )

    def _worth(self, by_day: bool = False) -> Markup:
        from detente.report import plan_picture

        way = self._course()
        if by_day:
            self._dated(way, "The picture")
        size = plan_picture.NARROW if self.wanted.narrow else plan_picture.WIDE
        return plan_picture.plan_picture(way, size, key=True, by_day=by_day)

    def _calendar(self) -> Markup:
        from detente.report import calendar_picture

        way = self._course()
        self._dated(way, "The calendar")
        size = calendar_picture.NARROW if self.wanted.narrow else calendar_picture.WIDE
        return calendar_picture.calendar_picture(way, size)
