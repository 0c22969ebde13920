"""The loop of the search over (state, last mover), for arrays when compiled and for lists when not."""

from __future__ import annotations

from typing import Any

ARCS, CELLS, BETTER = 0, 1, 2
"""How a mover's moves are kept: one by one, as cells, as cells of which only what is better for it counts."""

_NOBODY, _ALL = -1, -2


def turns(
    count: int,
    movers: int,
    order: Any,
    values: Any,
    kinds: Any,
    again: Any,
    starts: Any,
    stops: Any,
    lists: Any,
    ranks: Any,
    cells: Any,
    done: Any,
    marks: Any,
    stack: Any,
    found: Any,
) -> None:
    """For each state the value of the first state of `order` that moves by turns lead to, nobody twice in a row.

    A node (k, t) says that t has just been reached by a move of k; whoever led there before was another. The
    states of `order` are taken one by one and all nodes are marked from which a legal sequence leads to it; what
    was marked before keeps its value, so each node is visited once.

    Within a cell the first state t that is reached marks all others of the cell, and the second marks t: staying
    where one is is no move. Of a cell of which only what is better counts, a state marks all that are worse, which
    come first in its list.

    Args:
        count: number of states.
        movers: number of movers; all arrays that follow have a row of `count` for each, one after the other.
        order: the states that count, those of the least value first.
        values: their values.
        kinds: of each mover, `ARCS`, `CELLS` or `BETTER`.
        again: of each mover whether it may move twice in a row.
        starts: where the list of a state begins in `lists`.
        stops: where it ends.
        lists: states.
        ranks: what states are worth to a mover of kind `BETTER`.
        cells: the cell of each state.
        done: all False; marked nodes.
        marks: all -1; how far a cell has been dealt with.
        stack: room for all nodes.
        found: the answer, filled beforehand with what stands for none.
    """
    none = found[0]
    for first in order:
        value = values[first]
        height = 0
        for k in range(movers):
            if not done[k * count + first]:
                done[k * count + first] = True
                stack[height] = k * count + first
                height += 1
        while height > 0:
            height -= 1
            node = stack[height]
            k, t = node // count, node % count
            low, high, only = starts[node], stops[node], _NOBODY
            if kinds[k] == CELLS:
                cell = k * count + cells[node]
                if marks[cell] == _NOBODY:
                    marks[cell] = t
                else:
                    only = marks[cell]
                    high = low
                    if only != _ALL and only != t:
                        high = low + 1
                        marks[cell] = _ALL
            elif kinds[k] == BETTER:
                cell = k * count + cells[node]
                if marks[cell] >= 0:
                    low = marks[cell]
                stop = low
                while stop < high and ranks[k * count + lists[stop]] < ranks[node]:
                    stop += 1
                marks[cell] = high = stop
            for at in range(low, high):
                p = lists[at] if only == _NOBODY else only
                if p == t:
                    continue
                if found[p] == none:
                    found[p] = value
                for j in range(movers):
                    before = j * count + p
                    if (j != k or again[j]) and not done[before]:
                        done[before] = True
                        stack[height] = before
                        height += 1
