"""Analyses as wholes: made, described, copied, deleted, put back to their published form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.domain import codes
from app.domain.errors import Problem
from app.models import Analysis, Component, OutlineNode, Resource, Revision
from app.services import cells, figures, journal, messages, revisions
from app.services.analyses import words_of
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.positions import GAP
from app.services.revisions import Order, Outcome
from app.services.typed import Reader, Sent

TEXTS = {"code": 100, "title": 1000, "unit": 50}
_KEY_LIMIT = 400
#: How many places a refusal names.
_NAMED = 3

messages.add(
    {
        "analysis.used": _l(
            "It is still used (%(count)s times), so it cannot be deleted: %(places)s."
        ),
        "analysis.no_published": _l("This analysis is the project's own; it was never published."),
        "analysis.published_gone": _l(
            "A resource or analysis of the published form is no longer in this project."
        ),
        "analysis.not_of_item": _l(
            "This item takes its price from no analysis. Choose one for it first."
        ),
    }
)


def create(project_id: int, sent: Sent) -> Outcome:
    """Make an analysis of the project's own, without rows; fields: code, title, unit.

    The result: {"analysis": id}. Raises Invalid by field.
    """

    def action(draft: Draft) -> dict[str, Any]:
        reader = Reader(sent)
        texts = _texts(reader)
        reader.done()
        analysis = draft.add(Analysis(**texts, code_key=_key(texts["code"])))
        draft.params = words_of(analysis)
        return {"analysis": analysis.id}

    return revisions.run(Order(project_id, "analysis.added", sent.by, key=sent.key), action)


def describe(at: tuple[int, int], version: int, sent: Sent) -> Outcome:
    """Change code, title and unit of the analysis `at` (project, analysis).

    Raises Invalid by field, and FormConflict.
    """
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        draft.params = words_of(draft.get(Analysis, analysis_id))
        reader = Reader(sent)
        texts = _texts(reader)
        reader.done()
        form = []
        for name, value in texts.items():
            more = {"code_key": _key(value)} if name == "code" else {}
            edit = Edit(Analysis, analysis_id, version, (name,), value)
            form.append((edit, {name: value, **more}))
        cells.put_each(draft, form)
        return {"analysis": analysis_id}

    return revisions.run(Order(project_id, "analysis.described", sent.by, key=sent.key), action)


def _texts(reader: Reader) -> dict[str, str]:
    return {n: reader.text(n, limit, needed=n == "title") for n, limit in TEXTS.items()}


def _key(code: str) -> str:
    return codes.sort_key(code)[:_KEY_LIMIT]


def copy(at: tuple[int, int], by: int, key: Key | None = None) -> Outcome:
    """Copy an analysis as the project's own, without its code; the result: {"analysis": id}."""
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        source = draft.get(Analysis, analysis_id)
        draft.params = words_of(source)
        return {"analysis": _copied(draft, source)}

    return revisions.run(Order(project_id, "analysis.copied", by, key=key), action)


def own_for_item(project_id: int, node_id: int, by: int, key: Key | None = None) -> Outcome:
    """Give an item an analysis of its own, a copy of the one that it used.

    The result: {"analysis": id}; other items keep theirs. Raises Invalid (analysis.not_of_item).
    """

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, node_id)
        if node.analysis_id is None:
            raise Invalid(Problem("analysis.not_of_item"))
        draft.params = {"no": node.number, "item": node.title[:120]}
        own = _copied(draft, draft.get(Analysis, node.analysis_id))
        # Copying in bulk made the session forget what it had loaded.
        draft.get(OutlineNode, node_id).analysis_id = own
        draft.params["analysis"] = own
        return {"analysis": own, "node": node_id}

    return revisions.run(Order(project_id, "analysis.made_own", by, key=key), action)


def _copied(draft: Draft, source: Analysis) -> int:
    rows = draft.find(Component, Component.analysis_id == source.id)
    copy = draft.add(Analysis(title=source.title, unit=source.unit, edition=source.edition))
    own = {"analysis_id": copy.id, "percent_row_id": None}
    names = journal.inputs(Component)
    values = [{name: getattr(row, name) for name in names} | own for row in rows]
    based = {row.id: row.percent_row_id for row in rows}
    made = copy.id
    new = dict(zip(based, draft.bulk_insert(Component, values), strict=True))
    links = {new[i]: {"percent_row_id": new[base]} for i, base in based.items() if base is not None}
    draft.bulk_update(Component, links)
    return made


