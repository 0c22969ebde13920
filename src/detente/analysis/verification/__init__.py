"""Does this plan hold: every rule checked, every figure recomputed, for any plan, ours or a person's.

Written on its own from the definitions, with plain fractions: it shares no code with the planner.
"""

from __future__ import annotations

from detente.analysis.verification.checker import Plan, verify
from detente.analysis.verification.grit import GRIT_RULES, Finding, grit
from detente.analysis.verification.proposal import Planned, Proposal, proposal
from detente.analysis.verification.result import RULES, Moment, Verification, Violation

__all__ = [
    "GRIT_RULES",
    "RULES",
    "Finding",
    "Moment",
    "Plan",
    "Planned",
    "Proposal",
    "Verification",
    "Violation",
    "grit",
    "proposal",
    "verify",
]
