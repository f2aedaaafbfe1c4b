"""How an analysis of a catalogue becomes rows of a project, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import codes
from app.models import Analysis, Component, Resource
from app.services import adopt_forms, journal, price_lists, prices_units
from app.services.adopt_forms import Line, Values
from app.services.adopt_sources import Source
from app.services.draft import Draft
from app.services.figures import COMPONENT_FORM
from app.services.positions import GAP

_KEY_LIMIT = 400
_ALONE = ("kind", "category", "percent_of")


@dataclass(frozen=True, slots=True)
class Brought:
    """An analysis in the project, and what came with it: {"analyses", "resources", ...}."""

    id: int
    counts: Mapping[str, Any]


def offers(session: Session, source: Source, price_list: int | None) -> Mapping[str, Values]:
    """What a price list says of the resources, by identity, where it says one thing."""
    if price_list is None:
        return {}
    identities = [row["identity"] for row in source.book.resources.values()]
    return price_lists.offered(session, price_list, identities)


def bring(draft: Draft, source: Source, offered: Mapping[str, Values]) -> Brought:
    """Make what the project does not have yet of an analysis, its resources and its analyses."""
    order = source.book.order()
    known = _kept(draft, source, order)
    fresh = [i for i in order if i not in known]
    rows = [row for i in fresh for row in source.book.rows[i]]
    copying = _Copying(draft, source, known)
    priced = copying.resources({row["resource_id"] for row in rows} - {None}, offered)
    copying.analyses(fresh)
    copying.components(fresh)
    counts = {
        "analyses": len(fresh),
        "resources": len(priced),
        "unpriced": priced.count(False),
        "marked": sum(bool(row["marks"]) for row in rows),
    }
    return Brought(known[source.root], {**counts, "elsewhere": copying.elsewhere()})


class _Copying:
    """Rows on their way from a catalogue into a project; ids there by ids here."""

    def __init__(self, draft: Draft, source: Source, known: dict[int, int]) -> None:
        self.draft = draft
        self.source = source
        self.known = known
        self.resource_ids: dict[int, int] = {}
        #: The new resources: names by ids there.
        self.made: dict[int, str] = {}

    def resources(self, ids: Iterable[int], offered: Mapping[str, Values]) -> list[bool]:
        """Find the resources by identity, or make them; of each new one whether it has a price."""
        # Analyses of two editions may draw on one resource.
        names = {i: self.source.book.resources[i]["identity"] for i in sorted(ids)}
        by_identity = {name: i for i, name in names.items()}
        found = select(Resource.identity, Resource.id).where(
            Resource.project_id == self.draft.project.id, Resource.identity.in_(by_identity)
        )
        here = {row.identity: row.id for row in self.draft.session.execute(found)}
        new = [identity for identity in by_identity if identity not in here]
        rows = [self._resource(by_identity[name]) | offered.get(name, {}) for name in new]
        here |= dict(zip(new, self.draft.bulk_insert(Resource, rows), strict=True))
        self.made = {here[identity]: row["name"] for identity, row in zip(new, rows, strict=True)}
        self.resource_ids = {i: here[name] for i, name in names.items()}
        return [row.get("price") is not None for row in rows]

    def elsewhere(self) -> Sequence[Values]:
        """The new resources that the project had under another unit only; nothing is merged."""
        project = self.draft.project.id
        found = prices_units.new_ones(self.draft.session, project, self.made, self.made.values())
        return list[Values](found)

    def _resource(self, resource_id: int) -> Values:
        row = self.source.book.resources[resource_id]
        return {name: row[name] for name in ("identity", "code", "name", "unit", "category")}

    def analyses(self, fresh: Sequence[int]) -> None:
        """Make the analyses; their published form follows when their rows have ids."""
        rows = [self._head(i) for i in fresh]
        made = self.draft.bulk_insert(Analysis, rows)
        self.known.update(zip(fresh, made, strict=True))

    def _head(self, analysis_id: int) -> Values:
        head = self.source.book.heads[analysis_id]
        return {
            "code": head["code"],
            "code_key": codes.sort_key(head["code"])[:_KEY_LIMIT],
            "title": head["title"],
            "unit": self.source.unit(analysis_id),
            "edition": self.source.edition(analysis_id),
        }

    def components(self, fresh: Sequence[int]) -> None:
        """Make the rows, and keep them beside each analysis as its published form."""
        placed = [each for i in fresh for each in enumerate(self.source.book.rows[i], 1)]
        rows = [row for _, row in placed]
        values = [self._row(row, place) for place, row in placed]
        made = self.draft.bulk_insert(Component, values)
        ids = {row["id"]: new for row, new in zip(rows, made, strict=True)}
        bases = {new: ids.get(row["percent_row_id"]) for row, new in zip(rows, made, strict=True)}
        links = {i: {"percent_row_id": base} for i, base in bases.items() if base is not None}
        self.draft.bulk_update(Component, links)
        forms: dict[int, Values] = {self.known[i]: {} for i in fresh}
        for new, row in zip(made, values, strict=True):
            forms[row["analysis_id"]][str(new)] = _form(row) | {"percent_row_id": bases[new]}
        self.draft.bulk_update(Analysis, {i: {"published": form} for i, form in forms.items()})

    def _row(self, row: Values, place: int) -> Values:
        return {
            **adopt_forms.kept(row),
            **{name: row[name] for name in _ALONE},
            "analysis_id": self.known[row["analysis_id"]],
            "position": place * GAP,
            "resource_id": self.resource_ids.get(row["resource_id"]),
            "nested_id": self.known.get(row["nested_id"]),
        }


def _form(row: Values) -> Values:
    """A row as `figures.analysis_state` compares it with its published form."""
    return {name: journal.encode(Component, name, row.get(name)) for name in COMPONENT_FORM}


def _kept(draft: Draft, source: Source, order: Sequence[int]) -> dict[int, int]:
    """The analyses that the project has already, just as the catalogue says: ids there by here."""
    candidates = _candidates(draft, source)
    book = adopt_forms.load(
        draft.session,
        adopt_forms.of_project(draft.project.id),
        [i for ids in candidates.values() for i in ids],
        deep=False,
    )
    own = {row["nested_id"]: row["nested_id"] for rows in book.rows.values() for row in rows}
    found: dict[int, int] = {}
    for i in order:
        if any(r["nested_id"] and r["nested_id"] not in found for r in source.book.rows[i]):
            continue
        lines, unit = source.book.lines(i, found), source.unit(i)
        for candidate in candidates.get(_key(source, i), ()):
            is_same_unit = source.is_proposed(i) or book.heads[candidate]["unit"] == unit
            if is_same_unit and _same(book.lines(candidate, own), lines):
                found[i] = candidate
                break
    return found


def _same(one: Sequence[Line], other: Sequence[Line]) -> bool:
    return list(one) == list(other)


def _key(source: Source, analysis_id: int) -> tuple[str, str, str]:
    head = source.book.heads[analysis_id]
    return source.edition(analysis_id), head["code"], head["title"]


def _candidates(draft: Draft, source: Source) -> dict[tuple[str, str, str], list[int]]:
    """Analyses of the project that came from the same edition under the same code and title."""
    keys = {_key(source, i) for i in source.book.heads}
    statement = (
        select(Analysis.id, Analysis.edition, Analysis.code, Analysis.title)
        .where(
            Analysis.project_id == draft.project.id,
            Analysis.published.is_not(None),
            Analysis.edition.in_({key[0] for key in keys}),
            Analysis.code.in_({key[1] for key in keys}),
        )
        .order_by(Analysis.id)
    )
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in draft.session.execute(statement):
        if (row.edition, row.code, row.title) in keys:
            found.setdefault((row.edition, row.code, row.title), []).append(row.id)
    return found
