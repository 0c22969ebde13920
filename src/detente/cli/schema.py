"""`detente schema`: the JSON Schema of case files."""

from __future__ import annotations

import click

from detente.cli.options import json_option


@click.command(name="schema")
@json_option
def command(as_json: bool) -> int:
    """Print the JSON Schema of case files, version 1.

    Editors complete and check a case as it is typed when its first line names the schema:
    '# yaml-language-server: $schema=detente-case-1.schema.json'.

    \b
    Examples:
      detente schema > detente-case-1.schema.json
      detente schema --json | jq .properties
    """
    from detente.formats.schema import schema

    from detente.cli.output import print_json

    del as_json  # it is one JSON document either way
    print_json(schema())
    return 0
