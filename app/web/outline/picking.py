"""Several rows at once: chosen on the sheet, looked at before, done in one revision."""

from dataclasses import replace

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import outline_detail, outline_many
from app.services.errors import Invalid
from app.services.outline_many import Pick
from app.services.outline_rows import Caller
from app.web import access, hx, keys, page
from app.web.outline import answers, forms
from app.web.outline.blueprint import bp

PREVIEW = "outline/picked.html"


@bp.post("/picked")
@access.write("editor")
def picked(project_id: int) -> ResponseReturnValue:
    """Show what the deed would do to the total; done only when that has been seen."""
    caller = Caller(project_id, g.me.id, keys.from_form())
    try:
        pick = forms.pick()
        if pick.seen is None:
            return _preview(caller, pick)
        done = outline_many.carry_out(caller, pick)
        return _done(caller, int(done.result["rows"]) if done.revision > pick.seen else 0)
    except Invalid as refused:
        if refused.problems[0].code == "outline.pick_again":
            return _preview(caller, replace(pick, seen=None), refused)
        entry = answers.entered(project_id)
        marks = answers.Marks(picked=frozenset(forms.picked()), refused=refused.problems)
        return answers.sheet(entry, forms.view(), marks)


def _preview(caller: Caller, pick: Pick, again: Invalid | None = None) -> Response:
    entry = answers.entered(caller.project_id)
    seen = outline_many.preview(caller, pick)
    return hx.render(
        PREVIEW,
        "main",
        status=409 if again else 200,
        again=again.problems if again else (),
        project=entry.project,
        pick=pick,
        titles=outline_many.titles(caller.project_id, pick.rows),
        seen=seen,
        place=_place(caller.project_id, pick),
        back=forms.sheet_url(caller.project_id),
        view=forms.view(),
    )


def _place(project_id: int, pick: Pick) -> str:
    found = {each.id: each for each in outline_detail.places(project_id)}
    place = found.get(pick.spot.parent_id or 0)
    return f"{place.number} {place.title}".strip() if place else _("Top level")


def _done(caller: Caller, rows: int) -> Response:
    text = ngettext("%(num)s row changed.", "%(num)s rows changed.", rows)
    said = text if rows else _("Nothing was changed.")
    page.tell_done(caller.project_id, said, can_undo=rows > 0)
    return hx.redirect(forms.sheet_url(caller.project_id))
