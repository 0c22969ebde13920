"""The utility of a centre over all its deals together, as scores of the single deals and interactions of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.negmas.issues import number_of
from detente.formats.negmas.kinds import KEYS, UNREAD, kind_of
from detente.formats.negmas.profile import Profile
from detente.formats.negmas.threads import Thread
from detente.formats.scenario.findings import Sheet
from detente.model.preference import Interaction
from detente.model.rule import All, Any_, Condition, In, Sum

Row = tuple[Fraction, ...]
"""What each value of a deal's issue is worth; the first is that there is no deal."""

BEST, SUMMED, PROGRAM = "MaxCenterUFun", "LinearCombinationCenterUFun", "LambdaCenterUFun"
BY_TOTAL = "TargetEvaluator"
_SPELT_OUT = 20_000  # outcomes up to which a total is told by the values that make it
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Together:
    """A utility over several deals.

    Attributes:
        rows: what each value of each deal adds.
        interactions: what several deals together add; variable `k` is deal `k`.
    """

    rows: tuple[Row, ...]
    interactions: tuple[Interaction, ...]

    def with_none(self, reservation: Fraction) -> Together:
        """The same utility, but where no deal is made at all: that is worth the reservation value."""
        every = All(tuple(In(k, frozenset([0])) for k in range(len(self.rows))))
        outcome = [0] * len(self.rows)
        now = sum((row[0] for row in self.rows), _ZERO) + sum(
            (term.worth for term in self.interactions if term.condition.holds(outcome)), _ZERO
        )
        if now == reservation:
            return self
        if len(self.rows) == 1:
            row = (self.rows[0][0] + reservation - now, *self.rows[0][1:])
            return Together((row,), self.interactions)
        term = Interaction(every, reservation - now, "no deal is made at all")
        return Together(self.rows, (*self.interactions, term))


def best(rows: Sequence[Row], floor: Fraction | None = None) -> Together:
    """The largest of several worths, written as a sum.

    Each level that one deal or another must reach adds its height over the level below: `max(x, y) = t0 + sum of
    (t[k] - t[k-1]) where x >= t[k] or y >= t[k]`, exactly, over all levels `t`.

    Args:
        rows: what each value of each deal is worth.
        floor: what is there besides.
    """
    base = max([min(row) for row in rows] + ([] if floor is None else [floor]))
    levels = sorted({worth for row in rows for worth in row if worth > base})
    terms = []
    below = base
    for level in levels:
        reached = [
            (k, frozenset(v for v, worth in enumerate(row) if worth >= level))
            for k, row in enumerate(rows)
        ]
        parts: tuple[Condition, ...] = tuple(In(k, values) for k, values in reached if values)
        terms.append(Interaction(parts[0] if len(parts) == 1 else Any_(parts), level - below))
        below = level
    nothing = tuple(tuple(_ZERO for _ in row) for row in rows)
    first = tuple(base for _ in rows[0])
    return Together((first, *nothing[1:]), tuple(terms))


def totalling(adds: Sequence[Row], total: Fraction) -> Condition | None:
    """That what the deals add comes to a total; None where it never does.

    In a case file a condition is made of values and not of sums, so it is spelt out where that is not too long.

    Args:
        adds: what each value of each deal adds.
        total: the sum.
    """
    if prod(len(row) for row in adds) > _SPELT_OUT:
        return Sum(tuple(enumerate(adds)), total, total)
    return _spelt(adds, total, 0)


def _spelt(adds: Sequence[Row], total: Fraction, first: int) -> Condition | None:
    """The same for the deals from one on: for each sum, the values that add so much, and the rest of the others."""
    by_add: dict[Fraction, set[int]] = {}
    for value, add in enumerate(adds[first]):
        by_add.setdefault(add, set()).add(value)
    if first == len(adds) - 1:
        return In(first, frozenset(by_add[total])) if total in by_add else None
    found: list[Condition] = []
    for add, values in by_add.items():
        rest = _spelt(adds, total - add, first + 1)
        if rest is not None:
            found.append(All((In(first, frozenset(values)), rest)))
    if len(found) < 2:
        return found[0] if found else None
    return Any_(tuple(found))


