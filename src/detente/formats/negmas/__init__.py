"""Scenarios of NegMAS: an outcome space and each party's utility function, as YAML or JSON files in one folder.

NegMAS (Mohammad, Nakadai and Greenwald 2021, PRIMA 2020) is a library of negotiation in Python. Where its files leave
something open, what its own source (version 0.16.0) does counts: `Scenario.load`, the `from_dict` of issues and
utility functions, and for scenarios of several deals `anl2025`. What is worth knowing goes into the notes of the case.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from detente.formats.negmas.folder import Folder, find
from detente.formats.negmas.issues import Topic, topics_of
from detente.formats.negmas.multideal import load_multideal
from detente.formats.negmas.profile import Profile
from detente.formats.negmas.writing import write
from detente.formats.scenario.findings import Findings, listed
from detente.formats.scenario.folder import named, picked, shown_name
from detente.model.case import Case, Party
from detente.model.preference import Preference

__all__ = ["load", "write"]


def load(path: str | os.PathLike[str], parties: Sequence[str] | None = None) -> Case:
    """The case in a NegMAS scenario.

    The status quo is unknown to NegMAS, so every issue leaves it open; where several deals are made at once, it is
    that none is. What no deal is worth is the function's `reserved_value`. Weights are not normalised, as they are not
    there.

    Args:
        path: the folder with the files, or the domain file in it.
        parties: names of the parties wanted, in order: the names of their files without the ending. All of them where
            it is left out.

    Raises:
        InputError: with every mistake of every file that was to be read.
    """
    findings = Findings()
    folder = find(path)
    if folder.center is not None and folder.domain is None:
        return load_multideal(folder, findings, parties)
    return _scenario(path, folder, findings, parties)


def _scenario(
    path: str | os.PathLike[str], folder: Folder, findings: Findings, parties: Sequence[str] | None
) -> Case:
    """A scenario of one deal."""
    chosen = picked(path, named(folder.profiles), parties)
    assert folder.domain is not None
    domain = folder.sheet(folder.domain, findings)
    topics: list[Topic] | None = None if domain is None else topics_of(domain, domain.root)
    preferences: dict[str, Preference] = {}
    for party, file in chosen.items():
        sheet = folder.sheet(file, findings)
        if sheet is not None and topics is not None:
            found = Profile(sheet, sheet.root, party, topics).preference()
            if found is not None:
                preferences[party] = found
    findings.stop()
    assert topics is not None
    if folder.others:
        findings.note(f"passed over, being neither domain nor profile: {listed(folder.others)}")
    return Case(
        name=shown_name(folder.place),
        parties={party: Party(party) for party in chosen},
        issues={topic.name: topic.issue for topic in topics},
        preferences=preferences,
        notes=findings.notes,
    )
