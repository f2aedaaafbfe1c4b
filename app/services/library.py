"""The office library: analyses that people publish for every project of the office.

It is an edition of its own. What is published there is never written again; a better one becomes
the next version. The project it came from stays as it is.
"""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.extensions import db
from app.models import CatalogueAnalysis, CatalogueComponent, CatalogueResource, Edition
from app.models.types import now
from app.services import adopt_forms, library_plan, revisions
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.journal import DoorSession
from app.services.library_plan import Plan, Step
from app.services.positions import GAP
from app.services.revisions import Order, Outcome

#: What the edition is called where nothing else of this name came before it.
NAME = "Pustaka kantor"
_ALONE = ("kind", "category", "percent_of")
_RESOURCE = ("code", "name", "unit", "category")


def preview(project_id: int, analysis_id: int) -> Plan:
    """What `publish` would do now: steps, versions, and why it would be refused."""
    return library_plan.plan(db.session(), project_id, analysis_id)


def publish(project_id: int, analysis_id: int, by: int, key: Key | None = None) -> Outcome:
    """Publish an analysis of a project into the office library, with what is inside it.

    Analyses inside it that stand in an edition just so are pointed at there; the others are
    published with it. The result: {"analysis": id in the library, "version", "published": how many
    got a version, "title"}. Nobody below the editor of the project may; Invalid: library.*.
    """

    def action(draft: Draft) -> dict[str, Any]:
        office = _office(draft.session, draft.by)
        found = library_plan.plan(draft.session, project_id, analysis_id)
        if found.problems:
            raise Invalid(*found.problems)
        ids = _published(draft, found, office)
        root = found.root
        told = {"analysis": ids[root.id], "version": root.version, "published": len(found.new)}
        draft.params = {"title": f"{root.code} {root.title}".strip()[:120]}
        return {**told, "title": root.title[:120]}

    return revisions.run(Order(project_id, "analysis.offered", by, key=key), action)


def _office(session: DoorSession, by: int) -> int:
    """The edition of the office, made at its first use and locked until the end of this write."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    mine = select(Edition.id).where(Edition.kind == "office").with_for_update()
    found, place = session.execute(mine).scalar(), 1
    while found is None:
        name = NAME if place == 1 else f"{NAME} ({place})"
        values = {
            "kind": "office", "name": name, "identity": name.casefold(), "state": "ready",
            "ready_at": now(), "created_at": now(), "created_by": by, "report": {},
        }  # fmt: skip
        # Two people may publish first at the same moment; an official book may have the name.
        session.connection().execute(insert(Edition).values(values).on_conflict_do_nothing())
        found, place = session.execute(mine).scalar(), place + 1
    return found


def _published(draft: Draft, found: Plan, office: int) -> dict[int, int]:
    """Store the new versions; ids in the catalogues by those of the project."""
    ids = {step.id: step.catalogue for step in found.steps if step.catalogue is not None}
    if not found.new:
        return ids
    resources = _resources(draft.session, found, office)
    for step in found.new:
        head = _head(draft, step, office)
        ids[step.id] = head
        rows = [
            CatalogueComponent(
                **adopt_forms.kept(row),
                **{name: row[name] for name in _ALONE},
                edition_id=office,
                analysis_id=head,
                position=place * GAP,
                resource_id=resources.get(row["resource_id"]),
                nested_id=ids.get(row["nested_id"]),
            )
            for place, row in enumerate(found.book.rows[step.id], 1)
        ]
        _rows(draft.session, found.book.rows[step.id], rows)
    more = update(Edition).where(Edition.id == office).values(content=Edition.content + 1)
    draft.session.execute(more)
    return ids


def _rows(session: DoorSession, source: Any, rows: list[CatalogueComponent]) -> None:  # noqa: ANN401
    session.add_all(rows)
    session.flush()
    made = {row["id"]: new.id for row, new in zip(source, rows, strict=True)}
    for row, new in zip(source, rows, strict=True):
        new.percent_row_id = made.get(row["percent_row_id"])
    session.flush()


def _head(draft: Draft, step: Step, office: int) -> int:
    """A new version, in the place of the one before it."""
    session, known = draft.session, CatalogueAnalysis
    position = None
    if step.previous is not None:
        session.execute(update(known).where(known.id == step.previous).values(is_latest=False))
        position = session.execute(select(known.position).where(known.id == step.previous)).scalar()
    if position is None:
        last = select(func.max(known.position)).where(known.edition_id == office)
        position = (session.execute(last).scalar() or 0) + GAP
    head = known(
        edition_id=office,
        position=position,
        version=step.version,
        code=step.code,
        code_key=library_plan.code_key(step.code),
        title=step.title,
        title_key=library_plan.title_key(step.title),
        unit=step.unit,
        published_by=draft.by,
        published_at=now(),
    )
    session.add(head)
    session.flush()
    return head.id


def _resources(session: DoorSession, found: Plan, office: int) -> dict[int, int]:
    """The resources of the library by those of the project: known ones by identity, or new."""
    new = {step.id for step in found.new}
    used = {row["resource_id"] for i in new for row in found.book.rows[i]} - {None}
    own = {i: found.book.resources[i] for i in sorted(used)}
    identities = {i: row["identity"] for i, row in own.items()}
    table = CatalogueResource
    there = select(table.identity, table.id).where(
        table.edition_id == office, table.identity.in_(identities.values())
    )
    known = {row.identity: row.id for row in session.execute(there)}
    for i, row in own.items():
        if identities[i] not in known:
            texts = {name: row[name] for name in _RESOURCE}
            made = table(edition_id=office, identity=identities[i], **texts)
            session.add(made)
            session.flush()
            known[identities[i]] = made.id
    return {i: known[name] for i, name in identities.items()}
