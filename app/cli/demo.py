"""`flask demo load`: the starter catalogue and the example project."""

import json

import click
from flask.cli import AppGroup

from app.services import demo, demo_catalogue, users

group = AppGroup("demo", help="The starter catalogue and the example project.")


@group.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def load(as_json: bool) -> None:
    """Load the catalogue, and give the first administrator the example; what is there stays."""
    admin = users.first_admin()
    if admin is None:
        raise click.UsageError(
            "There is no administrator yet: flask user create EMAIL --role admin"
        )
    found = {"project": demo.copy_for(admin), "edition": demo_catalogue.load(admin)}
    said = "Example: project {project}, edition {edition}".format_map(found)
    click.echo(json.dumps(found) if as_json else said)
