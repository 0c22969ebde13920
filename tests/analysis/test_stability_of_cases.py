"""Stability of cases: which outcomes are states, which changes are moves, and the published models as case files."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.analysis.plan_cases import plan_cases
from tests.analysis.stability_brute import arcs, stable
from tests.published import published
from tests.strategies import cases

import detente
from detente.analysis.stability import casegraph, states
from detente.analysis.stability.casegraph import model_of
from detente.analysis.stability.movement import Cells
from detente.analysis.stability.states import states_of
from detente.errors import InputError, NoAgreement, TooLarge
from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.preference import Interaction, Preference, Table, Worth
from detente.model.rule import All, In, Not, Rule

SMALL = {"parties": (2, 3), "issues": (1, 3), "values": (1, 3)}


def single_changes(case, state):
    """Every change of one variable from a state, as (performers, variable, new value), from the rules in words."""
    for v, here in enumerate(state):
        variable, today = case.variables[v], case.today[v]
        issue = case.issues[variable.issue]
        ordered = isinstance(issue, Range) or (isinstance(issue, Options) and issue.ladder)

        def backwards(a, b, today=today, ordered=ordered):
            if today is None:
                return False
            if not ordered:
                return b == today
            return (a > today and b < a) or (a < today and b > a)

        def allowed(a, b, v=v, variable=variable, issue=issue, today=today, back=backwards):
            if b not in case.changes.next_values(v, a):
                return False
            rule = case.changes.rule(v, a, b)
            longest = rule.increment // issue.step if rule and rule.increment else None
            if longest is not None and abs(b - a) > max(1, longest):
                return False
            if not back(a, b):
                return True
            return bool(rule and rule.end) and (
                rule.start is not None or rule.end == variable.labels[today]
            )

        for there in range(len(variable.labels)):
            if there == here:
                continue
            move = case.changes.move(v, here, there)
            if allowed(here, there):
                if move.needs is None or move.needs.holds(state):
                    yield frozenset(move.by), v, there
            elif backwards(here, there) and here in case.changes.next_values(v, there):
                undone = case.changes.move(v, there, here)
                rule = case.changes.rule(v, here, there)
                listed = there in case.changes.next_values(v, here) and (
                    rule and rule.end and (rule.start or rule.end == variable.labels[today])
                )
                if undone.revocable and not listed:
                    for party in undone.by:
                        yield frozenset([party]), v, there


def arcs_by_definition(case, one_change=False):
    """By mover its moves between valid outcomes: any set of its changes from a state, one a variable."""
    names = list(case.parties)
    found = {}
    for state in product(*map(range, case.sizes)):
        if not case.valid(state):
            continue
        by_mover = {}
        for who, v, there in single_changes(case, state):
            by_mover.setdefault(who, {}).setdefault(v, set()).add(there)
        for who, ends in by_mover.items():
            key = tuple(sorted(names.index(party) for party in who))
            choices = [sorted({here, *ends.get(v, ())}) for v, here in enumerate(state)]
            for after in product(*choices):
                changed = sum(a != b for a, b in zip(state, after, strict=True))
                if changed and case.valid(after) and (changed == 1 or not one_change):
                    found.setdefault(key, set()).add((state, after))
    return found


def arcs_of(case, **more):
    model = model_of(case, states_of(case), **more)
    return {
        who: {(model.states[s], model.states[t]) for s, t in pairs}
        for who, pairs in arcs(model).items()
        if pairs
    }


@given(cases(**SMALL), st.booleans())
def test_the_moves_of_a_case_are_those_that_the_definition_names(case, one_change):
    assert arcs_of(case, one_change=one_change) == arcs_by_definition(case, one_change)


@given(plan_cases(most_moves=4))
def test_so_are_those_of_cases_made_for_plans(drawn):
    assert arcs_of(drawn[0]) == arcs_by_definition(drawn[0])


@given(cases(**SMALL, status_quo=None))
def test_states_are_the_valid_outcomes_and_are_found_again(case):
    found = states_of(case)
    valid = [state for state in product(*map(range, case.sizes)) if case.valid(state)]
    assert list(found) == valid
    for state in product(*map(range, case.sizes)):
        assert found.place(state) == (valid.index(state) if state in valid else None)
    assert found.place([9] * len(case.sizes)) is None


@given(cases(**SMALL, status_quo=None))
def test_ranks_order_states_as_utilities_do(case):
    model = model_of(case, states_of(case))
    for p in range(len(case.parties)):
        units = [case.utilities.units(p, state) for state in model.states]
        ranks = {unit: rank for rank, unit in enumerate(sorted(set(units)))}
        assert [ranks[unit] for unit in units] == model.worth[:, p].tolist()


@given(cases(**SMALL, status_quo=None))
def test_outcomes_are_as_stable_as_the_definitions_say(case):
    found = detente.stability(case)
    model = model_of(case, states_of(case))
    assume(model.count <= 12)
    for at in range(model.count):
        assert found.at(at) == {
            party: stable(model, [p], at) for p, party in enumerate(model.parties)
        }


def test_utilities_of_any_size_are_told_apart():
    def preference(low):
        return Preference(
            {"i": Fraction(1)}, {"i": Table({"x": Fraction(low), "y": Fraction(low) + 1})}
        )

    case = Case(
        "huge",
        {"a": Party("a"), "b": Party("b")},
        {"i": Options("i", ("x", "y"))},
        {"a": preference(10**40), "b": preference(-(10**40))},
        moves=(MoveRule("i", by=("a",)),),
    )
    assert detente.stability(case).equilibria["nash"] == ((1,),)


# The published models, as somebody would write them who knows only the case format.

HEAD = "detente: 1\nparties: {a: , b: }\n"


def two_by_two(prefers, style):
    """A 2 x 2 model as a case file; its states are numbered as in the published file."""
    number = {(a, b): 1 + a + 2 * b for a in (0, 1) for b in (0, 1)}
    lines = [HEAD + "issues:"]
    today = ", status_quo: no" if style != "open" else ""
    lines += [f"  {issue}: {{options: [no, yes]{today}}}" for issue in ("x", "y")]
    lines.append("preferences:")
    for party, ranking in prefers.items():
        lines.append(
            f"  {party}:\n    issues: {{x: {{weight: 0}}, y: {{weight: 0}}}}\n    interactions:"
        )
        for (a, b), state in number.items():
            worth = 4 - ranking.index(state)
            names = ["no", "yes"]
            lines.append(f"      - {{when: {{x: {names[a]}, y: {names[b]}}}, worth: {worth}}}")
    lines.append("moves:")
    for issue, party in (("x", "a"), ("y", "b")):
        if style == "listed":
            lines.append(f"  - {{issue: {issue}, from: no, to: yes, by: {party}}}")
            lines.append(f"  - {{issue: {issue}, from: yes, to: no, by: {party}}}")
        else:
            more = ", revocable: true" if style == "revocable" else ""
            lines.append(f"  - {{issue: {issue}, by: {party}{more}}}")
    return "\n".join(lines) + "\n", number


@pytest.mark.parametrize("style", ["listed", "revocable", "open"])
@pytest.mark.parametrize("name", ["prisoners_dilemma", "chicken"])
def test_the_textbook_models_as_case_files(shared, tmp_path, name, style):
    known = published(shared, "graph-model-2x2")["models"][name]
    text, number = two_by_two(known["prefers"], style)
    path = tmp_path / "model.yaml"
    path.write_text(text, "utf-8")
    found = detente.stability(detente.load(path))
    assert {
        concept: sorted(number[state] for state in states)
        for concept, states in found.equilibria.items()
    } == known["equilibria"]


def ranked(options, prefers, number_of):
    """Preferences that give any ranking: an interaction for each state."""
    lines = ["preferences:"]
    every = list(options)
    for party, ranking in prefers.items():
        weights = ", ".join(f"{option}: {{weight: 0}}" for option in every)
        lines.append(f"  {party}:\n    issues: {{{weights}}}\n    interactions:")
        for flags in product(("no", "yes"), repeat=len(every)):
            state = number_of(flags)
            if state in ranking:
                when = ", ".join(f"{o}: {flag}" for o, flag in zip(every, flags, strict=True))
                worth = len(ranking) - ranking.index(state)
                lines.append(f"      - {{when: {{{when}}}, worth: {worth}}}")
    return "\n".join(lines)


@pytest.mark.parametrize("us", ["us_book", "us_file"])
@pytest.mark.parametrize("strike", ["reversible", "strike_irreversible"])
@pytest.mark.parametrize("style", ["listed", "revocable"])
def test_the_cuban_missile_crisis_as_a_case_file(shared, tmp_path, us, strike, style):
    known = published(shared, "cuban-missile-graph-model")
    owner = {option: party for party, listed in known["options"].items() for option in listed}
    weight = {"air_strike": 1, "blockade": 2, "withdraw": 4, "escalate": 8}

    def number_of(flags):
        return sum(weight[o] for o, flag in zip(owner, flags, strict=True) if flag == "yes")

    moves = []
    for option, party in owner.items():
        back = strike == "reversible" or option != "air_strike"
        if style == "listed":
            moves.append(f"  - {{issue: {option}, from: no, to: yes, by: {party}}}")
            if back:
                moves.append(f"  - {{issue: {option}, from: yes, to: no, by: {party}}}")
        else:
            moves.append(
                f"  - {{issue: {option}, by: {party}{', revocable: true' if back else ''}}}"
            )
    issues = [f"  {o}: {{options: [no, yes], status_quo: no}}" for o in owner]
    prefers = {"us": known["prefers"][us], "ussr": known["prefers"]["ussr"]}
    path = tmp_path / "cuba.yaml"
    path.write_text(
        "\n".join(
            [
                "detente: 1\nparties: {us: , ussr: }\nissues:",
                *issues,
                "rules:\n  - forbid: {withdraw: yes, escalate: yes}",
                "moves:",
                *moves,
                ranked(owner, prefers, number_of),
                "",
            ]
        ),
        "utf-8",
    )
    found = detente.stability(detente.load(path))
    assert found.model.count == 12
    equilibria = {
        concept: sorted(number_of(["yes" if flag else "no" for flag in state]) for state in listed)
        for concept, listed in found.equilibria.items()
    }
    assert equilibria == known["also_computed"][f"{us}_{strike}"]


def test_the_euphrates_crisis_as_a_case_file_with_one_issue_a_party(shared, tmp_path):
    known = published(shared, "syria-iraq-graph-model")
    number = {"NN": ("nothing", 0), "YN": ("release", 0), "NY": ("escalate", 0)}
    lines = [
        "detente: 1\nparties: {syria: , iraq: }\nissues:",
        "  water: {options: [nothing, release, escalate]}\n  army: {options: [rest, attack]}",
        "moves:\n  - {issue: water, by: syria}\n  - {issue: army, by: iraq}\npreferences:",
    ]
    values = {}
    for state, flags in known["states"].items():
        values[state] = (number[flags[:2]][0], "attack" if flags[2] == "Y" else "rest")
    for party, ranking in known["prefers"].items():
        lines.append(f"  {party}:\n    issues: {{water: {{weight: 0}}, army: {{weight: 0}}}}")
        lines.append("    interactions:")
        for at, state in enumerate(ranking):
            water, army = values[state]
            lines.append(f"      - {{when: {{water: {water}, army: {army}}}, worth: {6 - at}}}")
    path = tmp_path / "euphrates.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    case = detente.load(path)
    found = detente.stability(case)
    equilibria = {
        concept: [
            state
            for state, value in values.items()
            if case.indices(dict(zip(("water", "army"), value, strict=True))) in listed
        ]
        for concept, listed in found.equilibria.items()
    }
    assert equilibria == known["published_result"]["equilibria"]


# What can be taken back.


def one_issue(rule, ladder=False, parties=("a", "b"), items=False):
    names = {party: Party(party) for party in parties}
    if items:
        issue = Items("i", (Item("t", "a", tuple(parties[1:])),))
        worth = Worth({"t": {}})
    else:
        issue = Options("i", ("x", "y", "z"), ladder, "x")
        worth = Table(dict.fromkeys("xyz", Fraction(0)))
    preferences = {p: Preference({"i": Fraction(1)}, {"i": worth}) for p in parties}
    return Case("one", names, {"i": issue}, preferences, moves=rule)


def named(case, **more):
    names = "".join(case.parties)
    labels = case.variables[0].labels
    return {
        ("".join(names[p] for p in who), labels[s[0]] + labels[t[0]])
        for who, pairs in arcs_of(case, **more).items()
        for s, t in pairs
    }


def test_what_cannot_be_revoked_has_no_way_back():
    assert named(one_issue((MoveRule("i", by=("a",)),))) == {
        ("a", "xy"), ("a", "xz"), ("a", "yz"), ("a", "zy"),
    }  # fmt: skip
    assert named(one_issue((MoveRule("i", by=("a",)),), ladder=True)) == {("a", "xy"), ("a", "yz")}


def test_what_is_revocable_can_be_taken_back_by_each_who_made_it():
    both = (MoveRule("i", by=("a", "b"), revocable=True),)
    assert named(one_issue(both, ladder=True)) == {
        ("ab", "xy"), ("ab", "yz"), ("a", "yx"), ("b", "yx"), ("a", "zy"), ("b", "zy"),
    }  # fmt: skip


def test_a_move_back_that_is_listed_is_made_by_those_it_names():
    rules = (
        MoveRule("i", start="x", end="y", by=("a", "b"), revocable=True),
        MoveRule("i", start="y", end="x", by=("b",)),
    )
    assert named(one_issue(rules)) == {("ab", "xy"), ("b", "yx")}


def test_what_is_handed_over_stays_unless_it_is_revocable_or_a_way_back_is_listed():
    assert named(one_issue((), items=True)) == {("a", "ab")}
    revocable = (MoveRule("i", revocable=True),)
    assert named(one_issue(revocable, items=True)) == {("a", "ab"), ("a", "ba")}
    listed = (MoveRule("i", start="b", end="a"),)
    assert named(one_issue(listed, items=True)) == {("a", "ab"), ("b", "ba")}
    passed_on = named(one_issue((), items=True, parties=("a", "b", "c")))
    assert passed_on == {("a", "ab"), ("a", "ac"), ("b", "bc"), ("c", "cb")}


def mine(count, sizes=None, revocable=True):
    """A case of issues that a and b change by turns."""
    sizes = sizes or [2] * count
    issues = {
        f"i{k}": Range(f"i{k}", Fraction(0), Fraction(size - 1), status_quo=Fraction(0))
        for k, size in enumerate(sizes)
    }
    return Case(
        "mine",
        {"a": Party("a"), "b": Party("b")},
        issues,
        {
            party: Preference(
                dict.fromkeys(issues, Fraction(1)),
                {
                    name: Table({str(k): Fraction((k * 7 + at) % 5 - turn) for k in range(size)})
                    for at, (name, size) in enumerate(zip(issues, sizes, strict=True))
                },
            )
            for turn, party in enumerate("ab")
        },
        moves=tuple(
            MoveRule(name, by=("ab"[k % 2],), revocable=revocable) for k, name in enumerate(issues)
        ),
    )


def test_changes_that_all_can_be_taken_back_are_kept_as_cells():
    model = model_of(mine(3), states_of(mine(3)))
    assert all(isinstance(mover.moves, Cells) for mover in model.movers)
    one_way = model_of(mine(3, revocable=False), states_of(mine(3)))
    assert not any(isinstance(mover.moves, Cells) for mover in one_way.movers)


def test_a_hundred_thousand_states_are_looked_at():
    found = detente.stability(mine(2, [400, 250]))
    assert found.model.count == 100_000
    nash, gmr, smr, seq = found.flags
    for inner, outer in ((nash, seq), (nash, smr), (seq, gmr), (smr, gmr)):
        assert (inner <= outer).all()
    model = found.model
    worth = model.worth[:, 0].reshape(400, 250)  # a moves along the first axis at will
    assert (nash[0].reshape(400, 250) == (worth == worth.max(axis=0))).all()


def test_too_many_states_or_moves_are_refused_with_a_way_out(monkeypatch):
    with pytest.raises(TooLarge, match="--plan"):
        detente.stability(mine(30))
    monkeypatch.setattr(casegraph, "MOST_ARCS", 10)
    with pytest.raises(TooLarge, match="--one-change"):
        detente.stability(mine(6, revocable=False))
    monkeypatch.setattr(casegraph, "_MOST_TRIED", 10)
    with pytest.raises(TooLarge, match="what a can do in one move"):
        detente.stability(mine(6, revocable=False))


def test_many_combinations_are_found_by_search_where_no_table_of_them_fits(monkeypatch):
    case = mine(5, revocable=False)
    expected = detente.stability(case).flags
    monkeypatch.setattr(states, "_DENSE", 4)
    monkeypatch.setattr(casegraph, "_ROWS", 7)
    assert (detente.stability(case).flags == expected).all()


def test_rules_that_leave_nothing_are_told():
    case = mine(2)
    never = Rule("never", All((In(0, frozenset([0])), Not(In(0, frozenset([0]))))))
    with pytest.raises(NoAgreement, match="no outcome"):
        detente.stability(Case("x", case.parties, case.issues, case.preferences, (never,)))


def test_hidden_preferences_are_asked_for():
    case = mine(2)
    with pytest.raises(InputError, match="preferences of a, b are not in the case"):
        detente.stability(Case("x", case.parties, case.issues))


def test_an_outcome_that_breaks_a_rule_is_no_state():
    case = mine(2)
    found = detente.stability(
        Case("x", case.parties, case.issues, case.preferences, (Rule("r", In(0, frozenset([0]))),))
    )
    with pytest.raises(ValueError, match="breaks a rule"):
        found.of((1, 0))


def test_equilibria_and_states_can_be_asked_for_as_people_write_outcomes():
    case = mine(2)
    found = detente.stability(case)
    assert found.outcomes("nash") == [case.outcome(state) for state in found.equilibria["nash"]]
    assert found.of({"i0": 1}) == found.of((1, 0))
    with pytest.raises(ValueError, match="no value"):
        found.of({"i0": 7})


@given(cases(**SMALL, rules=False, interactions=False, moves=False), st.data())
def test_the_order_of_parties_issues_and_values_does_not_matter(case, data):
    revocable = data.draw(st.booleans())
    rules = tuple(
        MoveRule(issue, by=(data.draw(st.sampled_from(list(case.parties))),), revocable=revocable)
        for issue, kind in case.issues.items()
        if not isinstance(kind, Items)
    )
    parties = data.draw(st.permutations(list(case.parties)))
    issues = data.draw(st.permutations(list(case.issues)))

    def turned(issue):
        if isinstance(issue, Options) and not issue.ladder:
            return replace(issue, values=issue.values[::-1])
        return issue

    before = replace(case, moves=rules)
    after = replace(
        case,
        parties={name: case.parties[name] for name in parties},
        issues={name: turned(case.issues[name]) for name in issues},
        preferences={
            name: replace(
                preference,
                values={
                    issue: value if isinstance(value, Table | Worth) else Table({})
                    for issue, value in preference.values.items()
                },
                weights={
                    issue: weight
                    if isinstance(preference.values.get(issue), Table | Worth)
                    else Fraction(0)
                    for issue, weight in preference.weights.items()
                },
            )
            for name, preference in case.preferences.items()
        },
        moves=rules,
    )
    before = replace(before, preferences=after.preferences)
    first, second = detente.stability(before), detente.stability(after)
    assert first.model.count == second.model.count
    for state in first.model.states:
        outcome = before.outcome(state)
        assert second.of(outcome) == first.of(outcome)


def test_interactions_alone_can_rank_states():
    case = mine(2)
    worth = Interaction(In(1, frozenset([1])), Fraction(1, 3))
    preference = Preference({name: Fraction(0) for name in case.issues}, {}, (worth,))
    found = detente.stability(
        Case("x", case.parties, case.issues, {"a": preference, "b": preference}, (), case.moves)
    )
    assert np.unique(found.model.worth).tolist() == [0, 1]
    assert found.equilibria["nash"] == ((0, 1), (1, 1))


@given(st.data())
def test_ranges_are_moved_as_the_definition_names_whatever_the_case_says_of_them(data):
    """Today's value in the middle, increments, moves revocable or not, some listed by their ends."""
    value = st.none() | st.sampled_from("01234")
    rules = data.draw(
        st.lists(
            st.builds(
                MoveRule,
                st.just("i"),
                start=value,
                end=value,
                by=st.sampled_from([(), ("a",), ("a", "b")]),
                needs=st.none() | st.just(In(1, frozenset([0]))),
                revocable=st.booleans(),
                increment=st.none() | st.sampled_from([Fraction(1), Fraction(2)]),
            ),
            max_size=2,
        )
    )
    today = data.draw(st.none() | st.integers(0, 4).map(Fraction))
    issues = {
        "i": Range("i", Fraction(0), Fraction(4), status_quo=today),
        "j": Options("j", ("x", "y"), status_quo="x"),
    }
    preference = Preference(dict.fromkeys(issues, Fraction(0)), {})
    case = Case(
        "range",
        {"a": Party("a"), "b": Party("b")},
        issues,
        {"a": preference, "b": preference},
        moves=(*rules, MoveRule("j", by=("b",), revocable=True)),
    )
    assert arcs_of(case) == arcs_by_definition(case)


def test_a_long_range_that_only_all_can_move_is_no_obstacle():
    case = mine(2, [100_000, 2])
    joint = replace(case, moves=(MoveRule("i1", by=("a",), revocable=True),))
    found = detente.stability(joint)
    assert found.model.count == 200_000
    assert [mover.members for mover in found.model.movers] == [(0,)]
    one_way = replace(case, moves=(MoveRule("i0", by=("a",)),))
    with pytest.raises(TooLarge, match="a larger step"):
        detente.stability(one_way)
    listed = replace(case, moves=(MoveRule("i0", start="0", end="1", by=("a",)),))
    with pytest.raises(TooLarge, match="a larger step"):
        detente.stability(listed)
