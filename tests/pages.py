"""The page of a case, with whatever the case allows."""

from __future__ import annotations

from detente.analysis.disagreement import explain_no_agreement
from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.analysis.settlement import settle
from detente.analysis.trust_curve import trust_curve
from detente.errors import DetenteError, NoAgreement
from detente.model.case import Case
from detente.report.page import page

POINTS = 12
"""Points whose trust a test's page works out: enough to be drawn, few enough to be quick."""


def page_of(case: Case) -> str:
    """Frontier, settlements and plan as far as there are any, or why there is no agreement."""
    found = frontier(case)
    settlements = way = disagreement = curve = None
    try:
        settlements = settle(case, found)
        way = plan(case, found=found)
        curve = trust_curve(case, found, points=POINTS)
    except NoAgreement:
        disagreement = explain_no_agreement(case, found)
    except DetenteError:
        pass  # a case without a status quo has no plan
    return page(case, found, settlements, way, disagreement, curve=curve)
