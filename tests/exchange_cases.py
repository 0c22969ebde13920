"""Random small exchanges between two sides, some with a bystander, with rules and interactions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Item, Items, Options
from detente.model.move import MoveRule
from detente.model.preference import Interaction, Preference, Table, Worth
from detente.model.rule import All, In, Rule, Sum


@st.composite
def exchange_cases(draw, most=6, ties=True, guarantors=("none", "all", "some")):
    """A case with up to `most` items that may go between `a` and `b`; `ties`: with rules and interactions."""
    names = ("a", "b", "c")[: draw(st.integers(2, 3))]
    count = draw(st.integers(2, most))
    holders = ["a", "b", *(draw(st.sampled_from("ab")) for _ in range(count - 2))]
    items = tuple(
        Item(f"t{k}", holder, tuple(p for p in ("a", "b") if p != holder))
        for k, holder in enumerate(holders)
    )
    worth = st.integers(-3, 9).map(Fraction)
    calm = st.integers(-1, 1).map(Fraction)
    values = {
        party: Worth(
            {
                item.name: {
                    h: draw(calm if party == "c" else worth) for h in (item.holder, *item.receivers)
                }
                for item in items
            }
        )
        for party in names
    }
    other = Options("door", ("shut", "open"), status_quo="shut")
    preferences = {
        party: Preference(
            {"people": Fraction(1), "door": Fraction(1)},
            {"people": values[party], "door": Table({"shut": Fraction(0), "open": draw(worth)})},
            reservation=draw(st.none() | st.integers(-5, 20).map(Fraction)),
            interactions=tuple(
                Interaction(All((In(i, frozenset([1])), In(j, frozenset([1])))), draw(worth))
                for i, j in draw(
                    st.lists(
                        st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=2
                    )
                )
                if ties and i != j
            ),
        )
        for party in names
    }
    rules = []
    if ties and draw(st.booleans()):
        i, j = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
        one, other_ = ((i, (Fraction(0), Fraction(1))), (j, (Fraction(0), Fraction(-1))))
        low, high = draw(st.sampled_from([(0, 0), (0, None), (None, 0)]))
        bound = [None if x is None else Fraction(x) for x in (low, high)]
        rules.append(Rule("together", Sum((one, other_), *bound)))
    which = draw(st.sampled_from(guarantors))
    moves = {
        "none": (),
        "all": (MoveRule("people", guarantor="office"),),
        "some": (MoveRule("people", ("t0",), guarantor="office"),),
    }[which]
    return Case(
        "case",
        {name: Party(name) for name in names},
        {"people": Items("people", items), "door": other},
        preferences,
        tuple(rules),
        moves,
        {"office": ThirdParty("office", "the office", ("guarantor",))},
    )
