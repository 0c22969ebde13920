"""Random small cases for property tests: `from tests.strategies import cases`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from detente.model.case import Case, Party, Source, ThirdParty
from detente.model.event import KINDS, Event
from detente.model.issue import Issue, Item, Items, Options, Range
from detente.model.move import MoveRule, Moves
from detente.model.needs import stuck
from detente.model.preference import (
    Estimate,
    Interaction,
    Interval,
    Piecewise,
    Preference,
    Table,
    ValueFunction,
    Worth,
)
from detente.model.rule import All, Any_, Condition, In, Not, Rule, Sum
from detente.model.term import Term

TENTHS = st.integers(0, 10).map(lambda k: Fraction(k, 10))
FIGURES = st.one_of(
    st.integers(0, 20).map(Fraction),
    st.integers(-50, 200).map(lambda k: Fraction(k, 10)),
    st.sampled_from([Fraction(1, 3), Fraction(22, 7), Fraction(-2, 9)]),
)
DAYS = st.integers(0, 2000).map(lambda k: date(2022, 1, 1) + timedelta(days=k))
WILD = st.one_of(
    st.sampled_from(
        ["null", "~", "yes", "true", "10", "1e5", "0x1F", "2023-01-30", "a.b", "a: b", "- a", "#", "x #y", "'", '"q"',
         "[", "{a}", "*a", "&a", "!t", "%", "@", "`", "|", ">", "?", "-", ":", "<<", "=", "é ü", "日本", "💧", "a\nb",
         "a\n", "\ta", " a", "a ", "\u2028", "\x85", "\ufeff", "\x7f", "any thing", ",", "a, b", "]"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8),
)  # fmt: skip
"""Names that a careless writer of YAML would get wrong."""
FEW: dict[str, tuple[int, int]] = {"parties": (2, 3), "issues": (1, 2), "values": (1, 3)}
"""For tests of files, where more of the same parties and issues would only be parsed over and over."""


def _names(wild: bool, stem: str, count: int) -> st.SearchStrategy[list[str]]:
    plain = st.just([f"{stem}{k}" for k in range(1, count + 1)])
    if not wild:
        return plain
    usable = WILD.filter(
        lambda name: name not in ("any", "all", "not", "value") and "." not in name
    )
    return plain | st.lists(usable, min_size=count, max_size=count, unique=True)


@st.composite
def cases(
    draw: st.DrawFn,
    parties: tuple[int, int] = (2, 4),
    issues: tuple[int, int] = (1, 4),
    values: tuple[int, int] = (1, 4),
    rules: bool = True,
    interactions: bool = True,
    moves: bool = True,
    status_quo: bool | None = True,
    reservations: bool = True,
    kinds: tuple[str, ...] = ("options", "range", "items"),
    wild: bool = False,
    extras: bool = False,
) -> Case:
    """A random small case that the reader of the case file would accept.

    Args:
        draw: given by Hypothesis.
        parties: least and largest number of parties.
        issues: least and largest number of issues.
        values: least and largest number of values of an issue, or of its items.
        rules: whether there may be rules (some outcome obeys them all, and the status quo does).
        interactions: whether preferences may have interactions.
        moves: whether there may be rules on moves (none of them out of reach for ever).
        status_quo: True: every issue has one; False: no issue of options or numbers has; None: either.
        reservations: whether reservation values and penalties may be given; else they are the status quo's and 0.
        kinds: kinds of issues to choose from.
        wild: whether names and values are any text, such as `null`, `a: b` or `10`.
        extras: also third parties, sources, terms, a record, titles, estimates and intervals.
    """
    names = draw(_names(wild, "p", draw(st.integers(*parties))))
    has_today = draw(st.booleans()) if status_quo is None else status_quo
    labels = draw(_names(wild, "i", draw(st.integers(*issues))))
    found = {
        name: draw(
            _issue(name, names, values, draw(st.sampled_from(kinds)), has_today, wild, extras)
        )
        for name in labels
    }
    text = (
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200)
        if wild
        else st.just("")
    )
    case = Case(
        name="case",
        parties={
            name: Party(name, draw(text) if extras else "", draw(text) if extras else "")
            for name in names
        },
        issues=found,
        title=draw(text) if extras else "",
        about=draw(text) if extras else "",
        as_of=draw(st.none() | DAYS) if extras else None,
    )
    preferences = {
        name: draw(_preference(case, name, interactions, reservations, extras)) for name in names
    }
    case = replace(case, preferences=preferences)
    if rules:
        witness = case.status_quo or tuple(draw(st.integers(0, size - 1)) for size in case.sizes)
        wanted = draw(st.lists(_condition(case, sums=True), max_size=3))
        held = [condition for condition in wanted if condition.holds(witness)]
        case = replace(
            case, rules=tuple(Rule(f"rule {k}", condition) for k, condition in enumerate(held, 1))
        )
    if extras:
        case = draw(_extras(case))
    if moves:
        case = replace(case, moves=draw(_moves(case)))
    return case


@st.composite
def _issue(
    draw: st.DrawFn,
    name: str,
    parties: list[str],
    values: tuple[int, int],
    kind: str,
    has_today: bool,
    wild: bool,
    extras: bool,
) -> Issue:
    count = draw(st.integers(*values))
    title = draw(st.sampled_from(["", "A title", "Titel: „ja“"])) if extras else ""
    if kind == "options":
        labels = draw(_names(wild, "v", count))
        return Options(
            name,
            tuple(labels),
            ladder=draw(st.booleans()),
            status_quo=draw(st.sampled_from(labels)) if has_today else None,
            title=title,
            meanings={labels[0]: "what it means"} if extras and draw(st.booleans()) else {},
        )
    if kind == "range":
        low = draw(FIGURES)
        step = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(6), Fraction(1, 3)]))
        high = low + step * (count - 1)
        today = low + step * draw(st.integers(0, count - 1))
        continuous = draw(st.booleans()) if extras else False
        return Range(
            name,
            low,
            high,
            step,
            "km" if extras else "",
            continuous,
            today if has_today else None,
            title,
        )
    items = []
    for label in draw(_names(wild, "t", count)):
        holder = draw(st.sampled_from(parties))
        others = [party for party in parties if party != holder]
        receivers = draw(
            st.lists(st.sampled_from(others), min_size=1, unique=True) | st.just(others)
        )
        items.append(Item(label, holder, tuple(receivers)))
    return Items(name, tuple(items), title)


@st.composite
def _value_function(draw: st.DrawFn, issue: Issue, party: str) -> ValueFunction:
    if isinstance(issue, Items):
        return Worth(
            {
                item.name: draw(
                    st.dictionaries(
                        st.sampled_from([item.holder, *item.receivers]), FIGURES, max_size=3
                    )
                )
                for item in issue.items
            }
        )
    variable = issue.variables[0]
    if isinstance(issue, Options) and (not issue.ladder or draw(st.booleans())):
        return Table({label: draw(TENTHS) for label in variable.labels})
    places = variable.numbers or tuple(Fraction(k) for k in range(len(variable.labels)))
    form = draw(st.sampled_from(["linear", "peaked", "piecewise"]))
    if form == "linear":
        chosen = [places[0], places[-1]]
    elif form == "peaked":
        chosen = sorted({places[0], draw(st.sampled_from(places)), places[-1]})
    else:
        chosen = sorted(draw(st.sets(st.sampled_from(places), min_size=1)))
    clip = (Fraction(0), Fraction(1)) if draw(st.integers(0, 9)) == 0 else None
    return Piecewise(tuple((place, draw(TENTHS)) for place in chosen), form, clip)


@st.composite
def _preference(
    draw: st.DrawFn, case: Case, party: str, interactions: bool, reservations: bool, extras: bool
) -> Preference:
    weights = {name: draw(st.integers(0, 40).map(Fraction) | TENTHS) for name in case.issues}
    values = {
        name: draw(_value_function(issue, party))
        for name, issue in case.issues.items()
        if weights[name] or draw(st.booleans())
    }
    terms: list[Interaction] = []
    if interactions:
        for condition in draw(st.lists(_condition(case, sums=False), max_size=2)):
            terms.append(Interaction(condition, draw(FIGURES)))
    intervals = {}
    estimate = None
    if extras:
        first = next(iter(case.issues))
        if draw(st.booleans()):
            intervals[f"issues.{first}.weight"] = Interval(
                weights[first] - 1 if weights[first] >= 1 else Fraction(0), weights[first] + 2
            )
        estimate = draw(
            st.none()
            | st.builds(Estimate, st.just("somebody"), st.none() | DAYS, st.just("a guess"))
        )
    return Preference(
        weights,
        values,
        tuple(terms),
        draw(st.none() | FIGURES) if reservations else None,
        draw(st.sampled_from([Fraction(0), Fraction(3, 2)])) if reservations else Fraction(0),
        draw(st.none() | st.sampled_from([Fraction(0), Fraction(7, 2)])) if extras else None,
        draw(st.none() | st.just(Fraction(999, 1000))) if extras else None,
        estimate,
        intervals,
    )


@st.composite
def conditions(draw: st.DrawFn, case: Case) -> Condition:
    """A random condition over a case's variables: values, and, or, not."""
    return draw(_condition(case, sums=False))


