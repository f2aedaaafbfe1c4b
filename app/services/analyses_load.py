"""An analysis as the database has it: heading, rows, and what they draw on, in one statement."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import case, null, select
from sqlalchemy.orm import aliased

from app.domain.analysis import Prices
from app.domain.numbers import Rounding, from_scaled
from app.extensions import db
from app.models import Analysis, Component, Project, Resource
from app.services import figures, journal, snapshot
from app.services.errors import NotFound
from app.services.journal import raw
from app.services.outline_read import known_id

HEAD = ("id", "version", "code", "title", "unit", "edition", "state")
_PRICE = ("price", "pack_price", "pack_size")
_Nested = aliased(Analysis)
Values = dict[str, Any]


def head(project_id: int, analysis_id: int) -> Values:
    """The heading of an analysis; NotFound where this project has none of that id."""
    statement = select(*(raw(Analysis, name) for name in HEAD)).where(
        Analysis.project_id == project_id, Analysis.id == known_id(analysis_id)
    )
    found = db.session.execute(statement).mappings().one_or_none()
    if found is None:
        raise NotFound
    return dict(found)


def load(project_id: int, analysis_id: int) -> tuple[Values, dict[int, Values]]:
    """The heading with the project's rules, and the rows with what they draw on."""
    # An analysis as published need not be compared, so its long published form stays there.
    published = case((Analysis.state == "modified", Analysis.published), else_=null())
    rules = raw(Project, "markup_percent").label("own_markup"), Project.rounding
    statement = (
        select(
            *(raw(Analysis, name).label(f"own_{name}") for name in HEAD),
            published.label("own_published"),
            *rules,
            Component.id,
            *_row_columns(),
        )
        .join(Project, Project.id == Analysis.project_id)
        .outerjoin(Component, Component.analysis_id == Analysis.id)
        .outerjoin(Resource, Resource.id == Component.resource_id)
        .outerjoin(_Nested, _Nested.id == Component.nested_id)
        .where(Analysis.project_id == project_id, Analysis.id == known_id(analysis_id))
        .order_by(Component.position, Component.id)
    )
    found = [dict(row) for row in db.session.execute(statement).mappings()]
    if not found:
        raise NotFound
    own = {name: found[0][f"own_{name}"] for name in (*HEAD, "published")}
    own["markup_percent"] = from_scaled(found[0]["own_markup"], figures.MONEY)
    own["rounding"] = snapshot.policies(found[0]["rounding"]).unit_price
    return own, {row["id"]: row for row in found if row["id"] is not None}


def _row_columns() -> list[Any]:
    """A row's own columns; `nested_` and `resource_` columns stand beside them."""
    resource = ("code", "name", "unit", *_PRICE)
    nested = (
        _Nested.code, _Nested.title, _Nested.unit, _Nested.direct_cost, _Nested.direct_cost_exact,
    )  # fmt: skip
    return [
        *(raw(Component, name) for name in ("version", *journal.inputs(Component))),
        *(raw(Resource, name).label(f"resource_{name}") for name in resource),
        *(column.label(f"nested_{column.key}") for column in nested),
    ]


def prices(
    own: Values, rows: Sequence[Mapping[str, Any]], parameters: Mapping[str, Fraction]
) -> Prices:
    resources, direct = {}, {}
    for row in rows:
        if row["resource_id"] is not None:
            priced = {name: row[f"resource_{name}"] for name in _PRICE}
            resources[row["resource_id"]] = snapshot.resource_price(priced)
        if row["nested_id"] is not None:
            exact = row["nested_direct_cost_exact"]
            known = row["nested_direct_cost"]
            direct[row["nested_id"]] = known if exact is None else Fraction(exact)
    units = {i: unit_price(own, d) for i, d in direct.items()}
    return Prices(resources, direct, units, parameters)


def unit_price(own: Values, direct: Fraction | None) -> Fraction | None:
    if direct is None:
        return None
    rounding: Rounding = own["rounding"]
    return rounding(direct * (1 + own["markup_percent"] / 100))
