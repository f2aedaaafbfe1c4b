"""items.csv: the sheet, row by row.

A row stands where `level` says (a section of level 2 and what follows it at level 3), or else
below the sections that `section` and `subsection` name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.errors import Problem
from app.domain.inputs import QUANTITY_LIMIT
from app.domain.locale_numbers import PERCENT, PRICE, QUANTITY
from app.domain.outline import NodeKind, Origin
from app.domain.tables import OutlineRow
from app.interchange.analyses import Library
from app.interchange.prices import ZERO_IN_FILE
from app.interchange.sheet import Row, Sheet

COLUMNS = ("no", "title", "quantity")
OPTIONS = (
    "section",
    "subsection",
    "code",
    "unit",
    "markup_percent",
    "kind",
    "level",
    "printed_no",
    "formula",
    "origin",
    "analysis",
    "price",
    "price_source",
    "markup_included",
    "zero_reason",
)
KINDS: Mapping[str, NodeKind] = {"": "item", "section": "section", "item": "item", "note": "note"}
ORIGINS: Mapping[str, Origin] = {
    "analysis": "analysis",
    "typed": "typed",
    "zero": "zero",
    "none": "none",
}
#: Rows on a way from the top to an item, itself counted (services.guards holds the same limit).
DEEPEST = 30
_REFUSED = -1


@dataclass(slots=True)
class _Sheet:
    """The outline while it is read."""

    library: Library
    rows: list[OutlineRow] = field(default_factory=list)
    #: Sections by what names them: titles from the top.
    named: dict[tuple[str, ...], int] = field(default_factory=dict)
    #: The open section of each level, from level 1; a refused one takes its rows with it.
    open: list[int] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


def read(sheet: Sheet, library: Library) -> tuple[list[OutlineRow], set[str]]:
    """The rows of the sheet, and the numbers of items that were refused."""
    outline = _Sheet(library)
    for row in sheet:
        _enter(outline, row)
    return outline.rows, outline.refused


def _enter(outline: _Sheet, row: Row) -> None:
    found = row.choice("kind", KINDS)
    kind = found or "item"
    level = _level(row)
    parent = None if row.refused else _parent(outline, row, level)
    number = row.text("no", 40)
    written = OutlineRow(
        kind=kind,
        parent=parent,
        number=number or None,
        code=row.text("code", 100),
        title=row.text("title", 1000, needed=kind == "item"),
        unit=row.text("unit", 50),
        markup_percent=_markup(row),
    )
    if kind == "item" and not row.refused:
        written = _item(outline, row, written)
    if row.refused:
        outline.refused.add(number)
    else:
        outline.rows.append(written)
    if found not in {"item", "note"}:
        _open(outline, row, level)


def _open(outline: _Sheet, row: Row, level: int | None) -> None:
    """Let the rows that follow stand below this section; below a refused one none may."""
    here = _REFUSED if row.refused else len(outline.rows) - 1
    if level is not None:
        outline.open[level - 1 :] = [here]
    elif row.raw("level"):
        outline.open.clear()
    elif not row.refused:
        titles = [row.text(name, 1000) for name in ("section", "subsection")]
        path = (*(t for t in titles if t), outline.rows[here].title)
        outline.named.setdefault(path, here)


def _level(row: Row) -> int | None:
    raw = row.raw("level")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 4 and 1 <= int(raw) <= DEEPEST):
        row.refuse(Problem("cell.level", params={"text": raw[:20], "limit": DEEPEST}), "level")
        return None
    return int(raw)


def _parent(outline: _Sheet, row: Row, level: int | None) -> int | None:
    if level is None:
        titles = [row.text(name, 1000) for name in ("section", "subsection")]
        return None if row.refused else _named(outline, tuple(t for t in titles if t))
    if level == 1:
        return None
    above = outline.open[level - 2] if level - 2 < len(outline.open) else _REFUSED
    if above == _REFUSED:
        row.refuse(Problem("item.section_missing"), "level")
        return None
    return above


def _named(outline: _Sheet, titles: tuple[str, ...]) -> int | None:
    """The section that these titles name; it is made where it was not named before."""
    if not titles:
        return None
    if titles not in outline.named:
        parent = _named(outline, titles[:-1])
        outline.named[titles] = len(outline.rows)
        outline.rows.append(OutlineRow("section", parent, title=titles[-1]))
    return outline.named[titles]


def _markup(row: Row) -> Fraction | None:
    found = row.number("markup_percent", PERCENT)
    # There is no unknown markup: without it the row would silently take the project's.
    row.refused |= found is None and bool(row.raw("markup_percent"))
    return found


def _item(outline: _Sheet, row: Row, written: OutlineRow) -> OutlineRow:
    formula = row.formula(QUANTITY_LIMIT)
    is_known = formula is not None or not row.raw("formula")
    quantity = row.number("quantity", QUANTITY) if is_known else None
    origin, analysis, price = _price(outline, row, written)
    reason = row.text("zero_reason", 300)
    return OutlineRow(
        kind="item",
        parent=written.parent,
        number=written.number,
        code=written.code,
        title=written.title,
        unit=written.unit,
        quantity=quantity,
        formula=formula,
        origin=origin,
        analysis=analysis,
        price=price,
        price_source=row.text("price_source", 300),
        markup_included=row.flag("markup_included"),
        zero_reason=reason or (ZERO_IN_FILE if origin == "zero" else ""),
        markup_percent=written.markup_percent,
    )


def _price(
    outline: _Sheet, row: Row, written: OutlineRow
) -> tuple[Origin, int | None, Fraction | None]:
    """Where the price comes from: what `origin` says, or else what the row has."""
    library, key, price = outline.library, row.raw("analysis"), row.number("price", PRICE)
    said = row.choice("origin", ORIGINS) if row.raw("origin") else None
    analysis = library.by_key.get(key) if key else None
    if key and analysis is None:
        row.report(Problem("analysis.unknown_key", params={"text": key[:60]}), "analysis")
    if not key and said in {None, "analysis"}:
        _once(outline, row, written.number or "")
        if not row.refused and written.number:
            analysis = library.of_item(written.number, written.code, written.title, written.unit)
    if said is None:
        if analysis is not None and row.raw("price"):
            row.report(Problem("item.two_prices"), "price")
        said = _found(row, analysis, price)
    if said == "analysis":
        return ("none", None, None) if analysis is None else ("analysis", analysis, None)
    if said == "typed":
        return ("none", None, None) if price is None else ("typed", None, price)
    return said, None, None


def _found(row: Row, analysis: int | None, price: Fraction | None) -> Origin:
    if analysis is not None:
        return "analysis"
    if price is not None and price > 0:
        return "typed"
    return "zero" if price == 0 or (not row.raw("price") and row.raw("zero_reason")) else "none"


def _once(outline: _Sheet, row: Row, number: str) -> None:
    """Components find their item by its number, so two items must not have the same."""
    line = outline.numbers.setdefault(number, row.line) if number else row.line
    if line != row.line:
        row.refuse(Problem("item.number_twice", params={"line": line}), "no")
