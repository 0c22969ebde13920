"""`detente convert`: a case in another format."""

from __future__ import annotations

import os

import click

from detente.cli.options import json_option, opened, parties_option

FILE_ENDINGS = (".yaml", ".yml", ".json")
FORMATS = ("detente", "genius", "negmas", "geniusweb", "negolog")


@click.command(name="convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--to",
    "to",
    type=click.Choice(FORMATS),
    help="The format; Detente where OUT is a file ending in .yaml, .yml or .json.",
)
@click.option("--force", is_flag=True, help="Overwrite OUT if it is there.")
@parties_option
@json_option
def command(
    source: str,
    target: str,
    to: str | None,
    force: bool,
    parties: list[str] | None,
    as_json: bool,
) -> int:
    """Write a case in another format: Detente's own, or one of other programs.

    IN is any case that Detente reads, such as a GENIUS folder. The preferences of all parties go
    into OUT, even if IN keeps them in files of their own. From YAML to YAML comments stay; what
    cannot be carried over is named.

    GENIUS, NegMAS, GeniusWeb and NegoLog keep a scenario in a folder of files, so OUT is a folder
    then. They know issues, weights, scores and what no deal is worth; nearly all else is lost.

    \b
    Examples:
      detente convert genius/Energy energy.yaml
      detente convert my-case.yaml my-case.json
      detente convert my-case.yaml my-case-negmas --to negmas
      detente convert genius/partydomain party.yaml --parties party1_utility,party2_utility
    """
    from detente.cli.files import writing
    from detente.cli.output import Page, print_json
    from detente.formats.conversion import convert
    from detente.report.words import listed, the

    chosen = _checked(source, target, to, force)
    case = opened(source, parties)
    with writing(target):
        said = convert(case, source, target, chosen)
    if as_json:
        print_json({"written": target, "notes": said})
        return 0
    page = Page()
    known = listed(the(case, party) for party in case.preferences)
    page.paragraph(
        f"{target} is written" + (f", with the preferences of {known}." if known else ".")
    )
    page.listed(said)
    page.show()
    return 0


def _checked(source: str, target: str, to: str | None, force: bool) -> str:
    """The format to write, once it is sure that OUT may be written.

    Raises:
        InputError: OUT does not say in which format, is of the wrong kind, or is there already.
    """
    from detente.cli.files import refuse_to_overwrite
    from detente.errors import InputError

    is_file = target.lower().endswith(FILE_ENDINGS) or target.startswith("/dev/")
    if to is None and not is_file and (os.path.isdir(target) or not os.path.splitext(target)[1]):
        raise InputError.at(
            target,
            "in which format? End the name in .yaml or .json for a Detente file, or say "
            f"--to {', '.join(FORMATS[1:-1])} or {FORMATS[-1]} for a folder",
        )
    if to in (None, "detente"):
        refuse_to_overwrite(target, source, endings=FILE_ENDINGS)
        if os.path.isfile(target) and not force:
            raise InputError.at(target, "there is such a file already; --force overwrites it")
        return "detente"
    assert to is not None
    if is_file or os.path.isfile(target):
        raise InputError.at(
            target, f"with --to {to} a folder is written; give the name of one, not of a file"
        )
    if os.path.isdir(target):
        place = source if os.path.isdir(source) else os.path.dirname(os.path.abspath(source))
        if os.path.samefile(target, place):
            raise InputError.at(target, "this would write among the input; choose another folder")
        if os.listdir(target) and not force:
            raise InputError.at(
                target, "the folder is there and not empty; --force writes into it all the same"
            )
    return to
