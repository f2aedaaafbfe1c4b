"""What a pasted block says in a request: its text, corrections of cells, what was decided."""

import re
from collections.abc import Mapping
from typing import cast

from flask import Response, g, request

from app.domain.blocks import LOCALES, MAX_COLUMNS
from app.domain.blocks_columns import ROLES, Role
from app.domain.locale_numbers import NumberLocale
from app.services import block_sources, blocks, outline_blocks
from app.services.blocks import Plan, Sent
from app.web import hx

_FIX = re.compile(r"fix-(?P<row>[0-9]{1,4})-(?P<column>[0-9]{1,2})")
_SHOWN = re.compile(r"[a-z]-(?P<id>[0-9]{1,10})-(?P<version>[0-9]{1,10})")


def sent(locale: NumberLocale) -> Sent:
    """Return the block as it was sent; Invalid (block.*) where its text is none."""
    form = request.form
    chosen = {
        role: form[f"read-{role}"]
        for role in ("quantity", "price")
        if form.get(f"read-{role}") in LOCALES
    }
    blanks = form.get("blanks", "")
    return Sent(
        rows=blocks.parsed(text(), _fixes()),
        locale=locale,
        chosen=cast("Mapping[str, NumberLocale]", chosen),
        remembered=block_sources.remembered(g.me.id),
        source=source(),
        confirmed=bool(form.get("confirmed")),
        reason=form.get("reason", ""),
        blanks=int(blanks) if re.fullmatch("[0-9]{1,4}", blanks) else 0,
    )


def text() -> str:
    """Return the text as it was pasted."""
    return request.form.get("text", "")


def source() -> str:
    """Return the program that the block came from, as far as it is known."""
    said = request.form.get("source", "")
    return said if said in block_sources.SOURCES else ""


def roles() -> tuple[Role, ...]:
    """Return what the columns hold, where the form says it of each; nothing otherwise."""
    sent = [request.form[f"col-{i}"] for i in range(MAX_COLUMNS) if f"col-{i}" in request.form]
    return tuple(cast("Role", one) for one in sent) if all(one in ROLES for one in sent) else ()


def _fixes() -> Mapping[tuple[int, int], str]:
    found = ((_FIX.fullmatch(name), typed) for name, typed in request.form.items())
    return {(int(m["row"]), int(m["column"])): typed for m, typed in found if m}


def shown() -> list[tuple[int, int]]:
    """Return the rows from the first cell on, by id and version, as the page showed them."""
    names = request.form.get("cells", "").split()[: blocks.MOST]
    found = map(_SHOWN.fullmatch, names)
    return [(int(m["id"]), int(m["version"])) for m in found if m]


def is_elsewhere(found: Plan) -> bool:
    """Say whether a cell's paste reaches rows that its page does not show."""
    seen = {row_id for row_id, _version in shown()}
    unseen = any(line.row_id not in seen for line in outline_blocks.filled(found))
    return hx.is_partial() and unseen and not request.form.get("confirmed")


def in_place(response: Response) -> Response:
    """Let an answer replace the area of the page, whatever form of it asked."""
    if hx.is_partial():
        response.headers["HX-Reswap"] = "outerHTML"
    return response
