"""What a plan asks of each side, in words: the worst moment, what stopping would bring, the trust."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.plan import Moment, Plan, Visit, visits
from detente.model.case import Case
from detente.model.number import shown
from detente.report.ledger import Line, changes
from detente.report.naming import amount, capital, does, listed, mentioned, percent, plural, the

_MOST_NAMED = 3


def _gainful(plan: Plan, party: str) -> bool:
    """Whether the party's scale is the most it could gain over no deal (else its whole range)."""
    case = plan.case
    reached = case.utilities.of(plan.target)
    bounds = {
        name: case.utilities.value(p, units)
        for p, (name, units) in enumerate(zip(case.parties, case.reservations, strict=True))
    }
    return all(reached[name] >= bounds[name] for name in bounds) and (
        plan.scale[party] >= reached[party] - bounds[party]
    )


def share_words(plan: Plan, party: str, part: Fraction) -> str:
    """An amount as a share of the party's scale: `12 % of the most it could gain`."""
    it, its = ("they", "them") if plural(plan.case, party) else ("it", "it")
    gainful = _gainful(plan, party)
    whole = f"the most {it} could gain" if gainful else f"all that is at stake for {its}"
    return f"{percent(part / plan.scale[party])} of {whole}"


def _things(case: Case, lines: Sequence[Line]) -> str:
    """Changes by title, with the value where an issue is named rather than an item."""
    said = []
    most = _MOST_NAMED if len(lines) > _MOST_NAMED + 1 else len(lines)
    for line in lines[:most]:
        held = line.after.startswith("held by ") or line.after in ("applies", "does not apply")
        said.append(line.title if held else f"{mentioned(line.title)} ({line.after})")
    if len(lines) > most:
        said.append(f"{len(lines) - most} other things")
    return listed(said)


def others(case: Case, party: str) -> str:
    """The other side, or the others."""
    rest = [name for name in case.parties if name != party]
    return the(case, rest[0]) if len(rest) == 1 else "the others"


def moment_words(plan: Plan, moment: Moment) -> str:
    """When: `after step 3 of 8`, `during step 3 of 8, when only Ukraine has acted`."""
    if moment.step == 0:
        return "before the first step"
    if not moment.acted:
        return f"after step {moment.step} of {len(plan.steps)}"
    who = listed(the(plan.case, party) for party in moment.acted)
    alone = len(moment.acted) == 1
    verb = does(plan.case, moment.acted[0], "has", "have") if alone else "have"
    return f"during step {moment.step} of {len(plan.steps)}, when only {who} {verb} acted"


def risk_words(plan: Plan, party: str) -> str:
    """What the party risks at its worst moment, in two sentences."""
    case = plan.case
    who = the(case, party)
    many = plural(case, party)
    exposure = plan.exposure[party]
    if exposure == 0:
        never = (
            "risk nothing: whoever stops, and whenever, they never stand"
            if many
            else ("risks nothing: whoever stops, and whenever, it never stands")
        )
        it = "them" if many else "it"
        return f"{capital(who)} {never} below what no deal is worth to {it}."
    moment = plan.most_exposed[party]
    given = [line for line in changes(case, plan.start, moment.stays)[party] if line.worth < 0]
    fleeting = [line for line in changes(case, moment.stays, moment.state)[party] if line.worth > 0]
    missing = [line for line in changes(case, moment.state, plan.target)[party] if line.worth > 0]
    for lines in (given, fleeting, missing):
        lines.sort(key=lambda line: -abs(line.worth))
    parts = []
    if given:
        parts.append(f"given {_things(case, given)} for good")
    if missing:
        parts.append(f"not yet received {_things(case, missing)}")
    has, it = ("have", "they") if many else ("has", "it")
    opening = f"At the worst moment, {moment_words(plan, moment)}, {who} "
    opening += f"{has} {' and '.join(parts)}" if parts else does(case, party, "stands", "stand")
    if not parts:
        opening += " worst"
    if fleeting:
        opening += f". What {it} {has} of {_things(case, fleeting)} could be taken back"
    return (
        f"{opening}. If {others(case, party)} stopped there, {who} would stand {amount(exposure)} "
        f"below no deal: {share_words(plan, party, exposure)}."
    )


def best_walk_away(plan: Plan, party: str) -> tuple[Fraction, Visit]:
    """The most that walking away would leave the party, and when; the first such moment."""
    utilities = plan.case.utilities
    p = utilities.parties.index(party)
    before = plan.case.reservations[p] - utilities.units(p, plan.start)
    steps = [(step.moves, step.atomic) for step in plan.steps]
    ways = [(before + utilities.units(p, v.stays), v) for v in visits(plan.start, steps)]
    most, when = max(ways, key=lambda way: way[0])
    return utilities.value(p, most), when


def why_nobody_walks(plan: Plan) -> dict[str, str]:
    """For each party that stopping never brings more than going on, or by how much it would."""
    case = plan.case
    reached = case.utilities.of(plan.target)
    found = {}
    for p, party in enumerate(case.parties):
        who = the(case, party)
        it = "them" if plural(case, party) else "it"
        temptation = plan.temptation[party]
        penalty = case.utilities.value(p, case.utilities.penalties[p])
        best, when = best_walk_away(plan, party)
        moment = plan.most_tempted[party]
        if temptation > 0:
            text = (
                f"{capital(who)} would gain {amount(temptation)} by stopping "
                f"{moment_words(plan, moment)}, {share_words(plan, party, temptation)}: that far "
                f"the others must trust {it}."
            )
        else:
            at = Moment(when.step, when.acted, when.state, when.stays, best)
            text = (
                f"{capital(who)} never {does(case, party, 'gains', 'gain')} by stopping: the settlement is worth "
                f"{amount(reached[party])} to {it}, and walking away at the best moment for that "
                f"({moment_words(plan, at)}) would leave {it} {amount(best)}."
            )
        if penalty:
            text += f" Stopping halfway would also cost {it} {amount(penalty)}."
        found[party] = text
    return found


def trust_words(plan: Plan) -> tuple[str, ...]:
    """What the trust of a plan means, how it compares with one leap, and how sure that is."""
    trust, certificate = plan.trust, plan.certificate
    if trust == 0:
        said = [
            "The plan asks no trust at all: at no moment does stopping pay a side more than going on."
        ]
    else:
        said = [
            f"Trust {shown(trust)}: at the worst moment some side must accept a risk, or forgo a "
            f"gain from stopping, of {percent(trust)} of what it has to win."
        ]
    if plan.leap > trust:
        times = f", which is {shown(plan.leap / trust, 1)} times as much" if trust else ""
        said.append(
            "Done all at once, with nobody to guarantee it, the same settlement asks "
            f"{shown(plan.leap)}{times}."
        )
    elif plan.leap == trust:
        said.append("Done all at once, the same settlement asks just as much.")
    if certificate.optimal:
        said.append("No plan of these moves asks less: this is proven.")
    else:
        said.append(
            f"No plan of these moves can ask less than {shown(certificate.bound)}; whether one "
            f"asks less than {shown(trust)} is not known."
        )
    if certificate.why:
        said.append(f"{capital(certificate.why.strip().rstrip('.'))}.")
    return tuple(said)
