"""Domains of NegoLog: two profiles as JSON files in one folder, `profileA.json` and `profileB.json`.

NegoLog (Dogru, Keskin, Jonker, Baarslag and Aydogan 2024, IJCAI) is a simulator of bilateral negotiation. Where its
files leave something open, what its own source (`nenv.Preference`) does counts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detente.formats.detente.tree import Map
from detente.formats.negolog.profile import Profile, issues_of
from detente.formats.negolog.specs import compare
from detente.formats.negolog.writing import write
from detente.formats.scenario.findings import Findings, Sheet, listed
from detente.formats.scenario.folder import files_in, head, named, opened, picked, shown_name
from detente.model.case import Case, Party

__all__ = ["load", "write"]


def load(path: str | os.PathLike[str], parties: Sequence[str] | None = None) -> Case:
    """The case in a NegoLog domain.

    The status quo is unknown to NegoLog, so every issue leaves it open. What no deal is worth is the profile's
    `reservationValue`. The parties are called by their profile files.

    Args:
        path: the folder with the files, or one of them.
        parties: names of the parties wanted, in order. All of them where it is left out.

    Raises:
        InputError: with every mistake of every file that was to be read.
    """
    given = Path(path)
    folder = given if given.is_dir() else given.parent
    files = files_in(folder, (".json",))
    profiles = [file for file in files if _is_profile(file)]
    chosen = picked(path, named(profiles), parties)
    findings = Findings()
    sheets = {party: opened(file, findings) for party, file in chosen.items()}
    read = {party: sheet for party, sheet in sheets.items() if sheet is not None}
    first = next(iter(sheets))
    issues = issues_of(read[first]) if first in read else None
    preferences = {}
    for party, sheet in read.items():
        if issues is not None:
            preferences[party] = Profile(sheet, party, first, issues).preference()
    others = [file for file in files if file not in profiles]
    specs = _specs(others, findings)
    findings.stop()
    assert issues is not None
    case = Case(
        name=shown_name(folder),
        parties={party: Party(party) for party in chosen},
        issues=issues,
        preferences={party: one for party, one in preferences.items() if one is not None},
    )
    if specs is not None:
        compare(specs, case, findings)
    passed = [file.name for file in others if specs is None or file.name != Path(specs.file).name]
    if passed:
        findings.note(f"passed over, being no profile: {listed(passed)}")
    return replace(case, notes=findings.notes)


def _is_profile(file: Path) -> bool:
    """Whether a file is a profile, whole or damaged: a party must not drop out because its file is broken."""
    text = head(file)
    return (
        '"issueWeights"' in text
        or '"reservationValue"' in text
        or file.stem.casefold().startswith("profile")
    )


def _specs(others: list[Path], findings: Findings) -> Sheet | None:
    """What the authors say of the domain, if they do and it can be read."""
    for file in others:
        if file.name == "specs.json":
            trial = Findings()
            sheet = opened(file, trial)
            if sheet is not None and not trial.problems and isinstance(sheet.root, Map):
                return Sheet(sheet.file, sheet.text, sheet.root, findings, sheet.json)
            findings.note("specs.json is damaged; it is passed over, as it only repeats results")
    return None
