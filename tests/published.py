"""Cases whose results were published, read from the folder `shared` beside the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def published(shared: Path, name: str) -> Any:
    """One file of `shared/published`, as plain data."""
    return YAML(typ="safe").load((shared / "published" / f"{name}.yaml").read_text("utf-8"))
