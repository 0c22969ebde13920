"""Which file of a GeniusWeb folder is the domain, and which are the parties' profiles."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from detente.errors import InputError
from detente.formats.scenario.findings import listed
from detente.formats.scenario.folder import files_in, head

SPACES = ("LinearAdditiveUtilitySpace", "SumOfGroupsUtilitySpace", "DefaultPartialOrdering")
_SPACE = re.compile(rf'\A\W*"(?:{"|".join(SPACES)})"')
_DOMAIN = re.compile(r'"issuesValues"\s*:')


@dataclass(frozen=True)
class Folder:
    """The files of one domain.

    Attributes:
        place: the folder itself.
        domain: path of the domain file, if there is one.
        profiles: paths of the profiles, in natural order.
        others: JSON files that are neither.
    """

    place: Path
    domain: Path | None
    profiles: list[Path]
    others: list[Path]


def find(path: str | os.PathLike[str]) -> Folder:
    """The domain and the profiles.

    Raises:
        InputError: there is more than one domain, or the file given is none.
    """
    given = Path(path)
    place = given if given.is_dir() else given.parent
    profiles, domains, others = [], [], []
    for file in files_in(place, (".json",)):
        text = head(file)
        if any(f'"{space}"' in text for space in SPACES):
            profiles.append(file)
        elif _DOMAIN.search(text):
            domains.append(file)
        elif not text.strip():
            profiles.append(file)  # empty: a party must not drop out because its file is broken
        else:
            others.append(file)
    if given != place:
        if not any(file.name == given.name for file in domains):
            what = "one party's profile" if given in profiles else "a file of another kind"
            raise InputError.at(
                str(path),
                f"this is {what}, not a domain; give the folder '{place}' or the domain file in "
                'it, which has "issuesValues"',
            )
        domains = [given]
    if len(domains) > 1:
        raise InputError.at(
            str(path),
            f"there are several domains here, {listed(file.name for file in domains)}; give the "
            "path of the one meant",
        )
    return Folder(place, domains[0] if domains else None, profiles, others)
