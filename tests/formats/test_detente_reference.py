"""The reference of the case format is complete, and its examples are read."""

import re
from pathlib import Path

import pytest
from tests.docs.blocks import blocks

from detente.formats.detente import document, document_preferences, document_rules
from detente.formats.detente.part import Part
from detente.formats.detente.reading import read

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "case-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = [block for block in blocks(TEXT) if block.language == "yaml"]
WHOLE = EXAMPLES[0].text
SECTION = re.compile(r"^(\w+):.*\n(?:(?:[ #-].*)?\n)*", re.MULTILINE)
PARTS = [
    part
    for module in (document, document_preferences, document_rules)
    for part in vars(module).values()
    if isinstance(part, type) and issubclass(part, Part)
]


@pytest.mark.parametrize(
    "example", [block for block in EXAMPLES if not block.file], ids=lambda b: b.line
)
def test_each_example_fits_into_the_whole_case(tmp_path, example):
    text = WHOLE
    for section in SECTION.finditer(example.text):
        old = next(part for part in SECTION.finditer(text) if part[1] == section[1])
        text = text[: old.start()] + section[0] + "\n" + text[old.end() :]
    if "options:\n" in example.text or "preferences" in example.text:
        text = text.replace("  - {issue: tools, items: [plough, bell], guarantor: abbot}\n", "")
    assert text != WHOLE
    path = tmp_path / "case.yaml"
    path.write_text(text)
    read(path)


def test_every_key_is_explained():
    told = set(re.findall(r"`(\w+)[`:]", TEXT)) | set(
        re.findall(r"(?:^ *(?:- )?|[{,] ?)(\w+):", TEXT, re.MULTILINE)
    )
    for part in PARTS:
        assert set(part.key_names()) <= told, part.__name__
