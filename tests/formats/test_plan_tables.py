"""Plans as tables that people write: every form is read alike, and every bad cell is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analysis.verification import proposal, verify
from detente.errors import InputError
from detente.formats.detente.reading import read
from detente.formats.plans import read_plan

CASE = """
detente: 1
parties: {ann: Ann, ben: Ben and Sons, cy: Cy}
third_parties: {dora: {title: Dora, roles: [guarantor, verifier]}}
issues:
  hedge: {options: [tall, trimmed, low], ladder: true, status_quo: tall, title: The hedge}
  price: {range: {minimum: 0, maximum: 2, step: 0.5}, status_quo: 0}
  tools: {items: {saw: ann, bell: {held_by: ben, title: The bell}}}
  gate: {options: [shut, "open | wide", "a, b"], status_quo: shut}
preferences:
  ann: {issues: {hedge: {weight: 0}, price: {weight: 0}, tools: {weight: 0}, gate: {weight: 0}}}
  ben: {issues: {hedge: {weight: 0}, price: {weight: 0}, tools: {weight: 0}, gate: {weight: 0}}}
  cy: {issues: {hedge: {weight: 0}, price: {weight: 0}, tools: {weight: 0}, gate: {weight: 0}}}
moves:
  - {issue: hedge, by: ann}
  - {issue: tools, guarantor: dora}
"""

DOCUMENT = {
    "steps": [
        {
            "moves": [{"issue": "hedge", "from": "tall", "to": "low", "by": ["ann"]}],
            "begins": "2026-02-01",
        },
        {
            "moves": [
                {"issue": "tools", "item": "saw", "to": "ben", "guarantor": "dora"},
                {"issue": "tools", "item": "bell", "to": "ann", "guarantor": "dora"},
            ],
            "atomic": True,
        },
        {"moves": [{"issue": "price", "from": 0, "to": 1.5, "by": ["ann", "ben", "cy"]}]},
        {"moves": [{"issue": "gate", "to": "open | wide"}]},
    ]
}

COMMAS = """Step,Issue,From,To,By,Guarantor,Begins,Note
1,hedge,tall,low,ann,,2026-02-01,first
2,tools.saw,,ben,,dora,,
2,tools.bell,,ann,,dora,,"a ""swap"", so to speak"
3,price,0,1.5,"ann, ben, cy",,,
4,gate,,open | wide,,,,
"""
SEMICOLONS = """sep=;
to ; BY ; issue ; item ; atomic ; step ; guarantor ; begin ; from

low;Ann;The Hedge;;no;1;-;2026-02-01;tall
ben;;tools;saw;yes;2;Dora;;
ann;;;The bell;x;;dora;;
1.50;ann & Ben and Sons and Cy;PRICE;;;Step 3;;;0
open | wide;;gate;;;4.;;;
"""
MARKDOWN = """# What we propose

Some words | with a pipe.

| **Step** | What | Before | After | Who | Guaranteed by | Date |
|---:|---|:--:|---|---|---|---|
| 1 | hedge | tall | `low` | ann | | 2026-02-01 |
| 2 | tools.saw | | ben | | dora | |
| | The bell | | ann | | dora | |
| 3 | price | 0 | 1.5 | ann + ben + cy | | |
| 4 | gate | | open \\| wide | | |

