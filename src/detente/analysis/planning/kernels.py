"""The compiled loops of the searches through many moves; what they mean is told where they are called.

Conditions are judged as `program` writes them; `stack` is room for their parts.
"""
# Arrays are passed one by one: compiled loops are many times slower when they come as one object.

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.compiling import compiled

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]

FOUND, EXHAUSTED, GIVEN_UP = 1, 0, -1


@compiled
def holds(
    condition: int,
    nodes: Numbers,
    start: Numbers,
    code: Numbers,
    marks: Marks,
    bounds: Numbers,
    terms: Numbers,
    term_axis: Numbers,
    adds: Numbers,
    stack: Marks,
) -> bool:
    """Whether a condition holds at a node on each axis."""
    top = 0
    for at in range(start[condition], start[condition + 1]):
        kind = code[at, 0]
        if kind == 1:
            stack[top] = marks[code[at, 2], nodes[code[at, 1]]]
            top += 1
        elif kind == 0:
            stack[top] = code[at, 1] != 0
            top += 1
        elif kind == 2:
            stack[top - 1] = not stack[top - 1]
        elif kind == 5:
            row = code[at, 1]
            total = 0
            for term in range(terms[row], terms[row + 1]):
                total += adds[term, nodes[term_axis[term]]]
            stack[top] = bounds[row, 0] <= total <= bounds[row, 1]
            top += 1
        else:
            parts = code[at, 1]
            found = kind == 3
            for part in range(top - parts, top):
                found = (found and stack[part]) if kind == 3 else (found or stack[part])
            top -= parts
            stack[top] = found
            top += 1
    return bool(stack[0])


@compiled
def closing(
    nodes: Numbers,
    lengths: Numbers,
    first: Numbers,
    group: Numbers,
    guarantor: Numbers,
    need_of: Numbers,
    start: Numbers,
    code: Numbers,
    marks: Marks,
    bounds: Numbers,
    terms: Numbers,
    term_axis: Numbers,
    adds: Numbers,
    stack: Marks,
) -> bool:
    """Whether all that is left can be made in one step that visits nothing on the way."""
    one_group, one_guarantor, seen = -1, -1, False
    same_group, same_guarantor = True, True
    for k in range(len(lengths)):
        for edge in range(first[k] + nodes[k], first[k] + lengths[k]):
            if not seen:
                one_group, one_guarantor, seen = group[edge], guarantor[edge], True
            same_group = same_group and group[edge] == one_group
            same_guarantor = (
                same_guarantor and guarantor[edge] == one_guarantor and one_guarantor >= 0
            )
            if not (same_group or same_guarantor):
                return False
    for k in range(len(lengths)):
        for edge in range(first[k] + nodes[k], first[k] + lengths[k]):
            need = need_of[edge]
            if need >= 0 and not holds(
                need, nodes, start, code, marks, bounds, terms, term_axis, adds, stack
            ):
                return False
    return True


@compiled
def expanded(
    nodes: Numbers,
    levels: Numbers,
    hashes: Numbers,
    ends: Marks,
    lengths: Numbers,
    first: Numbers,
    worth: Numbers,
    need_of: Numbers,
    salt: Numbers,
    low: Numbers,
    high: Numbers,
    rules: Numbers,
    start: Numbers,
    code: Numbers,
    marks: Marks,
    bounds: Numbers,
    terms: Numbers,
    term_axis: Numbers,
    adds: Numbers,
    parent: Numbers,
    edge_of: Numbers,
    hash_of: Numbers,
) -> int:
    """All single moves from each of some states that stay inside the box; how many there are.

    `parent`, `edge_of` and `hash_of` are filled. From a state that is marked in `ends` every move is good, as it is
    part of the last step.
    """
    stack = np.zeros(256, dtype=np.bool_)
    count = 0
    parties = levels.shape[1]
    for i in range(len(nodes)):
        here = nodes[i]
        for k in range(len(lengths)):
            if here[k] >= lengths[k]:
                continue
            edge = first[k] + here[k]
            if not ends[i]:
                good = True
                for p in range(parties):
                    level = levels[i, p] + worth[edge, p]
                    if level < low[p] or level > high[p]:
                        good = False
                        break
                if not good:
                    continue
                need = need_of[edge]
                if need >= 0 and not holds(
                    need, here, start, code, marks, bounds, terms, term_axis, adds, stack
                ):
                    continue
                if len(rules):
                    here[k] += 1
                    for rule in rules:
                        if not holds(
                            rule, here, start, code, marks, bounds, terms, term_axis, adds, stack
                        ):
                            good = False
                            break
                    here[k] -= 1
                    if not good:
                        continue
            parent[count] = i
            edge_of[count] = edge
            hash_of[count] = hashes[i] ^ salt[edge]
            count += 1
    return count


