"""The layers of a group as flat arrays, which compiled loops can follow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.analysis.elimination.automaton import FAILS, HOLDS
from detente.analysis.elimination.layers import Layers
from detente.analysis.pareto import Numbers

Doubles = NDArray[np.float64]


class Network(NamedTuple):
    """Layers, *factors* (a factor is a rule or an interaction) and *entries* (a factor at a layer).

    States of a factor are numbered from 1; 0 is 'decided'. Before its first layer a factor is in
    state 1. A *cell* is one state and one choice of an entry.

    Attributes:
        sizes: for each layer the number of its choices.
        choice_at: where the choices of each layer begin, in arrays with one number for each choice.
        layer_at: where the entries of each layer begin in `layer_entries`.
        layer_entries: entries, layer by layer.
        factor_at: where the entries of each factor begin; they are numbered factor by factor.
        factor: for each entry its factor.
        layer: for each entry its layer.
        states: for each entry the number of its factor's states before the layer.
        cell_at: for each entry where its cells begin; cell = `cell_at + state * size + choice`.
        share_at: for each entry where its shares begin, one for each choice.
        state_at: for each entry where its states begin, in arrays with one number for each state.
        after: for each cell the state after it, -1 where a rule is broken.
        pays: for each cell whether the factor then pays its worth.
        word, shift, mask: for each factor where its state is kept between two of its layers.
        open_at: where the entries that wait after each layer begin in `open_entries`.
        open_entries: for each layer the next entry of every factor that is begun and not ended there.
    """

    sizes: Numbers
    choice_at: Numbers
    layer_at: Numbers
    layer_entries: Numbers
    factor_at: Numbers
    factor: Numbers
    layer: Numbers
    states: Numbers
    cell_at: Numbers
    share_at: Numbers
    state_at: Numbers
    after: Numbers
    pays: NDArray[np.bool_]
    word: Numbers
    shift: Numbers
    mask: Numbers
    open_at: Numbers
    open_entries: Numbers


def network(laid: Layers) -> Network:
    """The flat arrays of some layers."""
    sizes = _whole([len(options) for options in laid.choices])
    factor_at, factor, layer, states, after, pays = [0], [], [], [], [], []
    for f, tie in enumerate(laid.ties):
        for at, step in zip(tie.layers, tie.steps, strict=True):
            rows = np.zeros((len(step) + 1, step.shape[1]), dtype=np.int64)
            rows[1:] = np.where(step >= 0, step + 1, 0)
            paid = np.zeros(rows.shape, dtype=bool)
            if tie.rule:
                rows[1:][step == FAILS] = -1
            else:
                paid[1:] = step == HOLDS
            factor.append(f)
            layer.append(at)
            states.append(len(step))
            after.append(rows.reshape(-1))
            pays.append(paid.reshape(-1))
        factor_at.append(len(factor))
    at_layer = _whole(layer)
    known = _whole(states)
    choices = sizes[at_layer]
    waiting: list[list[int]] = [[] for _ in laid.choices]
    for f, tie in enumerate(laid.ties):
        for j in range(1, len(tie.layers)):
            for k in range(tie.layers[j - 1], tie.layers[j]):
                waiting[k].append(factor_at[f] + j)
    return Network(
        sizes,
        _starts(sizes),
        _starts(np.bincount(at_layer, minlength=len(sizes))),
        np.argsort(at_layer, kind="stable").astype(np.int64),
        _whole(factor_at),
        _whole(factor),
        at_layer,
        known,
        _starts((known + 1) * choices)[:-1],
        _starts(choices)[:-1],
        _starts(known + 1)[:-1],
        np.concatenate([np.empty(0, np.int64), *after]),
        np.concatenate([np.empty(0, bool), *pays]),
        _whole([tie.word for tie in laid.ties]),
        _whole([tie.shift for tie in laid.ties]),
        _whole([tie.mask for tie in laid.ties]),
        _starts(_whole([len(entries) for entries in waiting])),
        _whole([e for entries in waiting for e in entries]),
    )


def _whole(numbers: list[int]) -> Numbers:
    return np.array(numbers, dtype=np.int64)


def _starts(counts: Numbers) -> Numbers:
    """Where each of some consecutive stretches begins, and after them where the last ends."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
