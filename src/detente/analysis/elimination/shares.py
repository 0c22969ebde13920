"""The compiled loops behind the bounds: shares of a factor's worth, moved to where they prove most.

`phi` holds the shares, for each entry and each choice of its layer what the layer has taken over
from the factor. A factor alone can then give at most its worth less its shares along the best way
through its states, and a layer alone at most the best of its choices, shares included; the sum of
these is a bound, whatever the shares. `network` says what the arrays hold.

The lines that look up what a cell leads to stand in each loop: as a function, which would be handed
the whole network at every call, they were measured to make the search ten times as slow.
"""

from __future__ import annotations

import numpy as np

from detente.analysis.compiling import compiled
from detente.analysis.elimination.network import Doubles, Network
from detente.analysis.pareto import Numbers

DEFLECT = 1.5
"""How far a step back along the last direction is turned away; the authors' own choice."""

FAR = 1e12
"""Stands for the loss of a choice that a rule forbids; utilities are about 1 here."""


@compiled
def messages(net: Network, f: int, worth: float, phi: Doubles, before: Doubles) -> None:
    """Sets `before[state_at[e] + s]`: the most that factor f can still give in state s before entry e."""
    last = net.factor_at[f + 1] - 1
    for e in range(last, net.factor_at[f] - 1, -1):
        n = net.sizes[net.layer[e]]
        for s in range(net.states[e] + 1):
            best = -np.inf
            for c in range(n):
                cell = net.cell_at[e] + s * n + c
                after = net.after[cell]
                if after < 0:
                    continue
                found = -phi[net.share_at[e] + c]
                if net.pays[cell]:
                    found += worth
                if e < last:
                    found += before[net.state_at[e + 1] + after]
                best = max(best, found)
            before[net.state_at[e] + s] = best


@compiled
def expected(
    net: Network,
    e: int,
    worth: float,
    phi: Doubles,
    before: Doubles,
    reached: Doubles,
    following: Doubles,
    marginals: Doubles,
) -> None:
    """Sets `marginals[c]`: the most that the factor of entry e can give with choice c there.

    The share of entry e itself is not taken off. `reached` and `following` are room for states.
    """
    f = net.factor[e]
    last = net.factor_at[f + 1] - 1
    states = 2
    reached[0] = -np.inf
    reached[1] = 0.0
    for at in range(net.factor_at[f], e):
        n = net.sizes[net.layer[at]]
        more = net.states[at + 1] + 1
        following[:more] = -np.inf
        for s in range(states):
            if reached[s] == -np.inf:
                continue
            for c in range(n):
                cell = net.cell_at[at] + s * n + c
                after = net.after[cell]
                if after < 0:
                    continue
                found = reached[s] - phi[net.share_at[at] + c]
                if net.pays[cell]:
                    found += worth
                following[after] = max(following[after], found)
        states = more
        reached[:more] = following[:more]
    n = net.sizes[net.layer[e]]
    for c in range(n):
        best = -FAR
        for s in range(states):
            if reached[s] == -np.inf:
                continue
            cell = net.cell_at[e] + s * n + c
            after = net.after[cell]
            if after < 0:
                continue
            found = reached[s]
            if net.pays[cell]:
                found += worth
            if e < last:
                found += before[net.state_at[e + 1] + after]
            best = max(best, found)
        marginals[c] = best


@compiled
def sweep(net: Network, order: Numbers, worths: Doubles, unary: Doubles, phi: Doubles) -> None:
    """One pass over the layers, after which each factor and layer expect the same of every choice.

    The bound never grows. Source: Globerson and Jaakkola 2007, Fixing Max-Product: Convergent
    Message Passing Algorithms for MAP LP-Relaxations, NIPS 20.
    """
    before = np.empty(len(net.states) and net.state_at[-1] + net.states[-1] + 1)
    widest = 2
    for e in range(len(net.states)):
        widest = max(widest, net.states[e] + 1)
    reached = np.empty(widest)
    following = np.empty(widest)
    for k in order:
        n = net.sizes[k]
        first, stop = net.layer_at[k], net.layer_at[k + 1]
        total = unary[net.choice_at[k] : net.choice_at[k + 1]].copy()
        marginals = np.empty((stop - first, n))
        for j in range(first, stop):
            e = net.layer_entries[j]
            f = net.factor[e]
            messages(net, f, worths[f], phi, before)
            expected(net, e, worths[f], phi, before, reached, following, marginals[j - first])
            total += marginals[j - first]
        for j in range(first, stop):
            at = net.share_at[net.layer_entries[j]]
            for c in range(n):
                share = marginals[j - first, c] - total[c] / (stop - first + 1)
                phi[at + c] = min(max(share, -FAR), FAR)


@compiled
def bound(
    net: Network, worths: Doubles, unary: Doubles, phi: Doubles, before: Doubles, chosen: Numbers
) -> float:
    """The bound that the shares prove; `chosen[k]` is set to the best choice of layer k by itself."""
    value = 0.0
    for f in range(len(worths)):
        messages(net, f, worths[f], phi, before)
        value += before[net.state_at[net.factor_at[f]] + 1]
    for k in range(len(net.sizes)):
        best = -np.inf
        for c in range(net.sizes[k]):
            found = unary[net.choice_at[k] + c]
            for j in range(net.layer_at[k], net.layer_at[k + 1]):
                found += phi[net.share_at[net.layer_entries[j]] + c]
            if found > best:
                best = found
                chosen[k] = c
        value += best
    return value


