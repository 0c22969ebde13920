"""Plans that somebody wrote down: JSON or YAML as `detente plan -o` writes them, or a table, one line a move."""

from __future__ import annotations

from detente.formats.plans.reading import read_plan

__all__ = ["read_plan"]
