"""Plans of exchanges and schedules whose least risk was published: supplier and demander, pieces of a whole, registers.

Sandholm and Lesser's exchange as a case. The supplier hands over items (worth `v` to the demander, at cost `c`), the
demander pays along a range. They count only what each would gain by vanishing, which is our temptation; we count
exposure as well. So the case begins with something that both gain by together and keep (`opening`), worth more than
all items cost: then nobody is ever exposed, and temptation alone remains. (It must come first. Left for the end it
would hold both sides to the exchange, and the planner finds that out.) With a price of `P` and no penalty

    temptation of the supplier at (X, p) = p - c(X) - (P - C),   of the demander = v(X) - p - (V - P).

A least total penalty of `t` shared out evenly is a temptation of t/2 on both sides, and no payment in between can do
better. So twice the least trust, both sides measured against 1, is `t`, if payments are fine enough to stand in the
middle: where they go by halves of what the figures go by, the answer is exact.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from tests.published import published

from detente.analysis.planning import least_trust, plan
from detente.analysis.verification import verify
from detente.formats.detente.reading import read

PRICE = 23


def case_of(text):
    path = Path("published.yaml")
    return read(path, {path.resolve(): text})


def exchange(items, *, opening, step="1/2", order=(), penalty=(0, 0)):
    """A supplier's items, one by one or in an order, for money; both scales are V + opening."""
    worth = sum(item["v"] for item in items.values())
    needs = "".join(
        f"  - {{issue: goods, items: {later}, needs: {{opening: done, goods.{before}: demander}}}}\n"
        for before, later in pairwise(order)
    )
    held = ", ".join(f"{name}: {{held_by: supplier}}" for name in items)
    return case_of(f"""
detente: 1
parties: {{supplier: the supplier, demander: the demander}}
issues:
  opening: {{options: [not yet, done], status_quo: not yet}}
  goods: {{items: {{{held}}}}}
  paid: {{range: {{minimum: 0, maximum: {worth}, step: "{step}"}}, status_quo: 0}}
preferences:
  supplier:
    penalty: {penalty[0]}
    issues:
      opening: {{weight: {opening}, table: {{not yet: 0, done: 1}}}}
      goods: {{weight: 1, items: {{{", ".join(f"{n}: {i['c']}" for n, i in items.items())}}}}}
      paid: {{weight: {worth}, linear: [0, 1]}}
  demander:
    penalty: {penalty[1]}
    issues:
      opening: {{weight: {opening}, table: {{not yet: 0, done: 1}}}}
      goods: {{weight: 1, items: {{{", ".join(f"{n}: {i['v']}" for n, i in items.items())}}}}}
      paid: {{weight: {worth}, linear: [1, 0]}}
moves:
  - {{issue: paid, by: demander, needs: {{opening: done}}}}
{needs}  - {{issue: goods, needs: {{opening: done}}}}""")


def paid_for(items, price):
    """The exchange done: everything handed over, the price paid."""
    return {"opening": "done", "goods": dict.fromkeys(items, "demander"), "paid": str(price)}


def penalty_of(case, target):
    """The least total penalty: twice the least temptation that both sides can be held to, each on its own scale."""
    found = least_trust(case, case.indices(target), scale=case.utilities.denominators)
    assert found.optimal
    return 2 * found.trust


@pytest.fixture(scope="module")
def safe(shared):
    return published(shared, "safe-exchange-items")


def test_the_supplier_s_items_need_the_published_penalty(safe):
    items, known = safe["items"], safe["published_result"]
    case = exchange(items, opening=known["V"])
    assert penalty_of(case, paid_for(items, PRICE)) == known["least_total_penalty"]


def test_the_penalty_does_not_hang_on_the_price(safe):
    items, known = safe["items"], safe["published_result"]
    case = exchange(items, opening=known["V"])
    for price in (known["C"] + 1, known["V"] - 1):
        assert penalty_of(case, paid_for(items, price)) == known["least_total_penalty"]


def test_the_published_order_is_a_best_one_and_its_peak_is_the_published_one(safe):
    items, known = safe["items"], safe["published_result"]
    case = exchange(items, opening=known["V"], order=known["best_order"])
    penalty = penalty_of(case, paid_for(items, PRICE))
    assert penalty + known["V"] - known["C"] == known["peak"]


def test_every_order_needs_what_its_peak_says_and_none_more_than_the_worst(safe):
    items, known = safe["items"], safe["published_result"]
    gain, peaks = known["V"] - known["C"], []
    for order in permutations(items):
        peak = before = 0
        for name in order:
            peak = max(peak, before + items[name]["v"])
            before += items[name]["v"] - items[name]["c"]
        case = exchange(items, opening=known["V"], order=order)
        assert penalty_of(case, paid_for(items, PRICE)) == max(0, peak - gain), order
        peaks.append(peak)
    assert (min(peaks), max(peaks)) == (known["peak"], known["worst_order_peak"])


@pytest.mark.parametrize(
    ("penalty", "left"), [((0, 1), 0), ((1, 0), 0), (("1/2", "1/2"), 0), (("1/2", 0), "1/2")]
)
def test_a_penalty_makes_the_exchange_safe_from_the_published_one_on(safe, penalty, left):
    """Whoever's it is. With less the rest is asked in trust."""
    items, known = safe["items"], safe["published_result"]
    case = exchange(items, opening=known["V"], step="1/4", penalty=penalty)
    assert penalty_of(case, paid_for(items, PRICE)) == Fraction(left)


