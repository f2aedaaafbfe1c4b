"""Header and rules of a project, and what a preset would change."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _

from app.services import access as rights
from app.services import presets, projects, rules, totals
from app.services.errors import Conflict, Invalid
from app.web import access, failures, filters, hx
from app.web.access import Entry
from app.web.projects import bp
from app.web.projects.forms import (
    SettingsForm,
    filled,
    present_rules,
    refuse,
    rules_form,
    sent,
)

PAGE = "projects/settings.html"
PRESET = "projects/preset.html"


@bp.get("/projects/<int:project_id>/settings")
@access.project("viewer")
def settings(entry: Entry) -> Response:
    return hx.render(PAGE, "header", **_context(entry))


@bp.post("/projects/<int:project_id>/header")
@access.write("editor")
def header(project_id: int) -> Response:
    asked = sent()
    try:
        projects.set_header(project_id, asked)
    except (Invalid, Conflict) as refused:
        form = filled(SettingsForm, asked.fields)
        return _refused(project_id, "header", form, refused)
    flash(_("The header is saved."))
    return _saved(project_id, "header")


@bp.post("/projects/<int:project_id>/rules")
@access.write("owner")
def set_rules(project_id: int) -> Response:
    asked = sent()
    try:
        remarks = rules.save(project_id, asked)
    except (Invalid, Conflict) as refused:
        return _refused(project_id, "rules", rules_form(asked.fields), refused)
    flash(_("The rules are saved."))
    for problem in remarks:
        hx.toast("warn", filters.problem(problem))
    return _saved(project_id, "rules")


@bp.get("/projects/<int:project_id>/preset")
@access.project("owner")
def preset(entry: Entry) -> Response:
    effect = rules.effect(entry.project.id, g.me.id, request.args.get("kind", ""))
    return hx.render(
        PRESET, "main", project=entry.project, effect=effect, name=presets.NAMES[effect.preset.kind]
    )


@bp.post("/projects/<int:project_id>/preset")
@access.write("owner")
def apply_preset(project_id: int) -> Response:
    rules.apply(project_id, sent())
    flash(_("The preset is applied."))
    return hx.redirect(url_for("projects.settings", project_id=project_id))


def _context(entry: Entry) -> dict[str, Any]:
    project, figures = entry.project, filters.figures()
    return {
        "project": project,
        "entry": entry,
        "header": filled(SettingsForm, projects.header_fields(project, figures)),
        "rules": present_rules(project, figures),
        "rounded": totals.exact(project, "rounded"),
        "margin": projects.margin(project),
        "seen": project.revision,
        "kinds": presets.NAMES,
        "numberings": presets.NUMBERINGS,
        "policies": rules.policies(project),
        "tail": rules.tail(project),
        "problems": {},
    }


def _saved(project_id: int, block: str) -> Response:
    to = url_for("projects.settings", project_id=project_id, _anchor=block)
    if not hx.is_partial():
        return hx.redirect(to)
    entry = rights.enter(project_id, g.me.id)
    return hx.render(PAGE, block, "totals", **_context(entry))


def _refused(project_id: int, block: str, form: Any, refused: Invalid | Conflict) -> Response:  # noqa: ANN401
    """The form as it was typed; after a conflict, sending it again means it."""
    shown = _context(rights.enter(project_id, g.me.id)) | {block: form}
    if isinstance(refused, Conflict):
        failure = failures.describe(refused)
        shown["problems"] = {block: [(refused.field, failure.text)]}
        return hx.render(PAGE, block, status=failure.status, **shown)
    shown["problems"] = {block: refuse(form, refused.problems)}
    shown["seen"] = request.form.get("seen", shown["seen"])
    return hx.render(PAGE, block, status=422, **shown)
