"""The preferences of a party, written as the case file says them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from detente.formats.detente.conditions_written import condition_tree, label, number
from detente.formats.detente.emit import InlineList, InlineMap
from detente.formats.detente.names import Names, places
from detente.model.issue import Issue
from detente.model.number import written
from detente.model.preference import ZERO, Piecewise, Preference, Table, ValueFunction, Worth


def preference_tree(preference: Preference, party: str, names: Names) -> dict[str, Any]:
    """The preferences of a party as a mapping that is read back as equal ones.

    Raises:
        InputError: the format cannot say a condition of an interaction.
    """
    return _Writer(preference, party, names).tree()


class _Writer:
    """Writes one party's preferences."""

    def __init__(self, preference: Preference, party: str, names: Names) -> None:
        self.preference = preference
        self.party = party
        self.names = names

    def tree(self) -> dict[str, Any]:
        """All of it."""
        preference = self.preference
        tree: dict[str, Any] = {}
        if preference.estimate is not None:
            estimate = InlineMap({"by": preference.estimate.by})
            if preference.estimate.on is not None:
                estimate["on"] = preference.estimate.on
            if preference.estimate.basis:
                estimate["basis"] = preference.estimate.basis
            tree["estimate"] = estimate
        if preference.reservation is not None:
            tree["reservation"] = self.figure(preference.reservation, "reservation")
        if preference.penalty != ZERO or "penalty" in preference.intervals:
            tree["penalty"] = self.figure(preference.penalty, "penalty")
        if preference.tolerance is not None:
            tree["tolerance"] = self.figure(preference.tolerance, "tolerance")
        if preference.discount is not None:
            tree["discount"] = self.figure(preference.discount, "discount")
        if preference.note:
            tree["note"] = preference.note
        tree["issues"] = {name: self.want(name, issue) for name, issue in self.names.issues.items()}
        interactions = []
        for place, term in enumerate(preference.interactions):
            entry = InlineMap(
                {
                    "when": condition_tree(term.condition, self.names),
                    "worth": self.figure(term.worth, f"interactions.{place}.worth"),
                }
            )
            if term.about:
                entry["about"] = term.about
            interactions.append(entry)
        if interactions:
            tree["interactions"] = interactions
        return tree

    def figure(self, value: Fraction, path: str) -> Any:
        """A figure, with its interval where it is uncertain."""
        interval = self.preference.intervals.get(path)
        if interval is None:
            return number(value)
        return InlineMap(
            {"value": number(value), "low": number(interval.low), "high": number(interval.high)}
        )

    def want(self, name: str, issue: Issue) -> InlineMap:
        """How the party values one issue."""
        weight = self.preference.weights.get(name, ZERO)
        tree = InlineMap({"weight": self.figure(weight, f"issues.{name}.weight")})
        function = self.preference.values.get(name)
        if function is not None:
            tree.update(self.function(function, issue, f"issues.{name}"))
        return tree

    def function(self, function: ValueFunction, issue: Issue, path: str) -> dict[str, Any]:
        """A value function under the key that says its form."""
        if isinstance(function, Worth):
            return {"items": InlineMap(self.worths(function, f"{path}.items"))}
        variable = issue.variables[0]
        if isinstance(function, Table):
            return {
                "table": InlineMap(
                    {
                        label(variable, index): self.figure(
                            function.scores[text], f"{path}.table.{text}"
                        )
                        for index, text in enumerate(variable.labels)
                    }
                )
            }
        tree = self.line(function, issue, path)
        if function.clip is not None:
            tree["within"] = InlineList(
                self.figure(bound, f"{path}.within.{k}") for k, bound in enumerate(function.clip)
            )
        return tree

    def worths(self, function: Worth, path: str) -> dict[str, Any]:
        """What each item is worth: by itself where only the party's own holding counts."""
        found: dict[str, Any] = {}
        for item, worth in function.of_item.items():
            if list(worth) == [self.party]:
                found[item] = self.figure(worth[self.party], f"{path}.{item}")
            else:
                found[item] = InlineMap(
                    {
                        holder: self.figure(value, f"{path}.{item}.{holder}")
                        for holder, value in worth.items()
                    }
                )
        return found

    def line(self, function: Piecewise, issue: Issue, path: str) -> dict[str, Any]:
        """Straight lines: from end to end, with one peak, or point by point."""
        variable = issue.variables[0]
        points = function.points
        ends = (places(variable)[0], places(variable)[-1])
        if function.form == "linear" and len(points) == 2 and (points[0][0], points[1][0]) == ends:
            scores = [
                self.figure(score, f"{path}.linear.{k}") for k, (_, score) in enumerate(points)
            ]
            return {"linear": InlineList(scores)}
        if function.form == "peaked" and (points[0][0], points[-1][0]) == ends and len(points) < 4:
            peak = points[1] if len(points) == 3 else points[0]  # the peak is at an end
            shown = [
                self.figure(score, f"{path}.peaked.scores.{k}")
                for k, (_, score) in enumerate([points[0], peak, points[-1]])
            ]
            at = number(peak[0]) if variable.numbers is not None else variable.labels[int(peak[0])]
            return {"peaked": InlineMap({"at": at, "scores": InlineList(shown)})}
        found = InlineMap()
        for where, score in points:
            if variable.numbers is not None:
                found[number(where)] = self.figure(score, f"{path}.piecewise.{written(where)}")
            else:
                text = variable.labels[int(where)]
                found[text] = self.figure(score, f"{path}.piecewise.{text}")
        return {"piecewise": found}
