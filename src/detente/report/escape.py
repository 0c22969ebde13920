"""Text from files on its way into a page: it can be read, and do nothing else."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

# Marks that reorder the text around them: with them a title could rewrite the sentence it is in.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_IN_SCRIPTS = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def clean(text: str) -> str:
    r"""The text without characters that have no shape: controls, reordering marks, lone surrogates.

    Line breaks and tabs become spaces. What remains is still to be escaped for where it goes.

    >>> clean("a\x00b\u202ec\nd")
    'abc d'
    """
    if text.isprintable():
        return text
    spaced = text.translate({10: " ", 13: " ", 9: " "})
    return "".join(
        sign
        for sign in spaced
        if sign not in _REORDERING and unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp")
    )


def cleaned(value: Any) -> Any:
    """`clean` for whatever a template prints; markup that we made ourselves passes as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean(value)
    return "" if value is None else value


def json_block(data: Any) -> Markup:
    """Data for a `<script type="application/json">`: no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    text = "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff")
    for sign, written in _IN_SCRIPTS.items():
        text = text.replace(sign, written)
    return Markup(text)


def link(address: str) -> str:
    """The address if it may become a link (http or https, with a host); else nothing.

    >>> link("https://un.org/x"), link("javascript:alert(1)"), link("//un.org"), link("https://")
    ('https://un.org/x', '', '', '')
    """
    address = address.strip()
    if not address.isprintable():
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""
