"""Which sections a person has folded: a cookie of the project, as it changes nothing for others.

It holds their ids, `12.15`; after "fold all" `all` and the ids of those that were opened again,
then those folded inside of them: `all.12_40`.
"""

import re

from flask import Response, g, request, url_for

from app.domain.errors import Problem
from app.services import outline_folds
from app.services.errors import Invalid
from app.services.outline_folds import Folds
from app.web.outline import forms

COOKIE, ALL = "folds", "all"
YEAR = 365 * 24 * 3600
#: A cookie has room for so many of each kind, and nobody folds more by hand.
MOST = 100
_DEED = re.compile(r"fold(?:-(?P<row>[0-9]{1,10}))?")


def kept() -> Folds:
    """Return what is folded; nothing where rows are filtered, compared, chosen or of the past."""
    seen = request.values
    if g.get("seen") or seen.get("only") or seen.get("since") or forms.picking():
        return Folds()
    return asked()


def asked() -> Folds:
    """Return what the cookie holds, or what this request has made of it."""
    made: Folds | None = g.get("folds")
    if made is None:
        text = request.cookies.get(COOKIE, "")[:2000]
        is_all = text.startswith(ALL)
        opened, _, folded = text.partition("_") if is_all else ("", "", text)
        made = Folds(_ids(folded), is_all, _ids(opened))
    return made


def _ids(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall("[0-9]{1,10}", text)[:MOST])


def is_meant(do: str) -> bool:
    """Say whether a button folds or unfolds."""
    return _DEED.fullmatch(do) is not None


def toggle(project_id: int, do: str) -> int | None:
    """Fold or unfold the section of the chosen row, or all where none is chosen; return it."""
    match = _DEED.fullmatch(do)
    if match is None:
        raise Invalid(Problem("outline.choose"))
    row = int(match["row"]) if match["row"] else forms.chosen()
    if row is None:
        g.folds = Folds() if asked() else Folds(all_top=True)
        return None
    section, is_top = outline_folds.section_of(project_id, row)
    g.folds = asked().toggled(section, is_top, MOST)
    return section


def keep(response: Response, project_id: int) -> Response:
    """Write down what this request has folded."""
    path, folds = url_for("outline.index", project_id=project_id), asked()
    text = _written(folds.rows)
    if folds.all_top:
        text = f"{'.'.join(filter(None, (ALL, _written(folds.open_top))))}_{text}"
    response.set_cookie(
        COOKIE, text, max_age=YEAR if text else 0, path=path, samesite="Lax", httponly=True
    )
    return response


def _written(rows: tuple[int, ...]) -> str:
    return ".".join(str(i) for i in rows)
