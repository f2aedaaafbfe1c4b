"""Tables into a new project, in few statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.domain import codes
from app.domain.tables import AnalysisRow, ComponentRow, OutlineRow, ResourceRow, Tables
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services import journal
from app.services.draft import Draft
from app.services.figures import COMPONENT_FORM
from app.services.identity import identity

#: Room between siblings, so that a row moves between two of them without touching others.
GAP = 2**20
Values = dict[str, Any]


def insert(draft: Draft, tables: Tables) -> None:
    """Put all rows into a new project, whose figures the door computes afterwards."""
    draft.bulk_insert(Parameter, [_plain(row) for row in tables.parameters])
    resources = draft.bulk_insert(Resource, [_resource(row) for row in tables.resources])
    analyses = draft.bulk_insert(Analysis, [_analysis(row) for row in tables.analyses])
    _components(draft, tables, resources, analyses)
    _outline(draft, tables, analyses)


def _plain(row: Any) -> Values:  # noqa: ANN401 - any dataclass of the tables
    return {f.name: getattr(row, f.name) for f in fields(row)}


def _resource(row: ResourceRow) -> Values:
    return {**_plain(row), "identity": identity(row.name, row.unit, row.category, row.code)}


def _analysis(row: AnalysisRow) -> Values:
    return {
        "code": row.code,
        "code_key": codes.sort_key(row.code)[:400],
        "title": row.title,
        "unit": row.unit,
        "edition": row.edition,
    }


def _components(draft: Draft, tables: Tables, resources: list[int], analyses: list[int]) -> None:
    rows = [
        _component(row, analyses[i], place, (resources, analyses))
        for i, analysis in enumerate(tables.analyses)
        for place, row in enumerate(analysis.components, 1)
    ]
    ids = draft.bulk_insert(Component, rows)
    first, published = 0, {}
    bases: dict[int, Values] = {}
    for analysis_id, analysis in zip(analyses, tables.analyses, strict=True):
        last = first + len(analysis.components)
        own = ids[first:last]
        based = {
            own[place]: own[row.percent_row]
            for place, row in enumerate(analysis.components)
            if row.percent_row is not None
        }
        bases |= {i: {"percent_row_id": base} for i, base in based.items()}
        if analysis.published:
            published[analysis_id] = {"published": _form(own, rows[first:last], based)}
        first = last
    draft.bulk_update(Component, bases)
    draft.bulk_update(Analysis, published)


def _component(
    row: ComponentRow, analysis_id: int, place: int, ids: tuple[list[int], list[int]]
) -> Values:
    resources, analyses = ids
    return {
        "analysis_id": analysis_id,
        "position": place * GAP,
        "kind": row.kind,
        "category": row.category,
        "resource_id": None if row.resource is None else resources[row.resource],
        "nested_id": None if row.nested is None else analyses[row.nested],
        "basis": row.basis,
        "coefficient": row.coefficient,
        "formula": row.formula,
        "label": row.label,
        "unit": row.unit,
        "price": row.price,
        "percent_of": row.percent_of,
        "percent_row_id": None,
    }


def _form(ids: list[int], rows: list[Values], bases: Mapping[int, int]) -> Values:
    """The published form of an analysis, as `figures.analysis_state` compares it."""
    return {
        str(i): {name: journal.encode(Component, name, row[name]) for name in COMPONENT_FORM}
        | {"percent_row_id": bases.get(i)}
        for i, row in zip(ids, rows, strict=True)
    }


def _outline(draft: Draft, tables: Tables, analyses: list[int]) -> None:
    """Sections first, level by level, because a row needs the id of the one above it."""
    levels: dict[int, list[int]] = defaultdict(list)
    depth: list[int] = []
    positions: list[int] = []
    below: dict[int | None, int] = defaultdict(int)
    for i, row in enumerate(tables.outline):
        depth.append(1 if row.parent is None else depth[row.parent] + 1)
        below[row.parent] += GAP
        positions.append(below[row.parent])
        levels[depth[i] if row.kind == "section" else len(tables.outline)].append(i)
    ids: dict[int | None, int | None] = {None: None}
    for level in sorted(levels):
        places = levels[level]
        rows = [_node(tables.outline[i], positions[i], ids, analyses) for i in places]
        ids.update(zip(places, draft.bulk_insert(OutlineNode, rows), strict=True))


def _node(
    row: OutlineRow, position: int, ids: Mapping[int | None, int | None], analyses: list[int]
) -> Values:
    return {
        "parent_id": ids[row.parent],
        "position": position,
        "kind": row.kind,
        "number_typed": row.number,
        "code": row.code,
        "title": row.title,
        "unit": row.unit,
        "quantity_typed": None if row.formula else row.quantity,
        "formula": row.formula,
        "origin": row.origin,
        "analysis_id": None if row.analysis is None else analyses[row.analysis],
        "price": row.price,
        "price_source": row.price_source,
        "markup_included": row.markup_included,
        "zero_reason": row.zero_reason,
        "markup_percent": row.markup_percent,
    }
