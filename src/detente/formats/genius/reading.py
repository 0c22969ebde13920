"""The case in a GENIUS domain, from its files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from detente.errors import InputError
from detente.formats.genius.domain import GRID, Topic, agents_of, objective_of, topics
from detente.formats.genius.findings import Findings
from detente.formats.genius.folder import find, ordered, picked
from detente.formats.genius.profile import Profile
from detente.formats.xml import Element, parse
from detente.model.case import Case, Party
from detente.model.number import shown
from detente.model.preference import Preference


def load(path: str | os.PathLike[str], parties: Sequence[str] | None = None) -> Case:
    """The case in a GENIUS domain; see `detente.formats.genius.load`."""
    folder = find(path)
    findings = Findings()
    template = _parsed(folder.domain, findings)
    objective = None if template is None else objective_of(template, findings)
    issues = [] if objective is None else topics(objective, findings)
    whole = not findings.problems
    agents = [] if template is None else agents_of(template)
    wanted = None if parties is None else list(parties)
    try:
        files = picked(path, ordered(folder.profiles, agents), wanted)
    except InputError as error:
        raise InputError([*findings.problems, *error.problems]) from None

    preferences: dict[str, Preference] = {}
    discounts: dict[str, Fraction] = {}
    for party, file in files.items():
        root = _parsed(file, findings)
        if root is None or not whole:  # each profile would repeat the mistakes of the domain
            continue
        profile = Profile(root, party, issues, findings)
        found, factor = profile.preference(), profile.discount()
        if found is not None:
            preferences[party] = found
        if factor is not None:
            discounts[party] = factor
    if findings.problems:
        raise InputError(findings.problems)
    _say_more(findings, issues, discounts, [file.name for file in folder.others])

    name = folder.domain.parent.name or folder.domain.resolve().parent.name
    called = "" if objective is None else objective.attributes.get("name", "").strip()
    return Case(
        name=name,
        title=name,
        about=f"A GENIUS domain{f' called {called!r}' if called else ''}, from {folder.domain.name}.",
        parties={party: Party(party, party.replace("_", " ")) for party in files},
        issues={topic.issue.name: topic.issue for topic in issues},
        preferences=preferences,
        notes=findings.notes,
    )


def _parsed(file: Path, findings: Findings) -> Element | None:
    """The root of a file; None, and its mistakes are kept, where it cannot be parsed."""
    try:
        return parse(file)
    except InputError as error:
        findings.problems.extend(error.problems)
        return None


def _say_more(
    findings: Findings, issues: list[Topic], discounts: dict[str, Fraction], others: list[str]
) -> None:
    """Notes on the domain as a whole."""
    grid = [topic.issue.name for topic in issues if topic.kind == "real"]
    if grid:
        findings.note(
            f"{', '.join(grid)}: any real number between the bounds is possible; it is taken on a "
            f"grid of {GRID} points, as GENIUS does"
        )
    if discounts:
        factors = ", ".join(f"{party} {shown(factor, 6)}" for party, factor in discounts.items())
        findings.note(
            f"discount factors are left out ({factors}): GENIUS's clock runs from 0 to 1 over a "
            "session, while a discount in Detente is by the day"
        )
    if others:
        findings.note(f"passed over, being neither domain nor profile: {', '.join(others)}")
