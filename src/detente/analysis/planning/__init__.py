"""How to get there: a sequence of small steps from the status quo to a settlement, asking the least trust."""

from detente.analysis.planning.plan import Certificate, Moment, Plan, Step, Visited
from detente.analysis.planning.planner import Bound, least_trust, plan

__all__ = ["Bound", "Certificate", "Moment", "Plan", "Step", "Visited", "least_trust", "plan"]
