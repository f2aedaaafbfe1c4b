"""One resource: its page with market price, description and uses; adding and deleting one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.domain.numbers import ends_within
from app.services import prices_read, prices_rows, prices_units, prices_uses
from app.services.errors import FormConflict, Invalid
from app.services.prices import PLACES
from app.services.prices_read import Row
from app.services.prices_rows import CATEGORIES, Seen
from app.services.prices_units import Elsewhere, Pack
from app.services.revisions import Outcome
from app.services.typed import Sent
from app.web import access, failures, filters, hx, keys
from app.web.access import Entry
from app.web.prices import answers, forms
from app.web.prices.blueprint import bp
from app.web.prices.forms import Form

PAGE, NEW = "prices/show.html", "prices/new.html"
_NOTHING: Mapping[str, Any] = {"errors": (), "conflicts": (), "status": 200}


@bp.get("/resources/new")
@access.project("editor")
def new(entry: Entry) -> ResponseReturnValue:
    return _new(entry, Form({}))


@bp.post("/resources")
@access.write("editor")
def create(project_id: int) -> ResponseReturnValue:
    sent = forms.sent()
    try:
        done = prices_rows.add(project_id, sent).result
    except Invalid as refused:
        form = Form(sent.fields, refused.problems)
        return _new(answers.entered(project_id), form, status=422)
    flash(_("The resource is added."))
    return hx.redirect(_url(project_id, done["resource"]))


@bp.get("/resources/<int:resource_id>")
@access.project("viewer", past=True)
def show(entry: Entry, resource_id: int) -> ResponseReturnValue:
    return _page(entry, resource_id, ("market", "about"))


@bp.post("/resources/<int:resource_id>/description")
@access.write("editor")
def describe(project_id: int, resource_id: int) -> ResponseReturnValue:
    return _write(project_id, resource_id, "about", prices_rows.describe)


@bp.post("/resources/<int:resource_id>/market")
@access.write("editor")
def market(project_id: int, resource_id: int) -> ResponseReturnValue:
    return _write(project_id, resource_id, "market", prices_rows.set_market)


@bp.post("/resources/<int:resource_id>/deletion")
@access.write("editor")
def delete(project_id: int, resource_id: int) -> ResponseReturnValue:
    try:
        done = prices_rows.remove(project_id, resource_id, g.me.id, keys.from_form()).result
    except Invalid as refused:
        entry = answers.entered(project_id)
        wrong = {"errors": refused.problems, "status": 422}
        return _page(entry, resource_id, ("heading",), **wrong)
    flash(_("“%(name)s” is deleted.", name=done["name"]))
    return hx.redirect(url_for("prices.index", project_id=project_id))


def _write(
    project_id: int, resource_id: int, name: str, write: Callable[[Seen, Sent], Outcome]
) -> Response:
    """Carry out the write of one form of the page, which is the block `name`."""
    sent, other = forms.sent(), "market" if name == "about" else "about"
    seen = Seen(project_id, resource_id, forms.number("version", 0))
    try:
        done = write(seen, sent).result
    except Invalid as refused:
        wrong = {name: sent.fields, "errors": refused.problems, "status": 422}
        return _page(answers.entered(project_id), resource_id, (name,), **wrong)
    except FormConflict as refused:
        # Both values are told, so that sending the form again is a decision.
        told = [failures.describe(one).text for one in refused.conflicts]
        wrong = {name: refused.typed(sent.fields), "conflicts": told, "status": 409}
        return _page(answers.entered(project_id), resource_id, (name,), **wrong)
    entry = answers.entered(project_id)
    flash(_("Saved."))
    if done.get("incomplete", entry.project.incomplete) < entry.project.incomplete:
        answers.tell_incomplete(entry, done["incomplete"])
    if not hx.is_partial():
        return hx.redirect(_url(project_id, resource_id))
    return _page(entry, resource_id, (name, other, "heading", "also"))


def _page(
    entry: Entry,
    resource_id: int,
    blocks: Sequence[str],
    **refused: Any,  # noqa: ANN401
) -> Response:
    """Answer with the page; of a refused form the fields as typed, the others as stored."""
    wrong = {**_NOTHING, **refused}
    row = prices_read.one(entry.project.id, resource_id, forms.locale()).row
    where = entry.project.id, resource_id
    elsewhere = prices_units.elsewhere(entry.project.id, row)
    pack = _pack(elsewhere)
    return hx.render(
        PAGE,
        *blocks,
        status=wrong["status"],
        project=entry.project,
        may_edit=entry.may_edit,
        row=row,
        **_forms(row, wrong, pack),
        elsewhere=elsewhere,
        pack=pack,
        refused=wrong["errors"] if blocks == ("heading",) else (),
        pack_text=answers.pack_text,
        exact=row.price is None or ends_within(row.price, PLACES),
        locale=filters.figures(),
        analyses=prices_uses.analyses(*where, forms.number("analyses")),
        items=prices_uses.items(*where, forms.number("items")),
    )


def _pack(found: Elsewhere) -> Pack | None:
    """Return the price of another unit that the address asks to fill in; nothing is stored."""
    wanted = forms.number("pack", 0), forms.number("listed", 0)
    return prices_units.known(found, *wanted) if request.method == "GET" else None


def _forms(row: Row, wrong: Mapping[str, Any], pack: Pack | None) -> dict[str, Form]:
    stored = forms.fields(row)
    market = stored if pack is None else forms.packed(row, pack)
    return {
        name: Form({**stored, **wrong[name]}, wrong["errors"], wrong["conflicts"])
        if name in wrong
        else Form(kept)
        for name, kept in (("market", market), ("about", stored))
    }


def _new(entry: Entry, form: Form, status: int = 200) -> Response:
    return hx.render(
        NEW,
        "form",
        status=status,
        project=entry.project,
        form=form,
        categories=CATEGORIES,
        locale=filters.figures(),
    )


def _url(project_id: int, resource_id: int) -> str:
    return url_for("prices.show", project_id=project_id, resource_id=resource_id)
