"""An analysis of an edition as its printed form, its unit, and the resources of an edition."""

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import (
    catalogue_editions,
    catalogue_read,
    catalogue_read_analysis,
    catalogue_read_uses,
)
from app.services.errors import Invalid
from app.web import access, filters, hx
from app.web.catalogue import places, wording
from app.web.catalogue.blueprint import bp

PAGE = "catalogue/analysis.html"


@bp.get("/analyses/<int:analysis_id>")
@access.members
def analysis(analysis_id: int) -> ResponseReturnValue:
    return _page(analysis_id)


@bp.post("/analyses/<int:analysis_id>/unit")
@access.site("admin")
def unit(analysis_id: int) -> ResponseReturnValue:
    typed = request.form.get("unit", "")
    try:
        catalogue_read.confirm_unit(analysis_id, typed, g.me.id)
    except Invalid as refused:
        error = " ".join(filters.problem(problem) for problem in refused.problems)
        return _page(analysis_id, 422, typed, error)
    flash(_("The unit is confirmed."))
    return hx.redirect(url_for("catalogue.analysis", analysis_id=analysis_id))


@bp.get("/resources/<int:resource_id>")
@access.members
def resource(resource_id: int) -> ResponseReturnValue:
    found = catalogue_read.resource(resource_id)
    uses = catalogue_read_uses.resource_uses(resource_id, g.me.id)
    return hx.render(
        "catalogue/resource.html",
        "content",
        found=found,
        lines=found.analyses,
        uses=uses,
        words=wording,
    )


@bp.get("/editions/<int:edition_id>/resources")
@access.members
def resources(edition_id: int) -> ResponseReturnValue:
    edition = catalogue_editions.edition(edition_id)
    asked = places.text("category", 16)
    chosen = asked if asked in wording.CATEGORIES else next(iter(wording.CATEGORIES))
    found = catalogue_read.resources(edition_id, chosen, places.number("after"))
    context = {"edition": edition, "chosen": chosen, "words": wording, **places.around(found.next)}
    return hx.render("catalogue/resources.html", "content", lines=found.lines, **context)


def _page(
    analysis_id: int, status: int = 200, typed: str | None = None, error: str = ""
) -> Response:
    form = catalogue_read_analysis.analysis(analysis_id)
    uses = catalogue_read_uses.analysis_uses(analysis_id, g.me.id)
    context = {"form": form, "uses": uses, "typed": typed, "error": error, "words": wording}
    return hx.render(PAGE, "content", status=status, **context)
