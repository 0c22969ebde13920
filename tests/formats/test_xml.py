"""XML from anybody: read with its places, or refused with a place and a word of advice."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats.xml import MOST_ELEMENTS, MOST_LEVELS, parse, root_tag

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
]>
<lolz>&lol2;</lolz>"""
READER = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "http://example.org/secret.txt">]>\n<a b="&x;">&x;</a>'
ELSEWHERE = b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/secret.dtd"> %x;]><a/>'
DEFAULTS = b'<!DOCTYPE a [<!ATTLIST b c CDATA "' + b"x" * 999 + b'">]><a><b/><b/></a>'


@pytest.fixture
def file(tmp_path):
    """A function that writes bytes to a file and gives its path."""

    def write(data: bytes) -> Path:
        path = tmp_path / "file.xml"
        path.write_bytes(data)
        return path

    return write


def refused(path: Path) -> tuple[int, int, str]:
    """The place and the message with which a file is refused."""
    with pytest.raises(InputError) as caught:
        parse(path)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return problem.line, problem.column, problem.message


def test_elements_know_their_attributes_their_children_and_their_place(file):
    root = parse(
        file(
            '<?xml version="1.0"?>\n<a>\n  <b é="ü" n="1 &amp; 2"/><b/>\n  <c><b/></c></a>'.encode()
        )
    )
    assert [child.tag for child in root.children] == ["b", "b", "c"]
    first, second = root.named("b")
    assert first.attributes == {"é": "ü", "n": "1 & 2"}
    assert (root.line, root.column) == (2, 1)
    assert (first.line, first.column) == (3, 3)
    assert (second.line, second.column) == (3, 27)
    assert [element.tag for element in root.walk()] == ["a", "b", "b", "c", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encodings_that_people_use_are_read(file, encoding):
    named = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{named}"?><a b="déjà"/>'
    path = file(text.encode(encoding))
    assert parse(path).attributes == {"b": "déjà"}
    assert root_tag(path) == "a"


@pytest.mark.parametrize("data", [BOMB, READER, ELSEWHERE, PARAMETER, DEFAULTS])
def test_a_doctype_that_declares_or_draws_in_anything_is_refused(file, data):
    line, column, message = refused(file(data))
    assert line in (1, 2)
    assert column > 1
    assert "DOCTYPE" in message
    assert "delete everything" in message


def test_a_doctype_that_only_names_the_root_is_harmless(file):
    assert parse(file(b"<!DOCTYPE a><a/>")).tag == "a"


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", (0, 0), "empty"),
        (b" \n\t", (0, 0), "empty"),
        (b"0.5, 1.0\n", (1, 1), "not XML"),
        (b"<a>\n <b c='1'>\n", (3, 1), "breaks off inside <b> of line 2"),
        (b"<a>\n <b c='", (2, 2), "breaks off inside <a> of line 1"),
        (b"<a>\n <b></a>", (2, 7), "closing tag"),
        (b"<a/>\n<b/>", (2, 1), "junk"),
        (b'<a b="1" b="2"/>', (1, 10), "duplicate attribute"),
        (b'<a\n b="R&D"/>', (2, 8), "&amp;"),
        (b"<a>\n&eacute;</a>", (2, 1), "&amp;"),
        (b"<a b=3/>", (1, 6), "quotes"),
        (b"<a>\n \xe9t\xe9</a>", (2, 2), "UTF-8"),
        (b"<a>\0</a>", (1, 4), "encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', (1, 31), "encoding"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><a/>', (1, 1), "encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', (1, 1), "encoding"),
        (b'<?xml version="1.0" encoding="cp1259"?><a/>', (1, 1), "encoding"),
        ('<a b="é"/>'.encode("utf-32"), (1, 2), "encoding"),
    ],
)
def test_what_is_damaged_is_refused_with_its_place_and_how_to_mend_it(file, data, place, words):
    line, column, message = refused(file(data))
    assert (line, column) == place
    assert words in message


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path):
    assert "no such file" in refused(tmp_path / "gone.xml")[2]
    assert "folder" in refused(tmp_path)[2]
    with pytest.raises(InputError):
        parse("a\0b")


def test_a_file_that_may_not_be_read_is_named(file):
    path = file(b"<a/>")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read" in refused(path)[2]


def test_25_megabytes_are_refused_before_they_are_parsed(file):
    path = file(b"<a>" + b" " * 25_000_000 + b"</a>")
    assert "20 MB" in refused(path)[2]
    assert root_tag(path) == "a"


def test_the_deepest_nesting_is_read_and_one_level_more_is_refused(file):
    assert parse(file(b"<a>" * MOST_LEVELS + b"</a>" * MOST_LEVELS)).tag == "a"
    line, column, message = refused(file(b"<a>" * 10_000 + b"</a>" * 10_000))
    assert (line, column) == (1, 3 * MOST_LEVELS + 1)
    assert "levels" in message


def test_too_many_elements_are_refused(file):
    assert "elements" in refused(file(b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>"))[2]


@pytest.mark.parametrize(
    ("data", "tag"),
    [
        (b"<!-- <no/> --> <yes a='<'", None),
        (b"<yes/><no/>", "yes"),
        (b"<yes>&&&&", "yes"),
        (BOMB, "lolz"),
        (b"", None),
        (b"hello", None),
        (b'<?xml version="1.0" encoding="punycode"?><a/>', None),
        (b"<a " + b" " * 100_000, None),
    ],
)
def test_the_root_tag_is_found_without_reading_on_and_without_complaint(file, data, tag):
    assert root_tag(file(data)) == tag


def test_the_root_tag_of_nothing_is_nothing(tmp_path):
    assert root_tag(tmp_path / "gone.xml") is None
    assert root_tag(tmp_path) is None
    assert root_tag("a\0b") is None


@given(
    st.binary(max_size=200) | st.text("<>/!?&;[]='\" abxmlDOCTYPE\n", max_size=80).map(str.encode)
)
def test_whatever_the_bytes_there_is_an_element_or_an_input_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.xml"
    path.write_bytes(data)
    tag = root_tag(path)
    try:
        root = parse(path)
    except InputError:
        return
    assert root.tag == tag
