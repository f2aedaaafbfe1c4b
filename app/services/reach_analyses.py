"""Analyses that a price, a coefficient or a row reaches, through any nesting.

A price that was known and stays known moves a direct cost by coefficient x difference: that is
exact, and reads one row of an analysis instead of all. Percent rows and unit-price nesting are
computed in full.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, case, null, or_, select

from app.domain.analysis import AnalysisFigures, Component, Prices, cost, order
from app.domain.inputs import COEFFICIENT_LIMIT, entered
from app.domain.numbers import from_scaled, from_stored
from app.domain.sums import total
from app.models import Analysis, Resource
from app.models import Component as ComponentRow
from app.services import arrays, figures, journal, snapshot
from app.services.journal import Change, raw
from app.services.walk import ZERO, Walk

Values = dict[str, Any]
_PRICE = ("price", "pack_price", "pack_size")
#: What of a component tells how a change passes through it.
_LINK = ("analysis_id", "kind", "resource_id", "nested_id", "basis", "coefficient", "formula")
# Tables, not mapped classes: a thousand rows through the ORM cost as much as their arithmetic.
_ANALYSIS: Any = Analysis.__table__
_COMPONENT: Any = ComponentRow.__table__
_RESOURCE: Any = Resource.__table__


@dataclass(slots=True)
class _Found:
    """The affected analyses: as stored, those to compute in full, and what is known by now."""

    stored: Mapping[int, Row[Any]]
    edited: set[int]
    in_full: dict[int, dict[int, Values]] = field(default_factory=dict)
    #: What moves the other analyses: repriced resources, and rows of analyses that move.
    shifts: dict[int, list[Fraction]] = field(default_factory=dict)
    links: dict[int, list[Row[Any]]] = field(default_factory=dict)
    prices: dict[int, Fraction | None] = field(default_factory=dict)
    direct: dict[int, Fraction | None] = field(default_factory=dict)


class Moved(NamedTuple):
    """A new direct cost; it and the unit price at the project's markup in their stored columns."""

    direct: Fraction | None
    stored: tuple[Any, ...]


def recalculate(step: Walk) -> dict[int, Moved]:
    """Write the analyses that changed; return the direct costs that are new."""
    edited = {c.id for c in step.of("analysis") if c.after is not None}
    for change in step.of("component"):
        edited |= change.owners
        # A row that changed its analysis leaves a gap in the one it came from.
        if change.before and "analysis_id" in change.before:
            edited.add(change.before["analysis_id"])
    priced = {c.id: c for c in step.of("resource") if _is_repriced(c)}
    if not edited and not priced:
        return {}
    found = _Found(_stored(step, _closure(step, edited, set(priced)), edited), edited)
    shifts = None if edited else _differences(step, priced)
    if shifts is None:
        _read_in_full(step, found, list(found.stored))
    else:
        _read_links(step, found, shifts)
    _compute(step, found)
    return _store(step, found)


def _is_repriced(change: Change) -> bool:
    both = change.before is not None and change.after is not None
    return both and not set(_PRICE).isdisjoint(change.after or {})


def _closure(step: Walk, edited: set[int], priced: set[int]) -> ColumnElement[bool]:
    """Analyses edited or priced anew, and every analysis that contains one of them."""
    rows = _COMPONENT.c
    starts: list[Any] = []
    # Apart: joined by "or", PostgreSQL looks at every analysis of the project.
    if edited:
        named = arrays.among(step.session, _ANALYSIS.c.id, edited)
        starts.append(select(_ANALYSIS.c.id).where(named))
    if priced:
        uses = arrays.among(step.session, rows.resource_id, priced)
        own = rows.project_id == step.project.id
        starts.append(select(rows.analysis_id.label("id")).where(own, uses))
    up = starts[0].cte("up", recursive=True)
    above = select(rows.analysis_id).join(up, rows.nested_id == up.c.id)
    found: ColumnElement[bool] = _ANALYSIS.c.id.in_(select(up.union(*starts[1:], above).c.id))
    return found


def _stored(
    step: Walk, ids: ColumnElement[bool], edited: Iterable[int] = ()
) -> dict[int, Row[Any]]:
    # The published form is long; only an edited analysis is compared with it.
    published = case((Analysis.id.in_(list(edited)), Analysis.published), else_=null())
    figure = (raw(Analysis, n) for n in figures.ANALYSIS_FIGURES)
    statement = select(_ANALYSIS.c.id, published.label("published"), *figure).where(ids)
    return {row[0]: row for row in step.session.execute(statement)}


def _differences(step: Walk, priced: Mapping[int, Change]) -> dict[int, Fraction] | None:
    """By how much known prices moved; None when one became known or unknown."""
    # A price per unit excludes a pack: where it came or went, the journal tells all there is.
    asked = [i for i, change in priced.items() if "price" not in (change.after or {})]
    stored = _stored_prices(step, asked) if asked else {}
    moved: dict[int, Fraction] = {}
    for i, change in priced.items():
        present = stored.get(i) or dict.fromkeys(_PRICE)
        new = snapshot.resource_price({**present, **(change.after or {})})
        old = snapshot.resource_price({**present, **(change.before or {})})
        if new is None or old is None:
            return None
        moved[i] = new - old
    return moved


def _stored_prices(step: Walk, ids: Iterable[int]) -> dict[int, Values]:
    columns = [raw(Resource, n) for n in _PRICE]
    rows = step.session.execute(select(Resource.id, *columns).where(Resource.id.in_(ids)))
    return {row[0]: dict(zip(_PRICE, row[1:], strict=True)) for row in rows}


