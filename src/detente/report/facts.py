"""What a case rests on, made ready for a page: dates, sources, estimates, the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from detente.model.case import Case
from detente.model.issue import Items, Options, Range
from detente.model.number import shown
from detente.model.preference import Preference, Table, Worth
from detente.report.escape import link
from detente.report.naming import (
    amount,
    capital,
    heading,
    issue_title,
    listed,
    the,
    value_words,
    variable_title,
)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
"""The months by name."""


def date_words(day: date | str | None) -> str:
    """A date for people: `30 January 2023`; a month or a year alone as far as it goes."""
    if day is None:
        return ""
    parts = str(day).split("-")
    if not all(part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return str(day)
    if len(parts) == 1:
        return parts[0]
    month = int(parts[1])
    if not 1 <= month <= 12:
        return str(day)
    known = f"{MONTHS[month - 1]} {int(parts[0])}"
    return f"{int(parts[2])} {known}" if len(parts) == 3 else known


@dataclass(frozen=True)
class Citation:
    """A source as the page cites it.

    Attributes:
        number: by which the page refers to it.
        title: as the case has it.
        address: where it can be read; empty unless it is a plain http or https address.
        date: for people.
    """

    number: int
    title: str
    address: str
    date: str


def citations(case: Case) -> dict[str, Citation]:
    """Every source of the case by name, numbered in the case's order."""
    return {
        key: Citation(number, source.title or key, link(source.url), date_words(source.date))
        for number, (key, source) in enumerate(case.sources.items(), 1)
    }


def cited(known: dict[str, Citation], names: Iterable[str]) -> list[Citation]:
    """The sources named, by number; names that the case does not explain are left out."""
    found = [known[key] for key in dict.fromkeys(names) if key in known]
    return sorted(found, key=lambda citation: citation.number)


@dataclass(frozen=True)
class Voice:
    """Whose figures a party's preferences are.

    Attributes:
        parties: titles of the parties.
        text: the sentence; empty where the figures are taken as the parties' own word.
    """

    parties: str
    text: str


def voices(case: Case) -> list[Voice]:
    """Whose estimates the preferences are; parties with the same answer together."""
    found: dict[str, list[str]] = {}
    for party, preference in case.preferences.items():
        estimate = preference.estimate
        text = ""
        if estimate is not None:
            text = f"by {estimate.by}" if estimate.by else "by somebody not named"
            if estimate.on:
                text += f", {date_words(estimate.on)}"
            if estimate.basis:
                text += f"; {estimate.basis}"
        found.setdefault(text, []).append(party)
    return [Voice(listed(the(case, party) for party in who), text) for text, who in found.items()]


def _place(case: Case, where: str) -> str:
    """A dotted path to a figure, such as `issues.quota.weight`, in words."""
    parts = where.split(".")
    said = []
    if parts[0] == "issues" and len(parts) > 1 and parts[1] in case.issues:
        issue = case.issues[parts[1]]
        said.append(issue_title(issue))
        rest = parts[2:]
        if isinstance(issue, Items) and len(rest) > 1 and rest[0] == "items":
            items = {item.name: item.title or item.name for item in issue.items}
            said.append(items.get(rest[1], rest[1]))
            rest = rest[2:]
    else:
        rest = parts
    said += [
        {"reservation": "what no deal is worth", "of": ""}.get(part, part.replace("_", " "))
        for part in rest
    ]
    return ", ".join(part for part in said if part)


def _figure(preference: Preference, party: str, parts: list[str]) -> Fraction | None:
    """The figure at a dotted path, if it is one that the model keeps as it was written."""
    if parts == ["reservation"]:
        return preference.reservation
    if parts[0] == "issues" and parts[2:] == ["weight"]:
        return preference.weights.get(parts[1])
    values = preference.values.get(parts[1]) if len(parts) > 3 else None
    if isinstance(values, Worth) and parts[2] == "items":
        holder = parts[4] if len(parts) > 4 else party
        return values.of_item.get(parts[3], {}).get(holder)
    if isinstance(values, Table) and parts[2] == "table":
        return values.scores.get(".".join(parts[3:]))
    return None


