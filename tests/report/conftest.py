"""Small cases and results, built by hand, that the tests of words and pages share."""

from datetime import date
from fractions import Fraction as F

import pytest

from detente.model.case import Case, Party, Source, ThirdParty
from detente.model.event import Event
from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.preference import (
    Estimate,
    Interaction,
    Interval,
    Piecewise,
    Preference,
    Table,
    Worth,
)
from detente.model.rule import All, Any_, In, Not, Rule
from detente.model.term import Term

LADDER = ("suspended", "talks scheduled", "talks held", "resumed")


def scores(*numbers):
    return Table(dict(zip(LADDER, map(F, numbers), strict=True)))


@pytest.fixture(scope="session")
def swap() -> Case:
    """Two sides, an issue of each kind, an interaction, a rule, a guarantor."""
    issues = {
        "inspections": Options(
            "inspections", LADDER, True, "suspended", "Inspections under the treaty",
            "Visits to each other's bases.", {"resumed": "visits take place"}, ("paper",),
        ),
        "quota": Range(
            "quota", F(0), F(18), F(1), "inspections a year", False, F(0), "Inspections a year"
        ),
        "prisoners": Items(
            "prisoners",
            (
                Item("whelan", "ru", ("us",), "Paul Whelan"),
                Item("vinnik", "us", ("ru",), "Alexander Vinnik"),
            ),
            "Prisoners",
        ),
    }  # fmt: skip
    resumed = In(0, frozenset([3]))
    preferences = {
        "us": Preference(
            {"inspections": F(30), "quota": F(20), "prisoners": F(1)},
            {
                "inspections": scores("0", "1/10", "3/10", "1"),
                "quota": Piecewise(((F(0), F(0)), (F(18), F(1))), "linear"),
                "prisoners": Worth({"whelan": {"us": F(20)}, "vinnik": {"us": F(5)}}),
            },
            (
                Interaction(
                    All((resumed, In(1, frozenset(range(6, 19))))), F(5), "Visits that count"
                ),
            ),
            estimate=Estimate("the authors of the test", date(2023, 1, 30), "illustrative"),
            intervals={"issues.inspections.weight": Interval(F(20), F(40))},
        ),
        "ru": Preference(
            {"inspections": F(25), "quota": F(16), "prisoners": F(1)},
            {
                "inspections": scores("1", "9/10", "7/10", "1/5"),
                "quota": Piecewise(((F(0), F(1)), (F(18), F(1, 4))), "linear"),
                "prisoners": Worth({"whelan": {"ru": F(6)}, "vinnik": {"ru": F(40)}}),
            },
            penalty=F(1),
            estimate=Estimate("the authors of the test"),
        ),
    }
    rule = Rule("no visits while suspended", Any_((resumed, Not(In(1, frozenset(range(1, 19)))))))
    return Case(
        "swap",
        {"us": Party("us", "United States"), "ru": Party("ru", "Russian Federation")},
        issues,
        preferences,
        (rule,),
        (
            MoveRule("inspections", revocable=True, verifier="iaea", duration=14),
            MoveRule("prisoners", guarantor="uae"),
            MoveRule("quota", by=("ru",), revocable=True, increment=F(6), needs=resumed),
        ),
        {
            "iaea": ThirdParty("iaea", "International Atomic Energy Agency", ("verifier",)),
            "uae": ThirdParty("uae", "United Arab Emirates", ("guarantor",)),
        },
        (
            Term(
                "treaty", ("inspections",), date(2026, 2, 5), after=(("inspections", "suspended"),)
            ),
        ),
        (
            Event(
                "2022-12-08",
                "act",
                "One was freed for another.",
                ("prisoners",),
                sources=("paper",),
            ),
        ),
        {"paper": Source("paper", "A paper", "https://paper.example/1", "2023-01-30")},
        "A small swap",
        "Two sides, three issues.",
        date(2023, 1, 30),
    )
