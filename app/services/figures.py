"""Figures of the domain as stored columns, and the one way of writing them.

A figure is stored half up to its scale; where that is not exact the row keeps the exact ratio too.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, bindparam, select, text, update
from sqlalchemy.orm import Session

from app.domain import numbering
from app.domain.analysis import AnalysisFigures
from app.domain.errors import Problem
from app.domain.estimate import Figures, NodeFigures
from app.domain.numbers import exact_text, from_stored, to_scaled
from app.domain.recap import Recap
from app.extensions import Base
from app.models import Analysis, OutlineNode, Project
from app.models.types import Scaled
from app.services import arrays, journal
from app.services.errors import Invalid

MONEY, QUANTITY = 4, 6
#: Rupiah: above it no total is stored (9 x 10^14, within a BIGINT of 4 decimals).
LIMIT = 9 * 10**14
Values = dict[str, Any]

NODE_FIGURES = (
    "quantity", "quantity_exact", "markup", "direct_cost", "direct_cost_exact", "unit_price",
    "unit_price_exact", "amount", "amount_exact", "incomplete",
)  # fmt: skip
NODE_PLACE = ("number", "level", "sort_path")
ANALYSIS_FIGURES = (
    "state", "direct_cost", "direct_cost_exact", "unit_price", "unit_price_exact",
)  # fmt: skip
PROJECT_FIGURES = (
    "subtotal", "subtotal_exact", "total", "total_exact", "rounded", "rounded_exact",
    "incomplete", "missing_prices",
)  # fmt: skip
#: What makes a component what it is: compared with its published form.
COMPONENT_FORM = (
    "kind", "category", "resource_id", "nested_id", "basis", "coefficient", "formula", "label",
    "unit", "price", "percent_of", "percent_row_id",
)  # fmt: skip


def stored(name: str, value: Fraction | None, places: int = MONEY) -> Values:
    """A figure as its two columns; Invalid where it is too large to be kept."""
    number, ratio = pair(value, places)
    return {name: number, f"{name}_exact": ratio}


def pair(value: Fraction | None, places: int = MONEY) -> tuple[int | None, str | None]:
    """A figure as the values of its two columns; Invalid where it is too large to be kept."""
    if value is None:
        return None, None
    n, d = value.as_integer_ratio()
    if abs(n) >= LIMIT * d:
        raise Invalid(Problem("figure.too_large", params={"limit": str(LIMIT)}))
    unit: int = 10**places
    if unit % d == 0:  # it ends in time: by far the usual
        return n * (unit // d), None
    return to_scaled(value, places), exact_text(value, places)


def read(row: journal.RowLike, name: str, places: int = MONEY) -> Fraction | None:
    """A figure back from its two stored columns."""
    if row[name] is None:
        return None
    return from_stored(row[name], row[f"{name}_exact"], places)


def node_values(figures: NodeFigures) -> Values:
    """The derived columns of a row of the outline, its place aside."""
    # One dictionary, because there are ten thousand of them.
    values = (
        *pair(figures.quantity, QUANTITY),
        to_scaled(figures.markup_percent, MONEY),
        *pair(figures.direct_cost),
        *pair(figures.unit_price),
        *pair(figures.amount),
        figures.incomplete,
    )
    return dict(zip(NODE_FIGURES, values, strict=True))


def place_values(place: numbering.Place) -> Values:
    """The derived columns that say where a row stands."""
    return {"number": place.number, "level": place.level, "sort_path": place.sort_path}


def analysis_values(figures: AnalysisFigures, unit_price: Fraction | None) -> Values:
    """The derived figures of an analysis."""
    return {**stored("direct_cost", figures.direct_cost), **stored("unit_price", unit_price)}


def analysis_state(published: Mapping[str, Any] | None, rows: Mapping[int, Values]) -> str:
    """Whether an analysis still is as published: `rows` are its components by id."""
    if published is None:
        return "own"
    form = {str(i): {n: row[n] for n in COMPONENT_FORM} for i, row in rows.items()}
    return "published" if form == published else "modified"


def project_values(recap: Recap, incomplete: int) -> Values:
    """The derived columns of a project."""
    return {
        **stored("subtotal", recap.subtotal),
        **stored("total", recap.total),
        **stored("rounded", recap.rounded),
        "incomplete": incomplete,
    }


def expected(inputs: Mapping[str, Any], figures: Figures) -> dict[type[Base], dict[int, Values]]:
    """Every derived value that a project with these inputs must store."""
    (project_id, project), *_ = inputs["project"].items()
    rows = [
        numbering.Row(i, n["parent_id"], n["position"], n["kind"], n["number_typed"])
        for i, n in inputs["outline_node"].items()
    ]
    places = numbering.places(rows, project["numbering"])
    forms: dict[int, dict[int, Values]] = {i: {} for i in inputs["analysis"]}
    for i, row in inputs["component"].items():
        forms[row["analysis_id"]][i] = row
    return {
        Project: {
            project_id: {
                **project_values(figures.recap, figures.incomplete),
                "missing_prices": _missing_prices(inputs),
            }
        },
        Analysis: {
            i: {
                "state": analysis_state(inputs["analysis"][i]["published"], forms[i]),
                **analysis_values(f, figures.unit_prices[i]),
            }
            for i, f in figures.analyses.items()
        },
        OutlineNode: {
            i: {**place_values(places[i]), **node_values(f)} for i, f in figures.nodes.items()
        },
    }


def _missing_prices(inputs: Mapping[str, Any]) -> int:
    used = {row["resource_id"] for row in inputs["component"].values()}
    return sum(
        1
        for i, r in inputs["resource"].items()
        if i in used and r["price"] is None and r["pack_price"] is None
    )


def present(session: Session, project_id: int) -> dict[type[Base], dict[int, Values]]:
    """Every derived value that a project stores now: three statements."""
    found: dict[type[Base], dict[int, Values]] = {}
    for model, names in (
        (Project, PROJECT_FIGURES),
        (Analysis, ANALYSIS_FIGURES),
        (OutlineNode, NODE_PLACE + NODE_FIGURES),
    ):
        table: Any = model.__table__
        key = table.c.id if model is Project else table.c.project_id
        columns = (journal.raw(model, n) for n in names)
        rows = session.execute(select(table.c.id, *columns).where(key == project_id))
        found[model] = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    return found


def write(session: Session, model: type[Base], rows: Sequence[tuple[int, Values]]) -> None:
    """Store derived columns of many rows: one statement for each set of columns."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row_id, values in rows:
        alike.setdefault(tuple(values), []).append((*values.values(), row_id))
    for names, group in alike.items():
        write_columns(session, model, names, group)


