"""The unit of an analysis: as its book gives it, as its title proposes it, as a person confirms."""

from typing import Literal

from sqlalchemy import ColumnElement, case, func, select

from app.models import CatalogueAnalysis, Edition, UnitConfirmation
from app.models.types import now
from app.services import text
from app.services.accounts import transaction
from app.services.catalogue_editions import known_id
from app.services.errors import NotFound

UNIT_LIMIT = 50
UnitState = Literal["given", "proposed", "confirmed"]


def effective() -> ColumnElement[str]:
    """The unit that counts; the statement joins UnitConfirmation outer."""
    return func.coalesce(UnitConfirmation.unit, CatalogueAnalysis.unit)


def state() -> ColumnElement[str]:
    """Where that unit comes from; the statement joins UnitConfirmation outer."""
    return case((UnitConfirmation.id.is_not(None), "confirmed"), else_=CatalogueAnalysis.unit_state)


def confirm(analysis_id: int, unit: str, by: int) -> None:
    """Say what the unit of an analysis is, whatever its title says; the last word counts.

    Raises NotFound and Invalid (text.*, place `unit`). The edition itself is not written.
    """
    said = text.clean(unit, UNIT_LIMIT, "unit", needed=True)
    with transaction() as session:
        ready = (
            select(CatalogueAnalysis.id)
            .join(Edition, Edition.id == CatalogueAnalysis.edition_id)
            .where(CatalogueAnalysis.id == known_id(analysis_id), Edition.state == "ready")
            .with_for_update(of=CatalogueAnalysis)
        )
        if session.execute(ready).first() is None:
            raise NotFound
        own = select(UnitConfirmation).where(UnitConfirmation.analysis_id == analysis_id)
        row = session.execute(own).scalar_one_or_none()
        if row is None:
            row = UnitConfirmation(analysis_id=analysis_id)
            session.add(row)
        row.unit, row.by, row.at = said, by, now()
