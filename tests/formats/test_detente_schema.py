"""The published JSON Schema says what the reader accepts."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from tests.formats.test_detente_round_trip import CASE
from tests.strategies import FEW, cases

from detente.formats.detente.emit import to_json
from detente.formats.detente.writing import case_tree
from detente.formats.schema import CASE_FILE, PREFERENCES_FILE, preferences_schema, schema

FOLDER = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize(
    ("file", "made"), [(CASE_FILE, schema), (PREFERENCES_FILE, preferences_schema)]
)
def test_the_published_schema_is_what_the_code_makes(file, made):
    assert json.loads((FOLDER / file).read_text(encoding="utf-8")) == made(), (
        "write it anew: python -m detente.formats.schema"
    )
    jsonschema.Draft202012Validator.check_schema(made())


def test_every_key_explains_itself_in_an_editor():
    found = schema()
    for name, part in [("Case", found), *found["$defs"].items()]:
        if part.get("additionalProperties") is False and name != "Figure":
            for key, field in part["properties"].items():
                assert field.get("description") or key == "$schema", f"{name}.{key}"


@settings(max_examples=30)
@given(cases(**FEW, extras=True, wild=True))
def test_every_case_that_is_saved_obeys_the_schema(case):
    tree = json.loads(to_json(case_tree(case, "")))
    jsonschema.Draft202012Validator(SCHEMA).validate(tree)
    for preferences in tree["preferences"].values():
        jsonschema.Draft202012Validator(PREFERENCES).validate(preferences)


SCHEMA, PREFERENCES = schema(), preferences_schema()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("options:", "optoins:"),
        ("weight: 30", "weight: much"),
        ("ladder: true", "ladder: maybe"),
        ("minimum: 0, ", ""),
        ("forbid", "forbids"),
        ("as_of: 2023-01-30", "as_of: yesterday"),
        ("detente: 1", "detente: 2"),
        ("when: {", "whan: {"),
    ],
)
def test_an_editor_sees_the_common_mistakes(old, new):
    from ruamel.yaml import YAML

    from detente.formats.detente.emit import Number
    from detente.formats.detente.mistakes import Mistakes
    from detente.formats.detente.tree import Map, Seq, Word, parse

    def plain(node):
        if isinstance(node, Map):
            return {key: plain(value) for key, value in node.items()}
        if isinstance(node, Seq):
            return [plain(entry) for entry in node]
        if isinstance(node, Word) and node.plain and not node.startswith("20"):
            return YAML(typ="safe", pure=True).load(Number(node))
        return node

    text = CASE.replace("rules:\n", "rules:\n  - {name: f, forbid: {talks: yes, quota: 18}}\n")
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.validate(plain(parse(text, Mistakes(""))[1]))
    assert old in text
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(plain(parse(text.replace(old, new), Mistakes(""))[1]))


def test_a_command_writes_both_schemas(tmp_path):
    subprocess.run([sys.executable, "-m", "detente.formats.schema", str(tmp_path)], check=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [CASE_FILE, PREFERENCES_FILE]
