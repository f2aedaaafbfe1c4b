"""Several people in one sheet: what others saved comes by itself, and who else is here."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from app.services import changes as news
from app.services import presence
from app.services.changes import Changes, Page
from app.services.presence import Here
from app.web import access, hx
from app.web.access import Entry
from app.web.outline import answers, forms
from app.web.outline.blueprint import bp

TEMPLATE = "outline/changes.html"


@bp.get("/changes")
@access.project("viewer")
def changes(entry: Entry) -> ResponseReturnValue:
    """Nothing (204) while revision and people are what the page shows, otherwise what is new."""
    since, shown = forms.since() or 0, request.args.get("here", "")
    here = presence.enter(entry.project.id, g.me.id, g.me.name)
    if since == entry.project.revision and shown == here.mark:
        return hx.nothing()
    if not hx.is_partial():
        return hx.redirect(forms.sheet_url(entry.project.id))
    return _told(entry, _news(entry, since), here, known=bool(shown))


def _news(entry: Entry, since: int) -> Changes | None:
    if since == entry.project.revision:
        return None
    # A page may begin with the sections around its first row.
    first, last = (
        forms.number("from") or min(forms.numbers("first"), default=0),
        min(forms.numbers("last"), default=0),
    )
    shown = Page(since, first, last, forms.locale(), g.me.id, forms.numbers("own"))
    return news.since(entry.project, shown)


def _told(entry: Entry, found: Changes | None, here: Here, *, known: bool) -> Response:
    blocks = ["here"] if request.args.get("here", "") != here.mark else []
    if found:
        told = "notice" if found.count or found.is_structural else "rows"
        blocks += [*([told] if told == "notice" or found.rows else []), "totals"]
    marks = answers.Marks(by=found.by if found else {})
    return hx.partials(
        TEMPLATE,
        *blocks,
        unasked=True,
        news=found,
        here=here,
        known=known,
        busy=forms.numbers("busy"),
        **answers.shown(entry, marks),
    )
