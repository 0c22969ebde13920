"""What helps: which single change would let an agreement be reached with less trust, or at all."""

from detente.analysis.improvement.change import KINDS, Change, Changes
from detente.analysis.improvement.ranking import what_helps

__all__ = ["KINDS", "Change", "Changes", "what_helps"]
