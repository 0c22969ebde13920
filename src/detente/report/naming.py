"""How parties, issues, values and moves are called in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from detente.model.case import Case
from detente.model.issue import Issue, Variable, value_text
from detente.model.move import Move
from detente.model.number import shown

# English names that take "the": a grammatical matter, decided by one word of the name.
_ARTICLE = {
    "agency", "commission", "commonwealth", "committee", "council", "emirates", "federation",
    "government", "islands", "kingdom", "ministry", "nations", "netherlands", "organisation",
    "organization", "philippines", "republic", "states", "union",
}  # fmt: skip
# Titles with "the" and a plural that are treated as one, and plurals that do not end in "s".
_ONE = {"bahamas", "emirates", "islands", "maldives", "nations", "netherlands", "philippines",
        "seychelles", "states"}  # fmt: skip
_MANY = {"children", "men", "people", "police", "women"}
_COUNT = {2: "both sides", 3: "all three sides", 4: "all four sides", 5: "all five sides"}


def name(case: Case, who: str) -> str:
    """A party or third party by its title, without an article; else its name."""
    known = case.parties.get(who) or case.third_parties.get(who)
    return (known.title if known else "") or who


def heading(case: Case, who: str) -> str:
    """A party or third party at the head of a column or a section: `The city`, but `profile_1` as it is."""
    title = name(case, who)
    return capital(title) if title.startswith("the ") else title


def the(case: Case, who: str) -> str:
    """A party or third party inside a sentence: `the United States`, `Ukraine`, `the city`."""
    title = name(case, who)
    words = title.casefold().split()
    if title.startswith("The ") and words[1:] != ["hague"]:
        return f"the{title[3:]}"
    if words and words[0] != "the" and not _ARTICLE.isdisjoint(words):
        return f"the {title}"
    return title


def mentioned(title: str) -> str:
    """An issue inside a sentence: its title, in quotation marks where a capital would look like a mistake."""
    return f"\u201c{title}\u201d" if title[:1].isupper() else title


def plural(case: Case, who: str) -> bool:
    """Whether a party or third party takes a plural verb: `the tenants hand over`, `the city hands over`.

    Only a title with "the" tells: `the pilots`, but `Siemens`. What counts is the word before any "of".
    """
    words = the(case, who).casefold().partition(" of ")[0].split()
    if len(words) < 2 or words[0] != "the" or words[-1] in _ONE:
        return False
    last = words[-1]
    return last.endswith(tuple(_MANY)) or (
        last.endswith("s") and not last.endswith(("ss", "us", "is", "'s", "\u2019s"))
    )


def does(case: Case, who: str, one: str, many: str) -> str:
    """The word that agrees with a party: `does(case, "tenants", "hands over", "hand over")`."""
    return many if plural(case, who) else one


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str], word: str = "and") -> str:
    """Several things in a row: `a`, `a and b`, `a, b and c`."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {word} {found[-1]}"


def everybody(case: Case) -> str:
    """All the parties together: `both sides`, `all three sides`, ..."""
    count = len(case.parties)
    return _COUNT.get(count, f"all {count} sides")


def performers(case: Case, by: Sequence[str]) -> str:
    """Those who act, inside a sentence."""
    if len(by) > 1 and set(by) == set(case.parties):
        return everybody(case)
    return listed(the(case, party) for party in by)


def issue_title(issue: Issue) -> str:
    """An issue as people call it."""
    return issue.title or issue.name


def variable_title(case: Case, variable: int) -> str:
    """What is settled, as people call it: the issue's title, or the item's."""
    return case.title_of(variable)


def value_words(case: Case, variable: int, index: int) -> str:
    """A value as people read it: `talks held`, `18 inspections a year`, `held by Cuba`.

    Args:
        case: the case.
        variable: index into `case.variables`.
        index: index of the value.
    """
    this = case.variables[variable]
    if this.item is not None:
        return f"held by {the(case, this.labels[index])}"
    return value_text(case.issues[this.issue], this, index)


