"""The compiled loops of elimination: labels grown by a layer, and the undominated of them kept.

A label is a way to settle the layers so far, or several that need not be told apart: the machine
words that keep what is still asked of it, and its utilities. Utilities are `limbs` whole numbers a
party, the first the highest, each but the first at least 0 and below 2**LIMB, so that numbers of
any size can be added. `network` and `bounds` say what the other arrays hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled
from detente.analysis.elimination.bounds import Tables
from detente.analysis.elimination.network import Doubles, Network
from detente.analysis.pareto import Numbers

LIMB = 48
"""Bits of a limb; enough are left over to add up thousands of them before carrying."""


@compiled
def state_of(net: Network, e: int, words: Numbers) -> int:
    """The state of the factor of entry e before it."""
    f = net.factor[e]
    if e == net.factor_at[f]:
        return 1
    return int((words[net.word[f]] >> net.shift[f]) & net.mask[f])


@compiled
def weighed(weights: Doubles, utils: Numbers, limbs: int) -> float:
    """What a label has so far, weighted."""
    value = 0.0
    for p in range(len(weights)):
        number = 0.0
        for q in range(p * limbs, (p + 1) * limbs):
            number = number * 2.0**LIMB + utils[q]
        value += weights[p] * number
    return value


@compiled
def sharp(
    net: Network, k: int, w: int, words: Numbers, have: float, tables: Tables, room: Doubles
) -> float:
    """The most that a label can come to for weighting w, without the shares of factors decided by now.

    Args:
        net: the network.
        k: the layer that was settled last.
        w: the weighting.
        words: the label's state.
        have: what it has, weighted.
        tables: see `bounds`.
        room: one number for each choice, to work in.
    """
    value = have + float(tables.rest[w, k])
    for i in range(net.choice_at[k + 1], len(room)):
        room[i] = tables.later[w, k, i]
    for j in range(net.open_at[k], net.open_at[k + 1]):
        e = net.open_entries[j]
        s = state_of(net, e, words)
        if s == 0:
            continue
        value += float(tables.before[w, net.state_at[e] + s])
        for at in range(e, net.factor_at[net.factor[e] + 1]):
            first = net.choice_at[net.layer[at]]
            for c in range(net.sizes[net.layer[at]]):
                room[first + c] += tables.phi[w, net.share_at[at] + c]
    for r in range(k + 1, len(net.sizes)):
        best = room[net.choice_at[r]]
        for i in range(net.choice_at[r] + 1, net.choice_at[r + 1]):
            best = max(best, room[i])
        value += float(best)
    return value


@compiled
def admitted(
    net: Network,
    k: int,
    words: Numbers,
    utils: Numbers,
    limbs: int,
    own: Doubles,
    tables: Tables,
    corners: Doubles,
    near: Numbers,
    room: Doubles,
    known: NDArray[np.bool_],
) -> bool:
    """Whether a label may still come to a point at or above some corner.

    `own` holds its bound for each weighting. For a corner that none of them rules out, those of the
    weightings in `near` are made sharper first.
    """
    known[:] = False
    for i in range(len(corners)):
        ruled_out = False
        for w in range(len(own)):
            if own[w] < corners[i, w]:
                ruled_out = True
                break
        if ruled_out:
            continue
        for j in range(near.shape[1]):
            w = near[i, j]
            if not known[w]:
                known[w] = True
                have = weighed(tables.weights[w], utils, limbs)
                own[w] = min(own[w], sharp(net, k, w, words, have, tables, room))
            if own[w] < corners[i, w]:
                ruled_out = True
                break
        if not ruled_out:
            return True
    return False


@compiled
def grow(
    net: Network,
    k: int,
    words: Numbers,
    utils: Numbers,
    bounds: Doubles,
    limbs: int,
    adds: Numbers,
    worths: Numbers,
    tables: Tables,
    corners: Doubles,
    near: Numbers,
    out_words: Numbers,
    out_utils: Numbers,
    out_bounds: Doubles,
    out_parent: NDArray[np.int32],
    out_choice: NDArray[np.int32],
) -> int:
    """Every choice of layer k for every label, but for those that break a rule or no corner admits.

    Args:
        net: the network.
        k: the layer.
        words: the states of the labels, a row each.
        utils: their utilities.
        bounds: what each weighting says they can come to, by the shares as they stand.
        limbs: of a utility.
        adds: what each choice of the layer adds, in limbs.
        worths: what each factor pays, in limbs.
        tables: see `bounds`; of no weighting at all where labels are not bounded.
        corners: `[corner, weighting]`, what a point there comes to; none where all are admitted.
        near: `[corner, j]`, the weightings that tell most of each corner.
        out_words: set, with all below; long enough for all children.
        out_utils: as `utils`.
        out_bounds: as `bounds`.
        out_parent: the label that each comes from.
        out_choice: and by which choice.

    Returns:
        The number of labels written.
    """
    first, stop = net.layer_at[k], net.layer_at[k + 1]
    n = net.sizes[k]
    columns = utils.shape[1]
    room = np.empty(net.choice_at[-1])
    known = np.zeros(bounds.shape[1], np.bool_)
    own = np.empty(bounds.shape[1])
    count = 0
    for i in range(len(words)):
        for c in range(n):
            found = out_words[count]
            sums = out_utils[count]
            kept = out_bounds[count]
            found[:] = words[i]
            for q in range(columns):
                sums[q] = utils[i, q] + adds[c, q]
            for w in range(len(own)):
                kept[w] = bounds[i, w] + tables.change[w, net.choice_at[k] + c]
            broken = False
            for j in range(first, stop):
                e = net.layer_entries[j]
                f = net.factor[e]
                cell = net.cell_at[e] + state_of(net, e, words[i]) * n + c
                after = net.after[cell]
                if after < 0:
                    broken = True
                    break
                if e > net.factor_at[f]:
                    found[net.word[f]] &= ~(net.mask[f] << net.shift[f])
                if e < net.factor_at[f + 1] - 1:
                    found[net.word[f]] |= after << net.shift[f]
                if net.pays[cell]:
                    for q in range(columns):
                        sums[q] += worths[f, q]
                for w in range(len(own)):
                    kept[w] += tables.gain[w, cell]
            if broken:
                continue
            if limbs > 1:
                for q in range(columns - 1, 0, -1):
                    if q % limbs:
                        sums[q - 1] += sums[q] >> LIMB
                        sums[q] &= (1 << LIMB) - 1
            if len(corners):
                own[:] = kept
                if not admitted(
                    net, k, found, sums, limbs, own, tables, corners, near, room, known
                ):
                    continue
            out_parent[count] = i
            out_choice[count] = c
            count += 1
    return count


@compiled
def states(words: Numbers, number: Numbers) -> int:
    """Sets `number[i]`, which of the states label i is in, in order of first appearance; returns how many."""
    count, width = words.shape
    capacity = 16
    while capacity < 2 * count:
        capacity *= 2
    table = np.full(capacity, -1, np.int64)
    first = np.empty(count, np.int64)
    found = 0
    for i in range(count):
        h = np.uint64(1469598103934665603)
        for q in range(width):
            h = (h ^ np.uint64(words[i, q])) * np.uint64(11400714819323198485)
            h ^= h >> np.uint64(29)
        at = np.int64(h & np.uint64(capacity - 1))
        while True:
            known = table[at]
            if known < 0:
                table[at] = found
                first[found] = i
                number[i] = found
                found += 1
                break
            same = True
            for q in range(width):
                if words[first[known], q] != words[i, q]:
                    same = False
                    break
            if same:
                number[i] = known
                break
            at = (at + 1) & (capacity - 1)
    return found


@compiled
def precedes(keys: Numbers, one: int, other: int) -> bool:
    """Whether row `one` comes before row `other` in descending lexicographic order."""
    for p in range(keys.shape[1]):
        if keys[one, p] != keys[other, p]:
            return bool(keys[one, p] > keys[other, p])
    return False


@compiled
def descending(keys: Numbers, members: Numbers) -> Numbers:
    """The members in descending lexicographic order of their keys; equal ones as they stood."""
    if len(members) <= 24:
        for x in range(1, len(members)):
            one = members[x]
            y = x - 1
            while y >= 0 and precedes(keys, one, members[y]):
                members[y + 1] = members[y]
                y -= 1
            members[y + 1] = one
        return members
    column = np.empty(len(members), np.int64)
    for p in range(keys.shape[1] - 1, -1, -1):
        for x in range(len(members)):
            column[x] = -keys[members[x], p]
        members = members[np.argsort(column, kind="mergesort")]
    return members


@compiled
def undominated(number: Numbers, count: int, keys: Numbers, slack: Numbers) -> Numbers:
    """The undominated labels of each state; of equal ones the first.

    A label is also left out where another of its state has, for each party p, more than it has less
    `slack[p]`; with slack 0 that is dominance.

    Args:
        number: which state each label is in.
        count: of the states.
        keys: utilities, or numbers in the same order, a column a party.
        slack: for each party, in the units of the keys.

    Returns:
        For each label the one it equals (itself where it is kept); -1 where it is left out.
    """
    labels, parties = keys.shape
    starts = np.zeros(count + 1, np.int64)
    for i in range(labels):
        starts[number[i] + 1] += 1
    for s in range(count):
        starts[s + 1] += starts[s]
    fill = starts[:-1].copy()
    members = np.empty(labels, np.int64)
    for i in range(labels):
        members[fill[number[i]]] = i
        fill[number[i]] += 1
    target = np.full(labels, -1, np.int64)
    kept = np.empty(labels, np.int64)
    for s in range(count):
        size = 0
        for i in descending(keys, members[starts[s] : starts[s + 1]]):
            beaten = False
            for y in range(size - 1, -1, -1):
                above = True
                for p in range(parties):
                    if keys[kept[y], p] < keys[i, p] - slack[p]:
                        above = False
                        break
                if above:
                    beaten = True
                    same = True
                    for p in range(parties):
                        same = same and keys[kept[y], p] == keys[i, p]
                    if same:
                        target[i] = kept[y]
                    break
                if parties == 2:
                    break  # the last kept has the most for the second party
            if not beaten:
                target[i] = i
                kept[size] = i
                size += 1
    return target
