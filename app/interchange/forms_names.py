"""Names in cells: repaired, and read from the formula where the file shows `#NAME?`."""

from dataclasses import dataclass, field

from app.domain.errors import Problem
from app.interchange import repairs
from app.interchange.book import Error
from app.interchange.forms_grid import Grid, mended


@dataclass(slots=True)
class Name:
    """A name as it is kept, and what the file says where that is different."""

    text: str
    original: str = ""
    problems: list[Problem] = field(default_factory=list)


def name(grid: Grid, row: int, column: int) -> Name:
    """The name in a cell.

    A text that begins with "-" was taken for a formula: `=- Scaffolding Joint pin` shows as
    `#NAME?`, and its formula is the name.
    """
    cell = grid.cell(row, column)
    if isinstance(cell, Error):
        return _misread(grid, row, column, cell)
    if not isinstance(cell, str):
        return Name(grid.text(row, column))
    text = mended(cell)
    original = "" if text == " ".join(cell.split()) else cell.strip()
    found = Name(text, original)
    if repairs.repaired(" ".join(cell.split()))[1]:
        told = grid.warning("text.repaired", row, column, text=cell[:80], repaired=text[:80])
        found.problems.append(told)
    return found


def _misread(grid: Grid, row: int, column: int, cell: Error) -> Name:
    formula = grid.formula(row, column)
    text = mended(formula.removeprefix("="))
    if cell.text == "#NAME?" and text[:1] in {"-", "+"}:
        told = grid.warning("form.name_was_formula", row, column, text=formula[:80], repaired=text)
        return Name(text, formula, [told])
    problem = grid.warning("form.name_error", row, column, text=cell.text, formula=formula[:80])
    return Name(text or cell.text, formula or cell.text, [problem])
