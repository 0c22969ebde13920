"""Pairing: a largest set of pairs that fit, in which everybody who needs a partner has one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def paired(fits: Sequence[Sequence[int]], needy: Sequence[bool]) -> list[tuple[int, int]] | None:
    """The most disjoint pairs of vertices that fit, every needy vertex being in one.

    Args:
        fits: for each vertex those that it fits with; symmetric.
        needy: whether a vertex must be in a pair.

    Returns:
        The pairs, ascending; None if the needy cannot all be in pairs.

    A maximum matching of a graph, by augmenting paths and blossoms, O(n^3). A needy vertex that no augmenting path
    leads away from takes the place of one that is not needy, along an alternating path of even length; where there is
    none, no matching covers the needy (the sets that matchings cover are a matroid). Augmenting paths uncover nobody.

    Source: Edmonds, J. (1965), Paths, Trees, and Flowers, Canadian Journal of Mathematics 17, 449-467; Edmonds, J. and
    Fulkerson, D. R. (1965), Transversals and Matroid Partition, Journal of Research of the NBS 69B, 147-153.

    >>> paired([[1], [0, 2], [1]], [False, False, True])
    [(1, 2)]
    """
    mate: list[int | None] = [None] * len(fits)
    for root in (v for v, needs in enumerate(needy) if needs):
        if mate[root] is None and not _grow(fits, mate, root, needy):
            return None
    for root in range(len(fits)):
        if mate[root] is None:
            _grow(fits, mate, root, None)
    return [(v, other) for v, other in enumerate(mate) if other is not None and v < other]


def _grow(
    fits: Sequence[Sequence[int]],
    mate: list[int | None],
    root: int,
    needy: Sequence[bool] | None,
) -> bool:
    """Cover one more vertex.

    With `needy` an alternating path may end in a vertex that is not needy, which is then uncovered.
    """
    count = len(fits)
    parent: list[int | None] = [None] * count  # of an inner vertex, the outer one before it
    base = list(range(count))  # of the blossom that a vertex has been shrunk into
    outer = [False] * count
    outer[root] = True
    waiting = deque([root])
    while waiting:
        v = waiting.popleft()
        for w in fits[v]:
            if base[v] == base[w] or mate[v] == w:
                continue
            partner = mate[w]
            if w == root or (partner is not None and parent[partner] is not None):
                _shrink(v, w, mate, parent, base, outer, waiting)
            elif parent[w] is None:
                parent[w] = v
                if partner is None:
                    _turn(mate, parent, w)
                    return True
                outer[partner] = True
                waiting.append(partner)
    if needy is not None:
        for v in range(count):
            if outer[v] and not needy[v]:
                inner = mate[v]
                assert inner is not None
                mate[v] = None
                _turn(mate, parent, inner)
                return True
    return False


def _turn(mate: list[int | None], parent: list[int | None], inner: int | None) -> None:
    """Exchange what is matched and what is not on the path from an inner vertex back to the root."""
    while inner is not None:
        before = parent[inner]
        assert before is not None
        following = mate[before]
        mate[inner], mate[before] = before, inner
        inner = following


def _shrink(
    v: int,
    w: int,
    mate: list[int | None],
    parent: list[int | None],
    base: list[int],
    outer: list[bool],
    waiting: deque[int],
) -> None:
    """Make one vertex of the odd cycle that two outer vertices close."""
    top = _meeting(v, w, mate, parent, base)
    inside = [False] * len(base)
    _mark(v, top, w, mate, parent, base, inside)
    _mark(w, top, v, mate, parent, base, inside)
    for u, its in enumerate(base):
        if inside[its]:
            base[u] = top
            if not outer[u]:
                outer[u] = True
                waiting.append(u)


def _meeting(
    v: int, w: int, mate: list[int | None], parent: list[int | None], base: list[int]
) -> int:
    """The base at which the paths of two outer vertices to the root meet."""
    seen = set()
    here: int | None = v
    while here is not None:
        here = base[here]
        seen.add(here)
        partner = mate[here]
        here = None if partner is None else parent[partner]
    here = w
    while base[here] not in seen:
        partner = mate[base[here]]
        assert partner is not None
        following = parent[partner]
        assert following is not None
        here = following
    return base[here]


def _mark(
    v: int,
    top: int,
    child: int,
    mate: list[int | None],
    parent: list[int | None],
    base: list[int],
    inside: list[bool],
) -> None:
    """Put what lies between an outer vertex and the top of its blossom into the blossom."""
    while base[v] != top:
        partner = mate[v]
        assert partner is not None
        inside[base[v]] = inside[base[partner]] = True
        parent[v] = child
        child = partner
        following = parent[partner]
        assert following is not None
        v = following
