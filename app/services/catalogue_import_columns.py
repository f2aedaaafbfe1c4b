"""Tables whose columns a person has explained once: the next one with this heading needs nobody."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.extensions import db
from app.interchange import catalogue
from app.interchange.catalogue import Reading
from app.interchange.mapped import heading_key
from app.models import ColumnMapping
from app.services.journal import DoorSession


def read(content: bytes, columns: Mapping[str, int] | None = None) -> Reading:
    """What a workbook says; an unknown table by the given columns, or by those remembered."""
    found = catalogue.read(content, columns)
    if columns is None and found.catalogue is None and found.heading:
        known = remembered(found.heading)
        if known is not None:
            return catalogue.read(content, known)
    return found


def remembered(heading: Sequence[str]) -> Mapping[str, int] | None:
    """Which column of a table with this heading means what, as somebody once said."""
    statement = select(ColumnMapping.columns).where(ColumnMapping.heading == heading_key(heading))
    found = db.session.execute(statement).scalar_one_or_none()
    db.session.rollback()
    return found


def remember(
    session: DoorSession, heading: Sequence[str], columns: Mapping[str, int], by: int
) -> None:
    """Keep what a person said about tables with this heading; the last word counts."""
    key = heading_key(heading)
    known = select(ColumnMapping).where(ColumnMapping.heading == key).with_for_update()
    row = session.execute(known).scalar_one_or_none()
    if row is None:
        row = ColumnMapping(heading=key)
        session.add(row)
    row.columns, row.by = dict(columns), by
