"""Rules about structure that every write must keep, an undo and an import too."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.domain.analysis import Component as Row
from app.domain.analysis import cycle
from app.domain.errors import Problem
from app.models import Analysis, Component, OutlineNode
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.journal import Change

#: Levels of an outline: far above what a budget uses, far below what a sort path can hold.
DEEPEST = 30


def check(draft: Draft, changes: Iterable[Change]) -> None:
    """Raise Invalid where the write would leave a cycle, or a row below what is no section."""
    changes = list(changes)
    if any(c.table == "component" and (c.after or {}).get("nested_id") for c in changes):
        _no_nesting_cycle(draft)
    if any(c.table == "component" and (c.after or {}).get("percent_row_id") for c in changes):
        _no_percent_cycle(draft)
    moved = {
        c.id: c.after["parent_id"]
        for c in changes
        if c.table == "outline_node" and c.after and c.after.get("parent_id")
    }
    if moved:
        _no_outline_cycle(draft, moved)


def _no_nesting_cycle(draft: Draft) -> None:
    pairs = draft.session.execute(
        select(Component.analysis_id, Component.id, Component.nested_id).where(
            Component.project_id == draft.project.id, Component.nested_id.is_not(None)
        )
    )
    analyses: dict[int, list[Row]] = {}
    for analysis_id, row_id, nested_id in pairs:
        row = Row(id=row_id, kind="analysis", category="other", analysis_id=nested_id)
        analyses.setdefault(analysis_id, []).append(row)
    for rows in list(analyses.values()):
        for row in rows:
            analyses.setdefault(row.analysis_id or 0, [])
    path = cycle(analyses)
    if path is None:
        return
    names = {
        row.id: row.code or row.title for row in draft.find(Analysis, Analysis.id.in_(set(path)))
    }
    text = " → ".join(names[i] for i in path)
    raise Invalid(Problem("analysis.cycle", place="nested", params={"path": text}))


def _no_percent_cycle(draft: Draft) -> None:
    """Two undos, each possible alone, may close a circle that no form would have let through."""
    base = aliased(Component)
    rows = draft.session.execute(
        select(Component.id, base.id, Component.analysis_id == base.analysis_id)
        .join(base, base.id == Component.percent_row_id)
        .where(Component.project_id == draft.project.id)
    )
    bases: dict[int, int] = {}
    for row_id, base_id, is_inside in rows:
        if not is_inside:
            raise Invalid(Problem("component.base", place="base"))
        bases[row_id] = base_id
    ending: set[int] = set()
    for start in bases:
        path, row = set[int](), start
        while row in bases and row not in ending:
            if row in path:
                raise Invalid(Problem("analysis.percent_cycle", place="base"))
            path.add(row)
            row = bases[row]
        ending |= path


def _no_outline_cycle(draft: Draft, moved: Mapping[int, int]) -> None:
    rows = draft.session.execute(
        select(OutlineNode.id, OutlineNode.parent_id).where(
            OutlineNode.project_id == draft.project.id, OutlineNode.kind == "section"
        )
    )
    parents: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    for start, first in moved.items():
        seen = {start}
        parent: int | None = first
        while parent is not None:
            if parent not in parents:
                raise Invalid(Problem("outline.parent_is_no_section", place="parent"))
            if parent in seen:
                raise Invalid(Problem("outline.cycle", place="parent"))
            seen.add(parent)
            parent = parents[parent]
        if len(seen) > DEEPEST:
            raise _too_deep()
    if not moved.keys().isdisjoint(parents):
        _not_too_deep_below(draft, moved, parents)


def _not_too_deep_below(
    draft: Draft, moved: Mapping[int, int], parents: Mapping[int, int | None]
) -> None:
    """A section takes along what is below it, which may have been deep already."""
    lowest = []
    for section in parents:
        path, parent = [section], parents[section]
        while parent is not None:
            path.append(parent)
            parent = parents[parent]
        if len(path) >= DEEPEST and not moved.keys().isdisjoint(path):
            lowest.append(section)
            if len(path) > DEEPEST:
                raise _too_deep()
    if lowest and draft.find(OutlineNode, OutlineNode.parent_id.in_(lowest)):
        raise _too_deep()


def _too_deep() -> Invalid:
    return Invalid(Problem("outline.too_deep", place="parent", params={"limit": DEEPEST}))
