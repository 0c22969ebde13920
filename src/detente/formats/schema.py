"""The JSON Schemas of the case file and of a file of preferences, made from the code that reads them.

`python -m detente.formats.schema [FOLDER]` writes both into a folder.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

from detente.formats.detente import document, document_preferences, document_rules
from detente.formats.detente.field import DEFINITION
from detente.formats.detente.part import Part

CASE_FILE = "detente-case-1.schema.json"
PREFERENCES_FILE = "detente-preferences-1.schema.json"

_DOCUMENTS = (document_preferences, document_rules, document)


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


_WORD: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_VALUE: dict[str, Any] = {
    "anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}],
}
_DEFINITIONS: dict[str, dict[str, Any]] = {
    "Text": {"type": ["string", "number", "boolean", "null"]},
    "Number": {
        "description": "A number as written, or a fraction as text: 30, 0.5, '1/3'.",
        "anyOf": [
            {"type": "number"},
            {
                "type": "string",
                "pattern": r"^\s*[+-]?((\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?|\d{1,200}\s*/\s*\d{1,200})\s*$",
            },
        ],
    },
    "Whole": {"type": "integer", "minimum": 0},
    "Flag": {"type": "boolean"},
    "Day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "PartialDay": {
        "description": "A day, a month or a year: 2023-01-30, 2023-01, 2023.",
        "anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}],
    },
    "Labels": {
        "anyOf": [
            {"type": "array", "items": _WORD, "minItems": 1},
            {"type": "object", "additionalProperties": _ref("Text"), "minProperties": 1},
        ]
    },
    "Words": {"anyOf": [_ref("Text"), {"type": "array", "items": _WORD}]},
    "Figure": {
        "description": "A number, or {value:, low:, high:} where it is uncertain.",
        "anyOf": [
            _ref("Number"),
            {
                "type": "object",
                "properties": {key: _ref("Number") for key in ("value", "low", "high")},
                "required": ["value", "low", "high"],
                "additionalProperties": False,
            },
        ],
    },
    "Figures": {"type": "array", "items": _ref("Figure")},
    "Points": {"type": "object", "additionalProperties": _ref("Figure")},
    "Worths": {"anyOf": [_ref("Figure"), _ref("Points")]},
    "Rows": {"type": "array", "minItems": 1, "items": {"type": "array", "items": _VALUE}},
    "Condition": {
        "description": "All keys together: an issue (or issue.item) and its value, values, bounds or {not: value}; "
        "any: [conditions]; all: [conditions]; not: condition.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "any": {"type": "array", "items": _ref("Condition"), "minItems": 1},
            "all": {"type": "array", "items": _ref("Condition"), "minItems": 1},
            "not": _ref("Condition"),
        },
        "additionalProperties": {
            "anyOf": [
                *_VALUE["anyOf"],
                {
                    "type": "object",
                    "properties": {
                        "at_least": _ref("Number"),
                        "at_most": _ref("Number"),
                        "not": _VALUE,
                    },
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            ]
        },
    },
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file."""
    found = _schema(document.CasePart, "Detente case, version 1", CASE_FILE)
    found["properties"]["$schema"] = {"type": "string"}
    found["properties"]["detente"] = {"const": document_preferences.VERSION} | {
        key: text for key, text in found["properties"]["detente"].items() if key == "description"
    }
    return found


def preferences_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file that holds one party's preferences."""
    found = _schema(
        document_preferences.PreferenceFilePart,
        "Preferences of one party, version 1",
        PREFERENCES_FILE,
    )
    found["properties"]["$schema"] = {"type": "string"}
    return found


def _schema(part: type[Part], title: str, file: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    made = part.model_json_schema()
    texts = _descriptions()
    made["$defs"] = {**made.get("$defs", {}), **_DEFINITIONS}
    for module in _DOCUMENTS:
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, Part) and one.__name__ in made["$defs"]:
                _allow_short_forms(one, made["$defs"])
    for name, definition in [(part.__name__, made), *made["$defs"].items()]:
        for field, given in definition.get("properties", {}).items():
            text = texts.get((name, field))
            if text:
                given.pop("title", None)
                given["description"] = text
    tidy = _tidied(made)
    used = _used(tidy, tidy["$defs"])
    tidy["$defs"] = {name: tidy["$defs"][name] for name in sorted(used)}
    tidy = json.loads(re.sub(r'"(#/\$defs/)?([A-Z]\w+)Part"', r'"\1\2"', json.dumps(tidy)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:detente:{file}",
        **tidy,
        "title": title,
    }


def _allow_short_forms(part: type[Part], definitions: dict[str, Any]) -> None:
    """Let a word stand for a part that has a short form, and nothing for one that may be empty."""
    whole = definitions[part.__name__]
    if not part.short_key and not part.empty:
        return
    whole["type"] = [
        *(_WORD["type"] if part.short_key else []),
        "object",
        *(["null"] if part.empty else []),
    ]


def _tidied(node: Any) -> Any:
    """The schema with references in place of stand-ins, and without what the generator adds for programs."""
    if isinstance(node, list):
        return [_tidied(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: _tidied(value)
        for key, value in node.items()
        if not (key == "default" or (key == "title" and isinstance(value, str)))
    }
    if DEFINITION in kept:
        kept = {**_ref(kept.pop(DEFINITION)), **kept}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    return kept


def _used(node: Any, definitions: dict[str, Any]) -> set[str]:
    """Names of the definitions that the top of a schema leads to."""
    found: set[str] = set()
    waiting = [{key: value for key, value in node.items() if key != "$defs"}]
    while waiting:
        this: Any = waiting.pop()
        if isinstance(this, list):
            waiting.extend(this)
        elif isinstance(this, dict):
            waiting.extend(this.values())
            name = str(this.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found.add(name)
                waiting.append(definitions[name])
    return found


def _descriptions() -> dict[tuple[str, str], str]:
    """What the document's source says of each field, by class and key; a subclass says what its base says."""
    own: dict[str, dict[str, str]] = {}
    body = [node for module in _DOCUMENTS for node in ast.parse(inspect.getsource(module)).body]
    for node in body:
        if not isinstance(node, ast.ClassDef):
            continue
        texts = own.setdefault(node.name, {})
        for base in node.bases:
            texts.update(own.get(getattr(base, "id", ""), {}))
        for field, text in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
            ):
                texts[field.target.id.removesuffix("_")] = str(text.value.value)
    return {(name, field): text for name, texts in own.items() for field, text in texts.items()}


def write(folder: Path) -> None:
    """Write both schemas into a folder."""
    for file, made in ((CASE_FILE, schema()), (PREFERENCES_FILE, preferences_schema())):
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        (folder / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schema"))
