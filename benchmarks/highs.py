"""What the integer programming solver HiGHS is asked: additive preferences of whole numbers."""

from itertools import pairwise

import highspy
import numpy as np


class Question:
    """A model with one binary column for each value of each issue, and a row for each party.

    Args:
        scores: for each party, a table for each issue, a score for each value.
    """

    def __init__(self, scores):
        self.units = np.array([[w for table in tables for w in table] for tables in scores], float)
        self.model = model = highspy.Highs()
        model.silent()
        # Utilities are whole numbers, so a bound less than 1 above the best proves it.
        model.setOptionValue("mip_rel_gap", 0.0)
        model.setOptionValue("mip_abs_gap", 0.99)
        columns = self.units.shape[1]
        self.every = np.arange(columns, dtype=np.int32)
        model.addVars(columns, np.zeros(columns), np.ones(columns))
        kinds = np.full(columns, highspy.HighsVarType.kInteger)
        model.changeColsIntegrality(columns, self.every, kinds)
        starts = np.cumsum([0, *map(len, scores[0])])
        self.starts = [int(start) for start in starts]
        for start, stop in pairwise(self.starts):
            where = np.arange(start, stop, dtype=np.int32)
            model.addRow(1.0, 1.0, stop - start, where, np.ones(stop - start))
        self.rows = []
        for mine in self.units:
            self.rows.append(model.getNumRow())
            model.addRow(-highspy.kHighsInf, highspy.kHighsInf, columns, self.every, mine)
        model.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def forbid(self, first, values, second, others):
        """No outcome has one of the values of an issue with one of the others of another."""
        where = [self.starts[first] + k for k in values] + [self.starts[second] + j for j in others]
        columns = np.array(where, dtype=np.int32)
        self.model.addRow(-highspy.kHighsInf, 1.0, len(where), columns, np.ones(len(where)))

    def best(self, worth, least):
        """The utilities, in whole numbers, of an outcome best for `worth`; None if there is none.

        Args:
            worth: the objective, a number for each column.
            least: for each party the least utility that will do, or None.
        """
        model = self.model
        for row, bound in zip(self.rows, least, strict=True):
            low = -highspy.kHighsInf if bound is None else float(bound)
            model.changeRowBounds(row, low, highspy.kHighsInf)
        model.changeColsCost(len(worth), np.arange(len(worth), dtype=np.int32), worth)
        model.run()
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(model.modelStatusToString(status))
        chosen = np.round(model.getSolution().col_value[: self.units.shape[1]])
        return tuple(int(total) for total in self.units @ chosen)


def frontier(scores):
    """The exact frontier between two parties by the epsilon-constraint method, two solves a point.

    The best for the first party, of those the best for the second; then the same with more for the
    second than so far. Source: Haimes, Lasdon and Wismer (1971), IEEE Transactions on Systems, Man
    and Cybernetics 1(3), 296-297.

    Args:
        scores: as for `Question`.
    """
    question = Question(scores)
    first, second = question.units
    points, beyond = [], None
    while True:
        found = question.best(first, (None, beyond))
        if found is None:
            return points
        points.append(question.best(second, (found[0], beyond)))
        beyond = points[-1][1] + 1
    return points


def largest_smallest(scores):
    """The largest smallest utility that an outcome gives: one solve."""
    question = Question(scores)
    columns = question.units.shape[1]
    question.model.addVar(0.0, highspy.kHighsInf)
    for mine in question.units:  # mine - smallest >= 0
        where = np.append(question.every, np.int32(columns))
        question.model.addRow(0.0, highspy.kHighsInf, columns + 1, where, np.append(mine, -1.0))
    return min(question.best(np.append(np.zeros(columns), 1.0), [None] * len(question.units)))
