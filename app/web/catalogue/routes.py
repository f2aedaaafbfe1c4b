"""The list of editions, which of them is the current one, and what is in an edition."""

from flask import flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import catalogue_editions, catalogue_read
from app.services.catalogue_read import Asked
from app.web import access, hx
from app.web.catalogue import analyses, findings, keeping, places, price_lists, wording
from app.web.catalogue.blueprint import bp

__all__ = ["analyses", "bp", "keeping", "price_lists"]
#: The chapter of the address that stands for the whole book.
EVERYTHING = "*"
SHOW = "catalogue/show.html"


@bp.get("")
@access.members
def index() -> ResponseReturnValue:
    loading = catalogue_editions.loading() if g.me.role == "admin" else []
    editions = [*catalogue_editions.editions(), *loading]
    return hx.render("catalogue/index.html", "editions", editions=editions, words=wording)


@bp.post("/editions/<int:edition_id>/current")
@access.site("admin")
def current(edition_id: int) -> ResponseReturnValue:
    catalogue_editions.set_current(edition_id, g.me.id)
    flash(_("Searches start with this edition from now on. No project changes."))
    return hx.redirect(url_for("catalogue.index"))


@bp.post("/editions/<int:edition_id>/removal")
@access.site("admin")
def remove(edition_id: int) -> ResponseReturnValue:
    catalogue_editions.delete_loading(edition_id, g.me.id)
    flash(_("What an interrupted run had left is removed."))
    return hx.redirect(url_for("catalogue.index"))


@bp.get("/editions/<int:edition_id>")
@access.members
def show(edition_id: int) -> ResponseReturnValue:
    edition = catalogue_editions.edition(edition_id)
    chapter, chapters = places.chapter(), catalogue_read.chapters(edition_id)
    if chapter is None and len(chapters) > 1:
        return hx.render(SHOW, "content", edition=edition, chapters=chapters, words=wording)
    name = None if chapter in {None, EVERYTHING} else chapter
    found = catalogue_read.listing(edition_id, Asked(chapter=name, after=places.number("after")))
    context = {"lines": found.lines, "chapter": name, **places.around(found.next)}
    return hx.render(SHOW, "content", edition=edition, words=wording, **context)


@bp.get("/editions/<int:edition_id>/findings")
@access.members
def report(edition_id: int) -> ResponseReturnValue:
    edition = catalogue_editions.edition(edition_id)
    found = findings.of(catalogue_editions.report(edition_id))
    return hx.render("catalogue/findings.html", "content", edition=edition, findings=found)
