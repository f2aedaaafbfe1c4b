"""`flask user create EMAIL --role ROLE`: the first people, and whoever has no browser at hand."""

import json

import click
from flask.cli import AppGroup

from app.services import messages, users
from app.services.errors import Invalid

group = AppGroup("user", help="People who may log in.")


@group.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(users.ROLES), required=True)
@click.option("--name", default="", help="Without it the part before the @.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def create(email: str, role: str, name: str, as_json: bool) -> None:
    """Make an account; its one-time password is printed now and never again."""
    try:
        made = users.create(users.Draft(email, role, name))
    except Invalid as refused:
        raise _failure(refused) from None
    if as_json:
        click.echo(json.dumps({"id": made.id, "email": made.email, "password": made.password}))
    else:
        click.echo(f"{made.email} ({role})\nOne-time password: {made.password}")


def _failure(refused: Invalid) -> click.ClickException:
    texts = " ".join(messages.text(problem) for problem in refused.problems)
    if any(problem.code == "email.taken" for problem in refused.problems):
        return click.ClickException(texts)
    return click.UsageError(texts)
