"""The page of a case, with whatever the case allows."""

from __future__ import annotations

from detente.analysis.disagreement import explain_no_agreement
from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.analysis.settlement import settle
from detente.errors import DetenteError, NoAgreement
from detente.model.case import Case
from detente.report.page import page


def page_of(case: Case) -> str:
    """Frontier, settlements and plan as far as there are any, or why there is no agreement."""
    found = frontier(case)
    settlements = way = disagreement = None
    try:
        settlements = settle(case, found)
        way = plan(case, found=found)
    except NoAgreement:
        disagreement = explain_no_agreement(case, found)
    except DetenteError:
        pass  # a case without a status quo has no plan
    return page(case, found, settlements, way, disagreement)
