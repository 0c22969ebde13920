"""GENIUS folders, as the peer NegMAS reads and solves them, and made ones on which both must agree."""

import random
from fractions import Fraction

from negmas.inout import Scenario
from negmas.preferences import ops


def solved(folder):
    """NegMAS reads a folder and finds the frontier and the settlements: (ufuns, points, Nash points)."""
    scenario = Scenario.from_genius_folder(folder)
    ufuns, space = scenario.ufuns, scenario.outcome_space
    ranges = [ufun.minmax(space, above_reserve=False) for ufun in ufuns]
    points, _ = ops.pareto_frontier(ufuns)
    nash = ops.nash_points(ufuns, points, ranges=ranges)
    ops.kalai_points(ufuns, points, ranges=ranges)
    ops.ks_points(ufuns, points, ranges=ranges)
    ops.max_welfare_points(ufuns, points, ranges=ranges)
    return ufuns, points, [point for point, _ in nash]


def tables(ufuns, as_genius=False):
    """What each value adds by NegMAS's own numbers: for each ufun, a table for each issue.

    Each number is read as the decimal that the file wrote, so that sums of them are exact.

    Args:
        ufuns: additive ones.
        as_genius: score as GENIUS does, and NegMAS does not: evaluations of named values divided by
            the issue's largest; along a line the issue's lowest number is where it starts, and
            scores stay within 0..1.
    """
    found = []
    for ufun in ufuns:
        inner = getattr(ufun, "ufun", ufun)  # a discounted one wraps it
        found.append([])
        for issue, weight, value in zip(inner.issues, inner.weights, inner.values, strict=True):
            labels = list(issue.all)
            if as_genius and not hasattr(value, "mapping"):
                starts = min(labels)
                scores = [Fraction(str(value(label - starts))) for label in labels]
                scores = [min(max(score, Fraction(0)), Fraction(1)) for score in scores]
            else:
                scores = [Fraction(str(value(label))) for label in labels]
                most = max(scores) if as_genius else 1
                scores = [score / most for score in scores]
            found[-1].append([Fraction(str(weight)) * score for score in scores])
    return found


def only_ties(points, exact):
    """Whether all of the points are exact ones, or dominated by one that is equal somewhere.

    Of equal sums of doubles one may come out larger, so that what it dominates is kept.
    """
    return all(
        any(
            all(a >= b for a, b in zip(best, point, strict=True))
            and any(a == b for a, b in zip(best, point, strict=True))
            for best in exact
        )
        for point in points - exact
    )


def rounded(points):
    """Points as a set, to nine places, in which sums of doubles and exact ones agree."""
    return {tuple(round(float(number), 9) for number in point) for point in points}


def write(folder, sizes, seed):
    """A random GENIUS domain of two parties.

    The best value of each issue scores 1, so that dividing by it, which GENIUS asks for and NegMAS
    leaves out, changes nothing.
    """
    dice = random.Random(seed)
    folder.mkdir(parents=True)
    body = [
        f'<issue etype="discrete" index="{v}" name="issue {v}" type="discrete" vtype="discrete">'
        + "".join(f'<item index="{k}" value="value {k}"/>' for k in range(1, size + 1))
        + "</issue>"
        for v, size in enumerate(sizes, 1)
    ]
    files = {"domain": f'<negotiation_template><utility_space number_of_issues="{len(sizes)}">'}
    files["domain"] += objective(body) + "</utility_space></negotiation_template>"
    for p in (1, 2):
        cuts = sorted(dice.sample(range(1, 1000), len(sizes) - 1))
        weights = [(b - a) / 1000 for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
        issues = []
        for v, size in enumerate(sizes, 1):
            scores = [dice.randint(0, 99) / 100 for _ in range(size)]
            scores[dice.randrange(size)] = 1.0
            items = "".join(
                f'<item index="{k}" value="value {k}" evaluation="{score}"/>'
                for k, score in enumerate(scores, 1)
            )
            kinds = 'etype="discrete" type="discrete" vtype="discrete"'
            issues.append(f'<issue {kinds} index="{v}" name="issue {v}">{items}</issue>')
        issues += [f'<weight index="{v}" value="{w}"/>' for v, w in enumerate(weights, 1)]
        files[f"party{p}"] = (
            f"<utility_space>{objective(issues)}"
            '<reservation value="0.3"/><discount_factor value="1.0"/></utility_space>'
        )
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, "utf-8")


def objective(parts):
    """The root of all issues."""
    head = '<objective description="" etype="objective" index="0" name="any" type="objective">'
    return head + "".join(parts) + "</objective>"
