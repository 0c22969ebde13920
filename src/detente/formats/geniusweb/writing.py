"""A case as a domain of GeniusWeb."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.formats.detente.emit import Number
from detente.formats.geniusweb.profile import DISCRETE
from detente.formats.scenario.additive import Additive, Column, additive
from detente.formats.scenario.bids import least_at
from detente.formats.scenario.decimals import decimal
from detente.formats.scenario.losses import losses
from detente.formats.scenario.names import said_of_names, stems
from detente.formats.scenario.normal import Normal, normal, said_of_scale
from detente.formats.scenario.writing import no_two_alike, write_json
from detente.model.case import Case
from detente.model.number import shown

_NOT_SIMPLE = re.compile(r"[^A-Za-z0-9]+")


def write(case: Case, folder: str | Path) -> list[str]:
    """Writes a case as a domain file and a `LinearAdditiveUtilitySpace` for each party.

    The files are read back with the same utilities, but for what is returned. All values are written as named ones:
    GeniusWeb rounds the utilities of numbers.

    Args:
        case: a case whose preferences are all known.
        folder: where to write; it is made if it is not there.

    Returns:
        What is lost or changed, a sentence each.

    Raises:
        InputError: the preferences of a party are hidden.
        OSError: a file cannot be written.
    """
    found = additive(case)
    no_two_alike([column.name for column in found.columns], "GeniusWeb")
    said = losses(case, found, "GeniusWeb")
    (domain_stem,) = stems([case.name]).values()
    files = stems(list(case.parties), taken=[domain_stem])
    said += said_of_names(files, ".json")
    domain = {
        "name": _simple(case.name, "domain"),
        "issuesValues": {
            column.name: {"values": list(column.variable.labels)} for column in found.columns
        },
    }
    trees: dict[str, dict[str, Any]] = {f"{domain_stem}.json": domain}
    for party, stem in files.items():
        scaled = normal(found.terms[party])
        said += said_of_scale(scaled, party, "GeniusWeb")
        space = {"name": _simple(party, "party"), **_space(found.columns, scaled), "domain": domain}
        bid = _reservation(case, found, scaled, party, said)
        if bid is not None:
            pairs = zip(found.columns, bid, strict=True)
            space["reservationBid"] = {
                "issuevalues": {
                    column.name: column.variable.labels[index] for column, index in pairs
                }
            }
        trees[f"{stem}.json"] = {"LinearAdditiveUtilitySpace": space}
    write_json(Path(folder), trees)
    return said


def _simple(name: str, otherwise: str) -> str:
    """A name of letters and digits, as GeniusWeb wants it."""
    return _NOT_SIMPLE.sub("", name) or otherwise


def _space(columns: tuple[Column, ...], scaled: Normal) -> dict[str, Any]:
    """Weights and utilities."""
    pairs = list(zip(columns, scaled.terms, strict=True))
    utilities: dict[str, dict[str, dict[str, dict[str, Number]]]] = {
        column.name: {
            DISCRETE[0]: {
                "valueUtilities": {
                    label: decimal(score)
                    for label, score in zip(column.variable.labels, term.scores, strict=True)
                }
            }
        }
        for column, term in pairs
    }
    weights = {column.name: decimal(term.weight) for column, term in pairs}
    return {"issueUtilities": utilities, "issueWeights": weights}


def _reservation(
    case: Case, found: Additive, scaled: Normal, party: str, said: list[str]
) -> tuple[int, ...] | None:
    """The bid whose utility is the reservation value; else the one that stands in for it, or none."""
    given = found.reservations[party]
    if case.preferences[party].reservation is None and case.status_quo is not None:
        return case.status_quo
    if given is None:
        said.append(
            f"the case does not say what no deal is worth to {party}, so it gets no reservation "
            "bid; any agreement is then better than none"
        )
        return None
    rows = [term.adds for term in found.terms[party]]  # before any rounding
    figure = shown(scaled.of(given), 9)
    if scaled.of(given) == 0:
        return None
    if given < sum((min(row) for row in rows), Fraction(0)):
        said.append(
            f"no deal is worth {figure} to {party}, less than any outcome; it gets no reservation "
            "bid, which is read as 0"
        )
        return None
    try:
        bid = least_at(rows, given)
    except OverflowError:
        said.append(
            f"no deal is worth {figure} to {party}, and there are too many outcomes to find one "
            "that is worth as much; it gets no reservation bid"
        )
        return None
    if bid is None:
        said.append(
            f"no deal is worth {figure} to {party}, more than any outcome, which no bid can say; "
            "it gets no reservation bid"
        )
        return None
    reached = sum((row[index] for row, index in zip(rows, bid, strict=True)), Fraction(0))
    if reached != given:
        said.append(
            f"no deal is worth {figure} to {party}, which is no outcome's utility; its reservation "
            f"bid is the next better one, worth {shown(scaled.of(reached), 9)}"
        )
    return bid
