"""From the text of a case file to a case, with every mistake told in one run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from detente.formats.detente.agenda import event, move, term
from detente.formats.detente.checks import check_needs, check_rules
from detente.formats.detente.conditions import rule as read_rule
from detente.formats.detente.document import CasePart, MovePart
from detente.formats.detente.document_preferences import (
    VERSION,
    PreferenceFilePart,
    PreferencePart,
)
from detente.formats.detente.document_rules import RulePart
from detente.formats.detente.field import what_is
from detente.formats.detente.issues import read_issue, words_of
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.names import Names
from detente.formats.detente.preferences import preference
from detente.formats.detente.source import is_json, read_text, resolved
from detente.formats.detente.tree import Map, Tree, Word, parse
from detente.model.case import Case, Party, Source, ThirdParty
from detente.model.issue import Issue
from detente.model.move import MoveRule
from detente.model.preference import Preference
from detente.model.rule import Rule

ROLES = ("broker", "guarantor", "verifier", "other")


def read(path: str | os.PathLike[str], texts: Mapping[Path, str] | None = None) -> Case:
    """The case that a file holds, with the preferences in the files that it names.

    Args:
        path: a Detente YAML or JSON file.
        texts: texts to be read in place of files, by resolved path.

    Raises:
        InputError: something is wrong; it carries every mistake found, in all files.
    """
    shown = os.fspath(path)
    reader = _Reader(Path(shown), Mistakes(shown), texts or {})
    return reader.read()


class _Reader:
    """Reads one case."""

    def __init__(self, path: Path, mistakes: Mistakes, texts: Mapping[Path, str]) -> None:
        self.path = path
        self.mistakes = mistakes
        self.texts = texts

    def tree(self, path: Path, mistakes: Mistakes) -> Map | None:
        """The mapping that a file holds; None, and why is kept, if it holds none."""
        text = self.texts.get(resolved(path)) if self.texts else None
        if text is None:
            text = read_text(path, mistakes)
        if text is None:
            return None
        whole, tree = parse(text, mistakes, json=is_json(path))
        if not whole:
            return None
        return _top(tree, text, mistakes)

    def read(self) -> Case:
        """All of it."""
        mistakes = self.mistakes
        tree = self.tree(self.path, mistakes)
        if tree is None or _is_preferences(tree, mistakes) or not _version_fits(tree, mistakes):
            mistakes.stop()
        part: Any = None
        try:
            part = CasePart.model_validate(tree, context=mistakes)
        except ValidationError:  # told already
            mistakes.stop()
        names = self.names(part)
        parties = {
            name: Party(name, str(one.title), str(one.about)) for name, one in part.parties.items()
        }
        preferences = self.preferences(part, names)
        rules, rule_parts = self.rules(part, names)
        moves, move_parts = self.moves(part, names)
        case = Case(
            name=str(part.name) if part.name is not None else self.path.stem,
            parties=parties,
            issues=dict(names.issues),
            preferences=preferences,
            rules=tuple(rules),
            moves=tuple(moves),
            third_parties=self.third_parties(part),
            terms=tuple(term(name, one, names, mistakes) for name, one in part.terms.items()),
            record=tuple(event(one, names, mistakes) for one in part.record),
            sources={
                name: Source(name, str(one.title), str(one.url), one.date)
                for name, one in part.sources.items()
            },
            title=str(part.title),
            about=str(part.about),
            as_of=part.as_of,
            notes=tuple(mistakes.notes),
        )
        self.check_events(part)
        self.check_status_quo(case)
        check_rules(case, rule_parts, mistakes)
        if not names.lost and len(moves) == len(part.written.get("moves") or ()):
            check_needs(case, move_parts, mistakes)
        mistakes.stop()
        return case

    def names(self, part: CasePart) -> Names:
        """The names of the case, once its parties and issues are read."""
        mistakes = self.mistakes
        parties = tuple(part.written["parties"])
        if len(parties) < 2:
            mistakes.add(
                part.at("parties"), "a case has at least two parties; name those who must consent"
            )
        issues: dict[str, Issue] = {}
        for name, one in part.issues.items():
            found = read_issue(name, one, parties, mistakes)
            if found is not None:
                issues[name] = found
        if not part.written["issues"]:
            mistakes.add(
                part.at("issues"), "a case has at least one issue; name what can be settled"
            )
        third = part.under("third_parties")
        for name in third:
            if name in parties:
                mistakes.add(
                    part.key_at("third_parties", name),
                    f"'{short(name)}' is a party already; a third party needs a name of its own",
                )
        for key in ("parties", "issues", "third_parties", "sources"):
            if "" in part.under(key):
                mistakes.add(part.under(key).keys_at[""], "a name is empty; write one")
        names = Names(
            parties,
            frozenset(third),
            tuple(part.under("sources")),
            issues,
            frozenset(part.written["issues"]) - frozenset(issues),
        )
        self.check_variables(part, names)
        for one in part.issues.values():
            names.check_sources(words_of(one), mistakes)
        return names

    def check_variables(self, part: CasePart, names: Names) -> None:
        """An issue must not have the name of another's item."""
        seen: dict[str, str] = {}
        for variable in names.variables:
            if variable.name in seen:
                self.mistakes.add(
                    part.key_at("issues", variable.issue),
                    f"'{short(variable.name)}' can mean two things, by the issues '{short(seen[variable.name])}' "
                    f"and '{short(variable.issue)}'; rename one",
                )
            seen[variable.name] = variable.issue

    def third_parties(self, part: CasePart) -> dict[str, ThirdParty]:
        """Brokers, guarantors and verifiers."""
        found = {}
        for name, one in part.third_parties.items():
            for word in one.roles:
                if word not in ROLES:
                    self.mistakes.add(
                        word.span, f"'{short(word)}' is no role" + did_you_mean(word, ROLES, "use")
                    )
            found[name] = ThirdParty(
                name, str(one.title), tuple(map(str, one.roles)), str(one.about)
            )
        return found

    def preferences(self, part: CasePart, names: Names) -> dict[str, Preference]:
        """What each party wants, as far as it is said."""
        given = part.under("preferences")
        for name in given:
            names.party(name, part.key_at("preferences", name), self.mistakes)
        found = {}
        for party in names.parties:
            one = part.preferences.get(party)
            if isinstance(one, PreferencePart):
                found[party] = preference(one, party, names, self.mistakes)
            elif isinstance(one, Word):
                read = self.preference_file(one, party, names)
                if read is not None:
                    found[party] = read
            elif given.get(party) is None:
                self.mistakes.notes.append(f"the case does not say what {party} wants")
        return found

    def preference_file(self, word: Word, party: str, names: Names) -> Preference | None:
        """The preferences in a file beside the case; None, and a note, if it is not there."""
        folder = self.path.parent
        if "\0" in word or Path(word).is_absolute() or "\\" in word or ":" in word:
            self.mistakes.add(
                word.span,
                f"'{short(word)}' is no path from the case's folder; write one, as in us.yaml",
            )
            return None
        place = folder / word
        if not resolved(place).is_relative_to(resolved(folder)):
            self.mistakes.add(
                word.span,
                f"'{short(word)}' leads out of the case's folder; keep the file inside it",
            )
            return None
        if place.is_dir():
            self.mistakes.add(word.span, f"'{short(word)}' is a folder; name a file in it")
            return None
        if resolved(place) == resolved(self.path):
            self.mistakes.add(
                word.span, "this is the case itself; name the file of the preferences"
            )
            return None
        if not os.path.lexists(place):
            self.mistakes.notes.append(
                f"{word}, the file with the preferences of {party}, is not here; they are not known"
            )
            return None
        mistakes = self.mistakes.of(os.path.join(os.path.dirname(self.mistakes.file), word))
        tree = self.tree(place, mistakes)
        if tree is None or not _version_fits(tree, mistakes, needed=False):
            return None
        try:
            part = PreferenceFilePart.model_validate(tree, context=mistakes)
        except ValidationError:  # told already
            return None
        if part.party is not None and part.party != party:
            mistakes.add(
                part.party.span,
                f"these are the preferences of '{short(part.party)}', but {self.path.name} names them "
                f"as those of '{short(party)}'; change one of the two",
            )
        return preference(part, party, names, mistakes)

    def rules(self, part: CasePart, names: Names) -> tuple[list[Rule], list[RulePart]]:
        """The rules, and where each stands."""
        rules: list[Rule] = []
        parts: list[RulePart] = []
        seen: set[str] = set()
        for number, one in enumerate(part.rules, 1):
            name = str(one.name) if one.name is not None else f"rule {number}"
            if name in seen:
                self.mistakes.add(
                    one.at("name"), f"two rules are called '{short(name)}'; rename one"
                )
            seen.add(name)
            sources = names.check_sources(one.sources, self.mistakes)
            found = read_rule(one, names, self.mistakes)
            if found is not None:
                rules.append(Rule(name, found, str(one.about), sources))
                parts.append(one)
        return rules, parts

    def moves(self, part: CasePart, names: Names) -> tuple[list[MoveRule], list[MovePart]]:
        """The rules on moves, and where each stands."""
        moves, parts = [], []
        for one in part.moves:
            found = move(one, names, self.mistakes)
            if found is None:
                continue
            moves.append(found)
            parts.append(one)
            for role in ("guarantor", "verifier"):
                who = part.third_parties.get(str(getattr(one, role)))
                if who is not None and who.roles and role not in map(str, who.roles):
                    note = f"{getattr(one, role)} is named as {role} of a move, but has other roles"
                    if note not in self.mistakes.notes:
                        self.mistakes.notes.append(note)
        return moves, parts

    def check_status_quo(self, case: Case) -> None:
        """Say so if only some issues have a status quo."""
        without = [
            name for name, one in case.issues.items() if getattr(one, "status_quo", "") is None
        ]
        if without and len(without) < len(case.issues):
            self.mistakes.notes.append(
                f"no status quo is given for {', '.join(without)}; a plan needs one for every issue"
            )

    def check_events(self, part: CasePart) -> None:
        """Names of events must differ."""
        seen = set()
        for one in part.record:
            if one.name and str(one.name) in seen:
                self.mistakes.add(
                    one.at("name"), f"two events are called '{short(one.name)}'; rename one"
                )
            seen.add(str(one.name))


