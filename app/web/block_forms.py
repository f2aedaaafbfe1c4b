"""What a pasted block says in a request: its text, corrections of cells, what was decided."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from flask import Response, g, make_response, request

from app.domain.blocks import LOCALES, MAX_COLUMNS
from app.domain.blocks_columns import ROLES, Role
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.services import block_sources, blocks, file_names, outline_blocks
from app.services.access import Entry
from app.services.blocks import Plan, Sent
from app.services.blocks_out import Copied
from app.web import filters, hx

_FIX = re.compile(r"fix-(?P<row>[0-9]{1,4})-(?P<column>[0-9]{1,2})")
_SHOWN = re.compile(r"[a-z]-(?P<id>[0-9]{1,10})-(?P<version>[0-9]{1,10})")
#: Rows and problems that a look shows; the rest is counted.
SHOWN, NAMED = 100, 30


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


def shown_to(problems: Sequence[Problem]) -> dict[str, str]:
    """Return what is wrong with the form of a block, by its field."""
    return {one.place: filters.problem(one) for one in problems}


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


def page(template: str, entry: Entry, status: int, **context: object) -> Response:
    """Answer with the page of a block: its form, or the look at it."""
    shown = hx.render(
        template,
        "area",
        status=status,
        project=entry.project,
        locale=filters.figures(),
        most=SHOWN,
        named=NAMED,
        **context,
    )
    return in_place(shown)


def column(known: Sequence[str]) -> str:
    """Return the one column that is to be copied; "" stands for all of them."""
    asked = request.args.get("column", "")
    return asked if asked in known else ""


def download(entry: Entry, found: Copied) -> Response:
    """Return a block as a file that spreadsheet programs open."""
    response = make_response(found.text + "\n")
    response.headers["Content-Type"] = "text/tab-separated-values; charset=utf-8"
    name = file_names.of(entry.project.id, entry.project.name, ".tsv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return hx.private(response)
