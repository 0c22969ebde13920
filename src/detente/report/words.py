"""Results as sentences for people who negotiate: no motives, no advice beyond the numbers."""

from __future__ import annotations

from detente.report.ledger import Ledger, Line, changes, ledger
from detente.report.middle import middle
from detente.report.naming import (
    capital,
    does,
    everybody,
    heading,
    listed,
    move_words,
    moves_words,
    name,
    percent,
    performers,
    signed,
    the,
    value_words,
    variable_title,
)
from detente.report.risk import risk_words, share_words, trust_words, why_nobody_walks
from detente.report.trades import Trade, Trades, middle_words, trades

CONCEPT_TITLES: dict[str, str] = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "equal_loss": "Equal loss",
    "adjusted_winner": "Adjusted Winner",
}

_CONCEPTS: dict[str, str] = {
    "nash": "What the sides gain over no deal, multiplied with each other, is largest.",
    "kalai_smorodinsky": "Every side gets, as nearly as can be, the same share of the most it "
    "could gain.",
    "egalitarian": "The side that gains least over no deal gains as much as it can, each on its "
    "own scale.",
    "utilitarian": "The sum of all sides' utilities, each on its own scale, is largest; who gets "
    "it does not count.",
    "equal_loss": "The side that falls furthest short of the most it could get falls short as "
    "little as it can.",
    "adjusted_winner": "Each side first gets what it values more; then as little as needed passes "
    "over, and at most one matter is split, so that both end up with the same points.",
}


def concept_title(concept: str) -> str:
    """The name of a settlement concept: `Kalai-Smorodinsky`."""
    return CONCEPT_TITLES.get(concept, capital(concept.replace("_", " ")))


def concept_words(concept: str) -> str:
    """What a settlement concept looks for, in one sentence; empty for one that is not known."""
    return _CONCEPTS.get(concept, "")


__all__ = [
    "CONCEPT_TITLES",
    "Ledger",
    "Line",
    "Trade",
    "Trades",
    "capital",
    "changes",
    "concept_title",
    "concept_words",
    "does",
    "everybody",
    "heading",
    "ledger",
    "listed",
    "middle",
    "middle_words",
    "move_words",
    "moves_words",
    "name",
    "percent",
    "performers",
    "risk_words",
    "share_words",
    "signed",
    "the",
    "trades",
    "trust_words",
    "value_words",
    "variable_title",
    "why_nobody_walks",
]
