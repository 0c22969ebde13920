"""Plans long, wide and wordy, without a search for them: steps as somebody might write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

from detente.analysis.verification import proposal
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Options
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table
from detente.model.term import Term
from detente.report.course import Course, proposed

WORDY = (
    "A very long title that goes on and on, as titles of annexes do, about nothing in particular"
)


def case_of(
    moves: int,
    parties: int = 2,
    *,
    dated: bool = True,
    title: str = "",
    duration: int = 7,
    terms: tuple[Term, ...] = (),
    **rule: object,
) -> Case:
    """A case with a matter for each move; its parties act in turn, now and then all together."""
    names = [f"p{k}" for k in range(parties)]
    agenda = {
        f"i{k}": Options(f"i{k}", ("no", "yes"), status_quo="no", title=f"{title or 'Matter'} {k}")
        for k in range(moves)
    }
    preferences = {}
    for p, name in enumerate(names):
        gains = {
            key: Table({"no": F(0), "yes": F(-2 if k % parties == p else 3)})
            for k, key in enumerate(agenda)
        }
        preferences[name] = Preference(dict.fromkeys(agenda, F(1)), gains)
    rules = tuple(
        MoveRule(
            f"i{k}",
            by=tuple(names) if k % 7 == 3 else (names[k % parties],),
            duration=duration if dated else 0,
            revocable=k % 5 == 0,
            guarantor="g" if k % 4 == 1 else None,
            verifier="v" if k % 3 == 2 else None,
            **rule,
        )
        for k in range(moves)
    )
    third = {
        "g": ThirdParty("g", f"{title or 'The bank'}", ("guarantor",)),
        "v": ThirdParty("v", "The inspectors", ("verifier",)),
    }
    return Case(
        "long",
        {name: Party(name, f"{title or 'Party'} {name}") for name in names},
        agenda,
        preferences,
        (),
        rules,
        third,
        terms,
        title="A long plan",
        as_of=date(2023, 1, 30) if dated else None,
    )


def way_of(case: Case, together: int = 1, atomic: bool = False) -> Course:
    """All moves of the case in its order, so many in a step."""
    lines = [{"issue": name, "from": "no", "to": "yes"} for name in case.issues]
    steps = [
        {"moves": lines[k : k + together], "atomic": atomic} for k in range(0, len(lines), together)
    ]
    return proposed(case, proposal(case, {"steps": steps}))[0]


def renamed(case: Case, words: list[str]) -> Case:
    """The case with hostile or endless titles."""
    parties, issues = (dict(zip(part, words, strict=False)) for part in (case.parties, case.issues))
    return replace(
        case,
        parties={
            k: replace(one, title=parties.get(k, one.title)) for k, one in case.parties.items()
        },
        issues={k: replace(one, title=issues.get(k, one.title)) for k, one in case.issues.items()},
    )