def test_the_plan_found_is_one_that_the_checker_accepts_and_both_sides_share_the_penalty(safe):
    items, known = safe["items"], safe["published_result"]
    case = exchange(items, opening=known["V"])
    found = plan(case, paid_for(items, PRICE))
    assert found.certificate.optimal
    assert sum(found.temptation.values()) == known["least_total_penalty"]
    assert set(found.exposure.values()) == {0}
    checked = verify(case, found)
    assert checked.violations == ()
    assert checked.trust == found.trust


def pieces(n, worth, cost, *, opening, step=None):
    """A whole in n equal pieces along a range, for money along another.

    The money goes by half a piece's cost, C/2n, the least that the law lets each side be tempted by; the price is so
    many of these as make four fifths of the worth at most. The largest payments that the law allows lie on that grid.
    """
    step = step or Fraction(cost, 2 * n)
    price = step * (Fraction(4 * worth, 5) // step)
    needs = ", needs: {opening: done}" if opening else ""
    case = case_of(f"""
detente: 1
parties: {{supplier: the supplier, demander: the demander}}
issues:
  opening: {{options: [not yet, done], status_quo: not yet}}
  pieces: {{range: {{minimum: 0, maximum: {n}}}, status_quo: 0}}
  paid: {{range: {{minimum: 0, maximum: "{price}", step: "{step}"}}, status_quo: 0}}
preferences:
  supplier:
    issues:
      opening: {{weight: {opening}, table: {{not yet: 0, done: 1}}}}
      pieces: {{weight: {cost}, linear: [1, 0]}}
      paid: {{weight: "{price}", linear: [0, 1]}}
  demander:
    issues:
      opening: {{weight: {opening}, table: {{not yet: 0, done: 1}}}}
      pieces: {{weight: {worth}, linear: [0, 1]}}
      paid: {{weight: "{price}", linear: [1, 0]}}
moves:
  - {{issue: pieces, by: supplier{needs}}}
  - {{issue: paid, by: demander{needs}}}
""")
    last = case.variables[-1].labels[-1]
    return case, {"opening": "done", "pieces": str(n), "paid": last}


@pytest.mark.parametrize("n", [1, 2, 5, 10, 100])
def test_equal_pieces_need_one_of_them_at_cost(safe, n):
    """The law: C/n."""
    law = safe["equal_pieces"]
    case, target = pieces(n, law["V"], law["C"], opening=law["V"])
    assert penalty_of(case, target) == Fraction(law["penalty_by_n"][n])


@pytest.mark.parametrize("n", [2, 5, 10, 100])
def test_equal_pieces_need_no_more_where_exposure_counts_too(safe, n):
    """With two pieces or more: the first step exposes by as much as the last one tempts."""
    law = safe["equal_pieces"]
    case, target = pieces(n, law["V"], law["C"], opening=0)
    assert penalty_of(case, target) == Fraction(law["penalty_by_n"][n])


def test_of_pieces_too_fine_to_search_nothing_is_claimed_that_the_law_denies(safe):
    """Six hundred pieces and money as fine: found or not, the law lies between what is asked and what is proven."""
    law = safe["equal_pieces"]
    n, (worth, cost) = 600, (law["V"], law["C"])
    case, target = pieces(n, worth, cost, opening=0, step=Fraction(1, n))
    found = least_trust(case, case.indices(target), scale=case.utilities.denominators)
    least = Fraction(cost, 2 * n)
    assert found.bound <= least <= found.trust
    assert found.optimal == (found.trust == found.bound)


def tree(children):
    """Registers as a case: a leaf takes one of `a`'s, `b` gives one back with each inner node.

    Args:
        children: of each node, in an order in which children come before their parent; empty for a leaf.
    """
    issues = "".join(
        f"  n{k}: {{options: [no, yes], status_quo: no}}\n" for k in range(len(children))
    )
    worth = "".join(
        f"      n{k}: {{weight: 1, table: {{no: 0, yes: {1 if below else -1}}}}}\n"
        for k, below in enumerate(children)
    )
    none = "".join(f"      n{k}: {{weight: 0}}\n" for k in range(len(children)))
    moves = "".join(
        f"  - {{issue: n{k}, by: b, needs: {{{', '.join(f'n{c}: yes' for c in below)}}}}}\n"
        if below
        else f"  - {{issue: n{k}, by: a}}\n"
        for k, below in enumerate(children)
    )
    case = case_of(f"""
detente: 1
parties: {{a: whoever lends registers, b: whoever computes}}
issues:
{issues}preferences:
  a:
    penalty: {len(children)}
    issues:
{worth}  b:
    issues:
{none}moves:
{moves}""")
    return case, {f"n{k}": "yes" for k in range(len(children))}


def binary(height):
    """A complete binary tree, children first."""
    if height == 0:
        return [()]
    half = binary(height - 1)
    right = [tuple(c + len(half) for c in below) for below in half]
    return [*half, *right, (len(half) - 1, 2 * len(half) - 1)]


def caterpillar(length):
    """Inner nodes in a row, each with a leaf."""
    children = [()]
    for _ in range(length):
        children += [(), (len(children) - 1, len(children))]
    return children


@pytest.mark.parametrize("height", [1, 2, 3])
def test_a_complete_binary_tree_needs_the_published_registers(shared, height):
    known = published(shared, "sequencing-registers")["published_result"]
    found = plan(*tree(binary(height)))
    assert found.certificate.optimal
    assert found.exposure["a"] == known["complete_binary_tree"][height]


@pytest.mark.parametrize("length", [1, 2, 4, 8])
def test_a_caterpillar_needs_two_registers_however_long(shared, length):
    known = published(shared, "sequencing-registers")["published_result"]
    found = plan(*tree(caterpillar(length)))
    assert found.certificate.optimal
    assert found.exposure["a"] == known["caterpillar"]
