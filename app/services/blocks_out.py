"""Blocks to be copied into a spreadsheet: a section, a column, prices; plain numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain import blocks
from app.domain.blocks import MAX_ROWS
from app.domain.locale_numbers import NumberLocale
from app.models import OutlineNode, Project
from app.services import outline_read, prices_read
from app.services.outline_read import Row, select_rows
from app.services.outline_rows import AFTER
from app.services.prices_read import Asked

QUANTITY, MONEY = 6, 4
#: The columns that can be copied alone.
COLUMNS = ("quantity", "unit_price", "amount")
Write = Callable[[Fraction | None, int], str]


@dataclass(frozen=True, slots=True)
class Copied:
    """A block as text, how many rows it has, and how many more there would be."""

    text: str
    rows: int
    left: int
    #: The section that it is of; "" = all of it.
    title: str = ""


def sheet(project: Project, near: int | None, locale: NumberLocale, column: str = "") -> Copied:
    """The section that a row is in (or is), or the whole sheet; or one column of its items.

    NotFound for a row that is not there.
    """
    section = _section(project, near, locale)
    node = OutlineNode
    statement = select_rows().where(node.project_id == project.id).order_by(node.sort_path)
    if section is not None:
        path = section.path
        statement = statement.where(node.sort_path >= path, node.sort_path < path + AFTER)
    if column in COLUMNS:
        statement = statement.where(node.kind == "item")
    found = outline_read.rows(project, statement.limit(MAX_ROWS + 1), locale)
    write = _writer(locale)
    rows = [_row(row, column, write) for row in found[:MAX_ROWS]]
    title = f"{section.number} {section.title}" if section else ""
    return Copied(blocks.write(rows), len(rows), len(found) - len(rows), title)


def _section(project: Project, near: int | None, locale: NumberLocale) -> Row | None:
    if near is None:
        return None
    *above, row = outline_read.with_sections(project, near, locale)
    return row if row.kind == "section" else above[-1] if above else None


def _row(row: Row, column: str, write: Write) -> list[str]:
    places = {"quantity": QUANTITY, "unit_price": MONEY, "amount": MONEY}
    figures: Mapping[str, Any] = {name: getattr(row, name) for name in places}
    if column in places:
        return [write(figures[column], places[column])]
    texts = [row.number, row.code or row.analysis_code, row.title, row.unit]
    return [*map(blocks.guarded, texts), *(write(figures[n], p) for n, p in places.items())]


def prices(project: Project, asked: Asked, column: str = "") -> Copied:
    """The resources of a list as it was asked for, or their prices alone."""
    ids = prices_read.ids_from(project.id, asked, MAX_ROWS + 1)
    found, _ = prices_read.several(project.id, ids[:MAX_ROWS], asked.locale)
    write = _writer(asked.locale)
    rows: Sequence[list[str]] = [
        [write(row.price, MONEY)]
        if column
        else [*map(blocks.guarded, (row.code, row.name, row.unit)), write(row.price, MONEY)]
        for row in found
    ]
    return Copied(blocks.write(rows), len(rows), len(ids) - len(rows))


def _writer(locale: NumberLocale) -> Write:
    return lambda x, places: blocks.plain(x, locale, places)