def intervals(case: Case) -> list[dict[str, str]]:
    """Figures that are known only to lie in a range, in words."""
    found = []
    for party, preference in case.preferences.items():
        for where, interval in preference.intervals.items():
            value = _figure(preference, party, where.split("."))
            found.append(
                {
                    "party": heading(case, party),
                    "what": _place(case, where),
                    "used": "" if value is None else shown(value),
                    "range": f"{shown(interval.low)} to {shown(interval.high)}",
                }
            )
    return found


def issue_rows(case: Case, known: dict[str, Citation]) -> list[dict[str, Any]]:
    """The agenda: each issue, what its values mean, where it stands today."""
    found = []
    start = 0
    for issue in case.issues.values():
        count = len(issue.variables)
        places = range(start, start + count)
        start += count
        row: dict[str, Any] = {
            "title": issue_title(issue),
            "about": issue.about.strip(),
            "sources": cited(known, issue.sources),
            "today": "",
            "values": [],
            "span": "",
        }
        if isinstance(issue, Items):
            row["values"] = [
                {
                    "value": capital(variable_title(case, v)),
                    "meaning": value_words(case, v, 0) + " today"
                    + (f". {item.about.strip()}" if item.about else ""),
                    "sources": cited(known, item.sources),
                }
                for v, item in zip(places, issue.items, strict=True)
            ]  # fmt: skip
        else:
            if case.status_quo is not None:
                row["today"] = value_words(case, places[0], case.status_quo[places[0]])
            if isinstance(issue, Options):
                row["values"] = [
                    {"value": value, "meaning": issue.meanings.get(value, ""), "sources": []}
                    for value in issue.values
                ]
            elif isinstance(issue, Range):
                low, high = shown(issue.minimum, 6), shown(issue.maximum, 6)
                row["span"] = f"{low} to {high} {issue.unit}".rstrip()
        found.append(row)
    return found


def stakes(case: Case) -> list[dict[str, Any]]:
    """What hangs on each issue or item for each party: from its worst value to its best, on its scale."""
    found = []
    for v in range(len(case.variables)):
        cells = []
        for p in range(len(case.parties)):
            row = case.utilities.tables[p][v]
            span = case.utilities.value(p, max(row) - min(row))
            best = [k for k, units in enumerate(row) if units == max(row)]
            favourite = value_words(case, v, best[0]) if span else "all the same"
            if span and len(best) > 1:
                favourite += f" (or {len(best) - 1} more)"
            cells.append({"span": amount(span), "favourite": favourite})
        found.append({"title": capital(variable_title(case, v)), "cells": cells})
    return found


def record_rows(case: Case, known: dict[str, Citation]) -> list[dict[str, Any]]:
    """The record, oldest first."""
    rows = []
    for event in sorted(case.record, key=lambda event: event.date):
        issues = listed(issue_title(case.issues[key]) for key in event.about if key in case.issues)
        rows.append(
            {
                "date": date_words(event.date),
                "iso": event.date,
                "kind": event.kind,
                "what": event.what,
                "by": heading(case, event.by) if event.by else "",
                "to": heading(case, event.to) if event.to else "",
                "via": listed(event.via),
                "quote": event.quote,
                "outcome": event.outcome,
                "issues": issues,
                "sources": cited(known, event.sources),
            }
        )
    return rows


def term_rows(case: Case, known: dict[str, Citation]) -> list[dict[str, Any]]:
    """What is in force until a date."""
    rows = []
    for term in case.terms:
        said = []
        if term.extensions_at_most is not None:
            said.append(
                f"extensions: {term.extensions_used} of {term.extensions_at_most} used"
                + (
                    f", of at most {term.extension_years_at_most} years"
                    if term.extension_years_at_most
                    else ""
                )
            )
        after = [
            f"{issue_title(case.issues[key]) if key in case.issues else key}: {value}"
            for key, value in term.after
        ]
        rows.append(
            {
                "title": term.title or term.name,
                "about": term.about.strip(),
                "starts": date_words(term.starts),
                "ends": date_words(term.ends),
                "after": "; ".join(after),
                "extensions": "; ".join(said),
                "sources": cited(known, term.sources),
            }
        )
    return rows


def rule_rows(case: Case, known: dict[str, Citation]) -> list[dict[str, Any]]:
    """The rules that every outcome obeys."""
    return [
        {"name": rule.name, "about": rule.about.strip(), "sources": cited(known, rule.sources)}
        for rule in case.rules
    ]
