"""Small random cases with moves of every kind, and plans found by trying everything."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, product

from hypothesis import strategies as st

from detente.analysis.scale import scales
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table, Worth
from detente.model.rule import Any_, In, Not, Rule

PARTIES = ("a", "b", "c")


@st.composite
def plan_cases(draw, most_moves=7, parties=None, rules=True, guarantors=True):
    """A case and a target that differs from the status quo by at most `most_moves` moves."""
    count = parties or draw(st.integers(2, 3))
    names = PARTIES[:count]
    worth = st.integers(-6, 6).map(Fraction)
    issues, tables, target, left = {}, {name: {} for name in names}, [], most_moves
    while left > 0 and len(issues) < 5 and (not issues or draw(st.booleans())):
        name = f"i{len(issues)}"
        kind = draw(st.sampled_from(["options", "ladder", "items", "range"]))
        if kind == "items":
            size = draw(st.integers(1, min(3, left)))
            holders = [draw(st.sampled_from(names)) for _ in range(size)]
            items = tuple(
                Item(f"t{k}", holder, tuple(p for p in names if p != holder)[:1])
                for k, holder in enumerate(holders)
            )
            issues[name] = Items(name, items)
            for party in names:
                tables[party][name] = Worth(
                    {i.name: {h: draw(worth) for h in (i.holder, *i.receivers)} for i in items}
                )
            target += [draw(st.integers(0, 1)) for _ in items]
            left -= size
            continue
        size = 2 if kind == "options" else draw(st.integers(2, min(3, left + 1)))
        values = tuple(f"v{k}" for k in range(size))
        if kind == "range":
            issues[name] = Range(name, Fraction(0), Fraction(size - 1), status_quo=Fraction(0))
            values = tuple(str(k) for k in range(size))
        else:
            issues[name] = Options(name, values, kind == "ladder", values[0])
        for party in names:
            tables[party][name] = Table({value: draw(worth) for value in values})
        target.append(draw(st.integers(1, size - 1)))
        left -= size - 1
    preferences = {
        party: Preference(
            {issue: Fraction(1) for issue in issues},
            tables[party],
            reservation=draw(st.none() | worth),
            penalty=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1)])),
        )
        for party in names
    }
    case = Case("random", {p: Party(p) for p in names}, issues, preferences)
    variables = range(len(case.variables))
    condition = st.builds(
        lambda v, chosen: In(
            v, frozenset(k for k in chosen if k < case.sizes[v]) or frozenset([0])
        ),
        st.sampled_from(variables),
        st.sets(st.integers(0, 2), min_size=1, max_size=2),
    )
    moves = []
    for issue in issues:
        for _ in range(draw(st.integers(0, 2))):
            by = draw(st.sets(st.sampled_from(names), max_size=2))
            moves.append(
                MoveRule(
                    issue,
                    by=tuple(p for p in names if p in by),
                    end=draw(st.none() | st.just(case.issues[issue].variables[0].labels[1])),
                    needs=draw(st.none() | st.none() | condition),
                    revocable=draw(st.booleans()),
                    guarantor=draw(st.sampled_from([None, None, "g"])) if guarantors else None,
                )
            )
    found = []
    for k in range(draw(st.integers(0, 2)) if rules else 0):
        first, second = draw(condition), draw(condition)
        rule = Rule(f"r{k}", Any_((Not(first), second)))
        if rule.condition.holds(target) and rule.condition.holds(case.status_quo):
            found.append(rule)
    case = Case(
        "random",
        case.parties,
        issues,
        preferences,
        tuple(found),
        tuple(moves),
        {"g": ThirdParty("g", roles=("guarantor",))},
    )
    return case, tuple(target)


def atomic_moves(case, target):
    """The chains of moves to the target, one for each variable that changes."""
    chains = []
    for v, (here, there) in enumerate(zip(case.status_quo, target, strict=True)):
        path = case.changes.path(v, here, there)
        if path and case.variables[v].numbers is not None:
            parts = case.changes.increments(path[0]) or abs(there - here)
            path = case.changes.split(path[0], parts)
        if path:
            chains.append(path)
    return chains


def best_by_brute_force(case, target, frontier):
    """Least trust, and the fewest steps at it, by trying every step between every two states; None if no way."""
    chains = atomic_moves(case, target)
    scale = [case.utilities.value(p, s) for p, s in enumerate(scales(frontier))]
    start = case.status_quo

    def state(positions, kept=False):
        values = list(start)
        for chain_, position in zip(chains, positions, strict=True):
            for move in chain_[:position]:
                if not (kept and move.revocable):
                    values[move.variable] = move.end
        return tuple(values)

    def cost(positions):
        most = Fraction(0)
        if state(positions) == tuple(target):
            return most
        now = case.utilities.of(start)
        then, left = case.utilities.of(target), case.utilities.of(state(positions, kept=True))
        for p, party in enumerate(case.parties):
            d = case.utilities.value(p, case.reservations[p])
            walk_away = d + left[party] - now[party]
            penalty = case.utilities.value(p, case.utilities.penalties[p])
            most = max(
                most, (d - walk_away) / scale[p], (walk_away - then[party] - penalty) / scale[p]
            )
        return most

    def visited(before, after):
        """Positions visited during the step, for each way to make it: unguaranteed first, then guaranteed."""
        moves = [
            (k, move) for k, chain_ in enumerate(chains) for move in chain_[before[k] : after[k]]
        ]
        if any(move.needs and not move.needs.holds(state(before)) for _, move in moves):
            return
        who = sorted({party for _, move in moves for party in move.by})
        partial = []
        for acted in chain.from_iterable(combinations(who, n) for n in range(1, len(who))):
            positions = list(before)
            for k, move in moves:
                if set(move.by) <= set(acted) and chains[k][positions[k]] is move:
                    positions[k] += 1
            partial.append(tuple(positions))
        yield partial
        if len({move.guarantor for _, move in moves}) == 1 and moves[0][1].guarantor:
            yield []

    ends = tuple(len(chain_) for chain_ in chains)
    every = list(product(*(range(n + 1) for n in ends)))
    zero = every[0]
    best = {zero: (cost(zero), 0)}
    labels = {zero: {(cost(zero), 0)}}
    for after in every[1:]:
        if not case.valid(state(after)):
            continue
        here = set()
        for before in list(labels):
            if before == after or any(b > a for b, a in zip(before, after, strict=True)):
                continue
            for partial in visited(before, after):
                asked = max([cost(after), *map(cost, partial)])
                here |= {(max(trust, asked), steps + 1) for trust, steps in labels[before]}
        if here:  # keep the pairs that no other pair beats in both
            labels[after] = {
                pair
                for pair in here
                if not any(o != pair and o[0] <= pair[0] and o[1] <= pair[1] for o in here)
            }
    best = labels.get(ends)
    return min(best) if best else None


def document(found):
    """The plan as the command line prints it, in exact fractions."""
    variables = found.case.variables
    steps = []
    for step in found.steps:
        moves = []
        for move in step.moves:
            variable = variables[move.variable]
            moves.append(
                {
                    "issue": variable.issue,
                    **({"item": variable.item} if variable.item else {}),
                    "from": variable.labels[move.start],
                    "to": variable.labels[move.end],
                    "by": list(move.by),
                }
            )
        steps.append({"moves": moves, "atomic": step.atomic, "utilities": step.utilities})
    return {
        "target": {"outcome": found.outcome, "utilities": found.utilities},
        "steps": steps,
        "exposure": found.exposure,
        "temptation": found.temptation,
        "trust": found.trust,
    }
