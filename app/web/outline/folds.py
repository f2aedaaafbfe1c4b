"""Which sections a person has folded: a cookie of the project, as it changes nothing for others."""

import re

from flask import Response, g, request, url_for

from app.domain.errors import Problem
from app.services import outline_detail
from app.services.errors import Invalid
from app.web.outline import forms

COOKIE = "folds"
YEAR = 365 * 24 * 3600
#: A cookie has room for so many, and nobody folds more by hand.
MOST = 100
_DEED = re.compile(r"fold(?:-(?P<row>[0-9]{1,10}))?")


def kept() -> tuple[int, ...]:
    """Return the folded sections; none where rows are filtered, compared, chosen or of the past."""
    seen = request.values
    if g.get("seen") or seen.get("only") or seen.get("since") or forms.picking():
        return ()
    return asked()


def asked() -> tuple[int, ...]:
    """Return what the cookie holds, or what this request has made of it."""
    found = re.findall("[0-9]{1,10}", request.cookies.get(COOKIE, "")[:2000])
    made: tuple[int, ...] = g.get("folds", tuple(int(each) for each in found[:MOST]))
    return made


def is_meant(do: str) -> bool:
    """Say whether a button folds or unfolds."""
    return _DEED.fullmatch(do) is not None


def toggle(project_id: int, do: str) -> int | None:
    """Fold or unfold the section of the chosen row, or all where none is chosen; return it."""
    match = _DEED.fullmatch(do)
    if match is None:
        raise Invalid(Problem("outline.choose"))
    row = int(match["row"]) if match["row"] else forms.chosen()
    now = list(asked())
    if row is None:
        g.folds = () if now else tuple(outline_detail.top_sections(project_id, MOST))
        return None
    section = outline_detail.section_of(project_id, row)
    g.folds = tuple(i for i in now if i != section) if section in now else (*now, section)[-MOST:]
    return section


def keep(response: Response, project_id: int) -> Response:
    """Write down what this request has folded."""
    path = url_for("outline.index", project_id=project_id)
    text = ".".join(str(i) for i in asked())
    response.set_cookie(
        COOKIE, text, max_age=YEAR if text else 0, path=path, samesite="Lax", httponly=True
    )
    return response
