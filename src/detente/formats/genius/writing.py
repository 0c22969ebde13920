"""A case as a GENIUS domain: a file for the issues, and a profile for each party."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from detente.errors import InputError, Problem
from detente.formats.genius.folder import SPACE, TEMPLATE
from detente.formats.genius.markup import Tag
from detente.formats.genius.written import Written
from detente.formats.genius.written_boxes import boxed
from detente.formats.genius.written_sums import summed
from detente.formats.scenario.additive import additive
from detente.formats.scenario.decimals import decimal
from detente.formats.scenario.losses import losses
from detente.formats.scenario.names import said_of_stems, stems
from detente.formats.scenario.writing import no_two_alike, write_texts
from detente.formats.xml import root_tag
from detente.model.case import Case
from detente.model.number import written

DOMAIN = "domain"


def write(case: Case, folder: Path) -> list[str]:
    """Writes a case as a GENIUS domain, which is read back with the same utilities.

    Without interactions every profile is additive; with any, every profile is a sum of
    hyper-rectangles over whole-number issues. What GENIUS cannot say otherwise is written as near
    to it as can be, and told: a utility that is negative or above 1, which GENIUS cuts, is moved
    and scaled, and so is what no deal is worth.

    Args:
        case: a case in which every party's preferences are known.
        folder: where to write; it is made if it is not there. Files of the same names that are
            GENIUS's own are replaced.

    Returns:
        What is not in the files, and what is there but otherwise; a sentence each.

    Raises:
        InputError: preferences are hidden, GENIUS cannot say something, or other files are there.
        OSError: a file cannot be written.
    """
    try:
        texts, said = _texts(case)
    except InputError as error:
        raise InputError(Problem(str(folder), 0, 0, p.message) for p in error.problems) from None
    _make_sure_of(folder, set(texts))
    write_texts(folder, texts)
    return said


def _texts(case: Case) -> tuple[dict[str, str], list[str]]:
    """The text of each file, the domain's last, and what is to be said."""
    found = additive(case)
    known = case.utilities  # interactions count here, and so they do in what no deal is worth
    worth = {
        party: None if units is None else known.value(p, units)
        for p, (party, units) in enumerate(zip(case.parties, known.reservations, strict=True))
    }
    found = replace(found, reservations=worth)
    no_two_alike([column.name for column in found.columns], "GENIUS")
    for column in found.columns:
        if not all(map(str.strip, column.variable.labels)):
            raise InputError.at(
                "", f"a value of {column.name!r} is blank, which is none in GENIUS; give it a name"
            )
    form = boxed(case, found) if any(found.lost.values()) else summed(case, found)
    names = stems(list(case.parties), [DOMAIN])
    said = losses(case, replace(found, lost=dict.fromkeys(found.lost, 0)), "GENIUS")
    said += form.said
    said += said_of_stems(names)
    texts = {}
    for party, profile in form.profiles.items():
        root = Tag(SPACE, dict(form.attributes), [_objective(case, profile)])
        root.inside.append(Tag("discount_factor", {"value": 1}))
        reservation = _reservation(party, found.reservations[party], form, said)
        if reservation is not None:
            root.inside.append(Tag("reservation", {"value": decimal(reservation)}))
        texts[f"{names[party]}.xml"] = root.text()
    agents = [
        Tag("agent", {"name": party, "class": "", "utility_space": f"{stem}.xml"})
        for party, stem in names.items()
    ]
    space = Tag(SPACE, {"number_of_issues": len(form.issues)}, [_objective(case, form.issues)])
    texts[f"{DOMAIN}.xml"] = Tag(TEMPLATE, {}, [*agents, space]).text()
    return texts, said


def _objective(case: Case, inside: list[Tag]) -> Tag:
    attributes = {"index": 0, "name": case.title or case.name or "root", "description": ""}
    return Tag("objective", {**attributes, "type": "objective", "etype": "objective"}, inside)


def _reservation(
    party: str, value: Fraction | None, form: Written, said: list[str]
) -> Fraction | None:
    """What no deal is worth, on the scale that is written; the scale is told on the way."""
    scale, offset = form.scales.get(party, (Fraction(1), Fraction(0)))
    if party in form.scales:
        moved = f"(utility + {written(offset)})" if offset else "utility"
        said.append(
            f"utilities of {party} are written as {written(scale)} × {moved}, as GENIUS holds them "
            "in 0 to 1; so is what no deal is worth"
        )
    if value is None:
        said.append(f"what no deal is worth to {party} is not known; GENIUS takes it as 0")
        return None
    return (value + offset) * scale


def _make_sure_of(folder: Path, names: set[str]) -> None:
    """Makes sure that nothing but an older domain of the same files is in the folder.

    Raises:
        InputError: something else is there: it could be lost, or be taken for a party.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError.at(
            str(folder), "there is a file of this name; a GENIUS domain is a folder: name another"
        )
    if not folder.is_dir():
        return
    there = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    others = [
        name
        for name in there
        if name not in names or root_tag(folder / name) not in (TEMPLATE, SPACE)
    ]
    if others:
        shown = ", ".join(repr(name) for name in others[:4])
        more = f" and {len(others) - 4} more" if len(others) > 4 else ""
        raise InputError.at(
            str(folder),
            f"the folder holds other files ({shown}{more}), which GENIUS could take for parties; "
            "name a new or an empty folder",
        )
