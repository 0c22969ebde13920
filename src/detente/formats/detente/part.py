"""A part of a case file: a mapping with known keys, read so that one mistake does not hide the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationInfo, model_validator
from pydantic_core import ValidationError

from detente.formats.detente.field import Broken, mistake, mistakes_of, span_within, what_is
from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, nearest, short
from detente.formats.detente.tree import Map, Seq, Word


class Part(BaseModel):
    """A mapping with known keys.

    What is wrong inside is told, cut away, and the rest is read again, so that later checks see all that can be
    understood. Only a part that lacks something it cannot do without is lost, with all that is in it.

    Attributes:
        what: how messages call such a part.
        short_key: the key that a single word in place of the mapping stands for, if it may.
        example: what to write, shown where something else stands.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"patternProperties": {"^x-": {}}})

    what: ClassVar[str] = "this part"
    short_key: ClassVar[str] = ""
    example: ClassVar[str] = ""
    empty: ClassVar[bool] = False  # whether nothing at all may be written

    _at: Map = PrivateAttr()

    @classmethod
    def key_names(cls) -> list[str]:
        """The keys that it may have."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    def at(self, *place: Any) -> Span | None:
        """Where the thing at a path of keys and indices stands; all of it for no path."""
        return span_within(self._at, place)

    def key_at(self, *place: Any) -> Span | None:
        """Where the last key of a path stands."""
        node: Any = self._at
        for step in place[:-1]:
            node = node[step]
        return node.keys_at.get(place[-1]) if isinstance(node, Map) else self.at(*place)

    @property
    def written(self) -> Map:
        """The mapping as written, with what was cut away."""
        return self._at

    def under(self, key: str) -> Map:
        """The mapping that is written under a key; an empty one where there is none."""
        found = self._at.get(key)
        return found if isinstance(found, Map) else Map(self._at.span)

    def was_cut(self, key: str) -> bool:
        """Whether something is written under a key that could not be used."""
        return self._at.get(key) is not None and key not in self.model_fields_set

    @model_validator(mode="wrap")
    @classmethod
    def _gently(cls, data: Any, handler: Any, info: ValidationInfo) -> Self:
        mistakes = mistakes_of(info)
        node = cls._expanded(data)
        rest = node.only(
            key
            for key, value in node.items()
            if value is not None and not key.startswith("x-") and key != "$schema"
        )
        for _ in range(3):
            try:
                found: Self = handler(rest)
            except ValidationError as error:
                rest = cls._mended(error, node, rest, mistakes)
            else:
                found._at = node
                return found
        raise Broken

    @classmethod
    def _expanded(cls, data: Any) -> Map:
        """The mapping itself, or the one that a short form stands for."""
        if isinstance(data, Map):
            return data
        if isinstance(data, Word) and cls.short_key:
            node = Map(data.span)
            node.put(cls.short_key, data.span, data, data.span)
            return node
        if data is None and cls.empty:
            return Map(Span(0, 0))
        hint = f", such as {cls.example}" if cls.example else ""
        raise mistake(f"there should be {cls.what}{hint} here, not {what_is(data)}")

    @classmethod
    def _mended(cls, error: ValidationError, node: Map, rest: Map, mistakes: Mistakes) -> Map:
        """Tell what is wrong, and give what is left without it.

        Raises:
            Broken: something is wrong that it cannot do without.
        """
        needed = {
            field.alias or name for name, field in cls.model_fields.items() if field.is_required()
        }
        cut: list[tuple[Any, ...]] = []
        lost = False
        errors = error.errors(include_url=False)
        absent = [str(one["loc"][-1]) for one in errors if one["type"] == "missing"]
        unknown = [str(one["loc"][-1]) for one in errors if one["type"] == "extra_forbidden"]
        meant = {nearest(key, absent) for key in unknown}
        for one in errors:
            place = tuple(one["loc"])
            if one["type"] == "missing":
                lost = True
                key = str(place[-1])
                if key in meant:
                    continue  # the misspelt key is told
                if key in node:
                    mistakes.add(node.values_at[key], f"'{key}' of {cls.what} is empty; fill it in")
                else:
                    mistakes.add(node.home, f"'{key}' is missing from {cls.what}; add it")
                continue
            if one["type"] == "extra_forbidden":
                key = str(place[-1])
                hint = did_you_mean(key, cls.key_names(), "it can have")
                mistakes.add(node.keys_at[key], f"{cls.what} has no '{short(key)}'{hint}")
            elif one["type"] != "broken":
                mistakes.add(span_within(rest, place), _said(one, rest, place))
            if len(place) == 1 or not isinstance(_value(rest, place[:-1]), Map | Seq):
                place = place[:1]
            lost = lost or (len(place) == 1 and place[0] in needed)
            cut.append(place)
        if lost:
            raise Broken
        return _without(rest, cut)


def read_as(part: type[Part], value: Any, info: ValidationInfo) -> Any:
    """A value read as a certain part."""
    try:
        return part.model_validate(value, context=info.context)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == "broken":
            raise Broken from None
        raise mistake(str(first["msg"])) from None


def tell_misspelt(node: Map, known: Sequence[str], what: str, info: ValidationInfo) -> None:
    """Tell of the first key that looks like a known one, where it cannot be said yet what the node is.

    Raises:
        Broken: there is such a key.
    """
    for key in node:
        hint = did_you_mean(key, known, "")
        if key not in known and "did you mean" in hint:
            mistakes_of(info).add(node.keys_at[key], f"{what} has no '{short(key)}'{hint}")
            raise Broken


def _said(one: Any, rest: Map, place: tuple[Any, ...]) -> str:
    """The message of an error: ours as it is, pydantic's in plain words."""
    if one["type"] == "mistake":
        return str(one["msg"])
    value = what_is(_value(rest, place))
    if one["type"] == "dict_type":
        return f"there should be a mapping ('name: ...') here, not {value}"
    if one["type"] == "list_type":
        return f"there should be a list ('- ...') here, not {value}"
    return f"this does not fit here: {one['msg']}"


def _value(node: Any, place: tuple[Any, ...]) -> Any:
    """What stands at a path, as far as it leads."""
    for step in place:
        if (isinstance(node, Map) and step in node) or (
            isinstance(node, Seq) and isinstance(step, int) and step < len(node)
        ):
            node = node[step]
        else:
            return node
    return node


def _without(node: Map, cut: list[tuple[Any, ...]]) -> Map:
    """A copy of a mapping without what stands at some paths."""
    gone = {place[0] for place in cut if len(place) == 1}
    kept = node.only(key for key in node if key not in gone)
    for key in kept:
        inner = [place[1:] for place in cut if place[0] == key and len(place) > 1]
        if not inner:
            continue
        value = kept[key]
        if isinstance(value, Map):
            kept[key] = _without(value, inner)
        elif isinstance(value, Seq):
            left = Seq(value.span)
            for index, entry in enumerate(value):
                if (index,) not in {place[:1] for place in inner}:
                    left.put(entry, value.values_at[index])
            left.home = value.home
            kept[key] = left
    return kept
