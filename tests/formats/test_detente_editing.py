"""A command changes single values of a case file and leaves every other character alone."""

import difflib
import os
import re
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.test_detente_round_trip import CASE
from tests.strategies import FEW, WILD, cases

from detente.errors import InputError
from detente.formats.detente.editing import edit
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.reading import read
from detente.formats.detente.tree import Map, Seq, parse
from detente.formats.detente.writing import text_of

COMMENTED = (
    CASE.replace("weight: 30,", "weight:  30  ,")
    .replace(
        "reservation: 40", "reservation: 40      # what they said in May\n    # and again in June"
    )
    .replace("title: A paper", "title: 'A paper'")
    .replace("act, what", 'act  ,  to: ,  "what"')
    .replace("sources:\n", "x-mine: [kept, {as: it is}]   # not ours\nsources:\n")
)


def changed(path, changes, text=COMMENTED):
    """The lines that a change takes away and puts in."""
    path.write_text(text, encoding="utf-8")
    edit(path, changes)
    after = path.read_text(encoding="utf-8")
    return [
        line
        for line in difflib.unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "case.yaml"


def test_a_value_changes_and_its_comment_stays(path):
    assert changed(path, {"preferences.us.reservation": "45.5"}) == [
        "-    reservation: 40      # what they said in May",
        "+    reservation: 45.5      # what they said in May",
    ]


def test_layout_and_quotation_marks_stay(path):
    assert changed(path, {"preferences.us.issues.talks.weight": "1/3"}) == [
        "-      talks: {weight:  30  , table: {no: 0, planned: 0.1, yes: 1}}",
        '+      talks: {weight:  "1/3"  , table: {no: 0, planned: 0.1, yes: 1}}',
    ]
    assert changed(path, {"sources.paper.title": "The people's paper"})[1] == (
        "+  paper: {title: 'The people''s paper', date: 2023-01, url: \"https://example.org\"}"
    )
    assert changed(path, {"sources.paper.url": 'https://b.org/"x"'})[1] == (
        '+  paper: {title: \'A paper\', date: 2023-01, url: "https://b.org/\\"x\\""}'
    )


def test_text_that_yaml_would_misread_is_quoted(path):
    assert changed(path, {"title": "a: b"}) == ["-title: Small steps", '+title: "a: b"']
    assert changed(path, {"parties.us": "# us"})[1] == '+  us: "# us"'


def test_an_empty_value_is_filled(path):
    assert changed(path, {"record.0.to": "ru"})[1] == (
        '+  - {date: 2022-12-08, kind: act  ,  to: ru ,  "what": something, by: us, sources: [paper]}'
    )
    text = COMMENTED.replace("title: Small steps", "title:      # to come")
    assert changed(path, {"title": "Steps"}, text) == [
        "-title:      # to come",
        "+title: Steps      # to come",
    ]


def test_a_block_of_text_is_replaced_whole(path):
    assert changed(path, {"about": "One line."}) == [
        "-about: |",
        "-  Two lines,",
        "-  kept as they are.",
        '+about: "One line."',
    ]


def test_several_values_change_together(path):
    lines = changed(path, {"issues.quota.range.maximum": "24", "moves.1.increment": "12"})
    assert [line for line in lines if line.startswith("+")] == [
        "+    range: {minimum: 0, maximum: 24, step: 6, unit: a year}",
        "+  - {issue: quota, needs: {talks: yes}, increment: 12}",
    ]


def test_names_with_dots_are_found(path):
    assert changed(path, {"rules.1.sum.sites.one": "3"})[1] == "+    sum: {quota: 1, sites.one: 3}"


def test_the_changed_case_is_returned(path):
    path.write_text(COMMENTED)
    case = edit(path, {"issues.quota.status_quo": "6", "rules.0.then.quota": "6"})
    assert case.status_quo == (0, 1, 0, 0)
    assert case == read(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"preferences.us.reservatoin": "1"},
            "there is no 'reservatoin' in 'preferences.us'; did you mean 'reservation'?",
        ),
        ({"titel": "x"}, "there is no 'titel'; did you mean 'title'?"),
        ({"moves.7.duration": "1"}, "there is no entry '7'; it has entries 0 to 1"),
        ({"moves.0": "1"}, "this is a mapping; change what is in it: moves.0.issue, moves.0.from, moves.0.to"),
        ({"title.x": "1"}, "'title' is 'Small steps', with nothing inside"),
        ({"issues.quota.status_quo": "7"}, "the status quo 7 is between two steps; give a value such as 6"),
        ({"preferences.us.issues.talks.weight": "-1"}, "a weight of -1 is too low; it is 0 or more"),
        ({"as_of": "2023-02-30"}, "there is no 2023-02-30: day is out of range for month"),
        ({"detente": "2"}, "the file is of version 2 of the format; this program reads version 1"),
        ({"title": "fine", "as_of": "never"}, "'never' is not a date"),
    ],
)  # fmt: skip
def test_a_mistake_leaves_the_file_as_it_was(path, changes, said):
    path.write_text(COMMENTED)
    before = path.stat()
    with pytest.raises(InputError, match=re.escape(said)):
        edit(path, changes)
    assert path.read_text() == COMMENTED
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert os.listdir(path.parent) == ["case.yaml"]


