"""The answer of one figure: its page, or the panel beside another page."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from flask import Response, g, request, url_for

from app.services import explain, explain_proof, explain_words, words
from app.services.access import Entry
from app.services.errors import NotFound
from app.services.explain import Asked
from app.services.traces import Author
from app.web import filters, hx
from app.web import page as shared

PAGE = "explain/show.html"
#: More decimals than these are not aligned: the column would be mostly air.
_ALIGNED = 12
_DIGIT, _MARK = "\u2007", "\u2008"
#: Where a row is edited, and what its table is called in the history.
_HOMES = {
    "node": ("outline.show", "node_id", "outline_node"),
    "analysis": ("analyses.show", "analysis_id", "analysis"),
    "resource": ("prices.show", "resource_id", "resource"),
}


def page(entry: Entry, address: str) -> Response:
    """Answer with the reasoning of one figure; NotFound for what the project does not have."""
    seen, locale = g.get("seen"), filters.figures()
    at = seen.number if seen and seen.number < seen.present else None
    found = explain.page(entry.project, Asked(address, start=_number("from"), locale=locale))
    return hx.render(
        PAGE,
        "explain",
        project=entry.project,
        page=found,
        at=at,
        latest=seen.present if seen else entry.project.revision,
        # On a page of its own the band above it says so.
        differs=seen.differs if seen and hx.is_partial() else None,
        to=partial(_address, entry.project.id, at),
        exact=partial(explain_words.exact, locale=locale),
        column=partial(column, locale=locale),
        did=partial(_did, locale=locale),
        home=_home(entry.project.id, address),
    )


def proof(entry: Entry, address: str) -> Response:
    """Answer with the proof of a figure, as a file to keep."""
    found = explain_proof.of(entry.project, address)
    response = Response(explain_proof.written(found), mimetype="application/json")
    name = f"taksir-{entry.project.id}-r{found['project']['revision']}-{address}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return hx.private(response)


def column(values: Sequence[Fraction | None], locale: filters.Figures) -> list[str]:
    """Exact figures one under the other: padded, so that commas align in a column set right."""
    texts = [explain_words.exact(value, locale) for value in values]
    mark = "," if locale == "id" else "."
    lengths = [len(text.partition(mark)[2]) for text in texts]
    most = max((n for n in lengths if n <= _ALIGNED), default=0)
    return [
        text if "/" in text else text + _MARK * (n == 0 < most) + _DIGIT * (most - n)
        for text, n in zip(texts, lengths, strict=True)
    ]


def _number(name: str) -> int | None:
    """A number of the query; NotFound for one that is none, because such a page there is not."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**31))):
        raise NotFound
    return int(text)


def _address(project_id: int, at: int | None, address: str, start: int | None = None) -> str:
    query = {"at": at, "from": start}
    return url_for("explain.show", project_id=project_id, address=address, **query)  # type: ignore[arg-type]


def _did(author: Author, locale: filters.Figures) -> str:
    return words.sentence(author.label, author.params, locale)


def _home(project_id: int, address: str) -> tuple[str | None, str | None]:
    """Where the row of a figure is edited, and its history."""
    kind, _, rest = address.partition(".")
    if kind not in _HOMES:
        return (None, None)
    endpoint, argument, table = _HOMES[kind]
    row = int(rest.partition(".")[0])
    home = shared.link(endpoint, project_id=project_id, **{argument: row})
    return home, shared.link("history.index", project_id=project_id, table=table, row=row)
