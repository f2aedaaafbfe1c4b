"""One analysis put together from its parts, and the ties between analyses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain import units
from app.domain.catalogue import Analysis, Place, Price
from app.domain.components import Basis
from app.domain.errors import Problem
from app.interchange import (
    forms_audit,
    forms_formula,
    forms_heading,
    forms_names,
    forms_printed,
    forms_rows,
    repairs,
)
from app.interchange.forms_price import Lists
from app.interchange.forms_rows import Rows
from app.interchange.forms_scan import Draft
from app.interchange.forms_values import Values

#: `A.2.2.1.4`, `2.2.1.4.5`, `U.1.1.1 (c)`; not `1.5` of a wire.
_CODE = re.compile(
    r"(?:[A-Z]{1,3}\.\d+(?:\.\w{1,3})*|\d+(?:\.\d+){2,}(?:\.?[a-z])?)(?: ?\(\w{1,3}\))?"
)
NOWHERE = Place("", "")


@dataclass(slots=True)
class Built:
    """An analysis, the cells others may point at, and the cells its own rows take prices from."""

    analysis: Analysis
    problems: list[Problem]
    sources: dict[int, tuple[str, str]]
    anchors: dict[tuple[str, str], Basis] = field(default_factory=dict)


def build(values: Values, draft: Draft, lists: Lists) -> Built:
    """Read one analysis."""
    grid = values.grid
    column, code, given = _title(values, draft)
    title = forms_names.name(grid, draft.title, column)
    text = title.text
    if not code and (match := _CODE.match(text)) and text[match.end() :][:1] == " ":
        code, text = match[0], text[match.end() :].strip()
    read = forms_rows.rows(values, draft, lists)
    printed = forms_printed.printed(values, draft)
    problems = [*title.problems, *read.problems, *printed.problems]
    problems += forms_audit.problems(values, draft, read, printed.printed)
    problems += _not_calculated(values, draft)
    analysis = Analysis(
        grid.place(draft.title, column),
        code,
        text,
        given,
        tuple(read.rows),
        original=title.original,
        chapter=draft.chapter,
        notes=tuple(draft.notes),
        printed=printed.printed,
    )
    if not draft.categories:
        problems.append(Problem("form.no_rows", str(analysis.place), warning=True))
    return Built(analysis, problems, _own_sources(read), _anchors(values, draft, analysis))


def give_unit(built: Built, listed: Mapping[str, Sequence[Price]]) -> None:
    """The unit from the form, else from the list of unit prices, else proposed from the title."""
    analysis = built.analysis
    named = repairs.unit_from_title(analysis.title)
    stated = {price.unit for price in listed.get(forms_heading.folded(analysis.title), ())}
    stated.discard("")
    given = analysis.unit or (stated.pop() if len(stated) == 1 else "")
    place = str(analysis.place)
    if given and named and not _same_unit(given, named):
        params = {"unit": given, "title": named}
        built.problems.append(Problem("form.unit_differs", place, params, warning=True))
    if not given:
        code = "form.unit_proposed" if named else "form.no_unit"
        built.problems.append(Problem(code, place, {"unit": named or ""}, warning=True))
    built.analysis = replace(analysis, unit=given or named or "", unit_proposed=not given)


def _same_unit(given: str, named: str) -> bool:
    """One quantity, or one word and its abbreviation: `tgl` for tunggul."""
    if units.quantity_of(given) == units.quantity_of(named):
        return True
    short, word = given.casefold(), iter(named.casefold())
    return short.isalpha() and len(short) > 2 and all(letter in word for letter in short)


def _title(values: Values, draft: Draft) -> tuple[int, str, str]:
    """Column of the title, the code beside it, and the unit that is written out there."""
    grid, row = values.grid, draft.title
    cells = grid.rows[row][: draft.columns.amount + 1]
    texts = {at: grid.text(row, at) for at, cell in enumerate(cells) if isinstance(cell, str)}
    column = max(texts, key=lambda at: len(texts[at]), default=draft.columns.first)
    codes = [text for at, text in texts.items() if at != column and _CODE.fullmatch(text)]
    return column, codes[0] if codes else "", draft.unit


def _own_sources(read: Rows) -> dict[int, tuple[str, str]]:
    """Only rows that have a price can take it from elsewhere."""
    return {at: source for at, source in read.sources.items() if read.rows[at].kind != "percent"}


def _anchors(values: Values, draft: Draft, analysis: Analysis) -> dict[tuple[str, str], Basis]:
    """The cells that stand for this analysis: its D, its F, its printed unit price."""
    sheet, amount = values.grid.sheet, draft.columns.amount
    found: dict[tuple[str, str], Basis] = {}
    if draft.direct:
        found[sheet, forms_formula.name(draft.direct, amount)] = "direct_cost"
    if draft.unit_price:
        found[sheet, forms_formula.name(draft.unit_price, amount)] = "unit_price"
    if analysis.printed is not None:
        found[sheet, analysis.printed.place.cell.lower()] = "unit_price"
    return found


def _not_calculated(values: Values, draft: Draft) -> list[Problem]:
    """A file that no spreadsheet has opened since it was made shows no figures."""
    grid, at = values.grid, (draft.unit_price, draft.columns.amount)
    if draft.unit_price and grid.formula(*at) and grid.cell(*at) is None:
        return [grid.warning("form.not_calculated", *at)]
    return []
