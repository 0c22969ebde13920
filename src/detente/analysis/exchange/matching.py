"""Pairs: the most that fit together, and among those the most valuable."""

from __future__ import annotations

from collections.abc import Sequence


def most_pairs(worth: Sequence[Sequence[int | None]]) -> tuple[tuple[int, int], ...]:
    """A matching of the greatest number of pairs, and among those of the greatest worth.

    Args:
        worth: `worth[a][b]`, what the pair of a and b is worth, a whole number of any sign and size; None where the two
            do not fit.

    Returns:
        The pairs (a, b), ascending; each a and each b stands in at most one.

    The assignment problem, by shortest augmenting paths with potentials: O(n^2 m) for n rows and m columns.

    Source: Kuhn, H. W. (1955), The Hungarian Method for the Assignment Problem, Naval Research Logistics Quarterly 2,
    83-97; in the form of Jonker, R. and Volgenant, A. (1987), Computing 38, 325-340.

    >>> most_pairs([[5, 9], [None, 8]])
    ((0, 0), (1, 1))
    """
    if not worth:
        return ()
    if len(worth) > len(worth[0]):
        turned = [[row[b] for row in worth] for b in range(len(worth[0]))]
        return tuple(sorted((a, b) for b, a in most_pairs(turned)))
    known = [one for row in worth for one in row if one is not None]
    if not known:
        return ()
    # One pair more outweighs whatever all the others are worth.
    more = (2 * len(worth) + 1) * (max(map(abs, known)) + 1)
    cost = [[0 if one is None else -(one + more) for one in row] for row in worth]
    columns = _assigned(cost)
    return tuple(
        sorted((a, b) for b, a in enumerate(columns) if a is not None and worth[a][b] is not None)
    )


def _assigned(cost: Sequence[Sequence[int]]) -> list[int | None]:
    """For each column the row that it is assigned to, so that all rows are and the sum of costs is least.

    There are no more rows than columns.
    """
    rows, columns = len(cost), len(cost[0])
    for_row, for_column = [0] * rows, [0] * columns
    row_of: list[int | None] = [None] * columns
    for row in range(rows):
        # Dijkstra from the row over reduced costs, until a free column is reached.
        came: list[int | None] = [None] * columns
        least: list[int | None] = [None] * columns
        done = [False] * columns
        here: int | None = row
        last: int | None = None
        far = 0
        while here is not None:
            best: int | None = None
            for column in range(columns):
                if done[column]:
                    continue
                reach = far + cost[here][column] - for_row[here] - for_column[column]
                known = least[column]
                if known is None or reach < known:
                    least[column], came[column] = reach, last
                    known = reach
                if best is None or known < (least[best] or 0):
                    best = column
            assert best is not None
            done[best] = True
            far = least[best] or 0
            last, here = best, row_of[best]
        for column in range(columns):
            reached = least[column]
            if not done[column] or reached is None:
                continue
            slack = far - reached
            for_column[column] -= slack
            other = row_of[column]
            if other is not None:
                for_row[other] += slack
        for_row[row] += far
        # Turn the path round.
        while last is not None:
            before = came[last]
            row_of[last] = row if before is None else row_of[before]
            last = before
    return row_of
