"""Which form of the table format says everything about a project."""

from collections import Counter
from dataclasses import dataclass

from app.domain import numbering
from app.domain.tables import OutlineRow, Tables


@dataclass(frozen=True, slots=True)
class Forms:
    """What the files need beyond their base columns."""

    resource_keys: bool
    analysis_keys: bool
    origins: bool
    levels: bool
    #: By row of the outline: the sections above it, from the top.
    paths: tuple[tuple[int, ...], ...]
    #: The printed number of every row, where not all of them are typed.
    numbers: tuple[str, ...]


def chosen(tables: Tables) -> Forms:
    """The plainest form that reads back to the same project."""
    paths = _paths(tables.outline)
    items = [row for row in tables.outline if row.kind == "item"]
    repeated = any(n > 1 for n in Counter(row.number for row in items if row.number).values())
    is_typed = all(row.number for row in items)
    return Forms(
        resource_keys=_needs_resource_keys(tables),
        analysis_keys=repeated or not is_typed or _needs_analysis_keys(tables, items),
        origins=repeated or not all(_is_plain_origin(row) for row in items),
        levels=_needs_levels(tables.outline, paths),
        paths=paths,
        numbers=() if is_typed else _numbers(tables),
    )


def _paths(outline: tuple[OutlineRow, ...]) -> tuple[tuple[int, ...], ...]:
    paths: list[tuple[int, ...]] = []
    for row in outline:
        paths.append(() if row.parent is None else (*paths[row.parent], row.parent))
    return tuple(paths)


def _needs_resource_keys(tables: Tables) -> bool:
    """Codes name resources where each one that is used has a code of its own."""
    codes = Counter(row.code for row in tables.resources)
    used = {row.resource for analysis in tables.analyses for row in analysis.components}
    return any(codes[tables.resources[i].code] > 1 or not tables.resources[i].code
               for i in used if i is not None)  # fmt: skip


def _needs_analysis_keys(tables: Tables, items: list[OutlineRow]) -> bool:
    """Items carry their analyses where each analysis has items, and is what they say."""
    made: dict[int, OutlineRow] = {}
    for item in items:
        if item.analysis is None:
            continue
        first = made.setdefault(item.analysis, item)
        if (first.code, first.title, first.unit) != (item.code, item.title, item.unit):
            return True
    if list(made) != list(range(len(tables.analyses))):
        return True
    seen = set()
    for i, analysis in enumerate(tables.analyses):
        item = made[i]
        said = (analysis.code, analysis.title, analysis.unit, analysis.edition)
        if said != (item.code, item.title, item.unit, tables.heading.edition):
            return True
        known = (analysis.code, analysis.title, analysis.components)
        if not analysis.published or not analysis.components or known in seen:
            return True
        if any(row.nested is not None for row in analysis.components):
            return True
        seen.add(known)
    return False


def _is_plain_origin(row: OutlineRow) -> bool:
    """Whether the other cells say where the price comes from."""
    match row.origin:
        case "typed":
            return row.price != 0
        case "zero":
            return True
        case "analysis":
            return True
        case _:
            return not row.zero_reason


def _needs_levels(outline: tuple[OutlineRow, ...], paths: tuple[tuple[int, ...], ...]) -> bool:
    """Two columns of titles are enough for two levels of sections that are nothing but titles."""
    named: set[tuple[int | None, str]] = set()
    filled = {
        i for row, path in zip(outline, paths, strict=True) if row.kind == "item" for i in path
    }
    for i, row in enumerate(outline):
        if row.kind == "item":
            continue
        is_title = not (row.code or row.unit or row.number or row.markup_percent is not None)
        if row.kind == "note" or not is_title or not row.title or len(paths[i]) > 1:
            return True
        if i not in filled or (row.parent, row.title) in named:
            return True
        named.add((row.parent, row.title))
    return False


def _numbers(tables: Tables) -> tuple[str, ...]:
    rows = [
        numbering.Row(i, row.parent, i, row.kind, row.number)
        for i, row in enumerate(tables.outline)
    ]
    places = numbering.places(rows, tables.heading.numbering)
    return tuple(places[i].number for i in range(len(rows)))