def _top(tree: Tree, text: str, mistakes: Mistakes) -> Map | None:
    """The top of a file, which must be a mapping."""
    if isinstance(tree, Map):
        return tree
    if tree is None:
        empty = (
            "the file is empty" if not text.strip() else "there is nothing in the file but comments"
        )
        mistakes.add(Span(1, 1), f"{empty}; a case begins with the line 'detente: {VERSION}'")
    else:
        span = getattr(tree, "span", None)
        mistakes.add(
            span,
            f"a case is a mapping ('key: value' lines) that begins with 'detente: {VERSION}', "
            f"not {what_is(tree)}",
        )
    return None


def _version_fits(tree: Map, mistakes: Mistakes, needed: bool = True) -> bool:
    """Whether the file says that it is of a version that can be read; if not, why is kept."""
    if "detente" not in tree:
        if needed:
            mistakes.add(
                tree.span,
                f"this file does not say that it is a Detente case; add the line 'detente: {VERSION}'",
            )
            tree.put("detente", tree.span, Word.at(str(VERSION), tree.span), tree.span)
        # What has the look of a case is read on, so that its other mistakes are told as well.
        return not needed or len({"parties", "issues", "preferences"} & set(tree)) > 1
    given = tree["detente"]
    readable = isinstance(given, Word) and given.isdecimal() and len(given) < 10
    version = int(given) if readable else 0
    if version > VERSION:
        mistakes.add(
            given.span,
            f"the file is of version {version} of the format; this program reads version {VERSION}, "
            "so use a newer one",
        )
        return False
    if version != VERSION:
        mistakes.add(
            tree.values_at["detente"],
            f"the version of the format is {VERSION}; write 'detente: {VERSION}'",
        )
        tree["detente"] = Word.at(str(VERSION), tree.values_at["detente"])
    return True


def _is_preferences(tree: Map, mistakes: Mistakes) -> bool:
    """Whether a file holds a party's preferences and no case; if so, that is said."""
    signs = {
        "party",
        "estimate",
        "reservation",
        "penalty",
        "tolerance",
        "discount",
        "interactions",
    } & set(tree)
    if "parties" in tree or not signs:
        return False
    sign = next(key for key in tree if key in signs)
    mistakes.add(
        tree.keys_at[sign],
        f"'{sign}' belongs to a file of preferences, not to a case; open the case that names this file",
    )
    return True
