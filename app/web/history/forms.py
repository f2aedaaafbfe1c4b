"""What the addresses of the history ask for."""

import re

from flask import request

from app.services.history_read import Wanted
from app.services.versions import Given


def wanted() -> Wanted:
    """Return the filters of the list; what is no number filters nothing."""
    return Wanted(
        before=number("before"),
        who=_person(),
        table=request.args.get("table", "")[:40],
        row=number("row"),
    )


def _person() -> int | None:
    """Return whose revisions are asked for; below 0 somebody who came in an archive."""
    text = request.args.get("who", "")
    return int(text) if re.fullmatch("-?[0-9]{1,9}", text) else None


def number(name: str) -> int | None:
    """Return a counting number of the address; None where there is none."""
    text = request.args.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,10}", text) else None


def given() -> Given:
    """Return what the form says of a version."""
    sent = request.form
    return Given(
        name=sent.get("name", ""),
        note=sent.get("note", ""),
        locked=bool(sent.get("locked")),
        issued=bool(sent.get("issued")),
    )
