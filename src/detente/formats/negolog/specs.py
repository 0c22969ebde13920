"""What the authors of a NegoLog domain say of it (`specs.json`), held against what the profiles say."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.tree import Word
from detente.formats.scenario.findings import Findings, Sheet
from detente.model.case import Case
from detente.model.number import exact, shown


def compare(specs: Sheet, case: Case, findings: Findings) -> None:
    """Notes where the number of outcomes or a reservation value differs; the profiles count."""
    said = _figure(specs, "NumberOfBids")
    if said is not None and said != case.outcomes:
        findings.note(
            f"specs.json speaks of {shown(said, 6)} outcomes; the profiles make {case.outcomes}, "
            "which count"
        )
    for party, preference in case.preferences.items():
        letter = party.removeprefix("profile")
        said = _figure(specs, f"ReservationValueProfile{letter}")
        own = preference.reservation
        if said is not None and own is not None and said != own:
            findings.note(
                f"specs.json gives the reservation value {shown(said, 6)}, the profile "
                f"{shown(own, 6)}, which counts",
                party,
            )


def _figure(specs: Sheet, key: str) -> Fraction | None:
    """A number of the specs; None where there is none."""
    value = specs.root.get(key)
    if not isinstance(value, Word):
        return None
    try:
        return exact(str(value))
    except ValueError:
        return None
