"""What the names in a plan stand for: issues, items, values, parties, by name or, where that is clear, by title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from detente.errors import did_you_mean, short
from detente.model.case import Case
from detente.model.issue import Items, Range
from detente.model.number import exact, written

_BETWEEN = re.compile(r" ?[,;&+/] ?| and ")
_MOST_HINTS = 200
"""Names that are compared with all there are, to say what was meant: it takes a while, and nobody reads more."""


class Unknown(ValueError):
    """A name stands for nothing, or for several things; the text says so, and what could be meant."""


class Names:
    """The names of a case, as a plan may use them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._hints = 0

    def variable(self, issue: object, item: object = None) -> int:
        """The variable that is meant by an issue, by `issue.item`, by an issue and an item, or by an item alone.

        Exact names come first; then names in another case and titles, where only one thing has them.

        Raises:
            Unknown: nothing is called so, or several things are.
        """
        text = str(issue) if isinstance(issue, str | int | float) else repr(issue)
        if item is not None:
            return self._item(self._issue(text), item)
        variables = self.case.variables
        if text in self._exactly:
            return self._exactly[text]
        if text in self.case.issues:
            return self._alone(text)
        found = self._titles.get(_folded(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            of_issue = {variables[v].issue for v in found}
            if len(of_issue) == 1 and variables[found[0]].item is not None:
                return self._alone(of_issue.pop())
            raise Unknown(
                f"'{short(text)}' can be {' or '.join(repr(variables[v].name) for v in found[:4])}; write "
                "one of these names"
            )
        raise Unknown(self._no_issue(text))

    def value(self, variable: int, given: object) -> int:
        """The index of a value, written as the case writes it; for items also the title of the holder.

        Raises:
            Unknown: the variable has no such value.
        """
        this = self.case.variables[variable]
        try:
            return self.case.index(this, given)
        except ValueError:
            pass
        text = str(given)
        if this.item is not None:
            holder = self._named(text, self._parties)
            if holder in this.position:
                return this.position[holder]
        issue = self.case.issues[this.issue]
        if isinstance(issue, Range):
            hint = f"; it goes from {this.labels[0]} to {this.labels[-1]}"
            if len(this.labels) > 1:
                hint += f" in steps of {written(issue.step)}"
            if "," in text and _is_number(text.replace(",", ".")):
                hint += "; decimals are written with a point"
        else:
            hint = self._near(text, this.labels, "it can be")
        raise Unknown(f"{short(this.name)} has no value '{short(text)}'{hint}")

    def parties(self, given: object) -> tuple[str, ...]:
        """Parties by name or title: a list, or a text with commas, `and`, `&` or `+` between them.

        Raises:
            Unknown: something there is no party.
        """
        if isinstance(given, str):
            parts = self._parts(" ".join(given.strip().replace("\n", ",").split()))
        elif isinstance(given, list | tuple):
            parts = list(given)
        else:
            raise Unknown(f"'by' is a list of {', '.join(self.case.parties)}")
        found = []
        for part in parts:
            name = self._named(part, self._parties) if isinstance(part, str) else None
            if name is None:
                hint = self._near(str(part), self.case.parties) if isinstance(part, str) else ""
                raise Unknown(
                    f"'by' is a list of {', '.join(self.case.parties)}; no party is called "
                    f"'{short(str(part))}'" + (hint if "mean" in hint else "")
                )
            found.append(name)
        return tuple(dict.fromkeys(found))

    def _parts(self, text: str) -> list[str]:
        """The names in a text: between commas and `and`, but a title with such a word in it is one name."""
        cuts = [(0, 0), *((cut.start(), cut.end()) for cut in _BETWEEN.finditer(text))]
        cuts.append((len(text), len(text)))
        found = []
        first = 0
        while first < len(cuts) - 1:
            begins = cuts[first][1]
            last = next(
                (
                    k
                    for k in range(min(len(cuts) - 1, first + 8), first + 1, -1)
                    if self._named(text[begins : cuts[k][0]], self._parties) is not None
                ),
                first + 1,
            )
            found.append(text[begins : cuts[last][0]])
            first = last
        return found

    def third_party(self, given: object) -> str:
        """A third party by name or title.

        Raises:
            Unknown: there is none of this name.
        """
        name = self._named(given, self._third_parties) if isinstance(given, str) else None
        if name is None:
            third = self.case.third_parties
            hint = self._near(str(given), third) if third else "; the case has none"
            raise Unknown(f"no third party is called '{short(str(given))}'{hint}")
        return name

    def _near(self, name: str, known: Iterable[str], otherwise: str = "there are") -> str:
        """What was meant by a name, or else what there is."""
        self._hints += 1
        return did_you_mean(name, known, otherwise) if self._hints <= _MOST_HINTS else ""

    def _issue(self, text: str) -> str:
        """The name of an issue."""
        if text in self.case.issues:
            return text
        found = {
            name
            for name, issue in self.case.issues.items()
            if _folded(text) in (_folded(name), _folded(issue.title or name))
        }
        if len(found) == 1:
            return found.pop()
        if found:
            raise Unknown(
                f"'{short(text)}' can be {' or '.join(map(repr, sorted(found)))}; write one of these names"
            )
        raise Unknown(self._no_issue(text))

    def _no_issue(self, text: str) -> str:
        known = [*self.case.issues, *self._exactly]
        hint = self._near(text, known)
        if "mean" not in hint:
            hint = f"; there are {', '.join(map(short, list(self.case.issues)[:8]))}"
            hint += ", ..." if len(self.case.issues) > 8 else ""
        return f"no issue is called '{short(text)}'{hint}"

    def _item(self, issue: str, item: object) -> int:
        """The variable of an item of an issue."""
        of_issue = self.case.issues[issue]
        if not isinstance(of_issue, Items):
            raise Unknown(f"{short(issue)}: it has no items; leave 'item' out")
        text = str(item)
        names = [one.name for one in of_issue.items]
        if text not in names:
            titled = [
                one.name
                for one in of_issue.items
                if _folded(text) in (_folded(one.name), _folded(one.title or one.name))
            ]
            if len(titled) != 1:
                near = self._near(text, names)
                hint = near if "mean" in near else f"; {_one_of(names)}"
                raise Unknown(f"{short(issue)} has no item '{short(text)}'{hint}")
            text = titled[0]
        return self._exactly_of[issue, text]

    def _alone(self, issue: str) -> int:
        """The one variable of an issue that is named without an item."""
        of_issue = self.case.issues[issue]
        if isinstance(of_issue, Items):
            raise Unknown(f"{short(issue)}: {_one_of([one.name for one in of_issue.items])}")
        return self._exactly_of[issue, None]

    def _named(self, text: str, known: Mapping[str, str]) -> str | None:
        """The one thing that has this name or title; None if none or several have."""
        if text in known:
            return str(text)
        found = {
            name
            for name, title in known.items()
            if _folded(text) in (_folded(name), _folded(title or name))
        }
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _exactly(self) -> dict[str, int]:
        """Variables by their own names."""
        return {variable.name: v for v, variable in enumerate(self.case.variables)}

    @cached_property
    def _exactly_of(self) -> dict[tuple[str, str | None], int]:
        """Variables by issue and item."""
        return {
            (variable.issue, variable.item): v for v, variable in enumerate(self.case.variables)
        }

    @cached_property
    def _titles(self) -> dict[str, list[int]]:
        """Variables by whatever else they may be called, folded."""
        found: dict[str, list[int]] = {}
        for v, variable in enumerate(self.case.variables):
            issue = self.case.issues[variable.issue]
            called = [variable.name, issue.name, issue.title]
            if isinstance(issue, Items):
                title = next(one.title for one in issue.items if one.name == variable.item)
                called += [variable.item or "", title]
                called += [f"{issue.title}.{variable.item}", f"{issue.name}.{title}"]
            for name in dict.fromkeys(_folded(name) for name in called if name):
                found.setdefault(name, []).append(v)
        return found

    @cached_property
    def _parties(self) -> dict[str, str]:
        return {name: party.title for name, party in self.case.parties.items()}

    @cached_property
    def _third_parties(self) -> dict[str, str]:
        return {name: third.title for name, third in self.case.third_parties.items()}


def _folded(text: Any) -> str:
    """A name without what a hand writes one way or another: capitals, spaces."""
    return " ".join(str(text).casefold().split())


def _one_of(items: Iterable[str]) -> str:
    names = list(items)
    return f"'item' is one of {', '.join(map(short, names[:8]))}" + (
        ", ..." if len(names) > 8 else ""
    )


def _is_number(text: str) -> bool:
    try:
        exact(text)
    except ValueError:
        return False
    return True
