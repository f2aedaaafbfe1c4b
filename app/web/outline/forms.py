"""What the sheet's requests say: cells by row and version, the page that they came from."""

import re
from collections.abc import Sequence
from typing import Any

from flask import g, request, url_for

from app.domain.errors import Problem
from app.services.errors import Invalid, NotFound
from app.services.outline import Cell, Price
from app.services.outline_many import Pick
from app.services.outline_numbers import LEVELS
from app.services.outline_rows import KINDS, NewRow, Spot
from app.services.outline_sheet import MOST, USUAL, View
from app.web import filters

_CELL = re.compile(r"q-(?P<id>[0-9]{1,10})-(?P<version>[0-9]{1,10})")
ONLY = ("", "price", "quantity", "changed", "mine")


locale = filters.sent_figures


def cells(node_id: int | None = None) -> list[Cell]:
    """Return the cells of the form, in its order; those of one row only with `node_id`."""
    found = []
    for name, text in request.form.items(multi=True):
        match = _CELL.fullmatch(name)
        if match and node_id in {None, int(match["id"])}:
            found.append(Cell(int(match["id"]), int(match["version"]), text))
    return found


def only_one(cell: Cell, others: Sequence[Cell]) -> None:
    """Refuse a cell that was not sent, or sent twice with different contents."""
    if cell.version == 0:
        raise Invalid(Problem("number.empty", f"q-{cell.node_id}"))
    if any(other != cell for other in others):
        raise Invalid(Problem("outline.twice", f"q-{cell.node_id}"))


def view() -> View:
    """Return the page of the sheet that the address (or the form) asks for."""
    only = request.values.get("only", "")
    return View(
        start=number("from"),
        size=MOST if number("size") == MOST else USUAL,
        only=only if only in ONLY else "",  # type: ignore[arg-type]
        locale=locale(),
        since=since(),
        reader=0 if g.get("seen") else g.me.id,  # the past knows figures, not who set them
    )


def since() -> int | None:
    """Return the revision that marks compare with; NotFound for what is no number."""
    found = number("since")
    if found is None and request.values.get("since", "").strip():
        raise NotFound
    return found


def sheet_url(project_id: int, anchor: int | None = None) -> str:
    """Return the address of the page of the sheet that the form came from."""
    seen = view()
    place: dict[str, Any] = {
        "from": seen.start,
        "size": MOST if seen.size == MOST else None,
        "only": seen.only or None,
        "since": seen.since,
        "row": anchor,
        "_anchor": f"i-{anchor}" if anchor else None,
    }
    return url_for("outline.index", project_id=project_id, **place)


def price(node_id: int) -> Price:
    """Return the price of an item as it was entered."""
    sent = request.form
    return Price(
        node_id=node_id,
        version=number("version") or 0,
        origin=sent.get("origin") or _implied_origin(),
        analysis_id=number("analysis"),
        text=sent.get("price", ""),
        source=sent.get("price_source", ""),
        markup_included=bool(sent.get("markup_included")),
        reason=sent.get("zero_reason", ""),
    )


def _implied_origin() -> str:
    """Return the origin that the filled fields mean when none was chosen; "" when they disagree."""
    fields = {"analysis": "analysis", "price": "typed", "zero_reason": "zero"}
    filled = [origin for name, origin in fields.items() if request.form.get(name, "").strip()]
    if len(filled) > 1:
        return ""
    return filled[0] if filled else "none"


def new_row() -> NewRow:
    """Return the row to be added as it was entered."""
    sent = request.form
    kind = sent.get("kind", "")
    return NewRow(
        kind=kind if kind in KINDS else "",
        texts={name: sent.get(name, "") for name in ("number_typed", "code", "title", "unit")},
        spot=spot(),
        quantity=sent.get("quantity", ""),
        price=price(0),
    )


def spot() -> Spot:
    """Return a place: a section (0 = the top level) and the order in it, counted from 1."""
    index = number("index")
    if index is None and request.values.get("index", "").strip():
        raise Invalid(Problem("number.not_whole", "index", {"low": "1", "high": "9999999999"}))
    return Spot(number("parent") or None, None if index is None else max(index - 1, 0))


def number(name: str) -> int | None:
    """Return a counting number of the request; None where there is none."""
    text = request.values.get(name, "").strip()
    return int(text) if re.fullmatch("[0-9]{1,10}", text) else None


def chosen() -> int | None:
    """Return the row that the tool bar works on."""
    return number("row")


def is_whole() -> bool:
    """Say whether the sheet was asked for as it is: no row, no filter, nothing to be chosen."""
    return request.method == "GET" and not set(request.args) - {"at", "size"}


def numbers(name: str) -> set[int]:
    """Return the counting numbers of a list in the address, such as rows in use."""
    return {int(text) for text in re.findall("[0-9]{1,10}", request.args.get(name, "")[:2000])}


def picking() -> bool:
    """Say whether rows are to be chosen on the page."""
    return request.values.get("select") == "1"


def picked() -> tuple[int, ...]:
    """Return the rows that are chosen."""
    sent = request.form.getlist("rows")
    return tuple(int(each) for each in sent if re.fullmatch("[0-9]{1,10}", each))


def pick() -> Pick:
    """Return the chosen rows and what is to happen with them."""
    sent = request.form
    deed = sent.get("deed", "")
    if deed == "section":  # a move to its end: the order that may be typed beside is not meant
        to = Spot(number("parent") or None)
        return Pick(picked(), "move", to, "", locale(), number("confirmed"))
    where = spot() if deed == "move" else Spot()
    return Pick(picked(), deed, where, sent.get("markup", ""), locale(), number("confirmed"))


def settling() -> bool:
    """Say whether the request answers a conflict, whose line then goes."""
    return "conflict" in request.args


def styles() -> list[str]:
    """Return the numbering style of each level, down to the first that is left empty."""
    sent = [request.form.get(f"level_{level}", "") for level in range(1, LEVELS + 1)]
    return sent[: sent.index("")] if "" in sent else sent
