"""The checker against the definitions: what is wrong with a plan that somebody wrote, and what it asks."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.plan_brute import Done
from tests.analysis.plan_worlds import days, document, worlds

from detente.analysis.verification import verify
from detente.model.issue import Options, Range


@st.composite
def proposals(draw):
    """A world and a plan that somebody wrote for it, which may be wrong in many ways, with the target it names."""
    world = draw(worlds())
    state = list(world.at.state)
    been = [{value} for value in state]
    steps = []
    for _ in range(draw(st.integers(0, 4))):
        before = tuple(state)
        moves = []
        for _ in range(draw(st.integers(1, 4))):
            move = wrote(draw, world, state, been, before)
            if move is not None:
                moves.append(move)
        if moves:
            begins = draw(st.none() | st.none() | days(0, 9)) if world.dated else None
            steps.append(
                Done(tuple(moves), draw(st.booleans()), begins.toordinal() if begins else None)
            )
    wanted = draw(st.sampled_from([tuple(state), tuple(state), world.target]))
    return replace(world, target=tuple(state)), steps, wanted


def wrote(draw, world, state, been, before):
    """One more move of a plan that somebody writes; None if there is no more."""
    case = world.case
    v = draw(st.integers(0, len(state) - 1))
    ends = [end for end in case.changes.next_values(v, state[v]) if end not in been[v]]
    if not ends:
        return None
    move = case.changes.move(v, state[v], draw(st.sampled_from(ends)))
    issue = case.issues[case.variables[v].issue]
    straight = isinstance(issue, Range) or (isinstance(issue, Options) and issue.ladder)
    impossible = (move.needs and not move.needs.holds(before)) or world.at.refuses(v, move.end)
    if impossible and not (straight or case.sizes[v] == 2):
        return None  # the checker would take it for a way round
    state[v] = move.end
    been[v].add(move.end)
    return move


def too_long(world, steps):
    """Whether a line goes further than its increment allows."""
    for move in (move for step in steps for move in step.moves):
        rule = world.case.changes.rule(move.variable, move.start, move.end)
        issue = world.case.issues[world.case.variables[move.variable].issue]
        demanded = isinstance(issue, Range) and rule is not None and rule.increment
        if demanded and abs(move.end - move.start) * issue.step > max(demanded, issue.step):
            return True
    return False


@given(proposals())
def test_the_checker_finds_what_is_wrong_and_the_same_figures(drawn):
    world, steps, wanted = drawn
    checked = verify(
        world.case,
        document(world.case, steps, wanted),
        standing=world.standing,
        limits=world.limits,
    )
    walk = world.walk(steps)
    faults = set(walk.faults)
    if wanted != world.target:
        faults.add("target")
    if too_long(world, steps):
        faults.add("moves")
    assert {violation.rule for violation in checked.violations} == faults
    assert checked.holds == (not faults)
    assert checked.exposure == walk.exposure
    assert checked.temptation == walk.temptation
    assert checked.trust == walk.trust
    assert len(checked.moments) == len(walk.seen)
