"""What a plan asks of each side, in words: the worst moment, what stopping would bring, the trust."""

from __future__ import annotations

from fractions import Fraction

from detente.analysis.planning.plan import Plan, Visited
from detente.model.number import shown
from detente.report.ledger import changes
from detente.report.moments import others, things_words, walk_away, when_words
from detente.report.naming import amount, capital, does, percent, plural, the


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
    today = case.status_quo or plan.start
    given = [line for line in changes(case, today, moment.stays)[party] if line.worth < 0]
    fleeting = [line for line in changes(case, moment.stays, moment.state)[party] if line.worth > 0]
    missing = [line for line in changes(case, moment.state, plan.target)[party] if line.worth > 0]
    parts = []
    if given:
        parts.append(f"given {things_words(case, given)} for good")
    if missing:
        parts.append(f"not yet received {things_words(case, missing)}")
    has, it = ("have", "they") if many else ("has", "it")
    opening = f"At the worst moment, {when_words(plan, moment)}, {who} "
    opening += f"{has} {' and '.join(parts)}" if parts else does(case, party, "stands", "stand")
    if not parts:
        opening += " worst"
    if fleeting:
        opening += f". What {it} {has} of {things_words(case, fleeting)} could be taken back"
    return (
        f"{opening}. If {others(case, party)} stopped there, {who} would stand {amount(exposure)} "
        f"below no deal: {share_words(plan, party, exposure)}."
    )


def best_walk_away(plan: Plan, party: str) -> tuple[Fraction, Visited]:
    """The most that walking away would leave the party, and when; the first such moment."""
    ways = [(walk_away(plan.case, moment)[party], moment) for moment in plan.moments]
    return max(ways, key=lambda way: way[0])


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
                f"{when_words(plan, moment)}, {share_words(plan, party, temptation)}: that far "
                f"the others must trust {it}."
            )
        else:
            text = (
                f"{capital(who)} never {does(case, party, 'gains', 'gain')} by stopping: the settlement is worth "
                f"{amount(reached[party])} to {it}, and walking away at the best moment for that "
                f"({when_words(plan, when)}) would leave {it} {amount(best)}."
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
