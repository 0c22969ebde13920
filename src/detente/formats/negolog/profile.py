"""A party's profile in NegoLog: weights by issue, scores by value, and what no deal is worth."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.mistakes import did_you_mean, short
from detente.formats.detente.tree import Map
from detente.formats.scenario.findings import Sheet, listed
from detente.formats.scenario.weights import check_sum
from detente.model.issue import Issue, Options
from detente.model.preference import Preference, Table, ValueFunction

_SCORES = '{"value": 0.5, ...}'


def issues_of(sheet: Sheet) -> dict[str, Issue] | None:
    """The issues as one profile lists them, in the order of its weights, as in NegoLog."""
    weights = sheet.map(sheet.root, "issueWeights", '"issueWeights": {"issue": 0.5, ...}')
    scores = sheet.map(sheet.root, "issues", f'"issues": {{"issue": {_SCORES}, ...}}')
    if weights is None or scores is None:
        return None
    found: dict[str, Issue] = {}
    for name in weights:
        values = scores.get(name)
        if isinstance(values, Map) and values:
            found[name] = Options(name, tuple(values))
    if not weights:
        sheet.wrong(weights.home, "there are no issues here; a domain has one at least")
    return found


class Profile:
    """Reads one profile against the issues of the domain."""

    def __init__(self, sheet: Sheet, party: str, first: str, issues: dict[str, Issue]) -> None:
        self.sheet = sheet
        self.party = party
        self.first = first  # the party whose profile lists the issues
        self.issues = issues

    def preference(self) -> Preference | None:
        """The party's preferences; None, and mistakes are kept, where they cannot be read."""
        sheet = self.sheet
        before = len(sheet.findings.problems)
        weights = sheet.map(sheet.root, "issueWeights", '"issueWeights": {"issue": 0.5, ...}')
        scores = sheet.map(sheet.root, "issues", f'"issues": {{"issue": {_SCORES}, ...}}')
        reservation = self.reservation()
        sheet.say_rest(sheet.root, ("issueWeights", "issues", "reservationValue"), self.party)
        if weights is None or scores is None:
            return None
        figures = self.weights(weights)
        values = self.values(scores, weights)
        if len(sheet.findings.problems) > before:
            return None
        check_sum(figures, sheet, weights.home, self.party, "NegoLog")
        return Preference(figures, values, reservation=reservation)

    def weights(self, weights: Map) -> dict[str, Fraction]:
        """The weight of each issue."""
        found = {}
        for name in weights:
            number = self.sheet.number(weights, name, f"the weight of '{short(name)}'")
            if number is not None and number < 0:
                self.sheet.wrong(
                    weights.values_at[name],
                    f"the weight of '{short(name)}' is {weights[name]}; weights are 0 or more",
                )
            elif name not in self.issues:
                if self.party != self.first:
                    self.unknown(weights, name)
            elif number is not None:
                found[name] = number
        for name in self.issues:
            if name not in weights:
                self.sheet.wrong(weights.home, f"there is no weight for '{short(name)}'; add it")
        return found

    def unknown(self, node: Map, name: str) -> None:
        """Says that an issue is not one of the domain."""
        self.sheet.wrong(
            node.keys_at[name],
            f"'{short(name)}' is no issue of {self.first}'s profile"
            + did_you_mean(name, self.issues),
        )

    def values(self, scores: Map, weights: Map) -> dict[str, ValueFunction]:
        """The scores of each issue's values."""
        surplus = [name for name in scores if name not in weights]
        if surplus:
            self.sheet.findings.note(
                f"left out, as they have no weight: {listed(surplus)}", self.party
            )
        found: dict[str, ValueFunction] = {}
        for name in weights:
            if name not in scores:
                self.sheet.wrong(
                    scores.home, f"there are no scores for '{short(name)}'; add {_SCORES}"
                )
                continue
            what = f"the scores of '{short(name)}'"
            table = self.sheet.a_map(scores[name], scores.values_at[name], what, _SCORES)
            if table is not None and not table:
                self.sheet.wrong(scores.values_at[name], f"'{short(name)}' has no values; add some")
            elif table is not None and name in self.issues:
                found[name] = self.table(name, table)
        return found

    def table(self, name: str, table: Map) -> Table:
        """The scores of the values of one issue."""
        issue = self.issues[name]
        assert isinstance(issue, Options)
        found = {}
        outside = False
        for value in table:
            if value not in issue.values:
                self.sheet.wrong(
                    table.keys_at[value],
                    f"'{short(name)}' has no value '{short(value)}' in {self.first}'s profile"
                    + did_you_mean(value, issue.values),
                )
                continue
            number = self.sheet.number(table, value, f"the score of '{short(value)}'")
            if number is not None:
                found[value] = number
                outside = outside or not 0 <= number <= 1
        for value in issue.values:
            if value not in table:
                self.sheet.wrong(
                    table.home, f"'{short(name)}' has no score for '{short(value)}'; add it"
                )
        if outside:
            self.sheet.findings.note(
                "scores outside 0..1, which NegoLog does not expect, are used as written",
                f"{self.party} ({name})",
            )
        return Table(found)

    def reservation(self) -> Fraction | None:
        """What no deal is worth: 0 where the profile does not say."""
        if "reservationValue" not in self.sheet.root:
            self.sheet.findings.note(
                "there is no reservationValue; no deal is worth 0, NegoLog's default", self.party
            )
            return Fraction(0)
        return self.sheet.number(self.sheet.root, "reservationValue", "the reservation value")
