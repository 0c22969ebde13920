"""How to get there: a sequence of small steps from the status quo to a settlement, asking the least trust."""

from detente.analysis.planning.plan import Certificate, Moment, Plan, Step
from detente.analysis.planning.planner import plan

__all__ = ["Certificate", "Moment", "Plan", "Step", "plan"]
