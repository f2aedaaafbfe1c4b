"""New rows of a pasted rectangle: what they would make of the total, and storing them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.domain.errors import Problem
from app.domain.estimate import Estimate, Node, compute
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, OutlineNode, Project
from app.services import positions, revisions, snapshot, text, totals
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.outline_block_rows import NewLine, RowsPlan
from app.services.outline_blocks import Writer
from app.services.revisions import Order, Outcome

_REASON = 300


@dataclass(frozen=True, slots=True)
class RowsEffect:
    """The rounded total before and as it would be, in rupiah, and the amounts of the new rows.

    `others` is the same where one column is read in the other locale, by its role.
    """

    before: Fraction
    total: Fraction
    amounts: Mapping[int, Fraction | None]
    others: Mapping[str, "RowsEffect"]


def effect(project: Project, found: RowsPlan) -> RowsEffect:
    """Compute the project with the new rows, once more for each column that reads in two ways."""
    base = snapshot.estimate(snapshot.inputs(db.session(), project.id))
    before = totals.exact(project, "rounded")
    others = {
        role: _computed(base, _reread(found, role), before)
        for role, column in found.columns.items()
        if column.is_offered
    }
    return replace(_computed(base, found, before), others=others)


def _reread(found: RowsPlan, role: str) -> RowsPlan:
    column = found.columns[role]
    other: NumberLocale = "en" if column.locale == "id" else "id"
    return replace(found, columns={**found.columns, role: replace(column, locale=other)})


def _computed(base: Estimate, found: RowsPlan, before: Fraction) -> RowsEffect:
    nodes = [
        Node(
            id=-1 - line.place,
            parent_id=found.spot.parent_id if above is None else -1 - above.place,
            kind=line.kind,  # type: ignore[arg-type]
            quantity=values["quantity_typed"],
            formula=values["formula"],
            origin=values["origin"],
            analysis_id=values["analysis_id"],
            price=values["price"],
        )
        for line, above in _placed(found)
        for values in [_figures(found, line)]
    ]
    figures = compute(replace(base, nodes=(*base.nodes, *nodes)))
    amounts = {line.place: figures.nodes[-1 - line.place].amount for line in found.lines}
    return RowsEffect(before, figures.recap.rounded, amounts, {})


def _placed(found: RowsPlan) -> list[tuple[NewLine, NewLine | None]]:
    """Every row with the new section that it belongs to: the last one before it."""
    rows: list[tuple[NewLine, NewLine | None]] = []
    section: NewLine | None = None
    for line in found.lines:
        if line.kind == "section":
            section = line
        rows.append((line, None if line is section else section))
    return rows


def _figures(found: RowsPlan, line: NewLine) -> dict[str, Any]:
    """Quantity and price of a row, as their columns are read."""
    values: dict[str, Any] = {
        "quantity_typed": None, "formula": None, "origin": "none", "analysis_id": None,
        "price": None,
    }  # fmt: skip
    if line.kind != "item":
        return values
    if "quantity" in found.columns:
        quantity = found.columns["quantity"].reading(line.index)
        values |= {"quantity_typed": quantity.number, "formula": quantity.formula}
    values["origin"] = line.origin
    if line.origin == "analysis" and line.link:
        values["analysis_id"] = line.link.id
    elif line.origin in {"typed", "zero"}:
        price = found.columns["price"].reading(line.index).number
        values |= {"price": price} if price else {"origin": "none" if price is None else "zero"}
    return values


def store(writer: Writer, found: RowsPlan, reason: str) -> Outcome:
    """Add the rows as one revision; the result: {"rows": how many, "node": the first}.

    Raises Invalid: outline.analysis where an analysis went meanwhile, outline.too_deep.
    """
    why = text.clean(reason, _REASON, "reason")

    def action(draft: Draft) -> dict[str, Any]:
        positions.section(draft, found.spot.parent_id)
        _known(draft, found.lines)
        ids = _insert(draft, found, why)
        draft.params = {"count": len(ids)}
        return {"rows": len(ids), "node": ids[found.lines[0].place]}

    order = Order(writer.project_id, "rows.pasted", writer.by, key=writer.key)
    return revisions.run(order, action)


def _known(draft: Draft, lines: Sequence[NewLine]) -> None:
    wanted = {line.link.id for line in lines if line.link}
    found = draft.find(Analysis, Analysis.id.in_(wanted)) if wanted else []
    if len(found) < len(wanted):
        raise Invalid(Problem("outline.analysis", "columns"))


def _insert(draft: Draft, found: RowsPlan, why: str) -> dict[int, int]:
    """Insert what stands on top first, because the rows below a section need its id."""
    rows = _placed(found)
    top = [line for line, above in rows if above is None]
    spot = found.spot
    places = positions.take_many(draft, spot.parent_id, (spot.index, len(top)))
    values = [
        _row(found, line, why) | {"parent_id": spot.parent_id, "position": position}
        for line, position in zip(top, places, strict=True)
    ]
    inserted = draft.bulk_insert(OutlineNode, values)
    ids = dict(zip([line.place for line in top], inserted, strict=True))
    below = [(line, above) for line, above in rows if above is not None]
    values = [
        _row(found, line, why)
        | {"parent_id": ids[above.place], "position": (i + 1) * positions.GAP}
        for i, (line, above) in enumerate(below)
    ]
    inserted = draft.bulk_insert(OutlineNode, values)
    return ids | dict(zip([line.place for line, _ in below], inserted, strict=True))


def _row(found: RowsPlan, line: NewLine, why: str) -> dict[str, Any]:
    """All inputs of a row; what its cells leave empty comes from its analysis."""
    values = _figures(found, line)
    texts = {name: line.texts.get(name, "") for name in ("code", "title", "unit")}
    if line.link and values["analysis_id"]:
        texts = {name: texts[name] or getattr(line.link, name) for name in texts}
    return {
        **texts,
        "kind": line.kind,
        "number_typed": line.texts.get("number_typed") or None,
        **values,
        "price_source": "",
        "markup_included": False,
        "zero_reason": why if values["origin"] == "zero" else "",
        "markup_percent": None,
    }
