"""A small case with days: inspections that rest on a treaty, a captive, a zone. Worked out by hand in the docs."""

from __future__ import annotations

from pathlib import Path

from detente.formats.detente.reading import read

TEXT = """
detente: 1
title: Inspections, a captive and a zone
as_of: 2026-01-20
parties: {a: Avaria, b: Bessia}
third_parties: {consul: {title: the consul, roles: [verifier, guarantor]}}
issues:
  inspections: {options: [suspended, resumed], status_quo: suspended, title: Inspections}
  captive: {items: {anna: {held_by: a, title: Anna}}}
  zone: {options: [none, agreed], status_quo: none, title: The zone}
preferences:
  a:
    issues:
      inspections: {weight: 6, table: {suspended: 0, resumed: 1}}
      captive: {weight: 1, items: {anna: 4}}
      zone: {weight: 8, table: {none: 0, agreed: 1}}
  b:
    issues:
      inspections: {weight: 5, table: {suspended: 0, resumed: 1}}
      captive: {weight: 1, items: {anna: 4}}
      zone: {weight: 1, table: {none: 1, agreed: 0}}
moves:
  - {issue: inspections, by: [a, b], duration: 3}
  - {issue: captive, by: a, duration: 5}
  - {issue: zone, by: b, duration: 10}
terms:
  treaty: {issues: [inspections], ends: 2026-02-05, after: {inspections: suspended}}
"""

INSPECTIONS = {"issue": "inspections", "from": "suspended", "to": "resumed"}
ANNA = {"issue": "captive", "item": "anna", "from": "a", "to": "b"}
ZONE = {"issue": "zone", "from": "none", "to": "agreed"}


def treaty(*changes, text=TEXT):
    """The case, with some of its text replaced by other text."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = Path("treaty.yaml")
    return read(path, {path.resolve(): text})


def plan_of(*steps):
    """A plan document; each step is a move, a list of moves, or a step as it stands in a document."""
    found = []
    for step in steps:
        if isinstance(step, dict) and "moves" in step:
            found.append(step)
        else:
            found.append({"moves": step if isinstance(step, list) else [step]})
    return {"steps": found}
