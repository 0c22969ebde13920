"""Domains of GeniusWeb: a domain and each party's profile (a `LinearAdditiveUtilitySpace`) as JSON files in one folder.

GeniusWeb (Interactive Intelligence group, TU Delft) is the successor of GENIUS. Where its files leave something open,
what its own source (version 1.2.1) does counts: `Domain`, `NumberValueSet`, `LinearAdditiveUtilitySpace`,
`DiscreteValueSetUtilities`, `NumberValueSetUtilities`. What is worth knowing of that goes into the notes of the case.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from detente.formats.detente.tree import Map
from detente.formats.geniusweb.domain import issues_of
from detente.formats.geniusweb.folder import SPACES, find
from detente.formats.geniusweb.profile import Profile
from detente.formats.geniusweb.writing import write
from detente.formats.scenario.findings import Findings, Sheet, listed
from detente.formats.scenario.folder import named, opened, picked, shown_name
from detente.model.case import Case, Party
from detente.model.issue import Options, Range
from detente.model.preference import Preference

__all__ = ["load", "write"]


def load(path: str | os.PathLike[str], parties: Sequence[str] | None = None) -> Case:
    """The case in a GeniusWeb domain.

    The status quo is unknown to GeniusWeb, so every issue leaves it open. What no deal is worth is the utility of the
    profile's reservation bid, or 0.

    Args:
        path: the folder with the files, or the domain file in it.
        parties: names of the parties wanted, in order: the names of their profile files without `.json`. All of them
            where it is left out.

    Raises:
        InputError: with every mistake of every file that was to be read.
    """
    folder = find(path)
    chosen = picked(path, named(folder.profiles), parties)
    findings = Findings()
    sheets = {party: opened(file, findings) for party, file in chosen.items()}
    issues = None
    if folder.domain is not None:
        domain = opened(folder.domain, findings)
        if domain is not None:
            issues = issues_of(domain, domain.root, say=True)
    else:
        issues = _own_domain(sheets, findings)
    preferences: dict[str, Preference] = {}
    for party, sheet in sheets.items():
        space = None if sheet is None else _space(sheet)
        if sheet is not None and space is not None and issues is not None:
            found = Profile(sheet, space, party, issues).preference()
            if found is not None:
                preferences[party] = found
    findings.stop()
    assert issues is not None
    if any(isinstance(issue, Range) for issue in issues.values()):
        findings.note(
            "GeniusWeb rounds the utility of a number to 8 decimals; here it is exact on its line"
        )
    if folder.others:
        findings.note(
            f"passed over, being neither domain nor profile: {listed(f.name for f in folder.others)}"
        )
    return Case(
        name=shown_name(folder.place),
        parties={party: Party(party) for party in chosen},
        issues=dict(issues),
        preferences=preferences,
        notes=findings.notes,
    )


def _space(sheet: Sheet) -> Map | None:
    """What a profile says; None, and a mistake is kept, where it is of a kind that is not read."""
    kind = next((key for key in SPACES if key in sheet.root), None)
    if kind == "LinearAdditiveUtilitySpace":
        sheet.say_rest(sheet.root, SPACES, Path(sheet.file).stem)
        return sheet.map(sheet.root, kind, f'"{kind}": {{...}}')
    if kind is None:
        sheet.wrong(
            sheet.root.span, 'this is no profile: write {"LinearAdditiveUtilitySpace": {...}}'
        )
        return None
    why = {
        "SumOfGroupsUtilitySpace": "adds up groups of issues, which is not additive",
        "DefaultPartialOrdering": "only ranks some outcomes, and has no utilities",
    }[kind]
    sheet.wrong(
        sheet.root.keys_at[kind],
        f"a {kind} {why}; it is not read, only LinearAdditiveUtilitySpace is",
    )
    return None


def _own_domain(
    sheets: dict[str, Sheet | None], findings: Findings
) -> dict[str, Options | Range] | None:
    """The domain that the first profile carries with it, where there is no domain file."""
    for party, sheet in sheets.items():
        if sheet is None:
            continue
        trial = Sheet(sheet.file, sheet.text, sheet.root, Findings(), sheet.json)
        space = _space(trial)
        if space is None:
            return None  # the profile will say why
        domain = sheet.map(space, "domain", '"domain": {"issuesValues": {...}}')
        if domain is None:
            return None
        findings.note(f"there is no domain file; the domain is the one in {party}'s profile")
        return issues_of(sheet, domain, say=True)
    return None