def write_columns(
    session: Session, model: type[Base], names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Store derived columns given as tuples of stored values, the row's id last."""
    _must_be_derived(model, names)
    if not rows:
        return
    if len(rows) == 1:
        *values, row_id = rows[0]
        _write_row(session, model, row_id, dict(zip(names, values, strict=True)))
        return
    if session.get_bind().dialect.name == "postgresql":
        _write_arrays(session, model, names, rows)
        return
    # Past the compiler: binding ten thousand rows there costs more than storing them.
    sets = ", ".join(f"{n} = ?" for n in names)
    statement = f"UPDATE {model.__tablename__} SET {sets} WHERE id = ?"  # noqa: S608 - mapped names
    session.connection().exec_driver_sql(statement, rows)


def _must_be_derived(model: type[Base], names: tuple[str, ...]) -> None:
    if not journal.derived(model).issuperset(names):
        message = f"not all of {names} are derived"
        raise journal.JournalError(message)


def _write_row(session: Session, model: type[Base], row_id: int, values: Values) -> None:
    table = model.__table__
    # Numbers are in their stored form already; moments still go through their type.
    bound = {n: _bound(table, n, v) for n, v in values.items()}
    session.connection().execute(update(table).where(table.c.id == row_id).values(bound))  # type: ignore[arg-type]


def _bound(table: FromClause, name: str, value: Any) -> ColumnElement[Any]:  # noqa: ANN401
    if isinstance(value, ColumnElement):  # the database counts for itself
        return value
    return bindparam(f"v_{name}", value, type_=_plain(table.c[name].type))


def _plain(kind: Any) -> Any:  # noqa: ANN401
    return BigInteger() if isinstance(kind, Scaled) else kind


_SQL_TYPES = {"number": "text", "sort_path": "text", "state": "text", "level": "integer"}


def _write_arrays(
    session: Session, model: type[Base], names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    *columns, ids = zip(*rows, strict=True)
    # Rows of one project lie together: without the range all projects are looked through.
    bound: dict[str, Any] = {"id": arrays.literal(ids), "first": min(ids), "last": max(ids)}
    sets, sources = [], ["unnest(CAST(:id AS integer[])) AS id"]
    for name, column in zip(names, columns, strict=True):
        kind = _SQL_TYPES.get(name, "text" if name.endswith("_exact") else "bigint")
        if column.count(column[0]) == len(column):  # most ratios are absent in every row
            bound[name] = column[0]
            sets.append(f"{name} = CAST(:{name} AS {kind})")
            continue
        bound[name] = arrays.literal(column)
        sets.append(f"{name} = v.{name}")
        sources.append(f"unnest(CAST(:{name} AS {kind}[])) AS {name}")
    table = model.__tablename__
    # Names are those of mapped columns, checked by the caller; values are bound.
    statement = text(
        f"UPDATE {table} SET {', '.join(sets)} "  # noqa: S608
        f"FROM (SELECT {', '.join(sources)}) AS v "
        f"WHERE {table}.id = v.id "
        f"AND {table}.id BETWEEN CAST(:first AS integer) AND CAST(:last AS integer)"
    )
    session.connection().execute(statement, bound)
