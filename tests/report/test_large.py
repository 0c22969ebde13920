"""Long agendas and large frontiers on the page: small, folded where long, and plain about what is inexact."""

from dataclasses import replace
from fractions import Fraction as F

from tests.pages import page_of
from tests.report.markup import Page as Markup

from detente.analysis.frontier import frontier
from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.preference import Preference, Table
from detente.report import inexact, sections
from detente.report.page import page


def agenda_of(issues, values=10):
    """Two sides with opposite tastes on many issues, by a rule that needs no random numbers."""
    agenda = {
        f"i{k}": Options(f"i{k}", tuple(f"v{j}" for j in range(values)), status_quo="v0")
        for k in range(issues)
    }

    def wants(first, second):
        scores = {
            f"i{k}": Table(
                {f"v{j}": F((first * j * (k + 1) + second * k) % 101) for j in range(values)}
            )
            for k in range(issues)
        }
        return Preference(dict.fromkeys(agenda, F(1)), scores, reservation=F(0))

    return Case(
        name="long",
        parties={"a": Party("a", "Anna"), "b": Party("b", "Bert")},
        issues=agenda,
        preferences={"a": wants(7, 3), "b": wants(-7, 5)},
    )


def test_the_page_of_a_long_agenda_is_small_and_folds_away_what_has_hundreds_of_lines():
    text = page_of(agenda_of(200))
    read = Markup(text)
    assert read.mistakes == []
    assert len(text.encode()) < 1_000_000
    assert "smaller matters" in text
    assert (
        text.count('<details class="fold">') == 6
    )  # two sides, settlements, calendar, stakes, agenda
    short = page_of(agenda_of(5))
    assert '<details class="fold">' not in short


def test_what_a_long_ledger_folds_away_is_in_its_sums():
    case = agenda_of(200)
    target = tuple(1 for _ in case.variables)
    for book in sections.exchange(case, target, {}, "that outcome")["books"]:
        shown = hidden = F(0)
        for part in book["parts"]:
            figures = [F(line["worth"].replace("−", "-")) for line in part["lines"]]
            shown += sum(figures) + F(part["rest_worth"].replace("−", "-"))
            hidden += sum(F(line["worth"].replace("−", "-")) for line in part["rest"])
            assert len(part["lines"]) <= sections.MOST_LINES + 5
        assert book["rest"] == sum(len(part["rest"]) for part in book["parts"]) > 0
        assert hidden != 0
        assert shown == F(book["total"].replace("−", "-"))


def opposed(digits=9, issues=14):
    """A case in which no outcome beats another."""
    agenda = {f"i{k}": Options(f"i{k}", ("no", "yes"), status_quo="no") for k in range(issues)}
    weights = {f"i{k}": F((k + 3) ** digits % 10**digits + 1) for k in range(issues)}
    yes, no = Table({"no": F(0), "yes": F(1)}), Table({"no": F(1), "yes": F(0)})
    return Case(
        name="opposed",
        parties={"a": Party("a", "Anna"), "b": Party("b", "Bert")},
        issues=agenda,
        preferences={
            "a": Preference(weights, dict.fromkeys(agenda, yes), reservation=F(0)),
            "b": Preference(weights, dict.fromkeys(agenda, no), reservation=F(0)),
        },
    )


def test_a_page_with_a_tolerance_says_how_inexact_it_is():
    found = frontier(opposed(), tolerance="0.01")
    assert not found.exact
    text = page(found.case, found)
    assert "is matched by one of these within" in text
    assert "stand here for the best to be had" in text
    assert "The frontier is exact" not in text


def test_whether_there_is_an_agreement_is_left_open_only_where_the_bound_leaves_it_open():
    case = opposed()
    total = sum(case.preferences["a"].weights.values())

    def with_reservations(each):
        wants = {p: replace(case.preferences[p], reservation=each) for p in case.parties}
        return frontier(replace(case, preferences=wants), tolerance="0.01")

    near, far = with_reservations(total / 2 + total / 10**4), with_reservations(total * 3 / 5)
    assert not near.acceptable
    assert not far.acceptable
    assert inexact.may_agree(near)
    assert not inexact.may_agree(far)
    assert not inexact.may_agree(frontier(far.case))
