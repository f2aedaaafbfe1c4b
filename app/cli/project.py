"""`flask project`: bring, look at, take out and prove projects.

Exit codes: 0 done (also when rows were refused, which `problems` lists), 1 nothing was done or
figures differ, 2 wrong use.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from app.domain.errors import Problem
from app.extensions import db
from app.services import (
    archives,
    explain,
    explain_proof,
    messages,
    moments,
    summary,
    tables,
    verification,
    workbook,
)
from app.services.errors import Forbidden, Invalid, Locked, NotFound
from app.services.revisions import Outcome
from app.services.tables import Origin

group = AppGroup("project", help="Projects: in and out as tables and archives, figures, proof.")
at_option = click.option("--at", metavar="N", type=int, help="As it was at revision N.")
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)


@group.command("import-tables")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--owner", help="E-mail of the owner; without it the first administrator.")
@as_json_option
def import_tables(source: Path, owner: str | None, as_json: bool) -> None:
    """Store the project in SOURCE, a folder or a zip of tables."""
    by = _owner(owner)
    reading = tables.read(source)
    if reading.tables is None:
        _refused(reading.problems, as_json)
    stored = partial(tables.import_, reading.tables, Origin(by))
    _stored(stored, reading.problems, as_json)


@group.command("import-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--owner", help="E-mail of the owner; without it the first administrator.")
@as_json_option
def import_archive(file: Path, owner: str | None, as_json: bool) -> None:
    """Store the project in FILE with its whole history, once every revision is proved."""
    by = _owner(owner)
    try:
        proof = archives.prove(file.read_bytes(), archives.BY_COMMAND)
    except Invalid as invalid:
        _refused(tuple(invalid.problems), as_json)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    _stored(partial(archives.import_, proof, by), proof.problems, as_json)


@group.command("show")
@click.argument("number", metavar="ID", type=int)
@at_option
@as_json_option
def show(number: int, at: int | None, as_json: bool) -> None:
    """Print the totals, sections and items of a project."""
    try:
        found = summary.show(number) if at is None else summary.show_at(number, at)
    except NotFound:
        raise _unknown(number, at) from None
    _tell(found, as_json)


@group.command("explain")
@click.argument("number", metavar="ID", type=int)
@click.argument("address")
@click.option("--at", type=int, help="The revision to go back to.")
@click.option("--proof", "as_proof", is_flag=True, help="Print the proof: every step, as JSON.")
@as_json_option
def explain_figure(
    number: int, address: str, at: int | None, as_proof: bool, as_json: bool
) -> None:
    """Print why the figure at ADDRESS is what it is, such as rounded or node.42.amount."""
    try:
        if as_proof:
            found = explain_proof.of(explain.by_id(number), address, at)
        else:
            found = explain.as_json(number, explain.Asked(address, at))
    except NotFound:
        raise click.ClickException(f"Project {number} has no figure {address}.") from None
    _tell(found, as_json or as_proof)


@group.command("export")
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "form", type=click.Choice(["tables", "xlsx", "archive"]), required=True)
@at_option
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path),
    help="A file to write; tables also go into a folder that exists.",
)  # fmt: skip
def export(number: int, form: str, at: int | None, target: Path) -> None:
    """Write a project as tables, as a workbook with live formulas, or with its history."""
    if form == "archive" and at is not None:
        raise click.UsageError("An archive has every revision: leave --at out.")
    if form != "tables" and target.is_dir():
        raise click.UsageError("This is one file: name it.")
    try:
        content = FORMATS[form](number, at)
    except NotFound:
        raise _unknown(number, at) from None
    try:
        if form == "tables":
            tables.write(content, target)
        else:
            tables.keep(content, target)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from None
    if form == "archive" and archives.is_too_large(content):
        click.echo("A page does not take an archive of this size; import-archive does.", err=True)


@group.command("verify")
@click.argument("number", metavar="[ID]", type=int, required=False)
@as_json_option
def verify(number: int | None, as_json: bool) -> None:
    """Compute everything again and name every stored figure that differs."""
    verdict = verification.verify(db.session(), number)
    if number is not None and not verdict.projects:
        raise _unknown(number)
    found = asdict(verdict)
    found["differences"] = list(found["differences"])
    if as_json:
        click.echo(json.dumps(found))
    else:
        wrong = found["differences"]
        click.echo(f"{verdict.projects} projects, {verdict.figures} figures, {len(wrong)} differ")
        for each in wrong:
            click.echo(" ".join(f"{name}={value}" for name, value in each.items()))
    if verdict.differences:
        raise click.exceptions.Exit(1)


def _tables(number: int, at: int | None) -> bytes:
    if at is None:
        return tables.export(number)
    with moments.reading(number, at):
        return tables.export(number)


def _workbook(number: int, at: int | None) -> bytes:
    return workbook.export(number, workbook.anybody(number), at).content


def _archive(number: int, _at: None) -> bytes:
    return archives.export(number)


FORMATS: dict[str, Callable[..., bytes]] = {
    "tables": _tables, "xlsx": _workbook, "archive": _archive,
}  # fmt: skip


def _owner(address: str | None) -> int:
    by = tables.owner(address)
    if by is None:
        wanted = "no administrator yet"
        if address:
            wanted = f"nobody with the e-mail {address} may log in"
        raise click.UsageError(f"A project needs an owner: {wanted}.")
    return by


def _stored(store: Callable[[], Outcome], problems: tuple[Problem, ...], as_json: bool) -> None:
    """Store what was read and print its totals, with what is to be said of it."""
    try:
        made = store()
    except Forbidden:
        raise click.UsageError("Viewers of the site do not own projects.") from None
    except Invalid as invalid:
        _refused((*problems, *invalid.problems), as_json)
    except Locked:
        raise click.ClickException("Somebody else is writing; nothing was stored.") from None
    found = summary.brief(made.project_id, made.result["items"])
    found["problems"] = [_problem(problem) for problem in problems]
    _tell(found, as_json)


def _unknown(number: int, at: int | None = None) -> click.ClickException:
    revision = "" if at is None else f", or it has no revision {at}"
    return click.ClickException(f"There is no project {number}{revision}.")


def _refused(problems: tuple[Problem, ...], as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"project": None, "problems": [_problem(p) for p in problems]}))
    else:
        for problem in problems:
            click.echo(_line(_problem(problem)), err=True)
    raise click.exceptions.Exit(1)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "place": problem.place,
        "code": problem.code,
        "warning": problem.warning,
        "text": messages.text(problem),
    }


def _line(problem: dict[str, Any]) -> str:
    return ": ".join(filter(None, (problem["place"], problem["text"])))


def _tell(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if not isinstance(value, list):
            click.echo(f"{name}: {value}")
            continue
        click.echo(f"{name}:")
        for row in value:
            text = _line(row) if name == "problems" else json.dumps(row, ensure_ascii=False)
            click.echo(f"  {text}")
