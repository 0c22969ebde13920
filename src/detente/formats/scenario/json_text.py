"""JSON as a tree of which each thing knows where it stands; as strict as the programs that write it.

Read token by token and not by recursion, so that no file can exhaust the stack. `NaN` and `Infinity` pass as words, as
Python's own reader lets them: whoever asks for a number says what is wrong with them.
"""

from __future__ import annotations

import json
import re

from detente.formats.detente.mistakes import Mistakes, Span, short
from detente.formats.detente.tree import MOST_LEVELS, MOST_NODES, Map, Seq, Tree, Word

_TOKEN = re.compile(
    r"""(?P<mark>[{}\[\],:])
    |(?P<text>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")
    |(?P<bare>[^\s{}\[\],:"]+)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_BARE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity")
_NUMBERLIKE = re.compile(r"[+-]?[\d.][\d.eE+_-]*")
_HALF = re.compile("[\ud800-\udfff]")
_CLOSING = {"{": "}", "[": "]"}


class _Wrong(Exception):
    """The text cannot be read on; why is among the mistakes."""


def parse(text: str, mistakes: Mistakes) -> tuple[bool, Tree]:
    """The tree of a JSON text.

    Args:
        text: JSON, without a byte order mark.
        mistakes: where mistakes are kept.

    Returns:
        Whether the text could be read to its end, and the tree.
    """
    reader = _Reader(text, mistakes)
    try:
        return True, reader.read()
    except _Wrong:
        return False, None


class _Reader:
    """Puts the tree together, one token after the other."""

    def __init__(self, text: str, mistakes: Mistakes) -> None:
        self.text = text
        self.mistakes = mistakes
        self.at = 0
        self.line = 1
        self.begin = 0  # where the line begins
        self.open: list[Map | Seq] = []
        self.keys: list[Word | None] = []  # of each open mapping, the key whose value comes next
        self.size = 0

    def read(self) -> Tree:
        """The whole text."""
        root: Tree = None
        done = False
        expects = "value"  # or "first": a value, key or end; "key"; "colon"; "comma"
        while True:
            self.skip()
            if self.at >= len(self.text):
                if done:
                    return root
                self.breaks_off(expects)
            token, span = self.token()
            if done:
                self.wrong(span, "something is left over after the end; check the brackets")
            top = self.open[-1] if self.open else None
            if expects == "comma":
                expects = self.after_value(token, span)
                if not self.open:
                    done = True
                continue
            if expects == "colon":
                if token != ":":
                    self.wrong(span, "a ':' is missing between the key and its value")
                expects = "value"
                continue
            if isinstance(top, Map) and expects in ("first", "key"):
                if token == "}" and expects == "first":
                    self.close()
                else:
                    self.keys[-1] = self.key(token, span, top)
                    expects = "colon"
                    continue
            elif token == "]" and expects == "first":
                self.close()
            elif token in ("{", "["):
                if len(self.open) >= MOST_LEVELS:
                    self.wrong(span, f"more than {MOST_LEVELS} levels inside each other")
                node: Map | Seq = Map(span) if token == "{" else Seq(span)
                if root is None:
                    root = node
                self.put(node, span)
                self.open.append(node)
                self.keys.append(None)
                expects = "first"
                continue
            else:
                word = self.scalar(token, span)
                if top is None:
                    root = word
                self.put(word, span)
            expects = "comma"
            done = not self.open

    def skip(self) -> None:
        """Goes on to the next token, counting lines."""
        space = _SPACE.match(self.text, self.at)
        assert space is not None
        breaks = self.text.count("\n", self.at, space.end())
        if breaks:
            self.line += breaks
            self.begin = self.text.rindex("\n", 0, space.end()) + 1
        self.at = space.end()

    def here(self, end: int) -> Span:
        return Span(self.line, self.at - self.begin + 1, self.at, end)

    def token(self) -> tuple[str, Span]:
        """The next token and its place."""
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            span = self.here(self.at + 1)
            if self.text[self.at] == '"':
                self.wrong(span, "the quotation mark that opens here is never closed")
            self.wrong(span, f"{self.text[self.at]!r} cannot stand here")
        assert found is not None
        span = self.here(found.end())
        self.at = found.end()
        self.size += 1
        if self.size > 3 * MOST_NODES:
            self.wrong(span, f"the file says more than {MOST_NODES:,} things; no scenario does")
        return found[0], span

    def wrong(self, span: Span, message: str) -> None:
        """Gives up, saying why."""
        self.mistakes.add(span, message)
        raise _Wrong

    def breaks_off(self, expects: str) -> None:
        """Gives up where the text ends too early."""
        if not self.open:
            self.wrong(Span(1, 1), "the file is empty; there should be a '{...}' here")
        node = self.open[-1]
        sign = "{" if isinstance(node, Map) else "["
        what = f"the '{sign}' of line {node.span.line} is never closed"
        self.wrong(self.here(self.at), f"the file breaks off here: {what}; get a whole copy of it")

    def after_value(self, token: str, span: Span) -> str:
        """What to expect behind a comma or a closing bracket."""
        node = self.open[-1]
        sign = "{" if isinstance(node, Map) else "["
        if token == ",":
            self.skip()
            if self.text[self.at : self.at + 1] in ("}", "]"):
                self.wrong(span, "nothing comes after this ','; delete it")
            return "key" if isinstance(node, Map) else "value"
        if token == _CLOSING[sign]:
            self.close()
            return "comma"
        if token in ("}", "]"):
            self.wrong(span, f"'{token}' closes what the '{sign}' of line {node.span.line} opened")
        self.wrong(span, f"a ',' or a '{_CLOSING[sign]}' is missing before this")
        raise AssertionError

    def key(self, token: str, span: Span, node: Map) -> Word | None:
        """A key; None, and a mistake is kept, where it is there already."""
        if token[0] != '"':
            if token in (",", ":", "}", "]", "{", "["):
                self.wrong(span, f"there should be a key in quotation marks here, not '{token}'")
            self.bare(token, span, "a key")
        word = self.scalar(token, span)
        assert isinstance(word, Word)
        if str(word) in node:
            first = node.keys_at[str(word)].line
            self.mistakes.add(
                span, f"'{short(word)}' is written twice here (first in line {first}); keep one"
            )
            return None
        return word

    def scalar(self, token: str, span: Span) -> Word | None:
        """Text, a number, a flag, or None for null."""
        if token[0] == '"':
            try:
                text: str = json.loads(token)
            except ValueError:
                self.wrong(span, "a '\\' here is not followed by one of \" \\ / b f n r t uXXXX")
            if _HALF.search(text):
                self.mistakes.add(
                    span, "a '\\u' escape here is half a character; write both halves"
                )
                text = _HALF.sub("\ufffd", text)
            return Word.at(text, span, plain=False)
        if token == "null":
            return None
        if not _BARE.fullmatch(token):
            self.bare(token, span, "text")
        return Word.at(token, span)

    def bare(self, token: str, span: Span, what: str) -> None:
        """Gives up on what cannot stand by itself."""
        if token.startswith(("//", "/*", "#")):
            self.wrong(span, "JSON has no comments; delete this")
        if token.startswith("'"):
            self.wrong(span, f"{what} stands between double quotation marks, not single ones")
        if token in ("}", "]", ",", ":"):
            self.wrong(span, f"there should be a value here, not '{token}'")
        if _NUMBERLIKE.fullmatch(token):
            self.wrong(
                span, f"'{short(token, 30)}' is not a number as JSON writes them, such as 0.5"
            )
        self.wrong(span, f"'{short(token, 30)}' is {what} without its quotation marks")

    def put(self, value: Tree, span: Span) -> None:
        """Puts a value where it belongs."""
        if not self.open:
            return
        node = self.open[-1]
        if isinstance(node, Seq):
            node.put(value, span)
            return
        key = self.keys[-1]
        if key is not None:
            node.put(str(key), key.span, value, span)
            self.keys[-1] = None

    def close(self) -> None:
        """Leaves a mapping or a list."""
        self.open.pop()
        self.keys.pop()
