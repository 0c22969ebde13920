"""YAML as plain mappings, lists and words, each of which knows where it stands in the text.

The tree is built from the parser's events and not by recursion, so that no file can exhaust the stack, and it is cut
off at a size that no case has, so that a few aliases cannot stand for a billion values. Words stay as written: `0.10`,
`yes` and `2023-01-30` are text until a field asks for a number, a flag or a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from detente.formats.detente.mistakes import Mistakes, Span, did_you_mean, short
from detente.formats.detente.syntax import explain, span_of

MOST_NODES = 200_000
MOST_LEVELS = 60
_NULL = ("", "~", "null", "Null", "NULL")
_PLAIN_TAGS = ("!", "tag:yaml.org,2002:str")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")


class Word(str):
    """A scalar as written, without its quotation marks.

    Attributes:
        span: where it stands.
        plain: whether it stands without quotation marks.
    """

    span: Span
    plain: bool

    @classmethod
    def at(cls, text: str, span: Span, plain: bool = True) -> Word:
        """A word and its place."""
        word = cls(text)
        word.span, word.plain = span, plain
        return word


class Map(dict[str, Any]):
    """A mapping: Map, Seq, Word, or None where nothing is written.

    Attributes:
        span: from its first character on.
        home: where to point at when the whole of it is meant: the key that it stands under.
        keys_at: the place of each key.
        values_at: the place of each value.
    """

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = self.home = span
        self.keys_at: dict[str, Span] = {}
        self.values_at: dict[str, Span] = {}

    def put(self, key: str, key_at: Span, value: Any, value_at: Span) -> None:
        """Add an entry."""
        self[key] = value
        self.keys_at[key], self.values_at[key] = key_at, value_at
        if isinstance(value, Map | Seq) and value.home is value.span and not value_at.alias:
            value.home = key_at

    def only(self, keys: Iterable[str]) -> Map:
        """A copy with some of the entries."""
        kept = Map(self.span)
        kept.home = self.home
        for key in keys:
            kept[key], kept.keys_at[key] = self[key], self.keys_at[key]
            kept.values_at[key] = self.values_at[key]
        return kept


class Seq(list[Any]):
    """A list; attributes as in `Map`, `values_at` by index."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = self.home = span
        self.values_at: list[Span] = []

    def put(self, value: Any, value_at: Span) -> None:
        """Add an entry."""
        self.append(value)
        self.values_at.append(value_at)


Tree = Map | Seq | Word | None