And that is all.
"""
TABS = (
    COMMAS.replace(",", "\t")
    .replace('"ann\t ben\t cy"', "ann, ben, cy")
    .replace('"a ""swap""\t', '"a ""swap"",')
)


def case_of(text=CASE):
    path = Path("case.yaml")
    return read(path, {path.resolve(): text})


WELL = case_of()


def read_text(folder, text, name="plan.csv"):
    path = folder / name
    path.write_bytes(text.encode())
    return read_plan(WELL, path)


def told(folder, text, name="plan.csv"):
    """The mistakes of a table, each as `line:column: message`."""
    with pytest.raises(InputError) as caught:
        read_text(folder, text, name)
    assert {Path(problem.file).name for problem in caught.value.problems} == {name}
    return [f"{p.line}:{p.column}: {p.message}" for p in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (COMMAS, "plan.csv"),
        (COMMAS.replace("\n", "\r\n"), "plan.csv"),
        (COMMAS.replace("\n", "\r"), "plan.txt"),
        ("\ufeff" + COMMAS, "plan.CSV"),
        (SEMICOLONS, "plan.csv"),
        (SEMICOLONS, "plan"),
        (TABS, "plan.tsv"),
        (TABS, "plan.txt"),
        (MARKDOWN, "plan.md"),
        (MARKDOWN, "plan.txt"),
        (MARKDOWN.replace("| 1 |", "  | 1 |"), "plan.markdown"),
        ("```\n| issue | to |\n|---|---|\n| x | y |\n```\n" + MARKDOWN, "plan.md"),
    ],
)
def test_every_form_of_table_is_read_as_the_same_plan(tmp_path, text, name):
    assert read_text(tmp_path, text, name) == proposal(WELL, DOCUMENT)


def test_json_and_yaml_are_read_as_before(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("steps: [{moves: [{issue: hedge, to: trimmed}], atomic: false}]\ntrust: 0.5\n")
    found = read_plan(WELL, path)
    assert found == proposal(
        WELL, {"steps": [{"moves": [{"issue": "hedge", "to": "trimmed"}]}], "trust": "0.5"}
    )


def test_without_a_column_for_steps_each_line_is_a_step(tmp_path):
    found = read_text(tmp_path, "issue,to\nhedge,trimmed\nhedge,low\n")
    assert [len(step.moves) for step in found.steps] == [1, 1]


def test_a_move_that_does_not_say_from_where_starts_where_things_stand(tmp_path):
    found = read_text(tmp_path, "issue,to\nhedge,trimmed\nhedge,low\nhedge,tall\n")
    assert verify(WELL, found).holds


def test_a_step_is_atomic_if_the_table_says_so_or_else_if_it_names_a_guarantor(tmp_path):
    head = "step,issue,to,atomic,guarantor\n"
    for flags, atomic in [
        ("yes,", True),
        (",dora", True),
        ("no,dora", False),
        (",", False),
        ("✓,", True),
        ("x,dora", True),
        ("-,-", False),
    ]:
        found = read_text(tmp_path, f"{head}1,tools.saw,ben,{flags}\n1,tools.bell,ann,,\n")
        assert found.steps[0].atomic is atomic


def test_every_bad_cell_is_told_with_its_place_and_what_was_meant(tmp_path):
    text = (
        "step,issue,from,to,by,begins,guarantor,atomic\n"
        "1,hegde,tall,low,ann,,,\n"
        "1,hedge,tall,lwo,bne,2026-02-30,,\n"
        '2,price,0,"1,5",,soon,dorra,perhaps\n'
        "4,tools,,ben,,,,\n"
        "x,tools.axe,,ben,,,,\n"
        ",,,ben\n"
        "5,gate,shut,,,,,,surplus\n"
    )
    assert told(tmp_path, text) == [
        "2:3: step 1, move 1: no issue is called 'hegde'; did you mean 'hedge'?",
        "3:14: step 1, move 2: hedge has no value 'lwo'; did you mean 'low'?",
        "3:18: step 1, move 2: 'by' is a list of ann, ben, cy; no party is called 'bne'; did you mean 'ben'?",
        "3:22: step 1: 'begins' is a date: write year, month and day, as in 2023-01-30, not '2026-02-30'",
        "4:11: step 2, move 1: price has no value '1,5'; it goes from 0 to 2 in steps of 0.5; decimals are written "
        "with a point",
        "4:18: step 2: 'begins' is a date: write year, month and day, as in 2023-01-30, not 'soon'",
        "4:23: step 2, move 1: no third party is called 'dorra'; did you mean 'dora'?",
        "4:29: 'perhaps' is neither 'yes' nor 'no'",
        "5:1: step 4 follows step 2; number the steps 1, 2, 3 in the order in which they are made",
        "5:3: step 3, move 1: tools: 'item' is one of saw, bell",
        "6:1: 'x' is no number of a step; number the steps 1, 2, 3, or leave the cell empty where a move "
        "belongs to the step above",
        "6:3: step 3, move 2: no issue is called 'tools.axe'; did you mean 'tools.saw' or 'tools.bell'?",
        "7:2: this line does not say which issue changes; fill in 'issue'",
        "8:13: this line does not say which value it goes to; fill in 'to'",
        "8:18: this line has more cells than the header; put a cell with ',' in it into quotation marks",
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "plan.csv", ["1:1: the file is empty; a table of moves begins with its header"]),
        ("\n\n", "plan.csv", ["1:1: the file is empty; a table of moves begins with its header"]),
        (
            "step,issue,to\n",
            "plan.csv",
            ["1:1: there is a header, but no line under it; write one for each move"],
        ),
        (
            "step,isue,to\n1,hedge,low\n",
            "plan.csv",
            [
                "1:1: the header has no column 'issue'; a table of moves has at least 'issue' and 'to', and best also "
                "'step', 'from' and 'by'",
                "1:6: no column of a plan is called 'isue'; did you mean 'issue'?",
            ],
        ),
        (
            "issue,to,To,colour\nhedge,low,low,red\n",
            "plan.csv",
            [
                "1:10: a second column for 'to'; call it 'note' or take it away",
                "1:13: no column of a plan is called 'colour'; there can be: step, issue, item, from, to, by, atomic, "
                "guarantor, ...; a column of remarks is called 'note'",
            ],
        ),
        (
            'issue,to\nhedge,"low\n',
            "plan.csv",
            ["2:7: this quotation mark is never closed; close it, or take it away"],
        ),
        (
            'issue,to\n"hedge" x,low\n',
            "plan.csv",
            [
                "2:8: a cell in quotation marks ends here, but more follows; write a mark inside it twice"
            ],
        ),
        (
            "step,issue,to,begins,atomic\n1,hedge,low,2026-02-01,yes\n1,price,1,2026-02-02,no\n",
            "plan.csv",
            [
                "3:11: '2026-02-02' is not what another line of the same step says of 'begins' ('2026-02-01'); say it "
                "once",
                "3:22: this says 'no', another line of the same step 'yes'; a step is atomic as a whole or not",
            ],
        ),
        ("no table\n", "plan.md", ["1:1: there is no table here"]),
        (
            "| issue | to |\n|---|---|\n| hedge | low |\n\n| issue | to |\n|---|---|\n| hedge | low |\n",
            "plan.md",
            ["5:3: a second table of moves begins here; a file holds one plan"],
        ),
        (
            "| issue | to |\n|---|---|\n| hedge | low | a | b |\n",
            "plan.md",
            ["3:17: this line has more cells than the header; write '\\|' for a '|' inside a cell"],
        ),
        ("just words\n", "plan.txt", ["1:1: this is not a plan: there should be 'steps'"]),
        ("- a\n- b\n", "plan.yaml", ["1:1: this is not a plan: there should be 'steps'"]),
        ("steps: [\n", "plan.yaml", ["2:1: "]),
        (
            "steps:\n- moves: [{issue: hedge, too: low}]\n  atmoic: true\n- {moves: []}\n",
            "plan.yaml",
            [
                "2:11: step 1, move 1: a move needs 'issue' and 'to', and mostly has 'from'",
                "2:31: step 1, move 1: 'too' means nothing in a move; did you mean 'to'?",
                "3:11: step 1: 'atmoic' means nothing in a step; did you mean 'atomic'?",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_table_as_a_whole_is_told(tmp_path, text, name, expected):
    found = told(tmp_path, text, name)
    assert len(found) == len(expected)
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start)


def test_a_cell_may_go_over_several_lines_and_later_places_are_right(tmp_path):
    text = 'note,issue,to\n"one\ntwo ""and"" three",hedge,low\nx,hegde,low\n'
    assert told(tmp_path, text)[0].startswith("4:3: step 2, move 1: no issue is called 'hegde'")


@pytest.mark.parametrize(
    ("issue", "what"),
    [
        ("Tools", "tools: 'item' is one of saw, bell"),
        ("twin", "'twin' can be 'first' or 'second'; write one of these names"),
        ("bell", None),
        ("TOOLS.BELL", None),
        ("The  bell", None),
    ],
)
def test_titles_and_items_stand_for_themselves_where_only_one_thing_has_them(tmp_path, issue, what):
    case = case_of(
        CASE.replace(
            "  gate: {",
            "  first: {options: [ann, ben], title: Twin}\n  second: {options: [ann, ben], title: twin}\n  gate: {",
        )
        .replace(
            "gate: {weight: 0}}}", "first: {weight: 0}, second: {weight: 0}, gate: {weight: 0}}}"
        )
        .replace("options: [ann, ben]", "options: [ann, ben], status_quo: ben")
    )
    path = tmp_path / "plan.csv"
    path.write_text(f"issue,to\n{issue},ann\n")
    if what is None:
        assert case.variables[read_plan(case, path).steps[0].moves[0].variable].name == "tools.bell"
        return
    with pytest.raises(InputError) as caught:
        read_plan(case, path)
    assert caught.value.problems[0].message == f"step 1, move 1: {what}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.csv", "issue,to\n" + "".join(f"x{k},{k}\n" for k in range(5000))),
        ("plan.csv", "issue,to,by\nhedge,low," + " " * 10**6 + "ann" + " " * 10**5 + "ben\n"),
        ("plan.md", "|a|\n" + " " * 10**6 + "|x\n"),
        ("plan.md", "|issue|to|\n|--|--|\n|" + "`" * 10**5 + "|low|\n"),
        ("plan.txt", '"' * 10**6),
        ("plan.csv", "issue;to\n" + ";" * 10**5),
    ],
)
def test_an_absurd_file_is_told_at_once(tmp_path, name, text):
    with pytest.raises(InputError) as caught:
        read_text(tmp_path, text, name)
    assert all(len(problem.message) < 500 for problem in caught.value.problems)


CELLS = st.text(
    st.sampled_from("ab1,;|\t\"'\\`*- \n\r=x✓é\u2028") | st.characters(exclude_categories=["Cs"]),
    max_size=12,
)
WORDS = st.sampled_from(
    [
        "step",
        "issue",
        "to",
        "from",
        "by",
        "item",
        "atomic",
        "begins",
        "guarantor",
        "hedge",
        "low",
        "tall",
        "price",
        "1",
        "2",
        "0.5",
        "ann",
        "ben",
        "tools.saw",
        "yes",
        "no",
        "2026-02-01",
        "",
        "-",
        "sep=;",
        "|---|",
        "```",
    ]
)


@settings(max_examples=300)
@given(
    st.lists(st.lists(WORDS | CELLS, max_size=6), max_size=6),
    st.sampled_from([",", ";", "\t", "|", " | "]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(
        ["plan.csv", "plan.tsv", "plan.md", "plan.txt", "plan.yaml", "plan.json", "plan"]
    ),
    st.booleans(),
)
def test_whatever_is_written_there_is_a_plan_or_mistakes_with_places(
    folder, rows, mark, end, name, headed
):
    if headed:
        rows = [["step", "issue", "from", "to", "by"], *rows]
    text = end.join(mark.join(row) for row in rows)
    if mark == " | " and headed:
        text = text.replace(end, f"{end}---|---|---{end}", 1)
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        found = read_plan(WELL, path)
    except InputError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        for problem in error.problems:
            assert problem.file == str(path)
            assert "\n" not in problem.message
            assert 1 <= problem.line <= lines + 1
            assert problem.column >= 1
    else:
        verify(WELL, found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")
