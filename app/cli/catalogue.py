"""`flask catalogue`: official analyses brought in, listed, found.

Exit codes: 0 done (also when problems are told, or when nothing had to be done), 1 nothing was
stored or found, 2 wrong use.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.domain.errors import Problem
from app.services import (
    catalogue_editions,
    catalogue_import_here,
    catalogue_import_report,
    messages,
    search,
)
from app.services.catalogue_editions import EditionView
from app.services.catalogue_import_here import Source
from app.services.errors import Invalid, Locked

group = AppGroup("catalogue", help="Official analyses: workbooks in, editions, search.")
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", required=True, help="The name of the edition that it becomes.")
@click.option("--dry-run", is_flag=True, help="Read and compare; store nothing.")
@as_json_option
def import_(file: Path, edition: str, dry_run: bool, as_json: bool) -> None:
    """Make the workbook FILE an edition; back when it is ready."""
    try:
        source = Source(file.name, file.read_bytes(), edition)
        act = catalogue_import_here.look if dry_run else catalogue_import_here.load
        found = catalogue_import_report.told(act(source), edition)
    except Invalid as invalid:
        _tell_import(catalogue_import_here.refused(edition, invalid), as_json)
        raise click.exceptions.Exit(1) from None
    except Locked:
        raise click.ClickException("Somebody else is writing; nothing was stored.") from None
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from None
    _tell_import(found, as_json)


@group.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """Print the editions, the current one first."""
    found = catalogue_editions.editions()
    if as_json:
        click.echo(json.dumps({"editions": [_edition(each) for each in found]}))
        return
    for each in found:
        mark = "*" if each.is_current else " "
        click.echo(f"{mark} {each.name} ({each.kind}, {each.layout}): {each.analyses} analyses")


@group.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--edition", help="Search this edition only.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@as_json_option
def search_(words: Sequence[str], edition: str | None, limit: int, as_json: bool) -> None:
    """Print the analyses that fit WORDS best."""
    hits = search.find(" ".join(words), editions=_ids(edition), limit=limit)
    names = ("code", "title", "unit", "edition", "score")
    found = [{name: getattr(hit, name) for name in names} for hit in hits]
    if as_json:
        click.echo(json.dumps({"hits": found}, ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each['code']}  {each['title']}  [{each['unit']}]  {each['edition']}")


def _ids(edition: str | None) -> list[int]:
    """The edition of this name; none for all of them."""
    if edition is None:
        return []
    wanted = catalogue_editions.normal(edition)
    found = [
        e.id for e in catalogue_editions.editions() if catalogue_editions.normal(e.name) == wanted
    ]
    if not found:
        problem = Problem("catalogue.unknown_edition", params={"edition": edition})
        raise click.ClickException(messages.text(problem))
    return found


def _edition(found: EditionView) -> dict[str, Any]:
    names = ("id", "name", "kind", "is_current", "layout", "file_name", "analyses", "resources")
    return {name: getattr(found, name) for name in names}


def _tell_import(found: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if not isinstance(value, list):
            click.echo(f"{name}: {'' if value is None else value}")
    for each in found["different"]:
        click.echo(f"{_at(each)}: {each['title']}: {each['printed']} / {each['computed']}")
        click.echo(f"  {each['cause']}")
    for each in found["problems"]:
        click.echo(": ".join(filter(None, (_at(each), each["message"]))))


def _at(told: Mapping[str, Any]) -> str:
    return "!".join(filter(None, (told["sheet"], told["cell"])))
