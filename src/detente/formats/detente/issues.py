"""Issues as the case file writes them, made into those of the model."""

from __future__ import annotations

from fractions import Fraction

from detente.formats.detente.document import IssuePart, ItemsPart, NumbersPart, OptionsPart
from detente.formats.detente.mistakes import Mistakes, did_you_mean, short
from detente.formats.detente.names import OPERATORS, known
from detente.formats.detente.tree import Word
from detente.model.issue import Issue, Item, Items, Options, Range
from detente.model.number import written

MOST_VALUES = 100_000
_CELLS = 100  # steps that a continuous range is cut into where none is given


def read_issue(
    name: str, part: IssuePart, parties: tuple[str, ...], mistakes: Mistakes
) -> Issue | None:
    """An issue; None if something is wrong with it, and what is kept."""
    if name in OPERATORS:
        mistakes.add(
            part.at(),
            f"an issue cannot be called '{name}', which is a word of conditions; rename it",
        )
        return None
    if isinstance(part, OptionsPart):
        return _options(name, part, mistakes)
    if isinstance(part, NumbersPart):
        return _range(name, part, mistakes)
    assert isinstance(part, ItemsPart)
    return _items(name, part, parties, mistakes)


def _options(name: str, part: OptionsPart, mistakes: Mistakes) -> Options:
    """Named values."""
    values = tuple(map(str, part.options))
    today = part.status_quo
    if today is not None and str(today) not in values:
        mistakes.add(
            today.span,
            f"the status quo '{short(today)}' is no value of '{short(name)}'"
            + did_you_mean(today, values, "it can be"),
        )
        today = None  # so that what else is said of the issue is checked all the same
    return Options(
        name,
        values,
        part.ladder or part.was_cut("ladder"),  # so that its other checks do not stumble over it
        None if today is None else str(today),
        str(part.title),
        str(part.about),
        {str(word): meaning for word, meaning in part.options.items() if meaning},
        tuple(map(str, part.sources)),
    )


def _range(name: str, part: NumbersPart, mistakes: Mistakes) -> Range | None:
    """Numbers between two bounds."""
    given = part.range
    low, high = given.minimum, given.maximum
    step: Fraction | None = given.step
    at = given.at("step") if step is not None else given.at()
    if low > high:
        mistakes.add(
            given.at("minimum"),
            f"the minimum of '{short(name)}' ({written(low)}) is above its maximum ({written(high)}); "
            "exchange them",
        )
        return None
    if step is None and given.continuous and high > low:
        step = (high - low) / _CELLS
        mistakes.notes.append(
            f"{name}: no step is given, so the range is looked at in {_CELLS} steps of {written(step)}"
        )
    step = Fraction(1) if step is None else step
    if step <= 0:
        mistakes.add(at, f"a step of {written(step)} leads nowhere; give one above 0")
        return None
    steps = (high - low) / step
    if steps.denominator != 1:
        mistakes.add(
            at,
            f"steps of {written(step)} from {written(low)} miss the maximum {written(high)}; "
            f"change the step, or end at {written(low + int(steps) * step)}",
        )
        return None
    if steps >= MOST_VALUES:
        count = f"{int(steps) + 1:,}" if steps < 10**15 else "countless"
        mistakes.add(
            at,
            f"'{short(name)}' would have {count} values; up to {MOST_VALUES:,} can be told apart, "
            "so make the step larger",
        )
        return None
    today: Fraction | None = part.status_quo
    if today is not None and ((today - low) / step).denominator != 1:
        mistakes.add(
            part.at("status_quo"),
            f"the status quo {written(today)} is between two steps; give a value such as "
            f"{written(low + round((today - low) / step) * step)}",
        )
        today = None
    if today is not None and not low <= today <= high:
        mistakes.add(
            part.at("status_quo"),
            f"the status quo {written(today)} is outside '{short(name)}', which goes from "
            f"{written(low)} to {written(high)}",
        )
        today = None
    return Range(
        name,
        low,
        high,
        step,
        str(given.unit),
        given.continuous,
        today,
        str(part.title),
        str(part.about),
        tuple(map(str, part.sources)),
    )


def _items(
    name: str, part: ItemsPart, parties: tuple[str, ...], mistakes: Mistakes
) -> Items | None:
    """Things that may be handed over."""
    items = []
    good = True
    for label, entry in part.items.items():
        holder = str(entry.held_by)
        good &= known(holder, parties, "party", entry.held_by.span, mistakes)
        others = tuple(party for party in parties if party != holder)
        if entry.to is None:
            receivers = others
        else:
            receivers = tuple(map(str, entry.to))
            seen: set[str] = set()
            for word in entry.to:
                good &= known(word, parties, "party", word.span, mistakes)
                if word == holder:
                    mistakes.add(
                        word.span, f"'{short(word)}' holds '{short(label)}' already; leave it out"
                    )
                    good = False
                elif word in seen:
                    mistakes.add(word.span, f"'{short(word)}' is named twice; keep one")
                    good = False
                seen.add(str(word))
        items.append(
            Item(
                label,
                holder,
                receivers,
                str(entry.title),
                str(entry.about),
                tuple(map(str, entry.sources)),
            )
        )
    if not part.written["items"]:
        mistakes.add(
            part.at("items"), "the issue has no items; name them, as in {site: {held_by: party}}"
        )
        good = False
    if not good or len(items) < len(part.written["items"]):
        return None
    return Items(
        name, tuple(items), str(part.title), str(part.about), tuple(map(str, part.sources))
    )


def words_of(part: IssuePart) -> list[Word]:
    """The names of sources that an issue and its items mention."""
    words = list(part.sources)
    if isinstance(part, ItemsPart):
        for entry in part.items.values():
            words += entry.sources
    return words
