"""Which file of a GENIUS folder is the domain, and which are the parties' profiles."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError, Problem
from detente.formats.detente.mistakes import did_you_mean
from detente.formats.genius.findings import listed
from detente.formats.scenario.folder import named, natural
from detente.formats.xml import Element, parse, root_tag

TEMPLATE, SPACE = "negotiation_template", "utility_space"
_HEAD = 65_536

_PREFERRING = ("weight", "evaluator", "reservation", "utility", "ufun", "constraints", "rules")


@dataclass(frozen=True)
class Folder:
    """The files of one domain.

    Attributes:
        domain: path of the domain file.
        profiles: path of each profile by the party's name, in natural order (`p2` before `p10`).
        others: XML files that are neither.
    """

    domain: Path
    profiles: dict[str, Path]
    others: list[Path]


def is_genius(path: str | os.PathLike[str]) -> bool:
    """Whether the path is a file of GENIUS's, or a folder with one; cheap, and raises nothing."""
    try:
        found = Path(path)
        if found.is_dir():
            return any(root_tag(file) in (TEMPLATE, SPACE) for file in _xml_files(found))
        if not found.is_file():
            return False
        return (_tag(found) if _is_xml(found) else root_tag(found)) in (TEMPLATE, SPACE)
    except (OSError, ValueError):
        return False


def find(path: str | os.PathLike[str]) -> Folder:
    """The domain and the profiles.

    Args:
        path: a folder, or the domain file in it.

    Raises:
        InputError: there is no domain, or more than one, or what may be it is damaged.
    """
    given = Path(path)
    try:
        chosen = given if given.is_file() else None
        if chosen is None and not given.is_dir():
            raise InputError.at(
                str(path),
                "there is no such file or folder; give a GENIUS folder, or its domain file",
            )
        files = _xml_files(given if chosen is None else given.parent)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError.at(str(path), f"the folder cannot be read: {why}") from None
    tags = {file: _tag(file) for file in files}
    templates = [file for file in files if tags[file] == TEMPLATE]
    spaces = [file for file in files if tags[file] == SPACE]
    domain = _domain(given, chosen, templates, spaces)
    profiles = [file for file in spaces if file.name != domain.name]
    others = [file for file in files if tags[file] not in (TEMPLATE, SPACE)]
    return Folder(domain, named(profiles), others)


def ordered(profiles: dict[str, Path], agents: list[str]) -> dict[str, Path]:
    """The profiles, those that the domain's agents use first, in the agents' order."""
    names = {file.name: name for name, file in profiles.items()}
    first = [names[agent] for agent in agents if agent in names]
    return {name: profiles[name] for name in dict.fromkeys([*first, *profiles])}


def picked(
    path: str | os.PathLike[str], profiles: dict[str, Path], parties: list[str] | None
) -> dict[str, Path]:
    """The profiles of the parties asked for, in the order asked for; all where none are named.

    Raises:
        InputError: a name that no profile has, or fewer than two parties.
    """
    if parties is not None:
        known = list(profiles)
        unknown = [name for name in dict.fromkeys(parties) if name not in profiles]
        if unknown:
            raise InputError(
                Problem(
                    str(path), 0, 0, f"no profile is called {name!r}{did_you_mean(name, known)}"
                )
                for name in unknown
            )
        profiles = {name: profiles[name] for name in parties}
    if len(profiles) < 2:
        what = "only one profile" if profiles else "no profiles"
        raise InputError.at(
            str(path),
            f"{what} for this domain; a negotiation needs two parties or more, each with a "
            "<utility_space> file beside the domain file",
        )
    return profiles


def prefers(root: Element) -> bool:
    """Whether a `utility_space` says what somebody wants: a profile, then, and not a domain."""
    return any(
        element.tag in _PREFERRING or "evaluation" in element.attributes for element in root.walk()
    )


def _xml_files(folder: Path) -> list[Path]:
    """The XML files directly in a folder, in natural order; hidden ones are left alone."""
    files = [
        file
        for file in folder.iterdir()
        if _is_xml(file) and not file.name.startswith(".") and file.is_file()
    ]
    return sorted(files, key=natural)


def _is_xml(file: Path) -> bool:
    return file.suffix.lower() == ".xml"


def _tag(file: Path) -> str:
    """The tag of the root, or what it seems to have been; empty for a file that is no XML at all.

    A file that is damaged before its first tag ends is not passed over, as a mere list that is
    called `.xml` may be: a party must not drop out of the negotiation because its file is broken.
    Nor is one with a DOCTYPE, which may name another root than there is.
    """
    found = root_tag(file)
    if found in (TEMPLATE, SPACE):
        return found
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD).replace(b"\0", b"")
    except OSError:
        return SPACE  # reading it will tell why it cannot be read
    if found is None or b"<!DOCTYPE" in head:
        if TEMPLATE.encode() in head:
            return TEMPLATE
        if not head.strip() or SPACE.encode() in head:
            return SPACE
    return found or ""


def _domain(given: Path, chosen: Path | None, templates: list[Path], spaces: list[Path]) -> Path:
    """The domain file: the one chosen, or the only one there is."""
    if chosen is not None:
        tag = _tag(chosen)
        if tag == TEMPLATE or (tag == SPACE and not prefers(parse(chosen))):
            return chosen
        what = "one party's profile" if tag == SPACE else "a file of another kind"
        raise InputError.at(
            str(given),
            f"this is {what}, not a domain; give the folder {str(given.parent)!r} or the domain "
            f"file in it, whose root is <{TEMPLATE}>",
        )
    candidates = templates or [file for file in spaces if not prefers(parse(file))]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        names = listed([file.name for file in candidates])
        raise InputError.at(
            str(given), f"there are several domains here, {names}; give the path of the one meant"
        )
    raise InputError.at(
        str(given),
        f"there is no GENIUS domain here: no XML file whose root is <{TEMPLATE}>, and no "
        f"<{SPACE}> without evaluations",
    )
