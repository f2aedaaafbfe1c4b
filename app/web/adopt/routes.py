"""Taking over from a catalogue, publishing into the office library, filling prices from a list."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.services import adopt, catalogue_difference, library, price_lists
from app.services.errors import Invalid
from app.services.outline_rows import Caller
from app.web import access, hx, keys
from app.web.access import Entry
from app.web.adopt import answers, forms

bp = Blueprint("adopt", __name__, url_prefix="/projects/<int:project_id>")


@bp.post("/items/from-catalogue")
@access.write("editor")
def add(project_id: int) -> ResponseReturnValue:
    caller = Caller(project_id, forms.me(), keys.from_form())
    wanted = forms.adoption()
    done = adopt.add_item(caller, wanted.analysis, wanted.place, wanted.prices).result
    answers.tell_added(project_id, done)
    return hx.redirect(answers.added_url(project_id, int(done["node"]), forms.again()))


@bp.get("/analyses/<int:analysis_id>/difference")
@access.project("viewer")
def difference(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    found = catalogue_difference.difference(entry.project.id, analysis_id, forms.locale())
    return hx.render(
        "adopt/difference.html",
        "difference",
        project=entry.project,
        found=found,
        analysis_url=answers.analysis_url(entry.project.id, analysis_id),
    )


@bp.get("/analyses/<int:analysis_id>/publication")
@access.project("editor")
def publication(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return answers.publication(entry, analysis_id)


@bp.post("/analyses/<int:analysis_id>/publication")
@access.write("editor")
def publish(project_id: int, analysis_id: int) -> ResponseReturnValue:
    try:
        done = library.publish(project_id, analysis_id, forms.me(), keys.from_form()).result
    except Invalid as refused:
        entry = answers.entered(project_id)
        return answers.publication(entry, analysis_id, refused.problems, 422)
    answers.tell_published(done)
    return hx.redirect(answers.analysis_url(project_id, analysis_id))


@bp.get("/prices/filling")
@access.project("editor")
def prices(entry: Entry) -> ResponseReturnValue:
    return answers.prices(entry, forms.ask())


@bp.post("/prices/filling")
@access.write("editor")
def fill(project_id: int) -> ResponseReturnValue:
    ask = forms.ask()
    try:
        done = price_lists.fill(project_id, forms.me(), ask, keys.from_form()).result
    except Invalid as refused:
        return answers.prices(answers.entered(project_id), ask, refused.problems, 422)
    count = done["count"]
    flash(ngettext("%(num)s price filled.", "%(num)s prices filled.", count))
    return hx.redirect(url_for("prices.index", project_id=project_id))