def _read_links(step: Walk, found: _Found, shifts: Mapping[int, Fraction]) -> None:
    """Only the rows through which the change passes; what is not linear is read in full."""
    rows = _COMPONENT.c
    statement = select(rows.id, *(raw(ComponentRow, n) for n in _LINK)).where(
        rows.project_id == step.project.id,
        arrays.among(step.session, rows.analysis_id, found.stored),
        or_(
            arrays.among(step.session, rows.resource_id, shifts),
            arrays.among(step.session, rows.nested_id, found.stored),
            rows.kind == "percent",
        ),
    )
    in_full: set[int] = set()
    for row in step.session.execute(statement):
        if row.kind == "percent" or row.basis == "unit_price":
            in_full.add(row.analysis_id)
        elif row.kind == "resource":
            moved = _coefficient(step, row) * shifts[row.resource_id]
            found.shifts.setdefault(row.analysis_id, []).append(moved)
        else:
            found.links.setdefault(row.analysis_id, []).append(row)
    if in_full:
        _read_in_full(step, found, in_full)


def _coefficient(step: Walk, row: Row[Any]) -> Fraction:
    """The coefficient of a row in an analysis whose cost is known; 0 where it has none itself."""
    if row.formula is None:
        return from_scaled(row.coefficient or 0, snapshot.COEFFICIENT)
    value = entered(None, row.formula, step.parameters, COEFFICIENT_LIMIT)
    return value if isinstance(value, Fraction) else ZERO


def _read_in_full(step: Walk, found: _Found, ids: Iterable[int]) -> None:
    names = journal.inputs(ComponentRow)
    prices = [raw(Resource, n).label(f"resource_{n}") for n in _PRICE]
    rows, resources = _COMPONENT.c, _RESOURCE.c
    statement = (
        select(rows.id, *(raw(ComponentRow, n) for n in names), *prices)
        .select_from(_COMPONENT.outerjoin(_RESOURCE, resources.id == rows.resource_id))
        .where(
            rows.project_id == step.project.id,
            arrays.among(step.session, rows.analysis_id, ids),
        )
        .order_by(rows.position, rows.id)
    )
    found.in_full = {i: {} for i in ids}
    for row in step.session.execute(statement):
        values = dict(zip(names, row[1:], strict=False))
        found.in_full[values["analysis_id"]][row[0]] = values
        resource = values["resource_id"]
        if resource is not None and resource not in found.prices:
            priced_as = dict(zip(_PRICE, row[-3:], strict=True))
            found.prices[resource] = snapshot.resource_price(priced_as)


def _compute(step: Walk, found: _Found) -> None:
    rows: dict[int, tuple[Component, ...]] = {
        i: tuple(snapshot.component(n, row) for n, row in below.items())
        for i, below in found.in_full.items()
    }
    found.direct = _nested_outside(step, found, rows)
    own = step.own_markup
    for i, direct in found.direct.items():
        own.of(i, direct)
    for i in _inner_first(found, rows):
        if i in rows:
            found.direct[i] = _cost(step, found, rows[i]).direct_cost
        else:
            found.direct[i] = _shifted(step, found, i)
        own.of(i, found.direct[i])


def _inner_first(found: _Found, rows: Mapping[int, tuple[Component, ...]]) -> Iterable[int]:
    if not rows and not found.links:
        return found.stored
    links = {
        i: tuple(Component(c.id, "analysis", "other", analysis_id=c.nested_id) for c in below)
        for i, below in found.links.items()
    }
    return order({i: rows.get(i) or links.get(i, ()) for i in found.stored})


def _cost(step: Walk, found: _Found, rows: tuple[Component, ...]) -> AnalysisFigures:
    parameters = step.parameters if any(c.formula for c in rows) else {}
    return cost(rows, Prices(found.prices, found.direct, step.own_markup.unit_prices, parameters))


def _shifted(step: Walk, found: _Found, analysis_id: int) -> Fraction | None:
    """The stored direct cost, moved by what passes through the analysis's rows."""
    direct = _direct_cost(found.stored[analysis_id])
    if direct is None:
        return None
    nested = (
        _coefficient(step, row) * _moved(found, row.nested_id)
        for row in found.links.get(analysis_id, ())
    )
    return total((direct, *found.shifts.get(analysis_id, ()), *nested))


def _moved(found: _Found, analysis_id: int) -> Fraction:
    old, new = _direct_cost(found.stored[analysis_id]), found.direct[analysis_id]
    return ZERO if old is None or new is None else new - old


def _direct_cost(row: Row[Any]) -> Fraction | None:
    if row.direct_cost is None:
        return None
    return from_stored(row.direct_cost, row.direct_cost_exact, figures.MONEY)


def _nested_outside(
    step: Walk, found: _Found, rows: Mapping[int, tuple[Component, ...]]
) -> dict[int, Fraction | None]:
    nested = {c.analysis_id for below in rows.values() for c in below if c.analysis_id is not None}
    outside = nested.difference(found.stored)
    if not outside:
        return {}
    stored = _stored(step, arrays.among(step.session, _ANALYSIS.c.id, sorted(outside)))
    return {i: _direct_cost(row) for i, row in stored.items()}


def _store(step: Walk, found: _Found) -> dict[int, Moved]:
    changed: list[tuple[Any, ...]] = []
    moved: dict[int, Moved] = {}
    for i, row in found.stored.items():
        direct, state = found.direct[i], row.state
        if i in found.edited:
            state = figures.analysis_state(row.published, found.in_full.get(i, {}))
        priced = (*figures.pair(direct), *figures.pair(step.own_markup.unit_prices[i]))
        stored = tuple(row)[-len(priced) :]
        if state != row.state or priced != stored:
            changed.append((state, *priced, i))
            if priced[:2] != stored[:2]:
                moved[i] = Moved(direct, priced)
    figures.write_columns(step.session, Analysis, figures.ANALYSIS_FIGURES, changed)
    return moved
