"""Choosing a settlement: a concept by its name, or an outcome from a file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from detente.errors import InputError


def concept_named(text: str, option: str) -> str:
    """The key of a settlement concept, however its name is written.

    Args:
        text: such as `nash`, `Kalai-Smorodinsky`, `equal loss`.
        option: the option that it was given to, for the message.

    Raises:
        InputError: there is no such concept.
    """
    found = concept_or_none(text)
    if found is None:
        raise InputError.at("", f"{option}: {_no_concept(text)}")
    return found


def concept_or_none(text: str) -> str | None:
    """The key of a settlement concept; None if there is none of that name."""
    from detente.analysis.settlement import CONCEPTS

    key = text.strip().lower().replace("-", "_").replace(" ", "_")
    return key if key in CONCEPTS else None


def concept_or_file(text: str, option: str) -> tuple[str | None, str | None]:
    """What was asked for: (concept, None) or (None, path of a file).

    Raises:
        InputError: neither a concept nor a file is called so.
    """
    concept = concept_or_none(text)
    if concept is not None:
        return concept, None
    if Path(text).exists():
        return None, text
    if Path(text).suffix:
        raise InputError.at(
            text, f"there is no such file ({option} takes a file, or a concept: {_concepts()})"
        )
    raise InputError.at("", f"{option}: {_no_concept(text)}; nor is there such a file")


def _concepts() -> str:
    from detente.analysis.settlement import CONCEPTS

    return ", ".join(CONCEPTS)


def _no_concept(text: str) -> str:
    from detente.analysis.settlement import CONCEPTS

    near = get_close_matches(text.lower(), CONCEPTS, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {_concepts()}"
    return f"no settlement concept is called {text!r}; {hint}"
