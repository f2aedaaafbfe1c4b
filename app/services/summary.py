"""A project as one JSON object: what commands print and other programs read."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.domain.numbers import json_figure
from app.extensions import db
from app.models import OutlineNode, Project
from app.models.types import ID_LIMIT
from app.services import figures, moments, totals
from app.services.errors import NotFound
from app.services.journal import raw

_COLUMNS = (
    "kind", "parent_id", "number", "code", "title",
    "direct_cost", "direct_cost_exact", "unit_price", "unit_price_exact", "amount", "amount_exact",
)  # fmt: skip


def show(project_id: int) -> dict[str, Any]:
    """Totals, top-level sections and items of a project, in sheet order; two statements.

    Figures are decimal text; where that is not exact the same object has `exact`: {field: "n/d"}.
    An unknown figure is None. NotFound without such a project.
    """
    project = _project(project_id)
    columns = (raw(OutlineNode, name) for name in _COLUMNS)
    statement = select(*columns).where(OutlineNode.project_id == project_id)
    found = db.session.execute(statement.order_by(OutlineNode.sort_path))
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in found]
    return {
        **_totals(project),
        "sections": [
            {"name": row["title"], **_figures(row, "amount")}
            for row in rows
            if row["kind"] == "section" and row["parent_id"] is None
        ],
        "items": [_item(row) for row in rows if row["kind"] == "item"],
    }


def show_at(project_id: int, number: int) -> dict[str, Any]:
    """The same as it was at a revision, with who made it, when, and its name.

    Where today's arithmetic gives another total for a named version, `differs` holds that total;
    the figures shown are those that were kept. NotFound without such a project or revision.
    """
    with moments.reading(project_id, number) as seen:
        found = show(project_id)
        made = seen.revision
        about = {"at": made.at.isoformat(), "by": made.who, "name": made.name, "note": made.note}
        state = {"locked": made.locked, "issued": made.issued}
        differs = seen.differs and {**figures_json({"rounded": seen.differs.rounded}),
                                    "rows": seen.differs.rows}  # fmt: skip
        return {**found, **about, **state, "differs": differs}


def brief(project_id: int, items: int) -> dict[str, Any]:
    """The totals of a project, and how many items it has."""
    found = _totals(_project(project_id))
    return {name: found.pop(name) for name in ("project", "revision")} | {"items": items} | found


def _project(project_id: int) -> Project:
    found = db.session.get(Project, project_id) if 0 < project_id < ID_LIMIT else None
    if found is None:
        raise NotFound
    return found


def _totals(project: Project) -> dict[str, Any]:
    lines = totals.recap(project)
    tail = [{"label": line.label, **figures_json({"amount": line.amount})} for line in lines.tail]
    printed = {
        "subtotal": totals.exact(project, "subtotal"),
        "total": totals.exact(project, "total"),
        "rounded": totals.exact(project, "rounded"),
    }
    return {
        "project": project.id,
        "revision": project.revision,
        **figures_json(printed),
        "tail": tail,
        "incomplete": project.incomplete,
    }


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    figures_of = _figures(row, "direct_cost", "unit_price", "amount")
    return {"no": row["number"], "code": row["code"], **figures_of}


def _figures(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return figures_json({name: figures.read(row, name) for name in names})


def figures_json(values: Mapping[str, Fraction | None]) -> dict[str, Any]:
    """Figures as JSON has them, with `exact` for those whose decimals do not end in time."""
    found: dict[str, Any] = {}
    exact: dict[str, str] = {}
    for name, value in values.items():
        found[name], ratio = (None, None) if value is None else json_figure(value)
        if ratio is not None:
            exact[name] = ratio
    return found | ({"exact": exact} if exact else {})
