"""A case from one format into another, with what is lost on the way said in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from detente.errors import InputError
from detente.formats.detente.source import is_json, resolved
from detente.formats.recognition import format_of, module_of
from detente.model.case import Case

_SCHEMA_LINE = re.compile(r"\A\ufeff?# yaml-language-server: \$schema=.*(?=\r?$)", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s)#(?! yaml-language-server:)", re.MULTILINE)
_VERSION_LINE = re.compile(r"^detente:[ ]*\S+[ ]*(?:#.*)?$", re.MULTILINE)


def convert(case: Case, source: str | Path, target: str | Path, to: str = "detente") -> list[str]:
    """Writes a case in another format.

    A Detente file, YAML or JSON by the target's ending, is read back as an equal case; from YAML to YAML its comments
    and its layout stay. The other formats are folders of files that can say less; what they cannot is returned.

    Args:
        case: the case, or some parties of it.
        source: what it was read from, such as a Detente file or a GENIUS folder.
        target: where to write; a file that is there is overwritten, a folder is made.
        to: the format, a key of `recognition.NAMES`.

    Returns:
        What is not in the new file, and what else ought to be known of it; a sentence each.

    Raises:
        InputError: the format cannot say something of the case that it cannot do without.
        OSError: the target cannot be written.
    """
    from detente.formats import save
    from detente.formats.detente.replacing import replace_file

    if to != "detente":
        return [*case.notes, *_folder(case, Path(target), to)]
    wanted = Path(target)
    said = list(case.notes)
    text, kept = _detente_text(source), None
    if text is not None:
        if not (is_json(source) or is_json(wanted)):
            kept = _moved(text, case, wanted)
        if kept is None:
            said += _lost(text, is_json(source), wanted)
    if kept is None:
        save(case, wanted)
    else:
        replace_file(wanted, kept)
    return said


def _folder(case: Case, folder: Path, to: str) -> list[str]:
    """Writes a case as a folder of files; what is lost, and what else is in the folder."""
    before = _changed(folder)
    said: list[str] = module_of(to).write(case, folder)
    after = _changed(folder)
    left = sorted(name for name, change in before.items() if after.get(name) == change)
    if left:
        said.append(
            f"other files were in the folder and still are: {', '.join(left[:6])}"
            + (", ..." if len(left) > 6 else "")
        )
    return said


def _changed(folder: Path) -> dict[str, tuple[int, int]]:
    """What tells each file of a folder from one that is put in its place."""
    if not folder.is_dir():
        return {}
    states = {file.name: file.stat() for file in folder.iterdir()}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in states.items()}


def _detente_text(source: str | Path) -> str | None:
    """The text of a source that is a Detente file (it has been read as a case); else None."""
    path = Path(source)
    if not path.is_file() or format_of(path) != "detente":
        return None
    return path.read_bytes().decode("utf-8-sig")


def _moved(text: str, case: Case, target: Path) -> str | None:
    """The same text fit for its new place; None if it would not be the same case there."""
    from detente.formats.detente.emit import to_yaml
    from detente.formats.detente.mistakes import Mistakes
    from detente.formats.detente.reading import read
    from detente.formats.detente.tree import Map, parse
    from detente.formats.detente.writing import schema_from

    tree = parse(text, Mistakes(str(target)))[1]
    wishes = tree.get("preferences") if isinstance(tree, Map) else None
    if isinstance(wishes, Map) and not all(isinstance(one, Map) for one in wishes.values()):
        return None  # a party's are in a file of its own, which would be left behind
    line = f"# yaml-language-server: $schema={schema_from(target)}"
    text = _SCHEMA_LINE.sub(line.replace("\\", r"\\"), text, count=1)
    if isinstance(tree, Map) and "name" not in tree and case.name != target.stem:
        end = "\r\n" if "\r\n" in text else "\n"
        name = to_yaml({"name": case.name}).rstrip("\n")
        text = _VERSION_LINE.sub(lambda found: f"{found[0]}{end}{name}", text, count=1)
    try:
        again = read(target, {resolved(target): text})
    except InputError:
        return None
    return text if again == replace(case, notes=()) else None


def _lost(text: str, json: bool, target: Path) -> list[str]:
    """What of a Detente file's text is not in a file written anew."""
    from detente.formats.detente.mistakes import Mistakes
    from detente.formats.detente.tree import parse

    said = []
    if not json and _COMMENT.search(text):
        why = "JSON has none" if is_json(target) else "the file is written anew"
        said.append(f"comments are not carried over: {why}")
    own = _own_keys(parse(text, Mistakes(str(target)), json)[1])
    if own:
        said.append(f"entries of your own are not carried over: {', '.join(own)}")
    return said


def _own_keys(tree: object) -> list[str]:
    """The keys that begin with `x-`, which are there for whoever wrote them."""
    found: list[str] = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            if str(key).startswith("x-"):
                found.append(str(key))
            else:
                found += _own_keys(value)
    elif isinstance(tree, list):
        for value in tree:
            found += _own_keys(value)
    return list(dict.fromkeys(found))
