"""Will it hold: the graph model for conflict resolution, of a case or of a model given by itself."""

from detente.analysis.stability.coalitions import Coalitions, coalitions, improvement
from detente.analysis.stability.concepts import CONCEPTS
from detente.analysis.stability.graph import GraphModel, graph_model, option_form
from detente.analysis.stability.reasons import Reason, Turn, reason
from detente.analysis.stability.result import Stability, stability

__all__ = [
    "CONCEPTS",
    "Coalitions",
    "GraphModel",
    "Reason",
    "Stability",
    "Turn",
    "coalitions",
    "graph_model",
    "improvement",
    "option_form",
    "reason",
    "stability",
]
