"""Detente plans and mediates agreements in small steps.

>>> import detente
>>> case = detente.load("examples/small-steps.yaml")       # doctest: +SKIP
>>> print(detente.plan(case, to="nash"))                   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PLACES = {
    "load": "detente.formats",
    "save": "detente.formats",
    "frontier": "detente.analysis.frontier",
    "settle": "detente.analysis.settlement",
    "undominated": "detente.analysis.pareto",
    "explain_no_agreement": "detente.analysis.disagreement",
    "plan": "detente.analysis.planning",
    "trust_curve": "detente.analysis.trust_curve",
    "best_within": "detente.analysis.trust_curve",
    "what_helps": "detente.analysis.improvement",
    "exchanges": "detente.analysis.exchange",
    "verify": "detente.analysis.verification",
    "stability": "detente.analysis.stability",
    "graph_model": "detente.analysis.stability",
    "option_form": "detente.analysis.stability",
    "Case": "detente.model.case",
    "DetenteError": "detente.errors",
    "InputError": "detente.errors",
    "NoAgreement": "detente.errors",
    "NoPlan": "detente.errors",
    "Problem": "detente.errors",
    "TooLarge": "detente.errors",
}
__all__ = [
    "Case",
    "DetenteError",
    "InputError",
    "NoAgreement",
    "NoPlan",
    "Problem",
    "TooLarge",
    "best_within",
    "exchanges",
    "explain_no_agreement",
    "frontier",
    "graph_model",
    "load",
    "option_form",
    "plan",
    "save",
    "settle",
    "stability",
    "trust_curve",
    "undominated",
    "verify",
    "what_helps",
]


def __getattr__(name: str) -> Any:
    """A public name, from the module that has it: imported when first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, imported or not."""
    return sorted([*globals(), *_PLACES])
