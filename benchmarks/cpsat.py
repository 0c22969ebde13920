"""What the constraint solver CP-SAT is asked: exact whole numbers, in a formulation that suits it."""

from ortools.sat.python import cp_model

EXACT = (cp_model.OPTIMAL, cp_model.INFEASIBLE)


class Question:
    """A model with one literal for each value of each variable, and a sum for each party."""

    def __init__(self, sizes):
        self.model = cp_model.CpModel()
        self.values = [
            [self.model.new_bool_var(f"{v}={k}") for k in range(size)]
            for v, size in enumerate(sizes)
        ]
        for literals in self.values:
            self.model.add_exactly_one(literals)
        self.sums, self.most = [], []

    def add_boxes(self, boxes):
        """A party whose utility is a sum of boxes, none of negative worth.

        Since more is never worse, it is enough that a box is not counted where it does not pay.
        """
        terms = []
        for box in boxes:
            if box.worth < 0:
                raise ValueError("a box of negative worth")
            pays = [self.within(v, low, high, box.inside) for v, low, high in box.ranges]
            if len(pays) == 1:
                terms += [box.worth * literal for literal in pays[0]]
                continue
            counted = self.model.new_bool_var("")
            ways = pays if box.inside else [[x for literals in pays for x in literals]]
            for literals in ways:
                self.model.add_bool_or([*literals, ~counted])
            terms.append(box.worth * counted)
        self.total(terms, sum(box.worth for box in boxes))

    def within(self, variable, low, high, inside):
        """The literals of the values of a variable in a range, or out of it."""
        return [x for k, x in enumerate(self.values[variable]) if (low <= k <= high) == inside]

    def add_tables(self, tables):
        """A party whose utility is a sum over variables of what their values are worth."""
        pairs = zip(self.values, tables, strict=True)
        terms = [int(w) * x for literals, t in pairs for x, w in zip(literals, t, strict=True)]
        self.total(terms, sum(int(max(table)) for table in tables))

    def forbid(self, first, values, second, others):
        """No outcome has one of the values of a variable with one of the others of another."""
        for k in values:
            for j in others:
                self.model.add_bool_or([~self.values[first][k], ~self.values[second][j]])

    def total(self, terms, most):
        """Makes a sum a variable."""
        total = self.model.new_int_var(0, most, f"utility {len(self.sums)}")
        self.model.add(total == sum(terms))
        self.sums.append(total)
        self.most.append(most)

    def best(self, objective, *conditions, workers, near=None):
        """The solver, with the largest value of an objective under more conditions; None if none.

        It starts from the answer `near`, an earlier solver, if given.
        """
        model = self.model.clone()
        if near:
            for literals in self.values:
                for literal in literals:
                    model.add_hint(literal, near.value(literal))
        for condition in conditions:
            model.add(condition)
        model.maximize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        status = solver.solve(model)
        if status not in EXACT:
            raise RuntimeError(solver.status_name(status))
        return None if status == cp_model.INFEASIBLE else solver


def frontier(question, workers=8, together=False, hint=False, told=None):
    """The exact frontier between two parties, by the epsilon-constraint method.

    The best for the first party, of those the best for the second; then the same with more for the
    second than so far. Source: Haimes, Lasdon and Wismer (1971), IEEE Transactions on Systems, Man
    and Cybernetics 1(3), 296-297.

    Args:
        question: what is asked.
        workers: threads of the solver; 0 is its own choice.
        together: one solve a point, of a weighted sum, in place of two.
        hint: start each solve from the answer before.
        told: called with the points so far.
    """
    first, second = question.sums
    weight = question.most[1] + 1
    points, last = [], None
    while True:
        limits = [second >= points[-1][1] + 1, first <= points[-1][0] - 1] if points else []
        options = {"workers": workers, "near": last if hint else None}
        found = question.best(weight * first + second if together else first, *limits, **options)
        if found is None:
            return points
        one = found.value(first)
        if not together:
            options["near"] = found if hint else None
            found = question.best(second, *limits, first >= one, **options)
        points.append((one, found.value(second)))
        last = found
        if told:
            told(points)
