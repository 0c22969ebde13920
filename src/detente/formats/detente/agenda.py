"""Moves, terms and the record as the case file writes them, made into those of the model."""

from __future__ import annotations

from typing import Any

from detente.formats.detente.conditions import condition
from detente.formats.detente.document import EventPart, MovePart, TermPart
from detente.formats.detente.mistakes import Mistakes, did_you_mean, short
from detente.formats.detente.names import Names
from detente.formats.detente.tree import Word
from detente.model.event import KINDS, Event
from detente.model.issue import Items, Options, Range
from detente.model.move import MoveRule
from detente.model.number import written
from detente.model.term import Term


def move(part: MovePart, names: Names, mistakes: Mistakes) -> MoveRule | None:
    """A rule on moves; None if its issue or a value of it is not known."""
    for word in part.by:
        names.party(word, word.span, mistakes)
    if len({str(word) for word in part.by}) < len(part.by):
        mistakes.add(part.at("by"), "a performer is named twice; name each once")
    for word in (part.guarantor, part.verifier):
        if word is not None:
            names.third_party(word, word.span, mistakes)
    names.check_sources(part.sources, mistakes)
    if part.earliest and part.latest and part.latest < part.earliest:
        mistakes.add(
            part.at("latest"),
            f"the latest date {part.latest} is before the earliest, {part.earliest}; exchange them",
        )
    needs = None
    if part.needs is not None:
        needs = condition(part.needs, part.at("needs"), names, mistakes)
    issue = names.issue(part.issue, part.issue.span, mistakes)
    if issue is None:
        return None
    if not _items_fit(part, issue, mistakes):
        return None
    start = _end(part, "from", names, mistakes)
    end = _end(part, "to", names, mistakes)
    if start is False or end is False:
        return None
    if start is not None and start == end:
        mistakes.add(part.at("to"), f"a move from '{short(start)}' to itself changes nothing")
    if isinstance(issue, Options) and issue.ladder and start is not None and end is not None:
        rungs = issue.values.index(start), issue.values.index(end)
        if abs(rungs[1] - rungs[0]) > 1:
            mistakes.add(
                part.at("to"),
                f"'{short(part.issue)}' is a ladder: a move goes from one value to the next, so there is "
                f"none from '{short(start)}' to '{short(end)}'; make it several moves",
            )
    if part.increment is not None and not isinstance(issue, Range):
        mistakes.add(
            part.key_at("increment"), "an increment is for a range of numbers; leave it out"
        )
    elif part.increment is not None and isinstance(issue, Range) and part.increment < issue.step:
        mistakes.add(
            part.at("increment"),
            f"an increment of {written(part.increment)} is less than one step, {written(issue.step)}",
        )
    return MoveRule(
        str(part.issue),
        tuple(map(str, part.items)),
        start,
        end,
        tuple(map(str, part.by)),
        needs,
        part.revocable,
        None if part.guarantor is None else str(part.guarantor),
        None if part.verifier is None else str(part.verifier),
        part.increment,
        part.duration,
        part.earliest,
        part.latest,
        str(part.about),
        tuple(map(str, part.sources)),
    )


def _items_fit(part: MovePart, issue: Any, mistakes: Mistakes) -> bool:
    """Whether the items that a move names are items of its issue."""
    if not part.items:
        return True
    if not isinstance(issue, Items):
        mistakes.add(part.key_at("items"), f"'{short(part.issue)}' has no items; leave 'items' out")
        return False
    known = [item.name for item in issue.items]
    good = True
    for word in part.items:
        if word not in known:
            mistakes.add(
                word.span,
                f"'{short(part.issue)}' has no item '{short(word)}'" + did_you_mean(word, known),
            )
            good = False
    return good


def _end(part: MovePart, key: str, names: Names, mistakes: Mistakes) -> Any:
    """The label of the value that a move starts from or leads to; None for any, False for a mistake."""
    word: Word | None = part.from_ if key == "from" else part.to
    if word is None:
        return None
    issue = names.issues[str(part.issue)]
    if not isinstance(issue, Items):
        index = names.index[issue.name]
        value = names.value(index, word, part.at(key), mistakes)
        return False if value is None else names.variables[index].labels[value]
    wanted = [
        f"{issue.name}.{item.name}"
        for item in issue.items
        if not part.items or item.name in part.items
    ]
    holders = dict.fromkeys(
        label for name in wanted for label in names.variables[names.index[name]].labels
    )
    if str(word) in holders:
        return str(word)
    mistakes.add(
        part.at(key),
        f"'{short(word)}' can hold none of the items meant"
        + did_you_mean(word, holders, "they can go to"),
    )
    return False


def term(name: str, part: TermPart, names: Names, mistakes: Mistakes) -> Term:
    """Something in force until a date."""
    for word in part.issues:
        names.issue(word, word.span, mistakes)
    if part.starts and part.ends <= part.starts:
        mistakes.add(
            part.at("ends"), f"the term ends on {part.ends}, before it is in force ({part.starts})"
        )
    after = []
    for issue, word in part.after.items():
        variable = names.variable(issue, part.key_at("after", issue), mistakes)
        if variable is None:
            continue
        value = names.value(variable, word, word.span, mistakes)
        if value is not None:
            after.append((issue, names.variables[variable].labels[value]))
    extensions = part.extensions
    if extensions and extensions.at_most is not None and extensions.used > extensions.at_most:
        mistakes.add(
            extensions.at("used"),
            f"{extensions.used} extensions were used, but there can be {extensions.at_most}",
        )
    names.check_sources(part.sources, mistakes)
    return Term(
        name,
        tuple(map(str, part.issues)),
        part.ends,
        part.starts,
        tuple(after),
        extensions.at_most if extensions else None,
        extensions.used if extensions else 0,
        extensions.years_at_most if extensions else None,
        str(part.title),
        str(part.about),
        tuple(map(str, part.sources)),
    )


def event(part: EventPart, names: Names, mistakes: Mistakes) -> Event:
    """One thing that happened or was said."""
    if part.kind not in KINDS:
        mistakes.add(
            part.kind.span,
            f"'{short(part.kind)}' is no kind of event" + did_you_mean(part.kind, KINDS, "use"),
        )
    for word in part.about:
        names.issue(word, word.span, mistakes)
    if not part.sources:
        mistakes.add(part.at("sources"), "an event needs a source; name at least one")
    names.check_sources(part.sources, mistakes)
    return Event(
        part.date,
        str(part.kind),
        str(part.what_),
        tuple(map(str, part.about)),
        str(part.by),
        str(part.to),
        tuple(map(str, part.via)),
        str(part.quote),
        str(part.passage),
        tuple(map(str, part.sources)),
        str(part.name),
        str(part.outcome),
    )
