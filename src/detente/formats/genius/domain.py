"""The issues of a GENIUS domain, each with the index by which profiles refer to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from detente.formats.genius.findings import Findings, listed
from detente.formats.xml import Element
from detente.model.issue import Options, Range

GRID = 21
"""Points at which GENIUS itself looks at a real-valued issue (`IssueReal`, discretization steps)."""

MOST_VALUES = 100_000
"""Values that a whole-number issue may have; more is a slip, or a real-valued issue in disguise."""

KINDS = {"discrete": "named values", "integer": "a whole number", "real": "a real number"}


@dataclass(frozen=True)
class Topic:
    """An issue of the domain.

    Attributes:
        index: how weights and profiles refer to it.
        kind: `discrete`, `integer` or `real`.
        issue: the issue itself; its name may differ from the file's where that was not unique.
        name: its name in the file.
    """

    index: int
    kind: str
    issue: Options | Range
    name: str


def kind_of(element: Element, default: str = "discrete") -> str:
    """The kind of an issue as GENIUS takes it: `type`, and what has no type has named values.

    Where `type` is left out, `vtype` or `etype` is taken instead: GENIUS would find no values there.
    """
    for attribute in ("type", "vtype", "etype"):
        if attribute in element.attributes:
            return element.attributes[attribute].strip().lower()
    return default


def groups(element: Element) -> Iterator[Element]:
    """An element and the objectives inside it: where GENIUS looks for issues and weights."""
    yield element
    for objective in element.named("objective"):
        yield from groups(objective)


def bounds_of(element: Element) -> Element:
    """The element that carries `lowerbound` and `upperbound`: a `range` inside it, or itself."""
    if "lowerbound" in element.attributes or "upperbound" in element.attributes:
        return element
    return next(iter(element.named("range")), element)


def agents_of(template: Element) -> list[str]:
    """File names of the profiles that the domain's agents use, in their order."""
    paths = (agent.attributes.get("utility_space", "") for agent in template.named("agent"))
    return [path.replace("\\", "/").rsplit("/", 1)[-1] for path in paths]


def objective_of(template: Element, findings: Findings) -> Element | None:
    """The root of the objectives; None, and a mistake is kept, where there is none."""
    space = template
    if template.tag == "negotiation_template":
        spaces = template.named("utility_space")
        if not spaces:
            findings.wrong(template, "the domain has no <utility_space>, so it has no issues")
            return None
        space = spaces[0]
    objectives = space.named("objective")
    if objectives:
        return objectives[0]
    if space.named("issue"):
        return space
    findings.wrong(space, "the domain has no <objective> with <issue> elements inside")
    return None


def topics(objective: Element, findings: Findings) -> list[Topic]:
    """The issues of a domain, those of nested objectives first, as GENIUS goes through them."""
    found: list[Topic] = []
    names: set[str] = set()
    seen: dict[int, str] = {}
    for element in _issues(objective):
        index = findings.index(element)
        name = element.attributes.get("name", "")
        if not name.strip():
            name = f"issue {index}"
        if index is not None and index in seen:
            findings.wrong(
                element,
                f"the index {index} is that of the issue {seen[index]!r} as well; give {name!r} "
                "one of its own, here and in every profile",
            )
        if index is not None:
            seen.setdefault(index, name)
        unique = _unique(name, names)
        if unique != name:
            findings.note(f"two issues are called {name!r}; the later one is {unique!r} here")
        names.add(unique)
        topic = _topic(element, index or 0, name, unique, findings)
        if topic is not None:
            found.append(topic)
    if not seen and not findings.problems:
        findings.wrong(objective, "the domain has no issues; put <issue> elements here")
    return found


def _issues(objective: Element) -> Iterator[Element]:
    for inner in objective.named("objective"):
        yield from _issues(inner)
    yield from objective.named("issue")


def _unique(name: str, taken: set[str]) -> str:
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name} ({count})"
    return unique


def _topic(
    element: Element, index: int, name: str, unique: str, findings: Findings
) -> Topic | None:
    kind = kind_of(element)
    if kind not in KINDS:
        findings.note(f"{name!r} is of type {kind[:40]!r}; as in GENIUS, it has named values")
        kind = "discrete"
    issue: Options | Range | None
    if kind == "discrete":
        issue = _options(element, name, unique, findings)
    else:
        issue = _range(element, name, unique, kind == "integer", findings)
    return None if issue is None else Topic(index, kind, issue, name)


def _options(element: Element, name: str, unique: str, findings: Findings) -> Options | None:
    meanings: dict[str, str] = {}
    twice: list[str] = []
    good = True
    for item in element.named("item"):
        value = item.attributes.get("value", "")
        if not value.strip():
            findings.wrong(item, f'an item of {name!r} has no value; write value="..."')
            good = False
        elif value in meanings:
            twice.append(value)
        else:
            meanings[value] = item.attributes.get("description", "").strip()
    if twice:
        findings.note(f"{name!r} names {listed(twice)} more than once; it counts once")
    if not meanings and good:
        findings.wrong(element, f"{name!r} has no values; put <item> elements inside")
        return None
    said = {value: text for value, text in meanings.items() if text and text != value}
    return Options(unique, tuple(meanings), meanings=said) if good else None


def _range(
    element: Element, name: str, unique: str, whole: bool, findings: Findings
) -> Range | None:
    bounds = bounds_of(element)
    low, high = findings.number(bounds, "lowerbound"), findings.number(bounds, "upperbound")
    if low is None or high is None:
        return None
    if low > high:
        findings.wrong(bounds, f"{name!r}: its lowerbound is above its upperbound; exchange them")
        return None
    if not whole:
        step = (high - low) / (GRID - 1) or Fraction(1)
        return Range(unique, low, high, step, continuous=True)
    if low.denominator != 1 or high.denominator != 1:
        findings.wrong(bounds, f"{name!r} takes whole numbers, so its bounds must be whole")
        return None
    if high - low >= MOST_VALUES:
        findings.wrong(
            bounds,
            f"{name!r} has more than {MOST_VALUES:,} values; narrow its bounds, or make it an "
            'issue of type="real"',
        )
        return None
    return Range(unique, low, high)
