"""Search in catalogues: one engine for both databases, an index per edition in memory.

An index lives as long as the content of its edition, and is built when it is first asked for.
"""

import threading
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Row, select

from app.domain import units
from app.extensions import db
from app.models import CatalogueAnalysis, Edition, UnitConfirmation
from app.services import search_rank
from app.services.search_index import Entry, Index

#: Letters of a query; more would only cost time.
LONGEST = 200
#: Hits that meet much less than the best one of all editions are noise.
_NOISE = 0.5
_EXTENSION = "taksir_search"


@dataclass(frozen=True, slots=True)
class Hit:
    """An analysis that was found; its unit as confirmed. `score` goes from 0 to 1.

    `unit_state` is given, proposed (read from the title) or confirmed.
    """

    id: int
    code: str
    title: str
    unit: str
    unit_state: str
    edition_id: int
    edition: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """An edition that can be searched."""

    id: int
    name: str
    kind: str
    is_current: bool
    content: int


class _Shelf:
    """The index of one edition with what its hits show, in the order of the book."""

    def __init__(
        self, content: int, rows: Sequence[Row[tuple[int, str, str, str, str, str]]]
    ) -> None:
        """Take the rows of an edition."""
        self.content = content
        self.ids: array[int] = array("q", (row.id for row in rows))
        self.texts = [(row.code, row.title, row.unit, row.unit_state) for row in rows]
        self.index = Index([Entry(row.code, row.title, row.unit, row.original) for row in rows])
        self.by_unit: dict[str, set[int]] = {}
        for at, row in enumerate(rows):
            self.by_unit.setdefault(units.quantity_of(row.unit), set()).add(at)

    def counted_in(self, unit: str, confirmed: dict[int, str]) -> set[int]:
        """The places whose unit measures the same; a confirmed unit stands for its own."""
        wanted = units.quantity_of(unit)
        found = set(self.by_unit.get(wanted, ()))
        if confirmed:
            for at, number in enumerate(self.ids):
                if number in confirmed:
                    found.discard(at)
                    if units.quantity_of(confirmed[number]) == wanted:
                        found.add(at)
        return found


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One entry of a shelf that was found."""

    score: float
    place: Place
    shelf: _Shelf
    at: int

    @property
    def number(self) -> int:
        """The id of its analysis."""
        return self.shelf.ids[self.at]

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Code, title, unit and state of the unit."""
        return self.shelf.texts[self.at]


class _Shelves:
    """The indexes of one application, by edition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[int, _Shelf] = {}

    def get(self, place: Place) -> _Shelf:
        """The index of an edition; built once, whoever asks for it at the same time."""
        held = self._held.get(place.id)
        if held is None or held.content != place.content:
            with self._lock:
                held = self._held.get(place.id)
                if held is None or held.content != place.content:
                    held = self._held[place.id] = _build(place)
        return held

    def keep(self, known: Collection[int]) -> None:
        """Forget editions that are gone."""
        for gone in self._held.keys() - set(known):
            self._held.pop(gone, None)


def places() -> list[Place]:
    """The editions that are ready: the current one first, then the office library, the newest."""
    columns = (Edition.id, Edition.name, Edition.kind, Edition.is_current, Edition.content)
    found = select(*columns).where(Edition.state == "ready")
    ready = [Place(*row) for row in db.session.execute(found)]
    return sorted(ready, key=lambda p: (not p.is_current, p.kind != "office", -p.id))


def usual(known: Sequence[Place], edition: str = "") -> list[int]:
    """What is searched unless somebody chooses.

    The edition of the project, else the current one, with the office library; all without either.
    """
    named = [place.id for place in known if place.name == edition and edition]
    chosen = named or [place.id for place in known if place.is_current]
    office = [place.id for place in known if place.kind == "office"]
    return [*chosen, *(i for i in office if i not in chosen)] if chosen else [p.id for p in known]


def find(words: str, *, editions: Sequence[int] = (), limit: int = 20, unit: str = "") -> list[Hit]:
    """Analyses of these editions (all, if none is named), best first, latest versions only.

    Three statements where the indexes are built, one more for each that is not.
    """
    known = places()
    shelves = _shelves()
    shelves.keep([place.id for place in known])
    chosen = [place for place in known if not editions or place.id in editions]
    confirmed = _confirmed(chosen) if unit else {}
    ranked: list[_Ranked] = []
    for place in chosen:
        shelf = shelves.get(place)
        allowed = shelf.counted_in(unit, confirmed) if unit else None
        best = search_rank.rank(words[:LONGEST], shelf.index, limit, allowed)
        ranked += (_Ranked(score, place, shelf, at) for at, score in best)
    # Stable: the order of the editions, and of the book, decides between equals.
    ranked.sort(key=lambda one: -one.score)
    least = _NOISE * ranked[0].score if ranked else 0.0
    return _hits([one for one in ranked[:limit] if one.score >= least])


def units_of(editions: Sequence[int], known: Sequence[Place]) -> list[str]:
    """Units that occur in these editions, the most frequent first; only where an index is built."""
    counts: dict[str, int] = {}
    for place in known:
        if place.id in editions:
            for unit, found in _shelves().get(place).by_unit.items():
                counts[unit] = counts.get(unit, 0) + len(found)
    return sorted((unit for unit in counts if unit), key=lambda unit: (-counts[unit], unit))


def _shelves() -> _Shelves:
    held: _Shelves = current_app.extensions.setdefault(_EXTENSION, _Shelves())
    return held


def _build(place: Place) -> _Shelf:
    columns = ("id", "code", "title", "original", "unit", "unit_state")
    statement = (
        select(*(getattr(CatalogueAnalysis, name) for name in columns))
        .where(CatalogueAnalysis.edition_id == place.id, CatalogueAnalysis.is_latest)
        .order_by(CatalogueAnalysis.position, CatalogueAnalysis.id)
    )
    return _Shelf(place.content, db.session.execute(statement).all())


def _hits(ranked: Sequence[_Ranked]) -> list[Hit]:
    said = {one.number: one.texts for one in ranked}
    open_units = [number for number, texts in said.items() if texts[3] == "proposed"]
    word = _said(UnitConfirmation.analysis_id.in_(open_units)) if open_units else {}
    return [_hit(one, word.get(one.number)) for one in ranked]


def _hit(one: _Ranked, confirmed: str | None) -> Hit:
    code, title, unit, state = one.texts
    if confirmed is not None:
        unit, state = confirmed, "confirmed"
    edition = one.place
    return Hit(
        one.number,
        code,
        title,
        unit,
        state,
        edition.id,
        edition.name,
        edition.kind,
        round(one.score, 3),
    )


def _confirmed(chosen: Sequence[Place]) -> dict[int, str]:
    within = select(CatalogueAnalysis.id).where(
        CatalogueAnalysis.edition_id.in_([place.id for place in chosen])
    )
    return _said(UnitConfirmation.analysis_id.in_(within))


def _said(where: object) -> dict[int, str]:
    columns = (UnitConfirmation.analysis_id, UnitConfirmation.unit)
    found = select(*columns).where(where)  # type: ignore[arg-type]
    return {row.analysis_id: row.unit for row in db.session.execute(found)}
