"""The workbook of a project, now or at a revision: made at once, or by a job where it is large."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.documents import workbook as writer
from app.documents.workbook_source import Source
from app.extensions import db
from app.models import Component, Membership, OutlineNode
from app.services import (
    access,
    blobs,
    computed,
    file_names,
    jobs,
    jobs_words,
    moments,
    transactions,
    workbook_source,
)
from app.services.errors import NotFound
from app.services.idempotency import Key
from app.services.jobs import Asked, Work

KIND = "project.workbook"
ENDING = ".xlsx"
#: Rows of the outline and of analyses that are written in about a second.
AT_ONCE = 4_000

jobs_words.add({KIND: _l("Workbook of a project"), "workbook": _l("Writing the workbook")})


@dataclass(frozen=True, slots=True)
class File:
    """A workbook with the name that it is kept under."""

    name: str
    content: bytes


def export(project_id: int, by: int, at: int | None = None) -> File:
    """The workbook for a person who may read the project. Raises NotFound."""
    name, source = _source(project_id, by, at)
    return File(name, writer.write(source))


def _source(project_id: int, by: int, at: int | None) -> tuple[str, Source]:
    """The name of the file and its contents; what was loaded for them is let go of here."""
    found = computed.at(project_id, by, at)
    (project,) = found.inputs["project"].values()
    name = project["name"] if found.is_present else f"{project['name']} r{found.revision}"
    return file_names.of(project_id, name, ENDING), workbook_source.of(found)


def is_large(project_id: int, at: int | None = None) -> bool:
    """Whether the workbook takes more than about a second: of what is read, or of a revision."""
    with nullcontext() if at is None else moments.reading(project_id, at):
        counts = (
            select(func.count()).select_from(model).where(model.project_id == project_id)
            for model in (OutlineNode, Component)
        )
        outline, components = (statement.scalar_subquery() for statement in counts)
        return bool(db.session.execute(select(outline + components)).scalar_one() > AT_ONCE)


def ask(project_id: int, by: int, at: int | None, key: Key | None) -> int:
    """Ask for a workbook to be made in the background; the job."""
    params = {"at": at}
    named = None if key is None else f"{key.route}:{key.value}:{key.body_hash[:32]}"
    return jobs.ask(Asked(KIND, by, params, project_id, named))


@jobs.handler(KIND)
def make(work: Work) -> Mapping[str, Any]:
    """Make the workbook of a job and keep it for a week."""
    work.step("workbook")
    made = export(work.project_id or 0, work.by, work.params["at"])
    work.advance(0)
    with transactions.writing() as session:
        result = {"blob": blobs.put(session, made.name, made.content, work.by)}
        work.done(session, result)
    return result


def made(job_id: int, me: jobs.Person) -> File:
    """What a job of one's own made, while one may read the project and the file is kept.

    Raises NotFound.
    """
    job = jobs.view(job_id, me)
    if job.kind != KIND or job.state != "done":
        raise NotFound
    access.enter(job.project_id or 0, me.id)
    file = blobs.get(db.session(), job.result["blob"])
    return File(file.name, file.content)


def anybody(project_id: int) -> int:
    """Somebody who may read the project, for commands; NotFound without such a project."""
    statement = select(Membership.user_id).where(Membership.project_id == project_id)
    found = db.session.execute(statement.order_by(Membership.role != "owner").limit(1))
    owner = found.scalar_one_or_none()
    if owner is None:
        raise NotFound
    return owner
