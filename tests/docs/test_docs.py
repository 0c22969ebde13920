"""The documentation is true: links lead somewhere, commands exist, blocks print what they show."""

import ast
import re
import tomllib
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest
from tests.docs.blocks import ROOT, blocks, matches, pages, run

from detente.analysis.settlement import CONCEPTS
from detente.cli.group import COMMANDS

PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "catalog").rglob("*.md")),
]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LINK = re.compile(
    r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\""
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.*)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return frozenset(
        re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in plain
    )


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_inside_the_repository_leads_somewhere(page):
    broken = []
    for match in LINK.finditer(FENCED.sub("", page.read_text("utf-8"))):
        link = next(filter(None, match.groups()))
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_is_named_exists(page):
    text = page.read_text("utf-8")
    code = [block.text for block in blocks(text) if block.language != "python"]
    code += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    commands = {
        command
        for part in code
        for command in re.findall(r"(?:^|[$;&|] |bin/)detente ([a-z]+)\b", part, re.MULTILINE)
    }
    assert commands <= {*COMMANDS, "command"}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_of_the_set_up_script_that_is_named_exists(page):
    text = (ROOT / "dev.py").read_text("utf-8")
    (known,) = (
        {key.value for key in node.value.keys}
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "COMMANDS"
    )
    assert set(re.findall(r"dev\.py ([a-z]+)\b", page.read_text("utf-8"))) <= known


@pytest.mark.parametrize("page", pages(), ids=named)
def test_what_a_page_shows_is_what_its_blocks_print(page, tmp_path):
    shown = page.read_text("utf-8")
    difference = unified_diff(
        shown.splitlines(), run(page, tmp_path).splitlines(), "shown", "real", n=1, lineterm=""
    )
    mend = f"if the new output is right: python tests/docs/blocks.py {named(page)}"
    assert "\n".join(difference) == "", mend


def test_every_page_can_be_reached_from_the_first():
    seen, edge = set(), [ROOT / "docs" / "index.md"]
    while edge:
        page = edge.pop()
        seen.add(page)
        for match in LINK.finditer(page.read_text("utf-8")):
            target = (page.parent / next(filter(None, match.groups())).partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in seen:
                edge.append(target)
    decisions = set((ROOT / "docs" / "decisions").glob("*.md"))  # the folder itself is linked
    assert set((ROOT / "docs").rglob("*.md")) - decisions <= seen


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_module_says_what_it_is_for(module):
    told = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert told
    assert told.splitlines()[0].rstrip().endswith((".", "?", ":")), "the first line is a sentence"


def test_the_drawing_of_the_house_shows_every_part_of_it():
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    parts = {module.relative_to(ROOT / "src" / "detente").parts[0] for module in MODULES}
    missing = [part for part in parts if not part.startswith("__") and part not in page]
    assert missing == []


def test_the_changelog_has_the_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(project['version'])}\] - ", changes, re.MULTILINE)


def test_the_table_of_words_has_every_settlement():
    words = (ROOT / "docs" / "reference" / "words.md").read_text("utf-8").lower()
    spoken = [concept.replace("_", " ") for concept in CONCEPTS]
    assert [concept for concept in spoken if concept not in words.replace("-", " ")] == []


def test_every_source_that_the_code_names_is_in_the_bibliography():
    """A source is written 'Surname (1950)' or 'Surname and Surname (1950)', here and there."""
    listed = (ROOT / "docs" / "reference" / "bibliography.md").read_text("utf-8")
    cited = set()
    for module in MODULES:
        for source in re.findall(
            r"Source:(.*?)(?:\n\n|\"\"\")", module.read_text("utf-8"), re.DOTALL
        ):
            text = " ".join(source.split())
            cited |= set(re.findall(r"([A-Z][\w\-]+)(?:, [A-Z]\. ?(?:[A-Z]\.)?)? \((\d{4})", text))
    assert cited
    missing = [
        (name, year) for name, year in cited if not re.search(rf"{name}.*\({year}\)", listed)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("shown", "real", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("...\nb\n", "a\nb\n", True),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("a.\n", "ab\n", False),
    ],
)
def test_three_dots_stand_for_any_lines_and_nothing_else(shown, real, same):
    assert matches(shown, real) is same


def test_a_block_that_shows_the_wrong_output_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```console tested\n$ echo yes\nno\n```\n\n```python tested\n>>> 1 + 1\n3\n```\n", "utf-8"
    )
    (tmp_path / "work").mkdir()
    new = run(page, tmp_path / "work")
    assert new == "```console tested\n$ echo yes\nyes\n```\n\n```python tested\n>>> 1 + 1\n2\n```\n"
