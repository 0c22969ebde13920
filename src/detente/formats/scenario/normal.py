"""Utilities between 0 and 1: weights that add up to 1, scores of 0 to 1; exactly wherever decimals can say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.formats.scenario.additive import Term
from detente.formats.scenario.decimals import ends, rounded
from detente.formats.scenario.weights import ROUNDING
from detente.model.number import shown

_ZERO, _ONE = Fraction(0), Fraction(1)
_SMOOTH = tuple(map(Fraction, ("1", "5/4", "8/5", "2", "5/2", "16/5", "4", "5", "32/5", "8")))
"""Products of twos and fives from 1 to 10, by which every decimal can be divided."""


@dataclass(frozen=True)
class Normal:
    """A party's utilities between 0 and 1.

    Attributes:
        terms: one for each column; the weights add up to 1, and every figure ends as a decimal.
        shift: what was added to every utility,
        scale: before it was divided by this: the new utility is `(u + shift) / scale`.
        off: the most by which the new utilities are off, for the rounding of decimals that do not end;
        surplus: or because the weights, which came out of doubles, added up to so much more than 1.
    """

    terms: tuple[Term, ...]
    shift: Fraction = _ZERO
    scale: Fraction = _ONE
    off: Fraction = _ZERO
    surplus: Fraction = _ZERO

    def of(self, utility: Fraction) -> Fraction:
        """A utility on the new scale."""
        return (utility + self.shift) / self.scale


def normal(terms: Sequence[Term]) -> Normal:
    """Terms whose weights add up to 1 and whose scores lie between 0 and 1.

    Kept as they are where they do so already; with other weights and scores of the same utilities where there are such
    in decimals; rounded where the utilities lie between 0 and 1 but decimals cannot say them. Other utilities are
    shifted and scaled.
    """
    terms = [_harmless(term) for term in terms]
    kept = _as_they_are(terms)
    if kept is not None:
        return kept
    least = sum((min(term.adds) for term in terms), _ZERO)
    most = sum((max(term.adds) for term in terms), _ZERO)
    if least >= 0 and most <= 1:
        return _in_halves(terms, _ZERO, _ONE) or _stretched(terms, _ZERO, _ONE)
    divided = _divided(terms)
    if divided is not None:
        return divided
    span = most - least
    if span == 0:
        found = _in_halves(terms, -least, _ONE)
        assert found is not None
        return found
    found = _stretched(terms, -least, span)
    if found.off == 0:
        return found
    if all(ends(add) for term in terms for add in term.adds):
        return _in_smooth(terms, -least, span)
    return found


def _harmless(term: Term) -> Term:
    """A term of no weight with scores that no format minds."""
    if term.weight or all(0 <= score <= 1 for score in term.scores):
        return term
    return Term(term.weight, tuple(_ZERO for _ in term.scores))


def _as_they_are(terms: Sequence[Term]) -> Normal | None:
    """The terms themselves, if they are as they should be but for the rounding of doubles."""
    figures = [figure for term in terms for figure in (term.weight, *term.scores)]
    if not all(ends(figure) for figure in figures):
        return None
    if not all(0 <= score <= 1 for term in terms for score in term.scores):
        return None
    off = 1 - sum((term.weight for term in terms), _ZERO)
    if abs(off) > ROUNDING:
        return None
    heaviest = max(range(len(terms)), key=lambda place: terms[place].weight)
    weight = terms[heaviest].weight + off
    changed = tuple(
        Term(weight, term.scores) if place == heaviest else term for place, term in enumerate(terms)
    )
    return Normal(changed, off=abs(off) * max(terms[heaviest].scores), surplus=-off)


def _divided(terms: Sequence[Term]) -> Normal | None:
    """Weights divided by their sum, and scores by a power of ten; None where decimals cannot say that."""
    total = sum((term.weight for term in terms), _ZERO)
    scores = [score for term in terms for score in term.scores]
    if total <= 0 or min(scores) < 0:
        return None
    top = _ONE
    while top < max(scores):
        top *= 10
    changed = tuple(
        Term(term.weight / total, tuple(score / top for score in term.scores)) for term in terms
    )
    figures = [figure for term in changed for figure in (term.weight, *term.scores)]
    return Normal(changed, scale=total * top) if all(map(ends, figures)) else None


def _placed(
    terms: Sequence[Term], weights: Sequence[Fraction], shift: Fraction, scale: Fraction
) -> list[list[Fraction]]:
    """What each value is to add: from 0 up in every column, and what is left over shared out as there is room."""
    rows = [[(add - min(term.adds)) / scale for add in term.adds] for term in terms]
    rest = (sum((min(term.adds) for term in terms), _ZERO) + shift) / scale
    for row, weight in zip(rows, weights, strict=True):
        room = min(rest, weight - max(row))
        row[:] = [add + room for add in row]
        rest -= room
    assert rest == 0
    return rows


def _halves(count: int) -> list[Fraction]:
    """So many powers of one half that add up to 1, largest first."""
    found = [_ONE]
    while len(found) < count:
        found.sort()
        half = found.pop() / 2
        found += [half, half]
    return sorted(found, reverse=True)


def _in_halves(terms: Sequence[Term], shift: Fraction, scale: Fraction) -> Normal | None:
    """Weights that are powers of one half, by which every decimal can be divided; None where they do not fit."""
    spans = [(max(term.adds) - min(term.adds)) / scale for term in terms]
    order = sorted(range(len(terms)), key=lambda place: spans[place], reverse=True)
    weights = [_ZERO] * len(terms)
    for place, weight in zip(order, _halves(len(terms)), strict=True):
        weights[place] = weight
    if any(span > weight for span, weight in zip(spans, weights, strict=True)):
        return None
    rows = _placed(terms, weights, shift, scale)
    changed = tuple(
        Term(weight, tuple(add / weight for add in row))
        for row, weight in zip(rows, weights, strict=True)
    )
    good = all(ends(score) for term in changed for score in term.scores)
    return Normal(changed, shift, scale) if good else None


def _in_smooth(terms: Sequence[Term], shift: Fraction, span: Fraction) -> Normal:
    """Weights that are powers of one half, over the least product of twos and fives: exact for utilities that end."""
    lowest = _ONE
    while lowest / 10 >= span:
        lowest /= 10
    while lowest * 10 < span:
        lowest *= 10
    while True:
        for factor in _SMOOTH:
            found = _in_halves(terms, shift, lowest * factor)
            if found is not None:
                return found
        lowest *= 10


def _stretched(terms: Sequence[Term], shift: Fraction, scale: Fraction) -> Normal:
    """Weights as wide as the scores need them, rounded where they do not end."""
    spans = [(max(term.adds) - min(term.adds)) / scale for term in terms]
    share = (1 - sum(spans, _ZERO)) / len(terms)  # what the scores leave of 1, to each column alike
    weights = [rounded(span + share) for span in spans]
    heaviest = max(range(len(terms)), key=lambda place: weights[place])
    weights[heaviest] += 1 - sum(weights, _ZERO)
    exact_rows = _placed(terms, [span + share for span in spans], shift, scale)
    changed, off = [], _ZERO
    for row, weight in zip(exact_rows, weights, strict=True):
        scores = tuple(
            min(_ONE, max(_ZERO, rounded(add / weight))) if weight else _ZERO for add in row
        )
        off += max(abs(add - weight * score) for add, score in zip(row, scores, strict=True))
        changed.append(Term(weight, scores))
    return Normal(tuple(changed), shift, scale, off)


def said_of_scale(found: Normal, party: str, program: str) -> list[str]:
    """What is to be said of the new scale, and of rounding."""
    said = []
    if found.shift != 0 or found.scale != 1:
        change = f"(u {'+' if found.shift > 0 else '−'} {shown(abs(found.shift), 6)})"
        change = change if found.shift else "u"
        said.append(
            f"the utilities u of {party} are written as {change} / {shown(found.scale, 6)}, since "
            f"{program} wants them between 0 and 1"
        )
    if found.surplus:
        said.append(
            f"the weights of {party} add up to 1 {'+' if found.surplus > 0 else '−'} "
            f"{float(abs(found.surplus)):.0e}, and {program} demands 1: the largest is changed by that, "
            f"and utilities by up to {float(found.off):.0e}"
        )
    elif found.off:
        said.append(said_of_rounding(party, found.off))
    return said


def said_of_rounding(party: str, off: Fraction) -> str:
    """What is to be said where figures do not end as decimals."""
    return (
        f"utilities of {party} are off by up to {float(off):.0e}: not all of its figures end as "
        "decimals, so they are rounded"
    )
