"""A page that asks again by itself until its job has ended; without script it loads again."""

from flask import Blueprint, Flask, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import jobs, jobs_words
from app.services.jobs import JobView
from app.web import hx, jobs_pages
from app.web.access import members

bp = Blueprint("jobs", __name__, url_prefix="/jobs")
PAGE = "jobs/show.html"
#: Seconds between two questions: each twice as long as the one before, up to this. Where the end
#: of a young job leads on by itself, somebody sits and waits for it.
LONGEST, SHORT = 8, 1


def init_app(app: Flask) -> None:
    """Any page may include `jobs/_progress.html` with a `job`."""
    app.add_template_filter(jobs_words.text, "job_words")
    app.add_template_global(jobs_pages.done_url, "job_done_url")
    app.add_template_global(jobs_pages.said, "job_said")


@bp.get("")
@members
def index() -> ResponseReturnValue:
    return hx.render("jobs/index.html", jobs=jobs.mine(g.me))


@bp.get("/<int:job_id>")
@members
def show(job_id: int) -> ResponseReturnValue:
    job = jobs.view(job_id, g.me)
    if hx.is_partial() and job.has_ended:
        to = jobs_pages.leads_to(job)
        if to is not None:
            return _led(job, to)
        _tell(job)
    return _page(job)


@bp.post("/<int:job_id>/cancellation")
@members
def cancel(job_id: int) -> ResponseReturnValue:
    job = jobs.cancel(job_id, g.me)
    to = url_for("jobs.show", job_id=job.id)
    return hx.saved(PAGE, "progress", to=to, job=job, wait=1)


def _page(job: JobView) -> Response:
    waited = request.args.get("wait", 0, type=int)
    longest = SHORT if job.is_young and job.kind in jobs_pages.LEADS else LONGEST
    wait = min(longest, 2 * waited) if waited > 0 else 1
    return hx.render(PAGE, "progress", job=job, wait=wait)


def _led(job: JobView, to: str) -> Response:
    """Whoever waits has nothing else to do here: the result is shown."""
    said = jobs_pages.said(job)
    if said:
        hx.toast("ok", said)
    return hx.redirect(to)


def _tell(job: JobView) -> None:
    """The end is spoken: a region that is replaced is not read out."""
    what = jobs_words.text(job.kind)
    if job.state == "done":
        hx.toast("ok", _("%(what)s: done.", what=what))
    elif job.state == "failed":
        hx.toast("err", _("%(what)s: failed.", what=what))
