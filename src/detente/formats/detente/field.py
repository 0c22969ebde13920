"""The kinds of field in a case file: what each accepts, what it says of a mistake, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.tree import Map, Seq, Word
from detente.model.number import exact
from detente.model.preference import Interval

DEFINITION = "x-definition"
"""In a schema, stands for a reference to a definition of `schema.py`."""


class Broken(PydanticCustomError):
    """What is wrong here has been said already."""

    def __new__(cls) -> Broken:
        """The error, for which pydantic wants a name."""
        return super().__new__(cls, "broken", "broken")


def mistake(message: str) -> PydanticCustomError:
    """An error with a message of our own."""
    return PydanticCustomError("mistake", "{text}", {"text": message})


def what_is(value: Any) -> str:
    """A value in a few words, for messages."""
    if value is None:
        return "nothing"
    if isinstance(value, Map):
        return "a mapping"
    if isinstance(value, Seq):
        return "a list"
    return f"'{short(str(value))}'"


def span_within(node: Any, place: tuple[Any, ...]) -> Span | None:
    """Where the thing at a path (keys and indices) inside a node stands; as near as can be told."""
    span: Span | None = node.home if isinstance(node, Map | Seq) else getattr(node, "span", None)
    for step in place:
        if (isinstance(node, Map) and step in node) or (
            isinstance(node, Seq) and isinstance(step, int) and step < len(node)
        ):
            span = node.values_at[step]
        else:
            break
        node = node[step]
    return span


def mistakes_of(info: ValidationInfo) -> Mistakes:
    """Where mistakes are kept while a document is read."""
    assert isinstance(info.context, Mistakes)
    return info.context


def _text(value: Any, info: ValidationInfo) -> Word:
    if not isinstance(value, Word):
        raise mistake(f"there should be text here, not {what_is(value)}")
    return value


def _number(value: Any, info: ValidationInfo) -> Fraction:
    if not isinstance(value, Word):
        raise mistake(f"there should be a number here, not {what_is(value)}")
    try:
        return exact(str(value))
    except ValueError:
        raise mistake(
            f'{what_is(value)} is not a number; write digits such as 30, 0.5 or "1/3"'
        ) from None


def _whole(value: Any, info: ValidationInfo) -> int:
    number = _number(value, info)
    if number.denominator != 1 or not 0 <= number < 10**9:
        raise mistake(f"{what_is(value)} should be a whole number, 0 or more")
    return int(number)


def _flag(value: Any, info: ValidationInfo) -> bool:
    if isinstance(value, Word) and value.plain and value.lower() in ("true", "false"):
        return value.lower() == "true"
    hint = ""
    if isinstance(value, Word) and value.lower() in ("yes", "on", "no", "off", "true", "false"):
        hint = f"; write {'true' if value.lower() in ('yes', 'on', 'true') else 'false'}"
    raise mistake(f"there should be true or false here, not {what_is(value)}{hint}")


_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _partial(value: Any, info: ValidationInfo) -> str:
    """A day, a month or a year that exists, as written."""
    found = _DAY.fullmatch(value) if isinstance(value, Word) else None
    if not found:
        raise mistake(f"{what_is(value)} is not a date; write 2023-01-30, or 2023-01, or 2023")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    _exists(year, month, day, value)
    return str(value)


def _day(value: Any, info: ValidationInfo) -> date:
    found = _DAY.fullmatch(value) if isinstance(value, Word) else None
    if not found or not found[3]:
        raise mistake(
            f"{what_is(value)} is not a date; write year, month and day, as in 2023-01-30"
        )
    return _exists(int(found[1]), int(found[2]), int(found[3]), value)


def _exists(year: int, month: int, day: int, written: Any) -> date:
    """The date, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise mistake(f"there is no {short(str(written))}: {error}") from None


def _words(value: Any, info: ValidationInfo) -> list[Word]:
    """A list of words, or one word for a list of one."""
    if isinstance(value, Word):
        return [value]
    if not isinstance(value, Seq):
        raise mistake(f"there should be a list such as [a, b] here, not {what_is(value)}")
    found: list[Word] = []
    for index, entry in enumerate(value):
        if isinstance(entry, Word):
            found.append(entry)
        else:
            mistakes_of(info).add(
                value.values_at[index], f"each entry of this list is a word, not {what_is(entry)}"
            )
    if len(found) < len(value):
        raise Broken
    return found


