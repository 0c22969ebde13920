"""From a case to the text of a case file that is read back as an equal case."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.errors import InputError, Problem
from detente.formats.detente.conditions_written import condition_tree, label, number, rule_tree
from detente.formats.detente.document_preferences import VERSION
from detente.formats.detente.emit import InlineList, InlineMap, PartialDay, to_json, to_yaml
from detente.formats.detente.names import Names
from detente.formats.detente.preferences_written import preference_tree
from detente.formats.detente.source import is_json
from detente.model.case import Case, Party, Source, ThirdParty
from detente.model.event import Event
from detente.model.issue import Issue, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.term import Term

SCHEMA_FILE = "detente-case-1.schema.json"


def text_of(case: Case, path: Path) -> str:
    """The text of a case file.

    Args:
        case: any case whose conditions the format can say.
        path: where it will stand: JSON if the name ends in `.json`, else YAML.

    Raises:
        InputError: the format cannot say it.
    """
    try:
        tree = case_tree(case, path.stem)
        if is_json(path):
            return to_json({"$schema": schema_from(path), **tree})
        return f"# yaml-language-server: $schema={schema_from(path)}\n" + to_yaml(tree)
    except InputError as error:
        raise InputError(Problem(str(path), 0, 0, one.message) for one in error.problems) from None


def schema_from(path: Path) -> str:
    """The schema's address as seen from a case file: in a folder `schema` here or above, else beside it."""
    folder = Path(os.path.abspath(path)).parent
    for up, here in enumerate([folder, *folder.parents]):
        if (here / "schema" / SCHEMA_FILE).is_file():
            return "../" * up + f"schema/{SCHEMA_FILE}"
    return SCHEMA_FILE


def case_tree(case: Case, name: str) -> dict[str, Any]:
    """A case as the tree that its file holds.

    Args:
        case: the case.
        name: the name that the file gives it by itself.

    Raises:
        InputError: the format cannot say it.
    """
    names = Names(
        tuple(case.parties), frozenset(case.third_parties), tuple(case.sources), case.issues
    )
    preferences = {
        party: preference_tree(case.preferences[party], party, names)
        for party in case.parties
        if party in case.preferences
    }
    return _said(
        {
            "detente": number(Fraction(VERSION)),
            "name": "" if case.name == name else case.name,
            "title": case.title,
            "about": case.about,
            "as_of": case.as_of,
            "parties": {party: _party(one) for party, one in case.parties.items()},
            "third_parties": {who: _third_party(one) for who, one in case.third_parties.items()},
            "sources": {source: _source(one) for source, one in case.sources.items()},
            "issues": {
                issue: _issue(one, tuple(case.parties)) for issue, one in case.issues.items()
            },
            "preferences": preferences,
            "rules": [rule_tree(rule, names) for rule in case.rules],
            "moves": [_move(move, names) for move in case.moves],
            "terms": {term.name: _term(term, names) for term in case.terms},
            "record": [_event(event) for event in case.record],
        }
    )


