"""Editions: the books of analyses that stand beside the projects, and which one is current."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import RowMapping, Select, func, select, update

from app.domain.errors import Problem
from app.extensions import db
from app.models import CatalogueAnalysis, CatalogueResource, Edition, ListedPrice, PriceList
from app.models.types import ID_LIMIT
from app.services import catalogue_import_left, catalogue_import_runs
from app.services.accounts import transaction
from app.services.catalogue_import_batches import write
from app.services.catalogue_import_runs import Loading, normal, run_name
from app.services.catalogue_import_watch import SILENT
from app.services.errors import Invalid, NotFound
from app.services.journal import DoorSession

__all__ = [
    "EditionView",
    "delete_loading",
    "edition",
    "editions",
    "loading",
    "normal",
    "report",
    "set_current",
]

Kind = Literal["official", "starter", "office"]


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition, how much is in it, and how much its import found to say."""

    id: int
    name: str
    kind: Kind
    state: Literal["loading", "ready"]
    is_current: bool
    layout: str
    file_name: str
    created_at: datetime
    ready_at: datetime | None
    analyses: int
    resources: int
    price_rows: int
    different: int
    problems: int


def editions() -> list[EditionView]:
    """The editions that are ready, the current one first, then the newest; one statement."""
    order = (Edition.is_current.desc(), Edition.ready_at.desc(), Edition.id.desc())
    rows = db.session.execute(_selected().where(Edition.state == "ready").order_by(*order))
    return [_view(row) for row in rows.mappings()]


def loading() -> list[EditionView]:
    """The editions that a run loads now, or that a dead one left behind."""
    rows = db.session.execute(_selected().where(Edition.state == "loading").order_by(Edition.id))
    return [_view(row) for row in rows.mappings()]


def edition(edition_id: int) -> EditionView:
    """One edition that is ready; NotFound."""
    return _one(Edition.id == known_id(edition_id))


def report(edition_id: int) -> Mapping[str, Any]:
    """What its import found (catalogue_import_report.report); NotFound. Empty where nothing was."""
    statement = select(Edition.report).where(
        Edition.id == known_id(edition_id), Edition.state == "ready"
    )
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return cast("Mapping[str, Any]", found)


def set_current(edition_id: int, by: int) -> None:  # noqa: ARG001 - the journal of a later day
    """Make an edition the current one; NotFound. Estimates keep theirs."""
    with transaction() as session:
        catalogue_import_runs.hold_all(session)
        ready = select(Edition).where(
            Edition.id == known_id(edition_id), Edition.state == "ready", Edition.kind != "office"
        )
        found = session.execute(ready).scalar_one_or_none()
        if found is None:
            raise NotFound
        others = update(Edition).where(Edition.is_current, Edition.id != found.id)
        session.execute(others.values(is_current=False))
        found.is_current = True


def delete_loading(edition_id: int, by: int) -> None:
    """Remove what a dead run left; NotFound, or Invalid (catalogue.being_loaded) while it lives."""
    run = run_name(SILENT)

    def action(session: DoorSession) -> None:
        left = select(Edition).where(
            Edition.id == known_id(edition_id), Edition.state == "loading"
        )  # fmt: skip
        found = session.execute(left.with_for_update()).scalar_one_or_none()
        if found is None:
            raise NotFound
        if catalogue_import_runs.is_alive(session, found):
            params = {"edition": found.name}
            raise Invalid(Problem("catalogue.being_loaded", "edition", params))
        found.loader, found.created_by = run, by

    db.session.rollback()
    write(action)
    catalogue_import_left.drop(Loading(edition_id, run, was_left=True), SILENT)


def known_id(row_id: int) -> int:
    """The id, or NotFound for what no id can be."""
    if not 0 < row_id < ID_LIMIT:
        raise NotFound
    return row_id


def _one(where: Any) -> EditionView:  # noqa: ANN401
    found = db.session.execute(_selected().where(where, Edition.state == "ready")).mappings()
    row = found.first()
    if row is None:
        raise NotFound
    return _view(row)


_COLUMNS = (
    *("id", "name", "kind", "state", "is_current", "layout", "file_name"),
    *("created_at", "ready_at", "different", "problems"),
)


def _selected() -> Select[Any]:
    latest = CatalogueAnalysis.is_latest
    counts = {
        "analyses": select(func.count()).where(CatalogueAnalysis.edition_id == Edition.id, latest),
        "resources": select(func.count()).where(CatalogueResource.edition_id == Edition.id),
        "price_rows": select(func.count())
        .select_from(ListedPrice)
        .join(PriceList, PriceList.id == ListedPrice.list_id)
        .where(PriceList.edition_id == Edition.id),
    }
    counted = [each.correlate(Edition).scalar_subquery().label(n) for n, each in counts.items()]
    return select(*(getattr(Edition, name) for name in _COLUMNS), *counted)


def _view(row: RowMapping) -> EditionView:
    return EditionView(**dict(row))
