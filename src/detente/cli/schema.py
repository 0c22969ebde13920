"""`detente schema`: the JSON Schema of case files."""

from __future__ import annotations

import click

from detente.cli.options import json_option


@click.command(name="schema")
@click.option(
    "--preferences", is_flag=True, help="The schema of a file that holds one party's preferences."
)
@json_option
def command(preferences: bool, as_json: bool) -> int:
    """Print the JSON Schema of case files, version 1.

    Editors complete and check a case as it is typed when its first line names the schema:
    '# yaml-language-server: $schema=detente-case-1.schema.json'.

    \b
    Examples:
      detente schema > detente-case-1.schema.json
      detente schema --preferences > detente-preferences-1.schema.json
      detente schema --json | jq .required
    """
    from detente.cli.output import print_json
    from detente.formats.schema import preferences_schema, schema

    del as_json  # it is one JSON document either way
    print_json(preferences_schema() if preferences else schema())
    return 0