def _hand_over(case: Case, this: Variable, move: Move) -> str:
    holder, receiver = this.labels[move.start], this.labels[move.end]
    title = variable_title(case, move.variable)
    if move.by == (holder,):
        hand = does(case, holder, "hands", "hand")
        return f"{capital(the(case, holder))} {hand} over {title} to {the(case, receiver)}"
    return (
        f"{capital(performers(case, move.by))}: {title} goes from {the(case, holder)} "
        f"to {the(case, receiver)}"
    )


def move_words(case: Case, move: Move, helpers: bool = True) -> str:
    """A move as a sentence without its full stop.

    `The Russian Federation hands over Paul Whelan to the United States`, `Both sides: inspections,
    from suspended to talks scheduled; verified by the International Atomic Energy Agency`.

    Args:
        case: the case.
        move: the move.
        helpers: whether to name the guarantor and the verifier.
    """
    this = case.variables[move.variable]
    if this.item is not None:
        text = _hand_over(case, this, move)
    else:
        before, after = (value_words(case, move.variable, v) for v in (move.start, move.end))
        if this.numbers is not None:
            unit = case.issues[this.issue].unit  # type: ignore[union-attr]
            before = before.removesuffix(f" {unit}") if unit else before
        text = (
            f"{capital(performers(case, move.by))}: {variable_title(case, move.variable)}, "
            f"from {before} to {after}"
        )
    if helpers and move.guarantor:
        text += f"; guaranteed by {the(case, move.guarantor)}"
    if helpers and move.verifier:
        text += f"; verified by {the(case, move.verifier)}"
    return text


def moves_words(case: Case, moves: Sequence[Move], helpers: bool = True) -> list[str]:
    """The moves of a step, a sentence each; successive ones along one issue in a single sentence.

    `Both sides: Inspections, from suspended by way of talks scheduled to talks held`.
    """
    return [_course(case, run, helpers) for run in runs(moves)]


def runs(moves: Sequence[Move]) -> list[list[Move]]:
    """The moves of a step, successive ones by the same performers along the same issue together."""
    found: list[list[Move]] = []
    for move in moves:
        last = next((run for run in found if run[-1].variable == move.variable), None)
        if last is not None and last[-1].by == move.by and last[-1].end == move.start:
            last.append(move)
        else:
            found.append([move])
    return found


def _course(case: Case, run: Sequence[Move], helpers: bool) -> str:
    first, last = run[0], run[-1]
    guarantors, verifiers = ({getattr(m, kind) for m in run} for kind in ("guarantor", "verifier"))
    whole = replace(
        first,
        end=last.end,
        guarantor=guarantors.pop() if len(guarantors) == 1 else None,
        verifier=verifiers.pop() if len(verifiers) == 1 else None,
    )
    text = move_words(case, whole, helpers)
    if len(run) > 1 and case.variables[first.variable].numbers is None:
        between = listed(value_words(case, first.variable, move.end) for move in run[:-1])
        before = f", from {value_words(case, first.variable, first.start)} "
        text = text.replace(before, f"{before}by way of {between} ", 1)
    return text


def amount(number: Fraction) -> str:
    """A utility for people: two decimals, three where all of it lies behind the point.

    >>> amount(Fraction(241, 3)), amount(Fraction(2, 3))
    ('80.33', '0.667')
    """
    return shown(number, 3 if abs(number) < 1 else 2)


def signed(number: Fraction) -> str:
    """A change, with its sign: `+18`, `−4`, `0`."""
    return f"+{amount(number)}" if number > 0 else amount(number)


def quantity(count: int) -> str:
    """A number of things for people: `13,824`; a very long one as a power of ten."""
    digits = len(str(count)) if count < 10**4000 else count.bit_length() * 30103 // 100000
    return f"{count:,}" if digits <= 15 else f"about 10^{digits - 1}"


def percent(share: Fraction) -> str:
    """A share as a percentage: `12 %`; small ones keep one digit, none is rounded to 0 or 100."""
    hundred = share * 100
    if 0 < hundred < 1:
        return f"{float(hundred):.1g} %" if hundred >= Fraction(1, 10) else "under 0.1 %"
    whole = round(hundred)
    if whole == 100 and hundred < 100:
        return f"{shown(hundred, 1)} %" if hundred <= Fraction(999, 10) else "over 99.9 %"
    return f"{whole} %"
