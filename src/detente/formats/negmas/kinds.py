"""What a mapping of NegMAS says it is: the last word of its `type`, such as `TableFun`."""

from __future__ import annotations

from detente.formats.detente.tree import Map, Word

KEYS = ("type", "__python_class__")
"""Under which the class of an object is named: in scenario folders, and by `serialize` elsewhere."""

UNREAD = ("id", "n_values", "stability", "path", "owner", "type_name")
"""What NegMAS writes beside and this reader has no use for."""


def kind_of(node: object) -> str:
    """The class that a mapping names, without its module; empty where it names none."""
    if isinstance(node, Map):
        for key in KEYS:
            if isinstance(node.get(key), Word):
                return str(node[key]).strip().rsplit(".", 1)[-1]
    return ""


def is_space(kind: str) -> bool:
    """Whether a class is an outcome space: what makes a file the domain."""
    return "OutcomeSpace" in kind


def is_function(kind: str) -> bool:
    """Whether a class is a utility function: what makes a file a party's."""
    return "fun" in kind.casefold() and not is_space(kind)