@st.composite
def _condition(draw: st.DrawFn, case: Case, sums: bool) -> Condition:
    if sums and draw(st.integers(0, 3)) == 0:
        total = draw(_sum(case))
        if total is not None:
            return total
    shape = draw(st.sampled_from(["in", "in", "all", "any", "not", "implies"]))
    if shape == "in":
        return draw(_in(case))
    if shape == "not":
        return Not(draw(_in(case)))
    if shape == "implies":
        return Any_((Not(draw(_in(case))), draw(_in(case))))
    parts = tuple(draw(st.lists(_in(case), min_size=1, max_size=3)))
    return All(parts) if shape == "all" else Any_(parts)


@st.composite
def _in(draw: st.DrawFn, case: Case) -> In:
    variable = draw(st.integers(0, len(case.sizes) - 1))
    values = draw(st.sets(st.integers(0, case.sizes[variable] - 1), min_size=1))
    return In(variable, frozenset(values))


@st.composite
def _sum(draw: st.DrawFn, case: Case) -> Sum | None:
    terms = []
    for index, variable in enumerate(case.variables):
        issue = case.issues[variable.issue]
        if isinstance(issue, Options) and not issue.ladder:
            continue
        factor = draw(st.integers(0, 3))
        if not factor:
            continue
        if isinstance(issue, Range):
            counts: tuple[Fraction, ...] = issue.numbers
        elif isinstance(issue, Items):
            counts = tuple(Fraction(min(k, 1)) for k in range(len(variable.labels)))
        else:
            counts = tuple(Fraction(k) for k in range(len(variable.labels)))
        terms.append((index, tuple(count * factor for count in counts)))
    if not terms:
        return None
    low = draw(st.none() | st.integers(-5, 5).map(Fraction))
    high = draw(st.integers(5, 40).map(Fraction) if low is None else st.none() | st.just(low + 9))
    return Sum(tuple(terms), low, high)


