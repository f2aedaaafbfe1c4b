"""Projects in and out as tables: read, looked at before anything is stored, stored, written."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.documents import tables as writer
from app.domain.errors import Problem
from app.domain.estimate import Figures, compute
from app.domain.recap import Recap
from app.domain.tables import Tables, estimate
from app.extensions import db
from app.interchange import archive
from app.interchange import tables as reader
from app.interchange.sheet import unheard
from app.models import User
from app.services import (
    email,
    figures,
    presets,
    projects,
    revisions,
    snapshot,
    table_load,
    table_store,
    users,
)
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound
from app.services.idempotency import Key
from app.services.revisions import Order, Outcome, Witness
from app.services.words import tables as words

__all__ = [
    "Origin",
    "Preview",
    "Reading",
    "export",
    "import_",
    "keep",
    "owner",
    "packed",
    "preview",
    "read",
    "uploaded",
    "words",
    "write",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What files hold: a project, or None where nothing is usable; and what is to say of it."""

    tables: Tables | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who brings tables, the key of a retry, whether they are the example, what ends with it."""

    by: int
    key: Key | None = None
    is_demo: bool = False
    witness: Witness | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be stored, with its totals in rupiah."""

    name: str
    sections: int
    items: int
    analyses: int
    components: int
    resources: int
    missing_prices: int
    amounts: tuple[tuple[str, Fraction], ...]
    recap: Recap
    incomplete: int


def read(source: Path | bytes, each: Callable[[], None] = unheard) -> Reading:
    """Read a folder or a zip; `each` is called for the rows of the longer tables."""
    return _reading(archive.gather(source), each)


def uploaded(files: Sequence[tuple[str, bytes]]) -> Reading:
    """Read what a person chose: one zip, or the files themselves, by name."""
    return _reading(archive.uploaded(files))


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """The tables among uploads as one small zip; empty where they are refused."""
    found, problems = archive.uploaded(files)
    return b"" if problems else archive.pack(found)


def _reading(gathered: archive.Gathered, each: Callable[[], None] = unheard) -> Reading:
    files, refused = gathered
    if refused:
        return Reading(None, (*refused, Problem("tables.nothing")))
    tables, problems = reader.read(files, each)
    return Reading(tables, tuple(problems))


def import_(tables: Tables, origin: Origin) -> Outcome:
    """Store a project as one revision, owned by who brings it; the result: {"items": count}.

    Raises Forbidden for viewers of the site, Invalid (figure.too_large).
    """

    def action(draft: Draft) -> dict[str, Any]:
        if not origin.is_demo:
            projects.may_create(draft)
        table_store.insert(draft, tables)
        return {"items": _count(tables, "item")}

    params = {"name": tables.heading.name, "items": _count(tables, "item")}
    order = Order(0, "tables.imported", origin.by, params=params, key=origin.key)
    columns = _columns(tables, is_demo=origin.is_demo)
    return revisions.create(order, columns, action, origin.witness)


def export(project_id: int) -> bytes:
    """The project as a zip of tables; who may see it is for the caller to judge."""
    inputs = snapshot.inputs(db.session(), project_id)
    if not inputs["project"]:
        raise NotFound
    return writer.archive(table_load.tables(inputs))


def write(content: bytes, target: Path) -> None:
    """Keep a zip of tables in a file, whole or not at all; in a folder its files stand unpacked."""
    if not target.is_dir():
        keep(content, target)
        return
    files, _ = archive.gather(content)
    for name, text in files.items():
        (target / name).write_bytes(text)


def keep(content: bytes, target: Path) -> None:
    """Write a file whole or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def preview(tables: Tables) -> Preview:
    """Count and compute without storing; Invalid (figure.too_large) for what cannot be kept."""
    computed = compute(estimate(tables))
    amounts = [f.amount for f in computed.nodes.values() if f.amount is not None]
    totals = [computed.recap.total, computed.recap.rounded]
    if any(abs(amount) >= figures.LIMIT for amount in amounts + totals):
        raise Invalid(Problem("figure.too_large", params={"limit": str(figures.LIMIT)}))
    return Preview(
        name=tables.heading.name,
        sections=_count(tables, "section"),
        items=_count(tables, "item"),
        analyses=len(tables.analyses),
        components=sum(len(a.components) for a in tables.analyses),
        resources=len(tables.resources),
        missing_prices=sum(1 for r in tables.resources if r.unit_price is None),
        amounts=_amounts(tables, computed),
        recap=computed.recap,
        incomplete=computed.incomplete,
    )


def owner(address: str | None) -> int | None:
    """Who owns what a command brings: the person with this e-mail, or the first administrator."""
    if address is None:
        return users.first_admin()
    statement = select(User.id).where(
        User.email == email.normalise(address), User.disabled_at.is_(None)
    )
    return db.session.execute(statement).scalar_one_or_none()


def _amounts(tables: Tables, computed: Figures) -> tuple[tuple[str, Fraction], ...]:
    return tuple(
        (row.title, computed.nodes[i].amount or Fraction(0))
        for i, row in enumerate(tables.outline)
        if row.kind == "section" and row.parent is None
    )


def _count(tables: Tables, kind: str) -> int:
    return sum(1 for row in tables.outline if row.kind == kind)


def _columns(tables: Tables, *, is_demo: bool) -> dict[str, Any]:
    heading = tables.heading
    return {
        "kind": heading.kind,
        "name": heading.name,
        "header": dict(heading.header),
        "fiscal_year": heading.fiscal_year,
        "document_date": heading.document_date,
        "ceiling": heading.ceiling,
        "edition": heading.edition,
        "markup_percent": heading.markup_percent,
        "rounding": presets.stored_policies(heading.policies),
        "tail": [presets.stored_line(line) for line in heading.tail],
        "numbering": list(heading.numbering),
        "numbers_frozen": heading.numbers_frozen,
        "hours_per_day": heading.hours_per_day,
        "paper": heading.paper,
        "document_locale": heading.document_locale,
        "is_demo": is_demo,
    }
