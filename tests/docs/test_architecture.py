"""The drawing of the house in docs/explanation/architecture.md is true: imports follow its arrows."""

import ast
import re

import pytest
from tests.docs.blocks import ROOT, blocks

PAGE = ROOT / "docs" / "explanation" / "architecture.md"
PACKAGE = ROOT / "src" / "detente"


def arrows():
    """What each part may import, by the drawing: whatever its arrows lead to, near or far."""
    (drawing,) = (
        block.text for block in blocks(PAGE.read_text("utf-8")) if block.language == "mermaid"
    )
    direct = {}
    for start, end in re.findall(r"^\s*(\w+)(?:\[.*?\])? --> (\w+)", drawing, re.MULTILINE):
        direct.setdefault(start, set()).add(end)
    reached = {part: set(ends) for part, ends in direct.items()}
    for _ in reached:
        for ends in reached.values():
            ends.update(*(reached.get(end, set()) for end in tuple(ends)))
    return reached


def imports(module):
    """Parts of Detente that a module imports, anywhere but in a `main` that makes a script of it."""
    tree = ast.parse(module.read_text("utf-8"))
    tree.body = [node for node in tree.body if getattr(node, "name", "") != "main"]
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            words = name.split(".")
            if words[0] == "detente" and len(words) > 1:
                yield words[1]


def test_the_drawing_has_every_part_and_ends_at_the_model():
    reached = arrows()
    parts = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    assert parts == {"model", *reached}
    assert all("model" in ends for ends in reached.values())
    assert all(part not in ends for part, ends in reached.items()), "no arrow points back"


@pytest.mark.parametrize(
    "module",
    sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE),
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_imports_follow_the_arrows(module):
    part = module.relative_to(PACKAGE).parts[0]
    allowed = {part, "errors", *arrows().get(part, set())}
    assert set(imports(module)) <= allowed
