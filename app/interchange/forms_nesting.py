"""Analyses that use analyses: rows that take their price from another one's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.analysis import cycle
from app.domain.catalogue import Analysis, Price, Row
from app.domain.components import Basis, Component
from app.domain.errors import Problem
from app.interchange import forms_heading
from app.interchange.forms_analysis import Built

#: Analysis by its place in the list, and at which of its figures it is taken.
_Target = tuple[int, Basis]


def nest(built: Sequence[Built], listed: Mapping[str, Sequence[Price]]) -> None:
    """Make rows of others' D or F nested analyses; `listed` are unit prices by folded title."""
    targets = _targets(built, listed)
    used: dict[int, dict[int, int]] = {}
    for at, each in enumerate(built):
        rows = list(each.analysis.rows)
        for line, source in each.sources.items():
            target = targets.get(source)
            if target is not None and target[0] != at:
                rows[line] = _nested(rows[line], built[target[0]].analysis, target[1])
                used.setdefault(at, {})[line] = target[0]
        each.analysis = replace(each.analysis, rows=tuple(rows))
    _untangle(built, used)


def _targets(
    built: Sequence[Built], listed: Mapping[str, Sequence[Price]]
) -> dict[tuple[str, str], _Target]:
    """The cells by which analyses are taken up: their D, their F, their line in a list."""
    found: dict[tuple[str, str], _Target] = {}
    for at, each in enumerate(built):
        for anchor, basis in each.anchors.items():
            found.setdefault(anchor, (at, basis))
        for price in listed.get(forms_heading.folded(each.analysis.title), ()):
            cell = price.place.sheet, price.place.cell.lower()
            found.setdefault(cell, (at, "unit_price"))
    return found


def _nested(row: Row, inner: Analysis, basis: Basis) -> Row:
    return replace(
        row,
        kind="analysis",
        nested_code=inner.code,
        nested_title=inner.title,
        basis=basis,
    )


def _untangle(built: Sequence[Built], used: dict[int, dict[int, int]]) -> None:
    """An analysis that would use itself keeps the price that the file shows instead."""
    while path := cycle(_graph(used)):
        at, inner = path[0], path[1]
        line = next(line for line, target in used[at].items() if target == inner)
        del used[at][line]
        analysis = built[at].analysis
        rows = list(analysis.rows)
        rows[line] = replace(rows[line], kind="resource", nested_code="", nested_title="")
        built[at].analysis = replace(analysis, rows=tuple(rows))
        params = {"title": built[inner].analysis.title[:120]}
        place = str(rows[line].place)
        built[at].problems.append(Problem("form.nested_cycle", place, params, warning=True))


def _graph(used: Mapping[int, Mapping[int, int]]) -> dict[int, list[Component]]:
    return {
        at: [Component(line, "analysis", "other", analysis_id=to) for line, to in rows.items()]
        for at, rows in used.items()
    }
