"""Exchanges of items between two sides: which, in which swaps, and how much trust they ask."""

from detente.analysis.exchange.exchanges import Exchange as Exchange
from detente.analysis.exchange.exchanges import Exchanges as Exchanges
from detente.analysis.exchange.exchanges import exchanges as exchanges