def _labels(value: Any, info: ValidationInfo) -> dict[Word, str]:
    """Named values and what each means: a list of names, or a mapping from name to meaning."""
    pairs: list[tuple[Any, Any, Span]]
    if isinstance(value, Seq):
        pairs = [(word, "", value.values_at[k]) for k, word in enumerate(value)]
    elif isinstance(value, Map):
        pairs = [
            (Word.at(key, value.keys_at[key]), value[key], value.values_at[key]) for key in value
        ]
    else:
        raise mistake(
            f"there should be a list such as [no, partly, yes] here, not {what_is(value)}"
        )
    found: dict[Word, str] = {}
    good = True
    for word, meaning, span in pairs:
        wrong = None
        if not isinstance(word, Word):
            wrong = f"each value is a word, not {what_is(word)}"
        elif word in found:
            wrong = f"the value '{short(word)}' is named twice; keep one"
        elif meaning is not None and not isinstance(meaning, str):
            wrong = f"after the value stands what it means, not {what_is(meaning)}"
        else:
            found[word] = str(meaning or "")
        if wrong:
            mistakes_of(info).add(span, wrong)
            good = False
    if good and not found:
        raise mistake("the issue has no values; name them, as in [no, partly, yes]")
    if not good:
        raise Broken
    return found


@dataclass(frozen=True)
class Figure:
    """A number, and where it is uncertain between which it lies."""

    value: Fraction
    interval: Interval | None
    span: Span


def _figure(value: Any, info: ValidationInfo) -> Figure:
    if isinstance(value, Word):
        return Figure(_number(value, info), None, value.span)
    if not isinstance(value, Map):
        raise mistake(f"there should be a number here, not {what_is(value)}")
    mistakes = mistakes_of(info)
    before = len(mistakes.problems)
    parts: dict[str, Fraction] = {}
    for key, part in value.items():
        if key not in ("value", "low", "high"):
            mistakes.add(
                value.keys_at[key],
                f"a figure has no '{short(key)}'"
                + did_you_mean(key, ("value", "low", "high"), "it has"),
            )
            continue
        try:
            parts[key] = _number(part, info)
        except PydanticCustomError as error:
            mistakes.add(value.values_at[key], error.message())
            parts[key] = Fraction(0)
    if len(mistakes.problems) > before:
        raise Broken
    if len(parts) < 3:
        raise mistake("an uncertain figure is written {value: 30, low: 20, high: 40}")
    if not parts["low"] <= parts["value"] <= parts["high"]:
        raise mistake("an uncertain figure lies between its 'low' and its 'high'; these do not fit")
    return Figure(parts["value"], Interval(parts["low"], parts["high"]), value.span)


def _figures(value: Any, info: ValidationInfo) -> list[Figure]:
    """A list of figures, all of them right."""
    if not isinstance(value, Seq):
        raise mistake(
            f"there should be a list of numbers such as [0, 1] here, not {what_is(value)}"
        )
    found = [_each(entry, value.values_at[k], _figure, info) for k, entry in enumerate(value)]
    if any(figure is None for figure in found):
        raise Broken
    return [figure for figure in found if figure is not None]


def _points(value: Any, info: ValidationInfo) -> dict[Word, Figure]:
    """A mapping from words to figures, all of them right."""
    if not isinstance(value, Map):
        raise mistake(
            f"there should be a mapping such as {{0: 0, 18: 1}} here, not {what_is(value)}"
        )
    found = {
        Word.at(key, value.keys_at[key]): _each(entry, value.values_at[key], _figure, info)
        for key, entry in value.items()
    }
    if any(figure is None for figure in found.values()):
        raise Broken
    return {key: figure for key, figure in found.items() if figure is not None}


def _each(entry: Any, span: Span, read: Callable[..., Any], info: ValidationInfo) -> Any:
    """One entry, or None and a mistake kept."""
    try:
        return read(entry, info)
    except PydanticCustomError as error:
        if error.type != "broken":
            mistakes_of(info).add(span, error.message())
        return None


def _worths(value: Any, info: ValidationInfo) -> Figure | dict[Word, Figure]:
    """What holding an item is worth: a figure, or one for each holder."""
    if isinstance(value, Map) and not {"value"} < set(value) <= {"value", "low", "high"}:
        return _points(value, info)
    return _figure(value, info)


def _mapping(value: Any, info: ValidationInfo) -> Map:
    if not isinstance(value, Map):
        raise mistake(
            f"there should be a condition such as {{issue: value}} here, not {what_is(value)}"
        )
    return value


def _rows(value: Any, info: ValidationInfo) -> Seq:
    if not isinstance(value, Seq):
        raise mistake(
            f"there should be a list of rows such as [[a, b], [c, d]] here, not {what_is(value)}"
        )
    return value


def _field(read: Callable[..., Any], definition: str) -> Any:
    """A kind of field: how it is read, and the name of its definition in the schema."""
    return Annotated[Any, PlainValidator(read), WithJsonSchema({DEFINITION: definition})]


Text = _field(_text, "Text")
Number = _field(_number, "Number")
Whole = _field(_whole, "Whole")
Flag = _field(_flag, "Flag")
Day = _field(_day, "Day")
PartialDay = _field(_partial, "PartialDay")
Words = _field(_words, "Words")
Labels = _field(_labels, "Labels")
Uncertain = _field(_figure, "Figure")
Figures = _field(_figures, "Figures")
Points = _field(_points, "Points")
Worths = _field(_worths, "Worths")
Rows = _field(_rows, "Rows")
ConditionMap = _field(_mapping, "Condition")
