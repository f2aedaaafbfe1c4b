"""Where the result of a job is looked at: each slice adds its own kinds.

jobs_pages.DONE["catalogue.import"] = lambda job: url_for("catalogue.show", ...)
"""

from collections.abc import Callable

from app.services.jobs import JobView

#: kind -> the address of what a done job made; None where there is nothing to see.
DONE: dict[str, Callable[[JobView], str | None]] = {}


def done_url(job: JobView) -> str | None:
    """The address of a done job's result."""
    page = DONE.get(job.kind)
    return page(job) if page is not None and job.state == "done" else None
