"""Which file of a NegMAS folder is the domain, and which are the parties' utility functions."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import InputError
from detente.formats.negmas.kinds import is_function, is_space, kind_of
from detente.formats.scenario.findings import Findings, Sheet, listed
from detente.formats.scenario.folder import files_in, head, opened

_MENTIONS = re.compile(
    r"""["']?(?:type|__python_class__)["']?\s*:\s*["']?(?:\w+\.)*"""
    r"""(\w*OutcomeSpace|\w*UFun|\w*Function|\w*Issue|\w*Fun)\b"""
)

_PARTS = re.compile(r"""^\W*(?:reserved_value|weights|mapping)["']?\s*:""", re.MULTILINE)


@dataclass
class Folder:
    """The files of one scenario, as far as they could be read.

    Attributes:
        place: the folder itself.
        domain: the domain's file.
        profiles: the utility functions' files, in natural order.
        others: names of files that are neither.
        center: the file of the party in the middle, if deals are made with several at once.
    """

    place: Path
    domain: Path | None = None
    profiles: list[Path] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    center: Path | None = None
    _read: dict[Path, tuple[Sheet | None, Findings]] = field(default_factory=dict)

    def sheet(self, file: Path, findings: Findings) -> Sheet | None:
        """A file as a mapping; None, and mistakes are kept, where it is none."""
        if file not in self._read:
            own = Findings()
            self._read[file] = opened(file, own), own
        sheet, own = self._read[file]
        findings.problems.extend(own.problems)
        own.problems.clear()
        if sheet is not None:
            sheet.findings = findings
        return sheet

    def kind(self, file: Path) -> str:
        """The class that a file names; by its head where it is damaged, for a party must not drop out."""
        text = head(file)
        mentioned = [match[1] for match in _MENTIONS.finditer(text)]
        parts = _PARTS.search(text) is not None
        if file.name.startswith("_") or (not mentioned and not parts and text.strip()):
            return ""
        own = Findings()
        sheet = opened(file, own)
        self._read[file] = sheet, own
        kind = "" if sheet is None else kind_of(sheet.root)
        if is_space(kind) or is_function(kind) or not (mentioned or parts or sheet is None):
            return kind
        # Damaged, or a thing without its own class: tell it by what is in it.
        issues = any(one.endswith(("Issue", "OutcomeSpace")) for one in mentioned)
        functions = any(is_function(one) for one in mentioned)
        return "OutcomeSpace" if issues and not functions else "UtilityFunction"


def find(path: str | os.PathLike[str]) -> Folder:
    """The domain and the utility functions.

    Raises:
        InputError: there is no domain, or more than one, or the file given is none.
    """
    given = Path(path)
    found = Folder(given if given.is_dir() else given.parent)
    chosen = None if given.is_dir() else given
    domains: list[Path] = []
    for file in files_in(found.place):
        kind = found.kind(file)
        if kind.endswith("CenterUFun"):
            found.center = file
        elif is_space(kind):
            domains.append(file)
        elif is_function(kind):
            found.profiles.append(file)
        else:
            found.others.append(file.name)
    if found.center is not None and chosen in (None, found.center):
        return found
    if chosen is not None:
        if chosen not in domains:
            what = "one party's utility function" if chosen in found.profiles else "no domain"
            raise InputError.at(
                str(path),
                f"this is {what}; give the folder '{found.place}' or the domain file in it, whose "
                "type is an OutcomeSpace",
            )
        domains = [chosen]
    if len(domains) > 1:
        raise InputError.at(
            str(path),
            f"there are several domains here, {listed(file.name for file in domains)}; give the "
            "path of the one meant",
        )
    if not domains:
        raise InputError.at(
            str(path),
            "there is no NegMAS domain here: no file whose type is an OutcomeSpace, with the issues",
        )
    found.domain = domains[0]
    return found
