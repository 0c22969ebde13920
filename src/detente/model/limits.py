"""Limits: what a plan may at most ask, and what counts first among plans that ask the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from detente.model.case import Case


@dataclass(frozen=True)
class Limits:
    """What is asked of a plan besides the least trust.

    Attributes:
        tolerance: by party the largest exposure that it bears, on its own scale; it replaces what the
            party's preferences say.
        never_worse: no step leaves anyone worse off than the step before.
        soonest: of the plans of least trust the one that ends first; else the one of the fewest steps.
    """

    tolerance: Mapping[str, Fraction] = field(default_factory=dict)
    never_worse: bool = False
    soonest: bool = False

    def borne(self, case: Case) -> dict[str, Fraction]:
        """By party the largest exposure that it bears; parties that bear any are left out."""
        found = {
            party: preference.tolerance
            for party, preference in case.preferences.items()
            if preference.tolerance is not None
        }
        return {**found, **self.tolerance}
