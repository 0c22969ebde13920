"""`detente set`: change figures in a case file; its comments stay."""

from __future__ import annotations

import click

from detente.cli.options import json_option


def _changes(
    ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"{word!r} is not of the form KEY=VALUE")
        if key.strip() in found:
            raise click.BadParameter(f"{key.strip()!r} is set twice")
        found[key.strip()] = value
    return found


@click.command(name="set")
@click.argument("case_path", metavar="CASE")
@click.argument("changes", metavar="KEY=VALUE...", nargs=-1, required=True, callback=_changes)
@json_option
def command(case_path: str, changes: dict[str, str], as_json: bool) -> int:
    """Change single values in a Detente file; its comments and its layout stay.

    KEY is the way to the value, its parts joined by points; entries of a list count from 0. What is
    under 'preferences' is found in a party's own file too, if it has one. Files are changed only if
    the case is sound afterwards; all changes are made, or none.

    \b
    Examples:
      detente set my-case.yaml preferences.us.reservation=45
      detente set my-case.yaml issues.quota.status_quo=2 moves.0.duration=14
      detente set my-case.yaml preferences.us.issues.inspections.weight=1/3 --json
    """
    from detente.cli.files import writing
    from detente.cli.output import Page, print_json
    from detente.formats.detente.editing import edit

    with writing(case_path):
        edit(case_path, changes)
    if as_json:
        print_json({"changed": [{"key": key, "to": value} for key, value in changes.items()]})
        return 0
    page = Page()
    for key, value in changes.items():
        page.paragraph(f"{key} is now {value}")
    page.show()
    return 0
