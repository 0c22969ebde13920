"""Weights that a format wants to add up to 1."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from detente.formats.detente.mistakes import Span
from detente.formats.scenario.findings import Sheet
from detente.model.number import shown, written

ROUNDING = Fraction(1, 10**9)
"""How far the sum may be from 1: decimals that came out of doubles are off by 1e-16 each, slips by far more."""


def check_sum(
    weights: Mapping[str, Fraction], sheet: Sheet, span: Span, party: str, program: str
) -> None:
    """Weights must add up to 1, but for the rounding of doubles, which is noted.

    Args:
        weights: by issue.
        sheet: where they stand.
        span: what to point at.
        party: whose they are.
        program: which program demands it.
    """
    total = sum(weights.values(), Fraction(0))
    off = total - 1
    if abs(off) > ROUNDING:
        sheet.wrong(
            span,
            f"the weights add up to {total_text(total)}, and {program} demands 1; "
            "check them, or divide each by that sum",
        )
    elif off:
        sheet.findings.note(
            f"the weights add up to 1 {'+' if off > 0 else '−'} {float(abs(off)):.0e}, which is the "
            "rounding of doubles; they are used as written",
            party,
        )


def total_text(total: Fraction) -> str:
    """A sum for a message: all its digits where they are few."""
    text = str(written(total))
    return text if len(text) <= 12 else shown(total, 10)