class Center:
    """Reads the utility function of a centre."""

    def __init__(self, sheet: Sheet, party: str, threads: Sequence[Thread]) -> None:
        self.sheet = sheet
        self.node = sheet.root
        self.party = party
        self.threads = threads

    def reservation(self) -> Fraction | None:
        """What it is worth to the centre that no deal is made at all."""
        if "reserved_value" in self.node:
            return self.sheet.number(self.node, "reserved_value", "the reserved value")
        self.sheet.findings.note(
            "there is no reserved value; no deal at all is taken to be worth 0", self.party
        )
        return _ZERO

    def together(self, kept: Sequence[bool]) -> Together | None:
        """The utility over the deals that are kept; of the others none is made.

        None, and mistakes are kept, where it cannot be read.
        """
        kind = kind_of(self.node)
        known = ("name", "outcome_spaces", "outcome_space", "n_edges", "reserved_value")
        if str(self.node.get("allow_partial_agreements", "true")).casefold() != "true":
            self.sheet.wrong(
                self.node.keys_at["allow_partial_agreements"],
                "'allow_partial_agreements: false' is not read; take it away if some deals may fail",
            )
            return None
        if kind in (BEST, SUMMED):
            extra = ("side_ufuns", "weights", "allow_partial_agreements")
            self.sheet.say_rest(self.node, (*KEYS, *UNREAD, *known, *extra), self.party)
            rows = self.sides()
            if rows is None:
                return None
            return self.of_best(rows, kept) if kind == BEST else self.summed(rows, kept)
        if kind == PROGRAM:
            return self.by_total(kept)
        self.sheet.wrong(
            self.node.home,
            f"a '{short(kind)}' is not read" + did_you_mean(kind, (BEST, SUMMED)),
        )
        return None

    def sides(self) -> list[Row] | None:
        """What each deal by itself is worth to the centre."""
        sides = self.node.get("side_ufuns")
        if not isinstance(sides, Seq) or len(sides) != len(self.threads):
            what = f"{len(sides)} entries" if isinstance(sides, Seq) else what_is(sides)
            self.sheet.wrong(
                self.node.values_at.get("side_ufuns", self.node.home),
                f"'side_ufuns' should be a list of {len(self.threads)} utility functions, one for each "
                f"edge, not {what}",
            )
            return None
        rows: list[Row] = []
        for thread, side, span in zip(self.threads, sides, sides.values_at, strict=True):
            node = self.sheet.a_map(side, span, "a side's utility function", "a mapping")
            if node is None:
                continue
            whose = f"{self.party} ({thread.issue.name})"
            found = Profile(self.sheet, node, whose, thread.topics).preference()
            if found is not None:
                rows.append(thread.worth(found))
        return rows if len(rows) == len(self.threads) else None

    def of_best(self, rows: Sequence[Row], kept: Sequence[bool]) -> Together:
        """The best deal counts."""
        gone = [row[0] for row, keep in zip(rows, kept, strict=True) if not keep]
        left = [row for row, keep in zip(rows, kept, strict=True) if keep]
        return best(left, max(gone, default=None))

    def summed(self, rows: Sequence[Row], kept: Sequence[bool]) -> Together | None:
        """A weighted sum of all deals; the weights are divided by their sum, as in anl2025."""
        given = self.node.get("weights")
        if not isinstance(given, Seq) or len(given) != len(rows):
            self.sheet.wrong(
                self.node.values_at.get("weights", self.node.home),
                f"'weights' should be a list of {len(rows)} numbers, one for each deal (without them "
                "anl2025 draws weights by chance)",
            )
            return None
        found = [self.sheet.number(given, k, "a weight") for k in range(len(given))]
        weights = [weight for weight in found if weight is not None]
        if len(weights) < len(found):
            return None
        total = sum(weights, _ZERO)
        if total and total != 1:
            self.sheet.findings.note(
                "the weights are divided by their sum, as in anl2025", self.party
            )
            weights = [weight / total for weight in weights]
        scaled = [
            tuple(weight * worth for worth in row)
            for weight, row in zip(weights, rows, strict=True)
        ]
        gone = sum((row[0] for row, keep in zip(scaled, kept, strict=True) if not keep), _ZERO)
        left = [row for row, keep in zip(scaled, kept, strict=True) if keep]
        left[0] = tuple(worth + gone for worth in left[0])
        return Together(tuple(left), ())

    def by_total(self, kept: Sequence[bool]) -> Together | None:
        """A worth for each total of a quantity."""
        evaluator = self.node.get("evaluator")
        kind = kind_of(evaluator)
        whole = str(evaluator.get("type", "")) if isinstance(evaluator, Map) else ""
        if kind != BY_TOTAL or not whole.startswith("anl2025."):
            self.sheet.wrong(
                self.node.values_at.get("evaluator", self.node.home),
                f"the centre's utility is a program ({short(whole) or what_is(evaluator)}), which is "
                f"not run; a {BEST} or a {SUMMED} can be read",
            )
            return None
        assert isinstance(evaluator, Map)
        values = self.sheet.map(evaluator, "values", "'values: {0: 0.0, 1: 0.5, ...}'")
        otherwise: Fraction | None = _ZERO
        if "reserved_value" in evaluator:
            otherwise = self.sheet.number(evaluator, "reserved_value", "the reserved value")
        if values is None or otherwise is None:
            return None
        table: dict[Fraction, Fraction] = {}
        for key in values:
            total = number_of(key)
            worth = self.sheet.number(values, key, f"the worth of '{short(key)}'")
            if total is None or total.denominator != 1:
                self.sheet.wrong(values.keys_at[key], f"'{short(key)}' should be a whole number")
            elif worth is not None:
                table[total] = worth
        left = [thread for thread, keep in zip(self.threads, kept, strict=True) if keep]
        for thread in self.threads:
            if len(thread.topics) > 1 or None in thread.numbers:
                self.sheet.wrong(
                    self.node.values_at["evaluator"],
                    f"a {BY_TOTAL} adds up whole numbers, but the deal with '{short(thread.edge)}' is no "
                    "single issue of whole numbers",
                )
                return None
        adds = [tuple(Fraction(number or 0) for number in thread.numbers) for thread in left]
        terms = [
            Interaction(condition, worth - otherwise, f"{total} in all")
            for total, worth in sorted(table.items())
            for condition in [totalling(adds, total)]
            if worth != otherwise and condition is not None
        ]
        rows = [tuple(_ZERO for _ in row) for row in adds]
        rows[0] = tuple(otherwise for _ in rows[0])
        return Together(tuple(rows), tuple(terms))


def side_names(root: Map) -> list[str]:
    """What the sides are called, in the order of the deals."""
    sides = root.get("side_ufuns")
    if not isinstance(sides, Seq):
        return []
    names = [side.get("name") if isinstance(side, Map) else None for side in sides]
    return [str(name) if isinstance(name, Word) else "" for name in names]
