"""The table format, written: project.json and CSV files, which read back to the same project.

The plain form of data exchanges (items with section and subsection, components by item number)
is written where it says everything; otherwise rows get keys and levels of their own.
"""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from app.documents.table_forms import Forms, chosen
from app.documents.table_heading import heading, number
from app.domain.tables import OutlineRow, ResourceRow, Tables

CATEGORIES = {"labour": "TK", "material": "BHN", "equipment": "ALT", "other": "LAIN"}
#: What spreadsheet programs would take for a formula.
_DANGEROUS = ("=", "+", "-", "@")

Cells = dict[str, str]


def files(tables: Tables) -> dict[str, bytes]:
    """Every file of the project by its name; equal projects give equal bytes."""
    forms = chosen(tables)
    written = {
        "project.json": heading(tables.heading),
        "parameters.csv": _parameters(tables),
        "resources.csv": _resources(tables, forms),
        "analyses.csv": _analyses(tables, forms),
        "components.csv": _components(tables, forms),
        "items.csv": _items(tables, forms),
    }
    return {name: content for name, content in written.items() if content}


def archive(tables: Tables) -> bytes:
    """The files as one zip, with a fixed date, so that equal projects give equal bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in files(tables).items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def guarded(text: str) -> str:
    """The text of a cell, an apostrophe before what would be run as a formula."""
    is_apostrophe = text.startswith("'") and text[1:2] in {*_DANGEROUS, "'"} and len(text) > 1
    return f"'{text}" if text.startswith(_DANGEROUS) or is_apostrophe else text


def _csv(base: Sequence[str], optional: Sequence[str], rows: Iterable[Cells]) -> bytes:
    """A table: its base columns, and those of the others in which anything stands."""
    kept = list(rows)
    columns = [*base, *(c for c in optional if any(row.get(c) for row in kept))]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in kept)
    return text.getvalue().encode()


def _parameters(tables: Tables) -> bytes:
    if not tables.parameters:
        return b""
    rows = (
        {
            "name": row.name,
            "value": number(row.value),
            "formula": row.formula or "",
            "label": guarded(row.label),
            "unit": guarded(row.unit),
        }
        for row in tables.parameters
    )
    return _csv(("name", "value"), ("formula", "label", "unit"), rows)


def _resources(tables: Tables, forms: Forms) -> bytes:
    rows = (
        {
            "key": _key("r", i) if forms.resource_keys else "",
            "code": guarded(row.code),
            "category": CATEGORIES[row.category],
            "name": guarded(row.name),
            "unit": guarded(row.unit),
            "price": number(row.price),
            "pack_unit": guarded(row.pack_unit),
            "pack_size": number(row.pack_size),
            "pack_price": number(row.pack_price),
            "source": guarded(row.source),
            "region": guarded(row.region),
            "price_date": row.price_date.isoformat() if row.price_date else "",
            "zero_reason": guarded(_reason(row)),
        }
        for i, row in enumerate(tables.resources)
    )
    optional = (
        "pack_unit", "pack_size", "pack_price", "source", "region", "price_date", "zero_reason",
        "key",
    )  # fmt: skip
    return _csv(("code", "category", "name", "unit", "price"), optional, rows)


def _reason(row: ResourceRow) -> str:
    """Why a price is zero; that it stood so in a file is what the file itself says."""
    return "" if row.zero_reason == "file" and row.unit_price == 0 else row.zero_reason


def _analyses(tables: Tables, forms: Forms) -> bytes:
    if not forms.analysis_keys:
        return b""
    rows = (
        {
            "key": _key("a", i),
            "code": guarded(row.code),
            "title": guarded(row.title),
            "unit": guarded(row.unit),
            "edition": guarded(row.edition),
            "state": "" if row.published else "own",
        }
        for i, row in enumerate(tables.analyses)
    )
    return _csv(("key", "code", "title", "unit"), ("edition", "state"), rows)


def _components(tables: Tables, forms: Forms) -> bytes:
    written = [_component_cells(tables, place, forms) for place in range(len(tables.analyses))]
    rows: list[Cells] = []
    if forms.analysis_keys:
        for i, cells in enumerate(written):
            rows += [{**row, "analysis": _key("a", i)} for row in cells]
    else:
        for item in tables.outline:
            if item.analysis is not None:
                number_cell = guarded(item.number or "")
                rows += [{**row, "item_no": number_cell} for row in written[item.analysis]]
    optional = (
        "formula", "kind", "resource_key", "nested", "basis", "percent_of", "percent_row",
        "label", "unit", "price", "analysis",
    )  # fmt: skip
    return _csv(("item_no", "category", "resource_code", "coefficient"), optional, rows)


def _component_cells(tables: Tables, analysis: int, forms: Forms) -> list[Cells]:
    rows: list[Cells] = []
    for row in tables.analyses[analysis].components:
        code = "" if row.resource is None else guarded(tables.resources[row.resource].code)
        is_keyed = forms.resource_keys and row.resource is not None
        rows.append(
            {
                "kind": "" if row.kind == "resource" else row.kind,
                "category": CATEGORIES[row.category],
                "resource_code": code,
                "resource_key": _key("r", row.resource or 0) if is_keyed else "",
                "nested": "" if row.nested is None else _key("a", row.nested),
                "basis": "" if row.basis == "direct_cost" else row.basis,
                "coefficient": number(row.coefficient),
                "formula": row.formula or "",
                "label": guarded(row.label),
                "unit": guarded(row.unit),
                "price": number(row.price),
                "percent_of": CATEGORIES.get(row.percent_of or "", row.percent_of or ""),
                "percent_row": "" if row.percent_row is None else str(row.percent_row + 1),
            }
        )
    return rows


def _items(tables: Tables, forms: Forms) -> bytes:
    rows = [
        cells
        for i, row in enumerate(tables.outline)
        if (cells := _outline_cells(tables, i, row, forms))
    ]
    base = ("no", "section", "subsection", "code", "title", "unit", "quantity", "markup_percent")
    optional = (
        "formula", "origin", "price", "price_source", "markup_included", "zero_reason",
        "analysis", "kind", "level", "printed_no",
    )  # fmt: skip
    return _csv(base, optional, rows)


def _outline_cells(tables: Tables, place: int, row: OutlineRow, forms: Forms) -> Cells:
    if not forms.levels and row.kind != "item":
        return {}
    titles = [guarded(tables.outline[i].title) for i in forms.paths[place]]
    cells = {
        "no": guarded(row.number or ""),
        "section": titles[0] if titles else "",
        "subsection": titles[1] if len(titles) > 1 else "",
        "code": guarded(row.code),
        "title": guarded(row.title),
        "unit": guarded(row.unit),
        "markup_percent": number(row.markup_percent),
        "kind": "" if row.kind == "item" else row.kind,
        "level": str(len(titles) + 1) if forms.levels else "",
        "printed_no": guarded(forms.numbers[place]) if forms.numbers else "",
    }
    return cells | _price_cells(row, forms) if row.kind == "item" else cells


def _price_cells(row: OutlineRow, forms: Forms) -> Cells:
    is_keyed = forms.analysis_keys and row.analysis is not None
    return {
        "quantity": number(row.quantity),
        "formula": row.formula or "",
        "origin": row.origin if forms.origins else "",
        "analysis": _key("a", row.analysis or 0) if is_keyed else "",
        "price": number(row.price),
        "price_source": guarded(row.price_source),
        "markup_included": "yes" if row.markup_included else "",
        "zero_reason": guarded(row.zero_reason),
    }


def _key(letter: str, place: int) -> str:
    return f"{letter}{place + 1}"