def _said(tree: dict[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in tree.items() if value not in (None, "", (), [], {}, False)}


def _inline(tree: dict[str, Any]) -> InlineMap:
    """The entries that say something, on one line where they fit."""
    return InlineMap(_said(tree))


def _names(names: tuple[str, ...]) -> Any:
    """Names: one by itself, several as a list."""
    return names[0] if len(names) == 1 and names[0] else InlineList(names)


def _party(party: Party) -> Any:
    if party.title and not party.about:
        return party.title
    return _inline({"title": party.title, "about": party.about})


def _third_party(third: ThirdParty) -> Any:
    if third.title and not third.about and not third.roles:
        return third.title
    return _inline({"title": third.title, "roles": InlineList(third.roles), "about": third.about})


def _source(source: Source) -> Any:
    if not source.url and not source.date:
        return source.title
    tree = _inline({"date": PartialDay(source.date), "url": source.url})
    return InlineMap({"title": source.title, **tree})


def _issue(issue: Issue, parties: tuple[str, ...]) -> dict[str, Any]:
    tree: dict[str, Any] = _said({"title": issue.title, "about": issue.about})
    if isinstance(issue, Options):
        tree["options"] = InlineList(issue.values)
        if issue.meanings:
            tree["options"] = {value: issue.meanings.get(value, "") for value in issue.values}
        if issue.ladder:
            tree["ladder"] = True
        if issue.status_quo is not None:
            tree["status_quo"] = issue.status_quo
    elif isinstance(issue, Range):
        tree["range"] = _range(issue)
        if issue.status_quo is not None:
            tree["status_quo"] = number(issue.status_quo)
    else:
        tree["items"] = {item.name: _item(item, parties) for item in issue.items}
    if issue.sources:
        tree["sources"] = InlineList(issue.sources)
    return tree


def _number(value: Fraction | None) -> Any:
    return None if value is None else number(value)


def _range(issue: Range) -> InlineMap:
    tree = InlineMap({"minimum": number(issue.minimum), "maximum": number(issue.maximum)})
    if issue.step != 1 or issue.continuous:
        tree["step"] = number(issue.step)
    tree.update(_said({"unit": issue.unit, "continuous": issue.continuous}))
    return tree


def _item(item: Any, parties: tuple[str, ...]) -> Any:
    others = tuple(party for party in parties if party != item.holder)
    tree = InlineMap({"held_by": item.holder})
    if item.receivers != others:
        tree["to"] = _names(item.receivers)
    tree.update(
        _said({"title": item.title, "about": item.about, "sources": InlineList(item.sources)})
    )
    return item.holder if len(tree) == 1 else tree


def _label(names: Names, issue: str, text: str | None) -> Any:
    """A value of an issue by its label: a number for a range."""
    if text is None or isinstance(names.issues[issue], Items):
        return text
    variable = names.variables[names.index[issue]]
    return label(variable, variable.position[text])


def _move(move: MoveRule, names: Names) -> InlineMap:
    tree = InlineMap({"issue": move.issue})
    if move.items:
        tree["items"] = InlineList(move.items)
    for key, value in (("from", move.start), ("to", move.end)):
        if value is not None:
            tree[key] = _label(names, move.issue, value)
    if move.by:
        tree["by"] = _names(move.by)
    if move.needs is not None:
        tree["needs"] = condition_tree(move.needs, names)
    tree.update(
        _said(
            {
                "revocable": move.revocable,
                "guarantor": move.guarantor,
                "verifier": move.verifier,
                "increment": _number(move.increment),
                "duration": number(Fraction(move.duration)) if move.duration else None,
                "earliest": move.earliest,
                "latest": move.latest,
                "about": move.about,
                "sources": InlineList(move.sources),
            }
        )
    )
    return tree


def _term(term: Term, names: Names) -> dict[str, Any]:
    after = InlineMap()
    for name, text in term.after:
        variable = names.variables[names.index[name]]
        after[name] = label(variable, variable.position[text])
    extensions = InlineMap()
    if term.extensions_at_most is not None:
        extensions["at_most"] = number(Fraction(term.extensions_at_most))
    if term.extensions_used:
        extensions["used"] = number(Fraction(term.extensions_used))
    if term.extension_years_at_most is not None:
        extensions["years_at_most"] = number(Fraction(term.extension_years_at_most))
    head = {"title": term.title} if term.title else {}
    return {
        **head,
        "issues": InlineList(term.issues),
        **_said(
            {
                "starts": term.starts,
                "ends": term.ends,
                "after": after,
                "extensions": extensions,
                "about": term.about,
                "sources": InlineList(term.sources),
            }
        ),
    }


def _event(event: Event) -> InlineMap:
    return InlineMap(
        {
            **_said({"name": event.name}),
            "date": PartialDay(event.date),
            "kind": event.kind,
            "what": event.what,
            **_said(
                {
                    "about": InlineList(event.about),
                    "by": event.by,
                    "to": event.to,
                    "via": InlineList(event.via),
                    "quote": event.quote,
                    "passage": event.passage,
                    "outcome": event.outcome,
                }
            ),
            "sources": InlineList(event.sources),
        }
    )
