"""Text that may go to a terminal: nothing in it can move the cursor, change colours or reorder lines."""

from __future__ import annotations

import unicodedata

_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text on one line, with control characters, text-reordering marks and stray surrogates made visible.

    A case may come from the other side of a conflict; its words must not be able to forge a line of ours.

    >>> clean("a\\x1b[31mred\\nb")
    'a\\\\x1b[31mred b'
    """
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in _REORDERING or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character