@compiled
def explored(
    lengths: Numbers,
    first: Numbers,
    stride: Numbers,
    word: Numbers,
    worth: Numbers,
    group: Numbers,
    guarantor: Numbers,
    need_of: Numbers,
    priority: Numbers,
    level0: Numbers,
    low: Numbers,
    high: Numbers,
    rules: Numbers,
    start: Numbers,
    code: Numbers,
    marks: Marks,
    bounds: Numbers,
    terms: Numbers,
    term_axis: Numbers,
    adds: Numbers,
    seen: NDArray[np.uint8],
    table: Numbers,
    most: int,
    backward: bool,
    forced: int,
    banned: int,
    room: Numbers,
    scale: Numbers,
    path: Numbers,
    nearest: Numbers,
) -> tuple[int, int, int]:
    """Depth first through the states inside the box: the outcome, how many were seen, the length of the path.

    States that were seen are kept in `seen` by their number, or, where that is empty, in the hash table `table`, a row
    a state and a column for each word of its number. With `backward` the moves are undone from the target. The edge
    `forced` is made (undone) at the beginning, the edge `banned` never; -1 means none. `path` receives the edges from
    the start on, where a way is found, and `nearest`, as an amount and the scale that it is a share of, the least trust
    that lets some move out of the box; the amount is -1 where none leads out.
    """
    stack = np.zeros(256, dtype=np.bool_)
    axes, parties, words = len(lengths), worth.shape[1], table.shape[1]
    total = 0
    for k in range(axes):
        total += lengths[k]
    nodes = np.zeros(axes, dtype=np.int64)
    level = level0.copy()
    number = np.zeros(words, dtype=np.int64)
    axis_of = np.zeros(total, dtype=np.int64)
    for k in range(axes):
        for edge in range(first[k], first[k] + lengths[k]):
            axis_of[edge] = k
    sign = -1 if backward else 1
    if backward:
        for k in range(axes):
            nodes[k] = lengths[k]
            number[word[k]] += lengths[k] * stride[k]
        for edge in range(total):
            for p in range(parties):
                level[p] += worth[edge, p]
    elif forced < 0 and closing(
        nodes,
        lengths,
        first,
        group,
        guarantor,
        need_of,
        start,
        code,
        marks,
        bounds,
        terms,
        term_axis,
        adds,
        stack,
    ):
        return FOUND, 1, 0
    if forced >= 0:
        k = axis_of[forced]
        nodes[k] += sign
        number[word[k]] += sign * stride[k]
        for p in range(parties):
            level[p] += sign * worth[forced, p]
    nearest[0], nearest[1] = -1, 1
    pointer = np.zeros(total + 1, dtype=np.int64)
    made = np.zeros(total + 1, dtype=np.int64)
    there = np.zeros(words, dtype=np.int64)
    mask = len(table) - 1
    slot = 0
    depth, count = 0, 1
    while True:
        if pointer[depth] >= axes:
            if depth == 0:
                return EXHAUSTED, count, 0
            depth -= 1
            k = made[depth]
            edge = first[k] + nodes[k] if backward else first[k] + nodes[k] - 1
            nodes[k] -= sign
            number[word[k]] -= sign * stride[k]
            for p in range(parties):
                level[p] -= sign * worth[edge, p]
            continue
        k = priority[pointer[depth]]
        pointer[depth] += 1
        if backward:
            if nodes[k] == 0:
                continue
            edge = first[k] + nodes[k] - 1
        else:
            if nodes[k] >= lengths[k]:
                continue
            edge = first[k] + nodes[k]
        if edge == banned:
            continue
        good = True
        for p in range(parties):
            reached = level[p] + sign * worth[edge, p]
            if reached < low[p] or reached > high[p]:
                good = False
                break
        if not good:
            # the share that this move would ask: amount / whole
            amount, whole = 0, 1
            for p in range(parties):
                reached = level[p] + sign * worth[edge, p]
                over = max(-reached, reached - room[p])
                if over * whole > amount * scale[p]:
                    amount, whole = over, scale[p]
            if nearest[0] < 0 or amount * nearest[1] < nearest[0] * whole:
                nearest[0], nearest[1] = amount, whole
            continue
        for w in range(words):
            there[w] = number[w]
        there[word[k]] += sign * stride[k]
        if len(seen):
            if seen[there[0]]:
                continue
        else:
            key = there[0]
            for w in range(1, words):
                key = (key * 6364136223846793005) ^ (key >> 31) ^ there[w]
            slot = ((key * 7046029254386353131) >> 20) & mask
            known = False
            while table[slot, 0] >= 0:
                known = True
                for w in range(words):
                    if table[slot, w] != there[w]:
                        known = False
                        break
                if known:
                    break
                slot = (slot + 1) & mask
            if known:
                continue
        # what a move needs must hold before it
        if backward:
            nodes[k] -= 1
        need = need_of[edge]
        if need >= 0 and not holds(
            need, nodes, start, code, marks, bounds, terms, term_axis, adds, stack
        ):
            if backward:
                nodes[k] += 1
            continue
        if not backward:
            nodes[k] += 1
        for rule in rules:
            if not holds(rule, nodes, start, code, marks, bounds, terms, term_axis, adds, stack):
                good = False
                break
        if not good:
            nodes[k] -= sign
            continue
        if count >= most:
            return GIVEN_UP, count, 0
        if len(seen):
            seen[there[0]] = 1
        else:
            for w in range(words):
                table[slot, w] = there[w]
        count += 1
        for w in range(words):
            number[w] = there[w]
        for p in range(parties):
            level[p] += sign * worth[edge, p]
        made[depth] = k
        depth += 1
        pointer[depth] = 0
        found = False
        if backward:
            found = True
            for w in range(words):
                if number[w] != 0:
                    found = False
                    break
        else:
            found = closing(
                nodes,
                lengths,
                first,
                group,
                guarantor,
                need_of,
                start,
                code,
                marks,
                bounds,
                terms,
                term_axis,
                adds,
                stack,
            )
        if found:
            at = np.zeros(axes, dtype=np.int64)
            length = 0
            if not backward and forced >= 0:
                path[0] = forced
                at[axis_of[forced]] += 1
                length = 1
            for d in range(depth):
                k = made[depth - 1 - d] if backward else made[d]
                path[length] = first[k] + at[k]
                at[k] += 1
                length += 1
            return FOUND, count, length
