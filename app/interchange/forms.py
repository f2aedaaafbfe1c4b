"""Workbooks of analyses in form layout: blocks A, B, C, then D, E, F, and the printed unit price.

Everything is recognised by what cells say, not by names of files and sheets. Formulas tell what
a figure means, the values beside them what the file made of it; where the two part, it is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.domain.catalogue import Analysis, Catalogue, Row
from app.domain.errors import Problem
from app.interchange import forms_analysis, forms_heading, forms_lists, forms_nesting
from app.interchange.book import Book
from app.interchange.forms_analysis import Built
from app.interchange.forms_grid import Grid
from app.interchange.forms_lists import PriceList
from app.interchange.forms_scan import Scan
from app.interchange.forms_values import Values
from app.interchange.said import Said


def is_form(book: Book) -> bool:
    """Whether some sheet has the heading of an analysis form."""
    return any(
        forms_heading.form(cells) is not None
        for sheet in book.sheets
        for _, cells in book.rows(sheet)
    )


def read(book: Book) -> tuple[Catalogue, list[Problem]]:
    """Read all analyses and prices of a workbook in form layout, with all that is odd in it."""
    found = _Sheets()
    for sheet in book.sheets:
        _classify(book, sheet, found)
    by_name = forms_lists.by_name(found.lists)
    built: list[Built] = []
    for sheet in found.forms:
        grid = Grid(book, sheet)
        scan = Scan(grid, found.said)
        scan.run()
        values = Values(grid)
        for draft in scan.drafts:
            built.append(forms_analysis.build(values, draft, by_name))
            found.said.add(*built[-1].problems)
            built[-1].problems.clear()
    return _put_together(found, built)


@dataclass(slots=True)
class _Sheets:
    """The sheets by what they hold."""

    forms: list[str] = field(default_factory=list)
    lists: list[PriceList] = field(default_factory=list)
    said: Said = field(default_factory=Said)


def _classify(book: Book, sheet: str, found: _Sheets) -> None:
    """The first heading of a sheet decides what it is."""
    rows = 0
    for row, cells in book.rows(sheet):
        rows += bool(cells)
        if forms_heading.form(cells) is not None:
            found.forms.append(sheet)
            return
        columns = forms_heading.table(cells)
        if columns is not None:
            found.lists.append(forms_lists.read(Grid(book, sheet), row, columns, found.said))
            return
    if rows:
        found.said.add(Problem("form.sheet_ignored", sheet, {"rows": rows}, warning=True))


def _put_together(found: _Sheets, built: list[Built]) -> tuple[Catalogue, list[Problem]]:
    """One catalogue: units from the lists of work, nested analyses, each analysis once."""
    # What stands where a title belongs may be a number: then nobody could find the analysis.
    untitled = [
        Problem("form.no_title", str(each.analysis.place))
        for each in built
        if not each.analysis.title
    ]
    built = [each for each in built if each.analysis.title]
    titles = {forms_heading.folded(each.analysis.title) for each in built}
    work = [each for each in found.lists if each.is_of_work(titles)]
    bought = [each for each in found.lists if not each.is_of_work(titles)]
    units = forms_lists.by_name(work)
    for each in built:
        forms_analysis.give_unit(each, units)
    forms_nesting.nest(built, units)
    said = found.said
    for each in built:
        said.add(*each.problems)
    said.add(*untitled)
    analyses = _once(built, said)
    if not analyses:
        said.add(Problem("form.nothing"))
    prices = tuple(price for each in bought for price in each.prices)
    return Catalogue("form", tuple(analyses), prices), said.finished()


def _once(built: Iterable[Built], said: Said) -> list[Analysis]:
    """Each code and title once: an equal repetition is dropped, a different one refused."""
    kept: dict[tuple[str, str], Analysis] = {}
    for each in built:
        analysis = each.analysis
        key = forms_heading.folded(analysis.code), forms_heading.folded(analysis.title)
        first = kept.setdefault(key, analysis)
        if first is analysis:
            continue
        equal = _essence(first.rows) == _essence(analysis.rows)
        code = "form.analysis_twice" if equal else "form.analysis_conflict"
        params = {"title": analysis.title[:120], "first": str(first.place)}
        said.add(Problem(code, str(analysis.place), params, warning=equal))
    return list(kept.values())


def _essence(rows: Iterable[Row]) -> list[Row]:
    """Rows without where they stand."""
    nowhere = forms_analysis.NOWHERE
    return [replace(row, place=nowhere, marks=()) for row in rows]
