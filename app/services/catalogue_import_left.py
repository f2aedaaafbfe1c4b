"""Taking away the rows of an edition that never became ready, a few at a time."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import Base, db
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    ListedPrice,
    PriceList,
)
from app.services.catalogue_import_batches import Pace, write
from app.services.catalogue_import_runs import Loading, own
from app.services.catalogue_import_watch import Watch
from app.services.journal import DoorSession


def clear(loading: Loading, watch: Watch) -> None:
    """Remove every row of the edition; the edition itself stays, to be loaded or removed."""
    analyses = _ids(CatalogueAnalysis, CatalogueAnalysis.edition_id == loading.id)
    lists = _ids(PriceList, PriceList.edition_id == loading.id)
    prices = _ids(ListedPrice, ListedPrice.list_id.in_(lists))
    resources = _ids(CatalogueResource, CatalogueResource.edition_id == loading.id)
    clearing = _Clearing(loading, watch)
    # Rows of one analysis go together: some are percentages of others. Nested ones go first.
    clearing.remove(CatalogueComponent, CatalogueComponent.analysis_id, analyses)
    clearing.remove(CatalogueAnalysis, CatalogueAnalysis.id, analyses)
    clearing.remove(CatalogueResource, CatalogueResource.id, resources)
    clearing.remove(ListedPrice, ListedPrice.id, prices)
    clearing.remove(PriceList, PriceList.id, lists)


def drop(loading: Loading, watch: Watch) -> None:
    """Remove the edition altogether."""
    clear(loading, watch)

    def action(session: DoorSession) -> None:
        watch.hold(session)
        session.delete(own(session, loading))

    write(action)


def _ids(model: type[Base], where: ColumnElement[bool]) -> Sequence[int]:
    column = model.__table__.c.id
    with db.engine.connect() as connection:
        return list(connection.execute(select(column).where(where).order_by(column)).scalars())


class _Clearing:
    def __init__(self, loading: Loading, watch: Watch) -> None:
        self.loading, self.watch, self.pace = loading, watch, Pace()

    def remove(
        self, model: type[Base], column: InstrumentedAttribute[int], ids: Sequence[int]
    ) -> None:
        """Delete the rows whose column holds one of the ids."""
        start = 0
        while start < len(ids):
            some = ids[start : start + max(self.pace.rows // 4, 5)]

            def action(session: DoorSession, some: Sequence[int] = some) -> None:
                self.watch.hold(session)
                own(session, self.loading)
                gone = delete(model).where(column.in_(some))
                session.execute(gone.execution_options(synchronize_session=False))

            seconds = write(action)[1]
            start += len(some)
            self.pace.rest(seconds, 4 * len(some))
