"""Analyses that a price, a coefficient or a row reaches, through any nesting.

A price that was known and stays known moves a direct cost by coefficient x difference: that is
exact, and reads one row of an analysis instead of all. Percent rows and unit-price nesting are
computed in full.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, and_, case, null, or_, select

from app.domain.analysis import AnalysisFigures, Component, Prices, cost, order
from app.domain.inputs import COEFFICIENT_LIMIT, entered
from app.models import Analysis, Resource
from app.models import Component as ComponentRow
from app.services import figures, journal, snapshot
from app.services.journal import Change, raw
from app.services.walk import Walk

Values = dict[str, Any]
_PRICE = ("price", "pack_price", "pack_size")


@dataclass(slots=True)
class _Found:
    """The affected analyses: as stored, those to compute in full, and what is known by now."""

    stored: dict[int, Values]
    edited: set[int]
    in_full: dict[int, dict[int, Values]] = field(default_factory=dict)
    links: dict[int, list[Component]] = field(default_factory=dict)
    shifts: dict[int, Fraction] = field(default_factory=dict)
    prices: dict[int, Fraction | None] = field(default_factory=dict)
    direct: dict[int, Fraction | None] = field(default_factory=dict)


def recalculate(step: Walk) -> dict[int, Fraction | None]:
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
        found.shifts = shifts
        _read_links(step, found)
    _compute(step, found)
    return _store(step, found)


def _is_repriced(change: Change) -> bool:
    both = change.before is not None and change.after is not None
    return both and not set(_PRICE).isdisjoint(change.after or {})


def _closure(step: Walk, edited: set[int], priced: set[int]) -> Select[Any]:
    """Analyses edited or priced anew, and every analysis that contains one of them."""
    with_price = select(ComponentRow.analysis_id).where(
        ComponentRow.project_id == step.project.id, ComponentRow.resource_id.in_(priced)
    )
    start = select(Analysis.id).where(
        Analysis.project_id == step.project.id,
        or_(Analysis.id.in_(edited), Analysis.id.in_(with_price)),
    )
    up = start.cte("up", recursive=True)
    up = up.union(select(ComponentRow.analysis_id).join(up, ComponentRow.nested_id == up.c.id))
    return select(up.c.id)


def _stored(step: Walk, ids: Any, edited: Iterable[int] = ()) -> dict[int, Values]:  # noqa: ANN401
    names = ("published", *figures.ANALYSIS_FIGURES)
    # The published form is long; only an edited analysis is compared with it.
    published = case((Analysis.id.in_(list(edited)), Analysis.published), else_=null())
    columns = (published, *(raw(Analysis, n) for n in names[1:]))
    rows = step.session.execute(select(Analysis.id, *columns).where(Analysis.id.in_(ids)))
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


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


def _read_links(step: Walk, found: _Found) -> None:
    """Only the rows through which the change passes; what is not linear is read in full."""
    names = journal.inputs(ComponentRow)
    statement = select(ComponentRow.id, *(raw(ComponentRow, n) for n in names)).where(
        ComponentRow.project_id == step.project.id,
        ComponentRow.analysis_id.in_(found.stored),
        or_(
            ComponentRow.resource_id.in_(found.shifts),
            and_(ComponentRow.kind == "analysis", ComponentRow.nested_id.in_(found.stored)),
            ComponentRow.kind == "percent",
        ),
    )
    in_full: set[int] = set()
    for row in step.session.execute(statement):
        values = dict(zip(names, row[1:], strict=True))
        if values["kind"] == "percent" or values["basis"] == "unit_price":
            in_full.add(values["analysis_id"])
        link = snapshot.component(row[0], values)
        found.links.setdefault(values["analysis_id"], []).append(link)
    if in_full:
        _read_in_full(step, found, in_full)


def _read_in_full(step: Walk, found: _Found, ids: Iterable[int]) -> None:
    names = journal.inputs(ComponentRow)
    prices = [raw(Resource, n).label(f"resource_{n}") for n in _PRICE]
    statement = (
        select(ComponentRow.id, *(raw(ComponentRow, n) for n in names), *prices)
        .outerjoin(Resource, Resource.id == ComponentRow.resource_id)
        .where(ComponentRow.project_id == step.project.id, ComponentRow.analysis_id.in_(ids))
        .order_by(ComponentRow.position, ComponentRow.id)
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
    units = {i: step.unit_price(d) for i, d in found.direct.items()}
    for i in order({i: rows.get(i) or tuple(found.links.get(i, ())) for i in found.stored}):
        if i in rows:
            found.direct[i] = _cost(step, found, rows[i], units).direct_cost
        elif i in found.stored:
            found.direct[i] = _shifted(step, found, i)
        units[i] = step.unit_price(found.direct.get(i))


def _cost(
    step: Walk,
    found: _Found,
    rows: tuple[Component, ...],
    units: Mapping[int, Fraction | None],
) -> AnalysisFigures:
    parameters = step.parameters if any(c.formula for c in rows) else {}
    return cost(rows, Prices(found.prices, found.direct, units, parameters))


def _shifted(step: Walk, found: _Found, analysis_id: int) -> Fraction | None:
    """The stored direct cost, moved by what passes through the analysis's rows."""
    direct = figures.read(found.stored[analysis_id], "direct_cost")
    if direct is None:
        return None
    for row in found.links.get(analysis_id, ()):
        parameters = step.parameters if row.formula else {}
        coefficient = entered(row.coefficient, row.formula, parameters, COEFFICIENT_LIMIT)
        if isinstance(coefficient, Fraction):
            direct += coefficient * _shift(found, row)
    return direct


def _shift(found: _Found, row: Component) -> Fraction:
    if row.resource_id is not None:
        return found.shifts[row.resource_id]
    nested = row.analysis_id or 0
    old, new = figures.read(found.stored[nested], "direct_cost"), found.direct[nested]
    return Fraction(0) if old is None or new is None else new - old


def _nested_outside(
    step: Walk, found: _Found, rows: Mapping[int, tuple[Component, ...]]
) -> dict[int, Fraction | None]:
    nested = {c.analysis_id for below in rows.values() for c in below if c.analysis_id is not None}
    outside = nested - set(found.stored)
    if not outside:
        return {}
    return {i: figures.read(row, "direct_cost") for i, row in _stored(step, outside).items()}


def _store(step: Walk, found: _Found) -> dict[int, Fraction | None]:
    changed: list[tuple[int, Values]] = []
    moved: dict[int, Fraction | None] = {}
    for i, stored in found.stored.items():
        direct = found.direct[i]
        state = stored["state"]
        if i in found.edited:
            state = figures.analysis_state(stored["published"], found.in_full.get(i, {}))
        costs = figures.stored("direct_cost", direct)
        values = {"state": state, **costs, **figures.stored("unit_price", step.unit_price(direct))}
        if any(stored[n] != v for n, v in values.items()):
            changed.append((i, values))
            if any(stored[n] != v for n, v in costs.items()):
                moved[i] = direct
    figures.write(step.session, Analysis, changed)
    return moved
