"""Scenarios of several deals at once (ANL 2025): a centre that makes a deal with each of several edges, or none.

As in `anl2025`, whose own combined outcome space is the same, each deal is one issue: its values are the outcomes of
that negotiation, and that there is none. An edge cares for its own deal alone; the centre for all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from detente.errors import InputError, Problem
from detente.formats.detente.mistakes import did_you_mean
from detente.formats.detente.tree import Map, Seq, Word
from detente.formats.negmas.center import Center, side_names
from detente.formats.negmas.folder import Folder
from detente.formats.negmas.issues import Topic, topics_of
from detente.formats.negmas.profile import Profile
from detente.formats.negmas.threads import Thread, thread
from detente.formats.scenario.findings import Findings, Sheet
from detente.formats.scenario.folder import files_in, named, shown_name
from detente.model.case import Case, Party
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table


def load_multideal(folder: Folder, findings: Findings, parties: Sequence[str] | None) -> Case:
    """The case of a folder with `center.yml` and `edges`.

    Things stand so that no deal is made. A deal is made by the centre and its edge.

    Raises:
        InputError: with every mistake of every file that was to be read.
    """
    assert folder.center is not None
    sheet = folder.sheet(folder.center, findings)
    findings.stop()
    assert sheet is not None
    edges = _edges(folder, sheet, findings)
    name = sheet.root.get("name")
    center = str(name) if isinstance(name, Word) and name.strip() else folder.center.stem
    if center in edges:
        center = f"{center} (centre)"
    threads = _threads(sheet, list(edges))
    findings.stop()
    preferences: dict[str, Preference] = {}
    for one in threads:
        own = folder.sheet(edges[one.edge], findings)
        found = None if own is None else _edge(own, one)
        if found is not None:
            preferences[one.edge] = found
    chosen = _chosen(str(folder.place), center, list(edges), parties)
    reader = Center(sheet, center, threads)
    kept = [one.edge in chosen for one in threads]
    reservation, together = reader.reservation(), reader.together(kept)
    findings.stop()
    assert together is not None
    assert reservation is not None
    whole = together.with_none(reservation)
    left = [one for one, keep in zip(threads, kept, strict=True) if keep]
    rows = zip(left, whole.rows, strict=True)
    preferences[center] = Preference(
        {one.issue.name: Fraction(1) for one in left},
        {one.issue.name: Table(dict(zip(one.issue.values, row, strict=True))) for one, row in rows},
        whole.interactions,
        reservation,
    )
    for one in left:
        own_deal = preferences[one.edge]
        weights = {other.issue.name: Fraction(other is one) for other in left}
        preferences[one.edge] = replace(own_deal, weights=weights)
    gone = [edge for edge in edges if edge not in chosen]
    if gone:
        findings.note(f"left out, and no deal is made with them: {', '.join(gone)}")
    findings.note(
        "each deal is one issue, whose values are the outcomes of that negotiation and that there is "
        "none, which is how things stand"
    )
    return Case(
        name=shown_name(folder.place),
        parties={party: Party(party) for party in chosen},
        issues={one.issue.name: one.issue for one in left},
        preferences={party: preferences[party] for party in chosen},
        moves=tuple(
            MoveRule(one.issue.name, by=tuple(p for p in chosen if p in (center, one.edge)))
            for one in left
        ),
        notes=findings.notes,
    )


def _edges(folder: Folder, sheet: Sheet, findings: Findings) -> dict[str, Path]:
    """The file of each edge, in the order of the deals.

    Raises:
        InputError: there are none.
    """
    place = folder.place / "edges"
    found = named(files_in(place)) if place.is_dir() else {}
    if not found:
        raise InputError.at(
            str(folder.place),
            f"{folder.center.name if folder.center else 'the centre'} makes deals with others, each of "
            "whom needs a file in the folder 'edges'; there are none",
        )
    names = side_names(sheet.root)
    matched = [
        [edge for edge in found if name.casefold() in (edge.casefold(), f"with_{edge}".casefold())]
        for name in names
    ]
    if sorted(edge for edges in matched for edge in edges) == sorted(found):
        return {edges[0]: found[edges[0]] for edges in matched}
    if len(found) > 1:
        findings.note(
            "which deal is with whom is not said; they are taken in the order of the files in 'edges'"
        )
    return found


def _threads(sheet: Sheet, edges: Sequence[str]) -> list[Thread]:
    """The deal with each edge, as far as it can be read."""
    root = sheet.root
    several, single = root.get("outcome_spaces"), root.get("outcome_space")
    if isinstance(several, Seq) and several:
        spaces, spans = list(several), list(several.values_at)
    elif isinstance(single, Map):
        spaces, spans = [single] * len(edges), [root.values_at["outcome_space"]] * len(edges)
    else:
        sheet.wrong(root.home, "'outcome_spaces' is missing here: what each deal can be about")
        return []
    if len(spaces) != len(edges):
        sheet.wrong(
            root.keys_at["outcome_spaces"],
            f"there are {len(spaces)} outcome spaces for the {len(edges)} edges "
            f"({', '.join(edges[:6])}); each edge has one deal",
        )
        return []
    found: list[Thread] = []
    read: dict[int, list[Topic] | None] = {}
    for edge, space, span in zip(edges, spaces, spans, strict=True):
        node = sheet.a_map(space, span, "an outcome space", "a mapping with 'issues'")
        if node is None:
            continue
        if id(node) not in read:
            read[id(node)] = topics_of(sheet, node)
        topics = read[id(node)]
        made = None if topics is None else thread(sheet, span, edge, topics)
        if made is not None:
            found.append(made)
    return found


def _edge(sheet: Sheet, one: Thread) -> Preference | None:
    """What an edge wants of its deal; None, and mistakes are kept, where it cannot be read."""
    found = Profile(sheet, sheet.root, one.edge, one.topics).preference()
    if found is None:
        return None
    scores = Table(dict(zip(one.issue.values, one.worth(found), strict=True)))
    return Preference(
        {one.issue.name: Fraction(1)}, {one.issue.name: scores}, reservation=found.reservation
    )


def _chosen(
    path: str, center: str, edges: Sequence[str], parties: Sequence[str] | None
) -> list[str]:
    """The parties wanted: the centre and some of the edges.

    Raises:
        InputError: there is no such party, or the centre is left out, or all edges are.
    """
    everybody = [center, *edges]
    if parties is None:
        return everybody
    wanted = list(dict.fromkeys(parties))
    unknown = [name for name in wanted if name not in everybody]
    if unknown:
        raise InputError(
            Problem(path, 0, 0, f"there is no party '{name}'{did_you_mean(name, everybody)}")
            for name in unknown
        )
    if center not in wanted or len(wanted) < 2:
        raise InputError.at(
            path, f"every deal here is one with '{center}'; name it and one of {', '.join(edges)}"
        )
    return wanted