def delete(at: tuple[int, int], by: int, key: Key | None = None) -> Outcome:
    """Delete an analysis with its rows; analysis.used names who uses it. Result: {"title"}."""
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        analysis = draft.get(Analysis, analysis_id)
        draft.params = words_of(analysis)
        _refuse_used(draft, analysis_id)
        rows = draft.find(Component, Component.analysis_id == analysis_id)
        draft.bulk_delete(Component, [row.id for row in rows])
        draft.bulk_delete(Analysis, [analysis_id])
        return {"title": draft.params["title"]}

    return revisions.run(Order(project_id, "analysis.deleted", by, key=key), action)


def _refuse_used(draft: Draft, analysis_id: int) -> None:
    everywhere = func.count().over()
    items = select(OutlineNode.number, OutlineNode.title, everywhere).where(
        OutlineNode.project_id == draft.project.id, OutlineNode.analysis_id == analysis_id
    )
    above = (
        select(Analysis.code, Analysis.title, everywhere)
        .join(Component, Component.analysis_id == Analysis.id)
        .where(Component.project_id == draft.project.id, Component.nested_id == analysis_id)
    )
    found = [list(draft.session.execute(s.limit(_NAMED))) for s in (items, above)]
    named = [f"{row[0]} {row[1]}".strip()[:80] for rows in found for row in rows]
    if named:
        count = sum(rows[0][2] for rows in found if rows)
        params: dict[str, str | int] = {"places": ", ".join(named[:_NAMED]), "count": count}
        raise Invalid(Problem("analysis.used", params=params))


def reset(at: tuple[int, int], by: int, key: Key | None = None) -> Outcome:
    """Put the rows of an analysis back to their published form, with their ids.

    Raises Invalid: analysis.no_published, analysis.published_gone.
    """
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        analysis = draft.get(Analysis, analysis_id)
        draft.params = words_of(analysis)
        if analysis.published is None:
            raise Invalid(Problem("analysis.no_published"))
        form = {int(i): dict(row) for i, row in analysis.published.items()}
        _still_there(draft, form)
        _restore(draft, analysis_id, form)
        return {"analysis": analysis_id}

    return revisions.run(Order(project_id, "analysis.reset", by, key=key), action)


def _still_there(draft: Draft, form: Mapping[int, Mapping[str, Any]]) -> None:
    for model, column in ((Resource, "resource_id"), (Analysis, "nested_id")):
        wanted = {row[column] for row in form.values() if row[column] is not None}
        if len(draft.stored(model, wanted, ("code",))) < len(wanted):
            raise Invalid(Problem("analysis.published_gone"))


def _restore(draft: Draft, analysis_id: int, form: Mapping[int, dict[str, Any]]) -> None:
    own = select(Component.id).where(Component.analysis_id == analysis_id)
    present = draft.stored(Component, draft.session.execute(own).scalars().all())
    wanted = {i: row | {"position": place * GAP} for place, (i, row) in enumerate(form.items(), 1)}
    draft.bulk_delete(Component, present.keys() - wanted.keys())
    changed = {i: row for i, row in wanted.items() if i in present and _differs(present[i], row)}
    draft.bulk_update(Component, changed)
    gone = {i: row | {"analysis_id": analysis_id} for i, row in wanted.items() if i not in present}
    draft.bulk_restore(Component, gone, _last_versions(draft, set(gone)))


def _last_versions(draft: Draft, gone: set[int]) -> dict[int, int]:
    """The versions with which rows were deleted: they go on counting from there."""
    found: dict[int, int] = {}
    if not gone:
        return found
    statement = (
        select(Revision.changes)
        .where(Revision.project_id == draft.project.id)
        .order_by(Revision.number.desc())
        .execution_options(yield_per=50)
    )
    with draft.session.execute(statement) as revisions_:
        for (stored,) in revisions_:
            for change in journal.changes_of(stored):
                if change.table == "component" and change.id in gone - found.keys():
                    found[change.id] = change.version
            if len(found) == len(gone):
                break
    return {i: found.get(i, 1) for i in gone}


def _differs(present: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    names: Sequence[str] = (*figures.COMPONENT_FORM, "position")
    return any(present[name] != row[name] for name in names)
