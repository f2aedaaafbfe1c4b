"""The address of a figure: short, stable, the same in pages, commands and proofs.

`rounded`, `total`, `subtotal`; `tail.2.amount` (lines count from 1); and for a row of a table its
table, its id and the figure: `node.42.amount`, `analysis.7.direct_cost`, `component.9.price`. Ids
are never given twice, so an address never comes to mean another row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Figures of the project that need no row.
TOTALS = ("rounded", "total", "subtotal")
FIGURES: Mapping[str, tuple[str, ...]] = {
    "project": ("markup",),
    "tail": ("amount", "base", "percent"),
    "node": (
        "amount", "unit_price", "quantity", "entered", "direct_cost", "price", "markup", "share",
    ),
    "analysis": (
        "unit_price", "total", "markup", "direct_cost",
        "labour", "material", "equipment", "other",
        "labour_base", "material_base", "equipment_base",
    ),
    "component": ("amount", "coefficient", "price"),
    "resource": ("price", "pack_price", "pack_size"),
    "parameter": ("value",),
}  # fmt: skip
_ROW = re.compile(r"([a-z]+)\.([1-9][0-9]{0,9})\.([a-z_]+)", re.ASCII)
_PROJECT = "project.markup"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names: a figure of a row, or of the project (id 0)."""

    kind: str
    id: int
    figure: str

    def __str__(self) -> str:
        """Return the address as it is written."""
        if self.kind == "project":
            return _PROJECT if self.figure == "markup" else self.figure
        return of(self.kind, self.id, self.figure)


def of(kind: str, row: int, figure: str) -> str:
    """Return the address of a row's figure."""
    return f"{kind}.{row}.{figure}"


def parse(text: str) -> Address | None:
    """Read an address; None for what is none, however alike."""
    if text in TOTALS:
        return Address("project", 0, text)
    if text == _PROJECT:
        return Address("project", 0, "markup")
    match = _ROW.fullmatch(text)
    if match is None:
        return None
    kind, number, figure = match.groups()
    known = kind != "project" and figure in FIGURES.get(kind, ())
    return Address(kind, int(number), figure) if known else None
