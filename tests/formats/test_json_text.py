"""JSON with the place of everything: the same things as Python's own reader finds, and a line for what is wrong."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.scenario.json_text import parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def plain(tree):
    """A tree as Python's own reader would give it."""
    if isinstance(tree, Map):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, Seq):
        return [plain(value) for value in tree]
    if isinstance(tree, Word):
        return json.loads(tree) if tree.plain else str(tree)
    return tree


@given(VALUES, st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_it_reads_what_python_reads(value, indent, ascii):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    mistakes = Mistakes("x.json")
    good, tree = parse(text, mistakes)
    assert good
    assert not mistakes.problems
    assert plain(tree) == value


@given(st.text(st.sampled_from('{}[]:,"\\ntrue0123.-eE/# \n'), max_size=30))
@example('{"a": 1e}')
@example("[1 2]")
@example('"\\u12"')
@example("[" * 100)
@example('{"a": {}}}')
def test_it_refuses_what_python_refuses(text):
    mistakes = Mistakes("x.json")
    good, tree = parse(text, mistakes)
    try:
        expected = json.loads(text, object_pairs_hook=lambda pairs: pairs)
    except ValueError:
        assert not good
        (problem,) = mistakes.problems[-1:]
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.isprintable()
        return
    if not mistakes.problems:  # such as a key that is there twice
        assert good
        assert json.loads(text) == plain(tree)
    assert expected is not None or tree is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{\n "a": 1,\n "b" 2}', 3, 6),
        ("[1,\r\n 2 3]", 2, 4),
        ('["é", x]', 1, 7),
        ('{"a":\n\n', 3, 1),
    ],
)
def test_a_mistake_has_its_place_in_characters(text, line, column):
    mistakes = Mistakes("x.json")
    assert parse(text, mistakes) == (False, None)
    assert [(one.line, one.column) for one in mistakes.problems] == [(line, column)]


def test_places_are_those_of_the_text():
    text = '{"a": [1,\n  {"b": "c"}]}'
    _, tree = parse(text, Mistakes("x.json"))
    inner = tree["a"][1]
    at = inner.values_at["b"]
    assert text[at.start : at.end] == '"c"'
    assert (inner.span.line, inner.span.column) == (2, 3)
    assert (inner.keys_at["b"].line, inner.keys_at["b"].column) == (2, 4)
