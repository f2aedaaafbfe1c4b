"""Storing a laid out catalogue: short batches into an edition that nobody sees, then one flip."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select, update

from app.extensions import Base
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    ListedPrice,
    PriceList,
)
from app.models.types import now
from app.services import bulk
from app.services.catalogue_import_batches import Pace, reserve, write
from app.services.catalogue_import_plan import Plan
from app.services.catalogue_import_runs import NAME_LIMIT, Into, Loading, hold_all, normal, own
from app.services.catalogue_import_values import Values, encoded
from app.services.catalogue_import_watch import Watch
from app.services.journal import DoorSession

_Rows = Sequence[Values]
_MODELS: tuple[type[Base], ...] = (
    CatalogueResource,
    CatalogueAnalysis,
    CatalogueComponent,
    ListedPrice,
)
#: What a component points at: place of the plan, column, and where the ids of such rows are.
_POINTERS: tuple[tuple[str, str, type[Base]], ...] = (
    ("analysis", "analysis_id", CatalogueAnalysis),
    ("resource", "resource_id", CatalogueResource),
    ("nested", "nested_id", CatalogueAnalysis),
    ("percent_row", "percent_row_id", CatalogueComponent),
)


def rows(plan: Plan, loading: Loading, into: Into, watch: Watch) -> None:
    """Store every row, invisible as long as the edition is loading."""
    storing = _Storing(plan, loading, watch)
    storing.pace = Pace(alone=into.kind == "starter")
    watch.step("catalogue.storing", plan.size)
    storing.begin(into)
    storing.send(CatalogueResource, storing.resources())
    storing.send(CatalogueAnalysis, storing.analyses())
    storing.send(CatalogueComponent, storing.components())
    storing.send(ListedPrice, storing.prices())


def flip(loading: Loading, watch: Watch, layout: str, report: Mapping[str, Any]) -> None:
    """Make the edition and its price list visible, at once and with the end of the run."""

    def action(session: DoorSession) -> None:
        watch.hold(session)
        hold_all(session)
        edition = own(session, loading)
        edition.state, edition.ready_at, edition.loader = "ready", now(), ""
        edition.layout, edition.report = layout, dict(report)
        edition.different, edition.problems = len(report["different"]), len(report["problems"])
        edition.is_current = _takes_over(session, edition)
        session.execute(
            update(PriceList).where(PriceList.edition_id == edition.id).values(state="ready")
        )
        told = {**report, "edition": edition.name, "edition_id": edition.id}
        watch.done(session, summary(told))

    write(action, is_last=True)


def summary(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a job keeps of a report: the lists stand with the edition, here is their length."""
    return {name: len(v) if isinstance(v, list) else v for name, v in report.items()}


def _takes_over(session: DoorSession, edition: Edition) -> bool:
    """The first edition becomes the current one, and the first real one after the starter."""
    current = session.execute(select(Edition).where(Edition.is_current)).scalar_one_or_none()
    if current is None:
        return True
    if current.kind == "starter" and edition.kind == "official":
        current.is_current = False
        return True
    return False


class _Storing:
    """Rows on their way into the tables; ids by places."""

    def __init__(self, plan: Plan, loading: Loading, watch: Watch) -> None:
        self.plan, self.loading, self.watch = plan, loading, watch
        self.pace, self.stored = Pace(), 0
        self.ids: dict[type[Base], Sequence[int]] = {}
        self.list_id: int | None = None

    def begin(self, into: Into) -> None:
        """Take the ids of every row, and make the price list."""
        counts = dict(zip(_MODELS, self._counts(), strict=True))

        def action(session: DoorSession) -> None:
            self._hold(session)
            self.ids = {m: reserve(session, m, n) if n else () for m, n in counts.items()}
            if self.plan.prices:
                self.list_id = _price_list(session, self.loading, into)

        write(action)

    def _counts(self) -> list[int]:
        plan = self.plan
        return [
            len(found) for found in (plan.resources, plan.analyses, plan.components, plan.prices)
        ]

    def _hold(self, session: DoorSession) -> None:
        self.watch.hold(session)
        own(session, self.loading)

    def resources(self) -> Iterator[Values]:
        """Resources with their ids."""
        return self._numbered(CatalogueResource, self.plan.resources)

    def analyses(self) -> Iterator[Values]:
        """Analyses with their ids."""
        return self._numbered(CatalogueAnalysis, self.plan.analyses)

    def prices(self) -> Iterator[Values]:
        """Rows of the price list with their ids."""
        ids = self.ids[ListedPrice]
        for i, row in zip(ids, self.plan.prices, strict=True):
            yield {"id": i, "list_id": self.list_id, **row}

    def components(self) -> Iterator[Values]:
        """Components with the ids of what they point at, bases before what is taken of them."""
        rows, ids = self.plan.components, self.ids[CatalogueComponent]
        for place in sorted(range(len(rows)), key=self._depth):
            row = {"id": ids[place], "edition_id": self.loading.id, **rows[place]}
            for name, column, model in _POINTERS:
                target = row.pop(name)
                row[column] = None if target is None else self.ids[model][target]
            yield row

    def _depth(self, place: int) -> int:
        """How many bases stand below a percent row."""
        depth, base = 0, self.plan.components[place]["percent_row"]
        while base is not None:
            depth, base = depth + 1, self.plan.components[base]["percent_row"]
        return depth

    def _numbered(self, model: type[Base], values: _Rows) -> Iterator[Values]:
        for i, row in zip(self.ids[model], values, strict=True):
            yield {"id": i, "edition_id": self.loading.id, **row}

    def send(self, model: type[Base], values: Iterator[Values]) -> None:
        """Write the rows in batches, each made when its turn comes: a large book is large once."""
        while batch := list(islice(values, self.pace.rows)):
            columns, some = list(batch[0]), [encoded(model, row) for row in batch]
            seconds = write(self._batch(model.__tablename__, columns, some))[1]
            self.stored += len(some)
            self.pace.rest(seconds, len(some))
            self.watch.advance(self.stored)

    def _batch(
        self, table: str, columns: list[str], some: list[tuple[Any, ...]]
    ) -> Callable[[DoorSession], None]:
        def action(session: DoorSession) -> None:
            self._hold(session)
            bulk.send(session, table, columns, some)

        return action


def _price_list(session: DoorSession, loading: Loading, into: Into) -> int:
    """The price list of the edition, named like it; another list may have the name already."""
    place, name = 1, into.edition
    while session.execute(select(PriceList.id).where(PriceList.identity == normal(name))).first():
        place += 1
        name = f"{into.edition[: NAME_LIMIT - 8]} ({place})"
    row = PriceList(
        edition_id=loading.id, name=name, identity=normal(name), created_by=into.by
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id