def test_a_repeated_value_is_changed_where_it_is_written(path):
    text = COMMENTED.replace("unit: a year", "unit: &u a year").replace(
        "yes, quota: 18}", "yes, quota: 18}, about: *u"
    )
    text = text.replace(", about: together", "").replace('worth: "1/3"', "worth: 1")
    path.write_text(text)
    with pytest.raises(InputError, match=r"a value of another place; change it there \(line 27\)"):
        edit(path, {"preferences.us.interactions.0.about": "x"})
    edit(path, {"issues.quota.range.unit": "b"})
    assert "unit: &u b}" in path.read_text()


def test_line_ends_and_byte_order_mark_stay(path):
    data = b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    edit(path, {"title": "Other"})
    assert path.read_bytes() == data.replace(b"title: Small steps", b"title: Other")


def test_permissions_and_links_stay(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(COMMENTED)
    path.chmod(0o600)
    (tmp_path / "link.yaml").symlink_to("case.yaml")
    edit(tmp_path / "link.yaml", {"title": "Other"})
    assert (tmp_path / "link.yaml").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "title: Other" in path.read_text()


def test_json_stays_json(tmp_path):
    path = tmp_path / "case.json"
    (tmp_path / "case.yaml").write_text(CASE)
    text = text_of(read(tmp_path / "case.yaml"), path)
    assert changed(path, {"preferences.us.reservation": "45", "title": "yes: \"x\""}, text) == [
        '-  "title": "Small steps",', '+  "title": "yes: \\"x\\"",',
        '-      "reservation": 40,', '+      "reservation": 45,',
    ]  # fmt: skip
    assert (
        changed(path, {"preferences.us.reservation": "1/3"}, text)[1]
        == '+      "reservation": "1/3",'
    )


def test_preferences_in_a_file_of_their_own_are_changed_there(tmp_path):
    begin, end = CASE.index("  us:\n    estimate"), CASE.index("  ru:\n    issues")
    path, other = tmp_path / "case.yaml", tmp_path / "us.yaml"
    path.write_text(CASE[:begin] + "  us: us.yaml\n" + CASE[end:])
    other.write_text("\n".join(line[4:] for line in CASE[begin:end].splitlines()[1:]) + "\n")
    before = path.read_text(), other.read_text()
    edit(path, {"preferences.us.reservation": "41"})
    assert (path.read_text(), other.read_text()) == (before[0], before[1].replace("40", "41"))
    with pytest.raises(InputError) as caught:
        edit(path, {"preferences.us.reservation": "much", "title": "x"})
    assert [problem.file for problem in caught.value.problems] == [str(other)]
    assert path.read_text() == before[0]


def words(node, before=""):
    """Every dotted key that leads to a single value, where it is the only reading of that key."""
    entries = node.items() if isinstance(node, Map) else enumerate(node)
    for name, value in entries:
        key = f"{before}.{name}" if before else str(name)
        if isinstance(value, Map | Seq):
            yield from words(value, key)
        else:
            yield key, value


@settings(max_examples=40)
@given(cases(**FEW, extras=True), st.data())
def test_what_was_set_is_what_is_read_and_nothing_else_changes(tmp_path_factory, case, data):
    path = tmp_path_factory.mktemp("edit") / "case.yaml"
    text = text_of(case, path)
    path.write_text(text, encoding="utf-8")
    before = dict(words(parse(text, Mistakes(""))[1]))
    key = data.draw(st.sampled_from(sorted(before)))
    value = data.draw(st.sampled_from(["1", "0", "0.5", "x"]) | WILD)
    try:
        edit(path, {key: value})
    except InputError:
        assert path.read_text(encoding="utf-8") == text
    else:
        after = dict(words(parse(path.read_text(encoding="utf-8"), Mistakes(""))[1]))
        assert after == before | {key: value}
