"""Standing files: where things stand, written by itself or as a plan with what of it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from detente.errors import InputError
from detente.formats.detente.beside import mapping_from, value_of, values_of
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.model.case import Case
from detente.model.standing import Refused, Standing, standing

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BY_ITSELF = ("on", "outcome", "stays", "refused", "lapsed", "about")
_WITH_A_PLAN = ("done", "on", "refused", "lapsed", "about")


def read_standing(case: Case, path: str, done: int | None = None) -> Standing:
    """Where things stand, from a file.

    The file says so itself: `on` (a date), `outcome` (issues and values; what is not mentioned is as it was at the
    outset), `stays` (of those, what stays if everything breaks off; worked out where it is not said), `refused` (a
    list of issues, of `issue.item`, or of `{issue, item, to}`), `lapsed` (terms). Or it is a plan, as `detente plan -o`
    writes one, with `done: 3` for its first three steps, and `on`, `refused` and `lapsed` where wanted.

    Args:
        case: the case; it needs a status quo for every issue.
        path: JSON or YAML.
        done: how many steps of the plan are done; what the file says if None.

    Raises:
        InputError: every mistake in the file, each with its place.
    """
    if case.status_quo is None:
        raise InputError.at(
            case.name,
            "where things stand is told from today on: give every issue its 'status_quo' in the case",
        )
    tree = mapping_from(path, "where things stand")
    reader = _Reader(case, Mistakes(path))
    found = reader.read(tree, done)
    reader.mistakes.stop()
    return found


def standing_document(case: Case, where: Standing) -> dict[str, Any]:
    """Where things stand as a document that `read_standing` reads again."""
    refused: list[dict[str, str | int | float]] = []
    for v, end in sorted(where.refused, key=lambda one: (one[0], -1 if one[1] is None else one[1])):
        variable = case.variables[v]
        entry: dict[str, str | int | float] = {"issue": variable.issue}
        if variable.item is not None:
            entry["item"] = variable.item
        if end is not None:
            entry["to"] = variable.labels[end]
        refused.append(entry)
    return {
        "on": where.day and where.day.isoformat(),
        "outcome": case.outcome(where.state),
        "stays": case.outcome(where.stays),
        "refused": refused,
        "lapsed": sorted(where.lapsed),
    }


class _Reader:
    """Reads one file; what is wrong is kept, and the rest read on."""

    def __init__(self, case: Case, mistakes: Mistakes) -> None:
        self.case = case
        self.mistakes = mistakes

    def read(self, tree: Map, done: int | None) -> Standing:
        """All of it."""
        is_plan = "steps" in tree
        if is_plan and "outcome" in tree:
            self.wrong(
                tree.keys_at["outcome"],
                "a file says where things stand by 'outcome', or by the 'steps' of a plan and how many are "
                "'done', not both; take one away",
            )
            return self.nowhere()
        if is_plan:
            return self.told(tree, *self.followed(tree, done))
        if done is not None:
            self.wrong(
                tree.span,
                "there are no 'steps' here that could be done; give a plan, as 'detente plan -o' writes one, "
                "or leave out --done",
            )
        self.keys(tree, _BY_ITSELF)
        start = self.nowhere().state
        values = self.values(tree, "outcome")
        state = tuple(values.get(v, value) for v, value in enumerate(start))
        derived = standing(self.case, state)
        stays = self.values(tree, "stays")
        left = tuple(stays.get(v, value) for v, value in enumerate(derived.stays))
        return self.told(tree, replace(derived, stays=left), None)

    def wrong(self, span: Span | None, message: str) -> None:
        self.mistakes.add(span, message)

    def nowhere(self) -> Standing:
        """Where things stood at the outset."""
        assert self.case.status_quo is not None
        return Standing(self.case.status_quo, self.case.status_quo)

    def keys(self, tree: Map, known: Sequence[str]) -> None:
        """Tell of keys that mean nothing."""
        for key in tree:
            if key not in known and not key.startswith("x-") and key not in ("$schema", "detente"):
                hint = did_you_mean(key, known, "there can be")
                self.wrong(
                    tree.keys_at[key], f"'{short(key)}' says nothing of where things stand{hint}"
                )

    def values(self, tree: Map, key: str) -> dict[int, int]:
        """The values of the issues under a key."""
        under = tree.get(key)
        if under is None:
            return {}
        if not isinstance(under, Map):
            self.wrong(
                tree.values_at[key], f"under '{key}' stand issues and values, as 'issue: value'"
            )
            return {}
        return values_of(self.case, under, self.mistakes)

    def told(self, tree: Map, where: Standing, ended: date | None) -> Standing:
        """The day, what is refused, and what has lapsed, added to the values.

        Args:
            tree: the file.
            where: state and what stays of it.
            ended: the day on which the last step that is done ended, as the plan says it.
        """
        day = self.day(tree) if tree.get("on") is not None else ended or where.day
        refused = {
            one
            for entry, span in self.entries(tree, "refused")
            for one in self.refusal(entry, span)
        }
        lapsed = set()
        terms = [term.name for term in self.case.terms]
        for entry, span in self.entries(tree, "lapsed"):
            if isinstance(entry, Word) and str(entry) in terms:
                lapsed.add(str(entry))
            elif isinstance(entry, Word):
                hint = did_you_mean(entry, terms) or "; the case has none"
                self.wrong(span, f"there is no term '{short(entry)}'{hint}")
            else:
                self.wrong(span, "each entry of 'lapsed' is the name of a term")
        return Standing(
            where.state, where.stays, day, where.refused | refused, where.lapsed | lapsed
        )

    def day(self, tree: Map) -> date | None:
        """The day under `on`."""
        word, span = tree["on"], tree.values_at["on"]
        try:
            found = date.fromisoformat(word) if _DAY.fullmatch(word) else None
        except (ValueError, TypeError):
            found = None
        if found is None:
            self.wrong(span, "'on' is a date: write year, month and day, as in 2023-01-30")
        elif self.case.as_of is not None and found < self.case.as_of:
            self.wrong(
                span,
                f"{found} is before {self.case.as_of}, the day whose state of things the case describes",
            )
        return found

    def entries(self, tree: Map, key: str) -> Iterator[tuple[Any, Span]]:
        """The entries of a list; one word, or one mapping, counts as a list of one."""
        under = tree.get(key)
        if isinstance(under, Seq):
            yield from zip(under, under.values_at, strict=True)
        elif under is not None:
            yield under, tree.values_at[key]

    def refusal(self, entry: Any, span: Span) -> list[Refused]:
        """The changes that an entry of `refused` stands for."""
        case = self.case
        if isinstance(entry, Word):
            wanted = str(entry)
            alone = {variable.name: v for v, variable in enumerate(case.variables)}
            if wanted in alone:
                return [(alone[wanted], None)]
            return self.changes(entry, None, span, None, None)
        if not isinstance(entry, Map) or not isinstance(entry.get("issue"), Word):
            self.wrong(
                span,
                "what is refused is written {issue: NAME, item: NAME, to: VALUE}; only 'issue' must be there",
            )
            return []
        for key in entry:
            if key not in ("issue", "item", "to") and not key.startswith("x-"):
                hint = did_you_mean(key, ("issue", "item", "to"), "it has")
                self.wrong(entry.keys_at[key], f"a refused change has no '{short(key)}'{hint}")
        item = entry.get("item")
        if item is not None and not isinstance(item, Word):
            self.wrong(entry.values_at["item"], "'item' is the name of one item")
            return []
        return self.changes(
            entry["issue"],
            item,
            entry.values_at["issue"],
            entry.get("to"),
            entry.values_at.get("to"),
        )

    def changes(
        self, issue: Word, item: Word | None, span: Span, to: Any, to_span: Span | None
    ) -> list[Refused]:
        """The variables of an issue, or the one of an item, each with the value that is refused."""
        case = self.case
        if str(issue) not in case.issues:
            hint = did_you_mean(issue, [*case.issues, *(v.name for v in case.variables if v.item)])
            self.wrong(span, f"no issue is called '{short(issue)}'{hint}")
            return []
        of_issue = [(v, x) for v, x in enumerate(case.variables) if x.issue == str(issue)]
        if item is not None:
            items = [x.item for _, x in of_issue if x.item is not None]
            of_issue = [(v, x) for v, x in of_issue if x.item == str(item)]
            if not of_issue:
                hint = did_you_mean(item, items) or "; it is no issue of items"
                self.wrong(item.span, f"{issue} has no item '{short(item)}'{hint}")
                return []
        if to is None:
            return [(v, None) for v, _ in of_issue]
        assert to_span is not None
        if len(of_issue) == 1:
            v, variable = of_issue[0]
            end = value_of(case, variable, to, to_span, self.mistakes)
            return [] if end is None else [(v, end)]
        able = [(v, x.position[str(to)]) for v, x in of_issue if str(to) in x.position]
        if not able:
            holders = dict.fromkeys(label for _, x in of_issue for label in x.labels)
            hint = did_you_mean(str(to), holders, "they can go to")
            self.wrong(to_span, f"'{short(str(to))}' can hold none of the items of {issue}{hint}")
        return [(v, end) for v, end in able]

    def followed(self, tree: Map, done: int | None) -> tuple[Standing, date | None]:
        """Where the steps of a plan that are done have led, and when the last of them ended."""
        steps = tree.get("steps")
        if not isinstance(steps, Seq):
            self.wrong(tree.values_at["steps"], "'steps' is a list, each with its 'moves'")
            return self.nowhere(), None
        where = self.begun(tree)
        count = self.count(tree, done, len(steps))
        state, stays = list(where.state), list(where.stays)
        ended = None
        for number, step in enumerate(steps[:count], 1):
            moves = step.get("moves") if isinstance(step, Map) else None
            if not isinstance(moves, Seq):
                self.wrong(steps.values_at[number - 1], f"step {number}: it has a list of 'moves'")
                continue
            for entry, span in zip(moves, moves.values_at, strict=True):
                self.make(entry, span, number, state, stays)
            word = step.get("ends")
            if isinstance(word, Word) and _DAY.fullmatch(word):
                try:
                    ended = date.fromisoformat(word)
                except ValueError:
                    self.wrong(step.values_at["ends"], f"there is no {short(word)}")
        return replace(where, state=tuple(state), stays=tuple(stays)), ended

    def begun(self, tree: Map) -> Standing:
        """Where the plan itself began: its own standing, else the status quo."""
        own = tree.get("standing")
        if not isinstance(own, Map):
            return self.nowhere()
        return self.read(own, None)

    def count(self, tree: Map, done: int | None, most: int) -> int:
        """How many steps are done."""
        span = tree.values_at.get("done", tree.span)
        if done is None:
            word = tree.get("done")
            if word is None:
                self.wrong(
                    tree.keys_at["steps"],
                    "the plan does not say how many of its steps are done; add a line such as 'done: 3', or say "
                    "--done 3",
                )
                return 0
            if not (
                isinstance(word, Word) and word.isascii() and word.isdecimal() and len(word) < 8
            ):
                self.wrong(span, "'done' is how many steps of the plan are done, such as 3")
                return 0
            done = int(word)
        if done > most:
            told = "1 step" if most == 1 else f"{most} steps"
            self.wrong(span, f"{done} steps are said to be done; the plan has {told}")
        return min(done, most)

    def make(self, entry: Any, span: Span, number: int, state: list[int], stays: list[int]) -> None:
        """Carry out one move of a step."""
        case = self.case
        if not isinstance(entry, Map) or not {"issue", "from", "to"} <= set(entry):
            self.wrong(span, f"step {number}: a move has 'issue', 'from' and 'to'")
            return
        places: list[Refused] = []
        if isinstance(entry["issue"], Word):
            item = entry.get("item")
            places = self.changes(
                entry["issue"],
                item if isinstance(item, Word) else None,
                entry.values_at["issue"],
                None,
                None,
            )
        if len(places) != 1:
            if places:
                self.wrong(
                    span, f"step {number}: say which 'item' of {entry['issue']} is handed over"
                )
            return
        v = places[0][0]
        variable = case.variables[v]
        here = value_of(case, variable, entry["from"], entry.values_at["from"], self.mistakes)
        there = value_of(case, variable, entry["to"], entry.values_at["to"], self.mistakes)
        if here is None or there is None:
            return
        if here != state[v]:
            self.wrong(
                entry.values_at["from"],
                f"step {number}: {variable.name} is at '{variable.labels[state[v]]}' by then, not at "
                f"'{variable.labels[here]}'",
            )
        path = case.changes.path(v, here, there)
        state[v] = there
        if path is None:
            stays[v] = there
        for move in path or ():
            if not move.revocable:
                stays[v] = move.end
