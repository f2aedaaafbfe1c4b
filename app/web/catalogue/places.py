"""Places in long lists, as addresses say them."""

import re
from typing import Any

from flask import request, url_for

_NUMBER = re.compile(r"[0-9]{1,18}")


def number(name: str) -> int | None:
    """Return a number of the address; None where there is none."""
    text = request.args.get(name, "")
    return int(text) if _NUMBER.fullmatch(text) else None


def text(name: str, limit: int) -> str:
    """Return a text of the address, cut to what can be meant."""
    return request.args.get(name, "")[:limit]


def chapter() -> str | None:
    """Return the chapter that is asked for; None where none is, "" for rows without one."""
    return text("chapter", 1000) if "chapter" in request.args else None


def around(following: int | None) -> dict[str, Any]:
    """Return the links of a list that is paged by key: its beginning, and what follows."""
    return {
        "after": number("after"),
        "first_url": _here(None),
        "next": None if following is None else _here(following),
    }


def _here(after: int | None) -> str:
    kept = {k: v for k, v in request.args.items() if k in {"chapter", "category", "q"}}
    where = {**kept, **(request.view_args or {}), "after": after}
    return url_for(request.endpoint or "", **where)
