"""The pages beside the sheet: one row, a new row, the numbering."""

from collections.abc import Collection, Mapping, Sequence

from flask import Response, render_template, request, url_for

from app.domain.errors import Problem
from app.services import messages, outline_detail, outline_numbers, outline_read
from app.services.access import Entry
from app.services.errors import Conflict
from app.web import filters, hx
from app.web.outline import answers, forms

ITEM, NEW, NUMBERING = "outline/item.html", "outline/new.html", "outline/numbering.html"


def item(entry: Entry, node_id: int, status: int = 200, **said: object) -> Response:
    """Answer with the page of a row; `said` may hold `problems` or `conflicts`."""
    detail = outline_detail.detail(entry.project, node_id, find(), forms.locale())
    problems: Sequence[Problem] = said.get("problems", ())  # type: ignore[assignment]
    conflicts: Sequence[Conflict] = said.get("conflicts", ())  # type: ignore[assignment]
    left: Collection[str] = said.get("left", ())  # type: ignore[assignment]
    return hx.render(
        ITEM,
        "item",
        status=status,
        project=entry.project,
        may_edit=entry.may_edit,
        detail=detail,
        row=detail.row,
        conflicts=conflicts,
        conflict=conflicts[0] if conflicts else None,
        sent={} if said.get("saved") else {n: t for n, t in request.form.items() if n not in left},
        locale=filters.figures(),
        written=answers.written,
        field=messages.field,
        **_told(problems),
    )


def item_saved(project_id: int, node_id: int) -> Response:
    """Answer a write to a row: the page of the row as it is now."""
    if not hx.is_partial():
        return hx.redirect(url_for("outline.show", project_id=project_id, node_id=node_id))
    # What was sent is stored: the answer shows what is, not what was typed.
    return item(answers.entered(project_id), node_id, saved=True)


def item_refused(
    project_id: int,
    node_id: int,
    problems: Sequence[Problem] = (),
    conflicts: Sequence[Conflict] = (),
    left: Collection[str] = (),
) -> Response:
    """Answer a write that was refused; what was typed stays, not what was `left` as shown."""
    status = 409 if conflicts else 422
    entry = answers.entered(project_id)
    return item(entry, node_id, status, problems=problems, conflicts=conflicts, left=left)


def new_row(
    entry: Entry,
    given: Mapping[str, object],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:
    """Answer with the form of a new row."""
    return hx.render(
        NEW,
        "form",
        status=status,
        project=entry.project,
        given=given,
        kind=given.get("kind") or "item",
        places=outline_detail.places(entry.project.id),
        choices=outline_detail.choices(entry.project.id, find()),
        locale=filters.figures(),
        **_told(problems),
    )


def deletion(entry: Entry, node_id: int) -> str:
    """Answer with the question before a row is deleted."""
    row = outline_read.row(entry.project, node_id, forms.locale())
    below = outline_detail.count_below(entry.project, row)
    return render_template("outline/deletion.html", project=entry.project, row=row, below=below)


def numbering(entry: Entry, problems: Sequence[Problem] = (), status: int = 200) -> Response:
    """Answer with the numbering scheme."""
    return hx.render(
        NUMBERING,
        "form",
        status=status,
        project=entry.project,
        may_edit=entry.may_edit,
        styles=outline_numbers.STYLES,
        levels=outline_numbers.LEVELS,
        **_told(problems),
    )


def find() -> str:
    """Return what is searched among the analyses."""
    return request.args.get("find", "").strip()[:100]


def _told(problems: Sequence[Problem]) -> dict[str, object]:
    """Errors by field, and those of no field."""
    errors = {problem.place: filters.problem(problem) for problem in problems}
    return {"errors": errors, "general": errors.pop("", "")}
