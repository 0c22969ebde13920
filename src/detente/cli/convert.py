"""`detente convert`: a case in another format."""

from __future__ import annotations

import os

import click

from detente.cli.options import json_option, opened, parties_option


@click.command(name="convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--force", is_flag=True, help="Overwrite OUT if it is there.")
@parties_option
@json_option
def command(source: str, target: str, force: bool, parties: list[str] | None, as_json: bool) -> int:
    """Write a case in another format: Detente YAML or JSON, as the name of OUT says.

    IN is any case that Detente reads, such as a GENIUS folder. The preferences of all parties go
    into OUT, even if IN keeps them in files of their own. From YAML to YAML comments stay; what
    cannot be carried over is named.

    \b
    Examples:
      detente convert genius/Energy energy.yaml
      detente convert my-case.yaml my-case.json
      detente convert genius/partydomain party.yaml --parties party1_utility,party2_utility
    """
    from detente.cli.files import refuse_to_overwrite, writing
    from detente.cli.output import Page, print_json
    from detente.errors import InputError
    from detente.formats.conversion import convert
    from detente.report.words import listed, the

    refuse_to_overwrite(target, source, endings=(".yaml", ".yml", ".json"))
    if os.path.isfile(target) and not force:
        raise InputError.at(target, "there is such a file already; --force overwrites it")
    case = opened(source, parties)
    with writing(target):
        said = convert(case, source, target)
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