class _Open:
    """A mapping or a list whose end is not yet read."""

    def __init__(self, node: Map | Seq, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.size = 1
        self.height = 1
        self.key: Word | None = None  # the key whose value comes next
        self.wants_key = isinstance(node, Map)
        self.skips = False  # the value that comes next has no usable key


class _Refused(Exception):
    """The tree cannot be read on; why is among the mistakes."""


def parse(text: str, mistakes: Mistakes, json: bool = False) -> tuple[bool, Tree]:
    """The tree of a text.

    Args:
        text: YAML, without a byte order mark.
        mistakes: where mistakes are kept.
        json: whether the text is JSON, which may be indented with tabs.

    Returns:
        Whether the text could be read to its end, and the tree (None for a text of comments only).
    """
    if json:
        text = text.replace("\t", " ")
    builder = _Builder(mistakes)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _Refused:
        return False, None
    except YAMLError as error:
        explain(error, text, mistakes)
        return False, None
    except (
        ValueError,
        OverflowError,
        IndexError,
        AttributeError,
        TypeError,
        AssertionError,
    ) as error:
        # The parser's own stumbling, for instance over "\UFFFFFFFF".
        mistakes.add(builder.last, f"from here on this is not YAML: {short(str(error))}")
        return False, None
    return True, builder.root


class _Builder:
    """Puts the tree together, one event after the other."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.root: Tree = None
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Tree, int, int]] = {}
        self.size = 0
        self.documents = 0
        self.last = Span(1, 1)

    def take(self, event: Any) -> None:
        """Add what one event of the parser says."""
        kind = type(event).__name__
        if kind in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
            return
        span = replace(span_of(event.start_mark), end=event.end_mark.index)
        self.last = span
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.refuse(span, "a second document begins here ('---'); a file holds one case")
        elif kind == "ScalarEvent":
            self.check_tag(event, span)
            self.add(self.scalar(event, span), span, 1, 0, event.anchor)
        elif kind == "AliasEvent":
            self.alias(event.anchor, span)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.check_tag(event, span)
            self.check_depth(len(self.open) + 1, span)
            node = Map(span) if kind == "MappingStartEvent" else Seq(span)
            self.open.append(_Open(node, event.anchor))
            if event.anchor:
                self.anchors.pop(event.anchor, None)
        else:
            done = self.open.pop()
            self.add(done.node, done.node.span, done.size, done.height, done.anchor)

    def refuse(self, span: Span, message: str) -> None:
        """Give up, saying why."""
        self.mistakes.add(span, message)
        raise _Refused

    def check_depth(self, levels: int, span: Span) -> None:
        """Refuse what is nested too deeply."""
        if levels > MOST_LEVELS:
            self.refuse(
                span, f"more than {MOST_LEVELS} levels inside each other; no case has so many"
            )

    def check_tag(self, event: Any, span: Span) -> None:
        """Refuse what asks to be something else than it looks like."""
        if event.tag is not None and str(event.tag) not in _PLAIN_TAGS:
            shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.mistakes.add(
                span, f"tags such as '{short(shown, 40)}' mean nothing in a case; delete it"
            )

    def scalar(self, event: Any, span: Span) -> Tree:
        """A word, or None where nothing is written."""
        plain = bool(event.implicit[0]) and event.style is None
        if plain and event.value in _NULL:
            return None
        value = event.value
        if _HALF.search(value):
            value = _PAIR.sub(
                lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), value
            )
            if _HALF.search(value):
                self.mistakes.add(
                    span, "a '\\u' escape here is half a character; write both halves"
                )
                value = _HALF.sub("\ufffd", value)
        return Word.at(value, span, plain)

    def alias(self, name: str, span: Span) -> None:
        """Put what an alias stands for in its place."""
        span = replace(span, alias=True)
        if name not in self.anchors:
            if any(frame.anchor == name for frame in self.open):
                self.refuse(
                    span, f"'*{short(name)}' stands inside what it stands for; write it out"
                )
            self.refuse(
                span, f"nothing is marked '&{short(name)}'" + did_you_mean(name, self.anchors)
            )
        value, size, height = self.anchors[name]
        self.check_depth(len(self.open) + height, span)
        self.add(value, span, size, height, None)

    def add(self, value: Tree, span: Span, size: int, height: int, anchor: str | None) -> None:
        """Put a finished node where it belongs."""
        if anchor:
            self.anchors[anchor] = (value, size, height)
        if not self.open:
            self.root = value
            return
        frame = self.open[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        self.size += size if span.alias else 1
        if self.size > MOST_NODES:
            self.refuse(
                span,
                f"the file says more than {MOST_NODES:,} things, aliases written out; no case does",
            )
        if isinstance(frame.node, Seq):
            frame.node.put(value, span)
        elif frame.wants_key:
            frame.wants_key = False
            frame.skips = not self.fits_as_key(value, span, frame.node)
            frame.key = value if isinstance(value, Word) else None
        else:
            frame.wants_key = True
            if not frame.skips and frame.key is not None:
                frame.node.put(str(frame.key), frame.key.span, value, span)

    def fits_as_key(self, key: Tree, span: Span, node: Map) -> bool:
        """Whether a key can be used; if not, a mistake is kept."""
        if not isinstance(key, Word):
            what = "nothing" if key is None else "a mapping or a list"
            self.mistakes.add(span, f"the key before this ':' is {what}; it must be a word")
        elif key == "<<" and key.plain:
            self.mistakes.add(span, "'<<' is not part of YAML 1.2; write the keys out")
        elif str(key) in node:
            first = node.keys_at[str(key)].line
            self.mistakes.add(
                span, f"'{short(key)}' is written twice here (first in line {first}); keep one"
            )
        else:
            return True
        return False
