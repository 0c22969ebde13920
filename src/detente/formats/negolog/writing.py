"""A case as a domain of NegoLog."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.errors import InputError
from detente.formats.scenario.additive import Additive, additive
from detente.formats.scenario.decimals import decimal, ends, rounded
from detente.formats.scenario.losses import losses
from detente.formats.scenario.normal import Normal, normal, said_of_rounding, said_of_scale
from detente.formats.scenario.writing import no_two_alike, write_json
from detente.model.case import Case

LETTERS = ("A", "B")


def write(case: Case, folder: str | Path) -> list[str]:
    """Writes a case of two parties as `profileA.json` and `profileB.json`.

    The files are read back with the same utilities, but for what is returned.

    Args:
        case: a case whose preferences are all known.
        folder: where to write; it is made if it is not there.

    Returns:
        What is lost or changed, a sentence each.

    Raises:
        InputError: there are not two parties, or the preferences of one are hidden.
        OSError: a file cannot be written.
    """
    if len(case.parties) != 2:
        raise InputError.at(
            "",
            f"NegoLog knows two parties, and there are {len(case.parties)}; name two, as in "
            f"--parties {','.join(list(case.parties)[:2])}",
        )
    found = additive(case)
    no_two_alike([column.name for column in found.columns], "NegoLog")
    said = losses(case, found, "NegoLog")
    files: dict[str, dict[str, Any]] = {}
    for letter, party in zip(LETTERS, case.parties, strict=True):
        scaled = normal(found.terms[party])
        said += said_of_scale(scaled, party, "NegoLog")
        files[f"profile{letter}.json"] = _profile(found, scaled, party, said)
        if party != f"profile{letter}":
            said.append(f"{party} is called profile{letter}")
    write_json(Path(folder), files)
    return said


def _profile(found: Additive, scaled: Normal, party: str, said: list[str]) -> dict[str, Any]:
    """One party's file."""
    given = found.reservations[party]
    tree: dict[str, Any] = {}
    if given is None:
        said.append(
            f"no deal is worth 0 to {party}, NegoLog's default, as the case does not say what it is worth"
        )
        tree["reservationValue"] = decimal(Fraction(0))
    else:
        value = scaled.of(given)
        if not ends(value):
            said.append(said_of_rounding(f"{party} (no deal)", abs(value - rounded(value))))
        tree["reservationValue"] = decimal(rounded(value))
    pairs = list(zip(found.columns, scaled.terms, strict=True))
    tree["issueWeights"] = {column.name: decimal(term.weight) for column, term in pairs}
    tree["issues"] = {
        column.name: {
            label: decimal(score)
            for label, score in zip(column.variable.labels, term.scores, strict=True)
        }
        for column, term in pairs
    }
    return tree
