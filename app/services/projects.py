"""A project's own facts: how it is made, its header and ceiling."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain.locale_numbers import Field, NumberLocale, show
from app.models import Project, User
from app.services import merge, messages, presets, revisions, totals
from app.services.draft import Draft
from app.services.errors import Forbidden
from app.services.revisions import Order, Outcome
from app.services.typed import Reader, Sent

#: Lines of the header in the order in which documents print them, with the longest text of each.
HEADER: Mapping[str, int] = {
    "program": 300,
    "activity": 300,
    "sub_activity": 300,
    "work": 300,
    "location": 300,
    "owner": 200,
    "client": 200,
    "ppk": 200,
    "funding": 200,
    "dpa_number": 100,
}
NAME_LIMIT, EDITION_LIMIT = 300, 120
YEARS = (1945, 2199)
PAPERS = ("F4", "A4", "A3", "Legal")
LOCALES = ("id", "en")
#: A ceiling may be as high as the highest total that is stored (services.figures).
CEILING = Field(4, Fraction(0), 9 * 10**14 - Fraction(1, 10**4))

messages.add(
    {"project.kind": _l("Choose a kind of project.")},
    {
        "activity": _l("Activity"),
        "client": _l("Client"),
        "document_date": _l("Date of the documents"),
        "document_locale": _l("Language of the documents"),
        "dpa_number": _l("DPA number"),
        "edition": _l("Edition of analyses"),
        "fiscal_year": _l("Fiscal year"),
        "funding": _l("Source of funds"),
        "header": _l("Header"),
        "location": _l("Location"),
        "owner": _l("Owner of the works"),
        "paper": _l("Paper"),
        "ppk": _l("Commitment officer (PPK)"),
        "program": _l("Program"),
        "sub_activity": _l("Sub-activity"),
        "work": _l("Work"),
    },
)


def create(sent: Sent) -> Outcome:
    """Make a project of a kind, with its preset, for a person who may create projects.

    Fields: kind, name, those of the header, fiscal_year, ceiling. Raises Invalid naming fields,
    Forbidden for viewers of the site.
    """
    reader = Reader(sent)
    kind = reader.choice("kind", presets.KINDS)
    values = _facts(reader)
    reader.done()
    columns = {**presets.of(kind).columns(), **values, "header": _filled(values["header"])}

    def action(draft: Draft) -> None:
        may_create(draft)

    params = {"name": values["name"]}
    return revisions.create(
        Order(0, "project.created", sent.by, params=params, key=sent.key), columns, action
    )


def may_create(draft: Draft) -> None:
    """Raise Forbidden where the person of the draft may not have projects of their own."""
    user = draft.session.get(User, draft.by)
    if user is None or user.role == "viewer" or user.disabled_at is not None:
        raise Forbidden


def set_header(project_id: int, sent: Sent) -> Outcome:
    """Store name, header, ceiling and what documents look like; needs the right to edit.

    Fields that the sender left as shown keep what others stored since. Raises Invalid, Conflict.
    """
    reader = Reader(sent)
    values = _facts(reader)
    values["document_date"] = reader.day("document_date")
    values["edition"] = reader.text("edition", EDITION_LIMIT)
    values["paper"] = reader.choice("paper", PAPERS)
    values["document_locale"] = reader.choice("document_locale", LOCALES)
    reader.done()
    return revisions.run(
        Order(project_id, "project.header", sent.by, key=sent.key),
        lambda draft: merge.put(draft, sent.seen, values),
    )


def header_fields(project: Project, locale: NumberLocale) -> dict[str, str]:
    """The fields of the header form as this person would type them."""
    ceiling, day = project.ceiling, project.document_date
    return {
        "name": project.name,
        **{key: project.header.get(key, "") for key in HEADER},
        "fiscal_year": str(project.fiscal_year or ""),
        "ceiling": "" if ceiling is None else show(ceiling, locale, 4, 0),
        "document_date": day.isoformat() if day else "",
        "edition": project.edition,
        "paper": project.paper,
        "document_locale": project.document_locale,
    }


def header_lines(project: Project) -> list[tuple[str, str]]:
    """The filled lines of the header, (name, text), in the order of documents."""
    lines = [(str(messages.field(key)), project.header.get(key, "")) for key in HEADER]
    if project.fiscal_year:
        lines.append((str(messages.field("fiscal_year")), str(project.fiscal_year)))
    return [(name, text) for name, text in lines if text]


def margin(project: Project) -> Fraction | None:
    """Rupiah left below the ceiling, negative above it; None without a ceiling."""
    return None if project.ceiling is None else project.ceiling - totals.exact(project, "rounded")


def _facts(reader: Reader) -> dict[str, Any]:
    return {
        "name": reader.text("name", NAME_LIMIT, needed=True),
        "header": {key: reader.text(key, limit) for key, limit in HEADER.items()},
        "fiscal_year": reader.whole("fiscal_year", YEARS),
        "ceiling": reader.number("ceiling", CEILING),
    }


def _filled(header: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in header.items() if text}
