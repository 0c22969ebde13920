"""A party's profile in GeniusWeb: weights by issue, utilities by value, and a reservation bid."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from detente.formats.detente.field import what_is
from detente.formats.detente.mistakes import did_you_mean, short
from detente.formats.detente.tree import Map, Word
from detente.formats.geniusweb.domain import issues_of
from detente.formats.scenario.findings import Sheet
from detente.formats.scenario.weights import check_sum
from detente.model.issue import Options, Range
from detente.model.number import exact
from detente.model.preference import Piecewise, Preference, Table, ValueFunction

DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
NUMBER = ("NumberValueSetUtilities", "numberutils")
_KEYS = ("name", "domain", "issueUtilities", "issueWeights", "reservationBid")
_ZERO = Fraction(0)


class Profile:
    """Reads one profile against the issues of the domain."""

    def __init__(
        self, sheet: Sheet, space: Map, party: str, issues: Mapping[str, Options | Range]
    ) -> None:
        self.sheet = sheet
        self.space = space
        self.party = party
        self.issues = issues

    def preference(self) -> Preference | None:
        """The party's preferences; None, and mistakes are kept, where they cannot be read."""
        sheet, space = self.sheet, self.space
        before = len(sheet.findings.problems)
        sheet.say_rest(space, _KEYS, self.party)
        self.check_domain()
        weights = sheet.map(space, "issueWeights", '"issueWeights": {"issue": 0.5, ...}')
        utilities = sheet.map(space, "issueUtilities", '"issueUtilities": {"issue": {...}, ...}')
        if weights is None or utilities is None:
            return None
        figures = self.weights(weights)
        values = self.values(utilities)
        if len(sheet.findings.problems) == before:
            check_sum(figures, sheet, weights.home, self.party, "GeniusWeb")
        if len(sheet.findings.problems) > before:
            return None
        bare = Preference(figures, values)
        reservation = self.reservation(bare)
        if reservation is None:
            return None
        return Preference(figures, values, reservation=reservation)

    def check_domain(self) -> None:
        """The domain that the profile carries with it must be the domain."""
        own = self.space.get("domain")
        if own is None:
            return
        domain = self.sheet.a_map(own, self.space.values_at["domain"], "'domain'", "{...}")
        found = None if domain is None else issues_of(self.sheet, domain, say=False)
        if domain is None or found is None:
            return
        listing = domain["issuesValues"]
        for name, issue in found.items():
            if name not in self.issues:
                self.sheet.wrong(
                    listing.keys_at[name],
                    f"'{short(name)}' is no issue of the domain" + did_you_mean(name, self.issues),
                )
            elif _values(issue) != _values(self.issues[name]):
                self.sheet.wrong(
                    listing.keys_at[name],
                    f"'{short(name)}' has other values here than in the domain; make them the same",
                )
        for name in self.issues:
            if name not in found:
                self.sheet.wrong(
                    listing.home, f"'{short(name)}' is an issue of the domain and is missing here"
                )

    def known(self, node: Map, what: str) -> list[str]:
        """The issues of which a mapping speaks; those that it lacks or has too many are mistakes."""
        for name in node:
            if name not in self.issues:
                self.sheet.wrong(
                    node.keys_at[name],
                    f"'{short(name)}' is no issue of the domain" + did_you_mean(name, self.issues),
                )
        for name in self.issues:
            if name not in node:
                self.sheet.wrong(node.home, f"there {what} for '{short(name)}'; add it")
        return [name for name in node if name in self.issues]

    def weights(self, weights: Map) -> dict[str, Fraction]:
        """The weight of each issue."""
        found = {}
        for name in self.known(weights, "is no weight"):
            number = self.sheet.number(weights, name, f"the weight of '{short(name)}'")
            if number is not None and number < 0:
                self.sheet.wrong(
                    weights.values_at[name],
                    f"the weight of '{short(name)}' is {weights[name]}; weights are 0 or more",
                )
            elif number is not None:
                found[name] = number
        return found

    def values(self, utilities: Map) -> dict[str, ValueFunction]:
        """The value function of each issue."""
        found: dict[str, ValueFunction] = {}
        for name in self.known(utilities, "are no utilities"):
            issue = self.issues[name]
            what = f"the utilities of '{short(name)}'"
            kinds = DISCRETE if isinstance(issue, Options) else NUMBER
            node = self.sheet.a_map(
                utilities[name], utilities.values_at[name], what, f'{{"{kinds[0]}": {{...}}}}'
            )
            if node is None:
                continue
            key = next((kind for kind in (*DISCRETE, *NUMBER) if kind in node), None)
            if key not in kinds:
                shown = "named values" if isinstance(issue, Options) else "a range of numbers"
                self.sheet.wrong(
                    node.home, f"'{short(name)}' has {shown}, so {what} are of '{kinds[0]}'"
                )
                continue
            assert key is not None
            inner = self.sheet.map(node, key, "{...}")
            if inner is None:
                continue
            function: ValueFunction | None = (
                self.table(issue, inner) if isinstance(issue, Options) else self.line(issue, inner)
            )
            if function is not None:
                found[name] = function
        return found

    def table(self, issue: Options, node: Map) -> Table | None:
        """The utilities of named values."""
        scores = self.sheet.map(node, "valueUtilities", '"valueUtilities": {"value": 0.5, ...}')
        if scores is None:
            return None
        found = {}
        for value in scores:
            if value not in issue.values:
                self.sheet.wrong(
                    scores.keys_at[value],
                    f"'{short(issue.name)}' has no value '{short(value)}'"
                    + did_you_mean(value, issue.values),
                )
                continue
            number = self.utility(scores, value, f"the utility of '{short(value)}'")
            if number is not None:
                found[value] = number
        for value in issue.values:
            if value not in scores:
                self.sheet.wrong(
                    scores.home,
                    f"'{short(issue.name)}' has no utility for '{short(value)}'; add it",
                )
        return Table(found)

    def utility(self, node: Map, key: str, what: str) -> Fraction | None:
        """A number of 0 to 1."""
        number = self.sheet.number(node, key, what)
        if number is not None and not 0 <= number <= 1:
            self.sheet.wrong(
                node.values_at[key],
                f"{what} is {node[key]}; in GeniusWeb utilities lie between 0 and 1",
            )
        return number

    def line(self, issue: Range, node: Map) -> Piecewise | None:
        """The utilities of numbers: straight from the lowest to the highest."""
        name = short(issue.name)
        keys = ("lowValue", "highValue", "lowUtility", "highUtility")
        missing = [key for key in keys if key not in node]
        for key in missing:
            self.sheet.wrong(node.home, f"'{key}' of '{name}' is missing; add it")
        if missing:
            return None
        low = self.sheet.number(node, "lowValue", f"'lowValue' of '{name}'")
        high = self.sheet.number(node, "highValue", f"'highValue' of '{name}'")
        first = self.utility(node, "lowUtility", f"'lowUtility' of '{name}'")
        last = self.utility(node, "highUtility", f"'highUtility' of '{name}'")
        if low is None or high is None or first is None or last is None:
            return None
        if high <= low:
            self.sheet.wrong(
                node.values_at["highValue"], f"'highValue' of '{name}' must be above its 'lowValue'"
            )
            return None
        # The highest value of the domain may lie beyond the last step, as may `highValue`.
        if low != issue.minimum or not issue.maximum <= high < issue.maximum + issue.step:
            self.sheet.wrong(
                node.home,
                f"the utilities of '{name}' go from {node['lowValue']} to {node['highValue']}, its "
                "values do not; give both the same bounds",
            )
            return None
        end = first + (last - first) * (issue.maximum - low) / (high - low)
        if issue.maximum == issue.minimum:
            return Piecewise(((low, first),))
        return Piecewise(((low, first), (issue.maximum, end)), "linear")

    def reservation(self, preference: Preference) -> Fraction | None:
        """What no deal is worth: the utility of the reservation bid; 0 where there is none."""
        bid = self.space.get("reservationBid")
        if bid is None:
            self.sheet.findings.note(
                "there is no reservation bid: any agreement is better than none, and no deal is "
                "worth 0",
                self.party,
            )
            return _ZERO
        span = self.space.values_at["reservationBid"]
        example = '{"issuevalues": {"issue": "value", ...}}'
        node = self.sheet.a_map(bid, span, "'reservationBid'", example)
        values = None if node is None else self.sheet.map(node, "issuevalues", f"as in {example}")
        if values is None:
            return None
        total: Fraction | None = _ZERO
        for name in values:
            adds = self.adds(preference, values, name)
            total = None if adds is None or total is None else total + adds
        missing = [name for name in self.issues if name not in values]
        if missing:
            self.sheet.findings.note(
                f"the reservation bid says nothing of {', '.join(missing)}, which adds nothing to "
                "its utility, as in GeniusWeb",
                self.party,
            )
        return total

    def adds(self, preference: Preference, values: Map, name: str) -> Fraction | None:
        """What one value of the reservation bid adds to its utility."""
        if name not in self.issues:
            self.sheet.wrong(
                values.keys_at[name],
                f"'{short(name)}' is no issue of the domain" + did_you_mean(name, self.issues),
            )
            return None
        issue, value, span = self.issues[name], values[name], values.values_at[name]
        (variable,) = issue.variables
        if not isinstance(value, Word):
            self.sheet.wrong(span, f"there should be a value here, not {what_is(value)}")
            return None
        place: int | None
        if isinstance(issue, Range):
            try:
                place = issue.numbers.index(exact(str(value)))
            except ValueError:
                place = None
        else:
            place = variable.position.get(str(value))
        if place is None:
            self.sheet.wrong(
                span,
                f"'{short(name)}' has no value '{short(value)}'"
                + did_you_mean(str(value), variable.labels),
            )
            return None
        return preference.of(issue)[0][place]


def _values(issue: Options | Range) -> object:
    """The values of an issue, whatever their order."""
    if isinstance(issue, Range):
        return (issue.minimum, issue.maximum, issue.step)
    return frozenset(issue.values)