@compiled
def follow(
    net: Network,
    f: int,
    worth: float,
    phi: Doubles,
    before: Doubles,
    chosen: Numbers,
    path: Numbers,
) -> None:
    """Sets `path[e]`, the choices by which factor f gives most; of equal ones the layer's own."""
    s = 1
    last = net.factor_at[f + 1] - 1
    for e in range(net.factor_at[f], last + 1):
        n = net.sizes[net.layer[e]]
        own = chosen[net.layer[e]]
        top = -np.inf
        following = 0
        for i in range(n + 1):
            c = own if i == 0 else i - 1
            cell = net.cell_at[e] + s * n + c
            after = net.after[cell]
            if after < 0:
                continue
            found = -phi[net.share_at[e] + c]
            if net.pays[cell]:
                found += worth
            if e < last:
                found += before[net.state_at[e + 1] + after]
            if found > top + 1e-12:
                top = found
                path[e] = c
                following = after
        s = following


@compiled
def descend(
    net: Network, worths: Doubles, unary: Doubles, phi: Doubles, target: float, rounds: int
) -> None:
    """Lowers the bound by subgradient steps, of the length that would reach `target`; changes `phi`.

    A step back along the last direction is taken out of the next (Camerini, Fratta and Maffioli
    1975, On Improving Relaxation Methods by Modified Gradient Techniques, Mathematical Programming
    Study 3, 26-34), with Polyak's length (1969), shortened when nothing comes of it.
    """
    before = np.empty(len(net.states) and net.state_at[-1] + net.states[-1] + 1)
    chosen = np.zeros(len(net.sizes), np.int64)
    path = np.zeros(len(net.states), np.int64)
    way = np.zeros(len(phi))
    slope = np.zeros(len(phi))
    best_phi = phi.copy()
    value = bound(net, worths, unary, phi, before, chosen)
    best = value
    length = 1.0
    stale = 0
    for _ in range(rounds):
        slope[:] = 0.0
        differ = False
        for f in range(len(worths)):
            follow(net, f, worths[f], phi, before, chosen, path)
        for e in range(len(net.states)):
            own = chosen[net.layer[e]]
            if path[e] != own:
                differ = True
                slope[net.share_at[e] + path[e]] += 1.0
                slope[net.share_at[e] + own] -= 1.0
        if not differ or value <= target + 1e-9:
            break  # factors and layers agree, so that the bound is reached
        along = (slope * way).sum()
        if along < 0.0:
            slope -= DEFLECT * along / (way * way).sum() * way
        way[:] = slope
        phi += length * (value - target) / (way * way).sum() * way
        value = bound(net, worths, unary, phi, before, chosen)
        if value < best - 1e-9:
            best = value
            best_phi[:] = phi
            stale = 0
            continue
        stale += 1
        if stale == 20:
            length *= 0.6
            if length < 1e-3:
                break
            stale = 0
            way[:] = 0.0
            phi[:] = best_phi
            value = bound(net, worths, unary, phi, before, chosen)
    phi[:] = best_phi


@compiled
def prepare(
    net: Network,
    worths: Doubles,
    unary: Doubles,
    phi: Doubles,
    before: Doubles,
    change: Doubles,
    gain: Doubles,
    later: Doubles,
    rest: Doubles,
) -> float:
    """Fills the tables of one weighting; returns the bound at the start.

    Args:
        net: the network.
        worths: what each factor pays, weighted.
        unary: what each choice adds, weighted.
        phi: the shares.
        before: set as by `messages`.
        change: set, for each choice, to what it changes the bound by, shares of factors aside.
        gain: set, for each cell, to what its factor changes the bound by.
        later: `later[k]` set, for each choice of a layer after k, to what it adds with the shares of
            factors not yet begun after layer k.
        rest: `rest[k]` set to the most that those factors can give.
    """
    root = 0.0
    for f in range(len(worths)):
        messages(net, f, worths[f], phi, before)
        root += before[net.state_at[net.factor_at[f]] + 1]
    for e in range(len(net.states)):
        n = net.sizes[net.layer[e]]
        last = e == net.factor_at[net.factor[e] + 1] - 1
        for s in range(net.states[e] + 1):
            for c in range(n):
                cell = net.cell_at[e] + s * n + c
                after = net.after[cell]
                if after < 0:
                    continue
                found = -before[net.state_at[e] + s]
                if net.pays[cell]:
                    found += worths[net.factor[e]]
                if not last:
                    found += before[net.state_at[e + 1] + after]
                gain[cell] = found
    for k in range(len(net.sizes)):
        best = -np.inf
        for c in range(net.sizes[k]):
            found = unary[net.choice_at[k] + c]
            for j in range(net.layer_at[k], net.layer_at[k + 1]):
                found += phi[net.share_at[net.layer_entries[j]] + c]
            best = max(best, found)
        root += best
        for i in range(net.choice_at[k], net.choice_at[k + 1]):
            change[i] = unary[i] - best
        rest[k] = 0.0
        for f in range(len(worths)):
            if net.layer[net.factor_at[f]] > k:
                rest[k] += before[net.state_at[net.factor_at[f]] + 1]
        for r in range(k + 1, len(net.sizes)):
            for c in range(net.sizes[r]):
                found = unary[net.choice_at[r] + c]
                for j in range(net.layer_at[r], net.layer_at[r + 1]):
                    e = net.layer_entries[j]
                    if net.layer[net.factor_at[net.factor[e]]] > k:
                        found += phi[net.share_at[e] + c]
                later[k, net.choice_at[r] + c] = found
    return root
