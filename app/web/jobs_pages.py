"""Where the result of a job is looked at: each slice adds its own kinds.

jobs_pages.DONE["catalogue.import"] = lambda job: url_for("catalogue.show", ...)
"""

from collections.abc import Callable

from flask import g

from app.services.jobs import JobView

#: kind -> the address of what a done job made; None where there is nothing to see.
DONE: dict[str, Callable[[JobView], str | None]] = {}
#: kind -> what a done job made, in words ("": nothing to say), where its end leads to the result
#: by itself.
LEADS: dict[str, Callable[[JobView], str]] = {}


def done_url(job: JobView) -> str | None:
    """The address of a done job's result; one that leads there by itself leads nobody else."""
    page = DONE.get(job.kind)
    is_for_me = job.kind not in LEADS or job.user_id == g.me.id
    return page(job) if page is not None and is_for_me and job.state == "done" else None


def said(job: JobView) -> str:
    """What a done job made, in words, where its kind has such words."""
    words = LEADS.get(job.kind)
    return words(job) if words is not None and job.state == "done" else ""


def leads_to(job: JobView) -> str | None:
    """The address where whoever waits for the job is led when it is done."""
    return done_url(job) if job.kind in LEADS else None