@st.composite
def _moves(draw: st.DrawFn, case: Case) -> tuple[MoveRule, ...]:
    made: list[MoveRule] = []
    for index in draw(st.lists(st.integers(0, len(case.sizes) - 1), max_size=4)):
        variable = case.variables[index]
        issue = case.issues[variable.issue]
        start = end = None
        if draw(st.booleans()) and len(variable.labels) > 1:
            first = draw(st.integers(0, len(variable.labels) - 2))
            start, end = variable.labels[first], variable.labels[first + 1]
        rule = MoveRule(
            variable.issue,
            items=(variable.item,) if variable.item is not None else (),
            start=start,
            end=end,
            by=tuple(draw(st.lists(st.sampled_from(list(case.parties)), max_size=2, unique=True))),
            needs=draw(st.none() | _in(case)),
            revocable=draw(st.booleans()),
            guarantor=draw(st.sampled_from([None, *case.third_parties])),
            increment=issue.step * 2 if isinstance(issue, Range) and draw(st.booleans()) else None,
            duration=draw(st.sampled_from([0, 0, 14])),
        )
        today = case.status_quo
        if today is not None:
            tried = Moves(tuple(case.parties), case.issues, case.variables, (*made, rule))
            if stuck(tried, today):
                rule = replace(rule, needs=None)
                tried = Moves(tuple(case.parties), case.issues, case.variables, (*made, rule))
            if stuck(tried, today):
                continue
        made.append(rule)
    return tuple(made)


@st.composite
def _extras(draw: st.DrawFn, case: Case) -> Case:
    first = next(iter(case.issues))
    begins = draw(DAYS)
    later = case.variables[0]
    term = Term(
        "term",
        (first,),
        begins + timedelta(days=365),
        begins,
        ((later.name, draw(st.sampled_from(later.labels))),) if draw(st.booleans()) else (),
        extensions_at_most=1,
        title="A treaty",
    )
    event = Event(
        draw(st.sampled_from(["2023", "2023-01", "2023-01-30"])),
        draw(st.sampled_from(KINDS)),
        "something happened",
        about=(first,),
        by="somebody",
        to="somebody else" if draw(st.booleans()) else "",
        via=("RIA",),
        sources=("paper",),
        name="e1" if draw(st.booleans()) else "",
    )
    return replace(
        case,
        third_parties={"guard": ThirdParty("guard", "A guarantor", ("guarantor", "verifier"))},
        sources={"paper": Source("paper", "A paper", "https://example.org/a?b=c#d", "2023-01")},
        terms=(term,) if draw(st.booleans()) else (),
        record=(event,) if draw(st.booleans()) else (),
    )
