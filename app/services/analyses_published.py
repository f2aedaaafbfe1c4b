"""An analysis against the form in which it was published: rows that differ, came, or went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from app.domain.locale_numbers import NumberLocale
from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Analysis, Resource
from app.services import coefficients, figures
from app.services.journal import raw

Values = dict[str, Any]
_PRICE = ("price", "pack_price", "pack_size")


@dataclass(frozen=True, slots=True)
class Difference:
    """How a row differs: it is new, its coefficient or price was another, or something else."""

    kind: Literal["added", "coefficient", "price", "other"]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A published row that is gone, with its coefficient as it would be typed."""

    title: str
    typed: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The published rows that are gone, and what they and changed rows draw on besides."""

    rows: Sequence[Mapping[str, Any]]
    #: Rows as `Prices` wants them: ids with the price columns of resource and analysis.
    extra: Sequence[Mapping[str, Any]]

    def removed(self, locale: NumberLocale) -> list[Removed]:
        """The rows that are gone, by name."""
        names = {("r", row["resource_id"]): row["resource_name"] for row in self.extra}
        names |= {("a", row["nested_id"]): row["nested_title"] for row in self.extra}
        return [
            Removed(
                names.get(("r", row["resource_id"]))
                or names.get(("a", row["nested_id"]))
                or row["label"],
                coefficient(row, locale),
            )
            for row in self.rows
        ]


def load(published: Mapping[int, Mapping[str, Any]], present: Mapping[int, Values]) -> Gone:
    """What the published form needs that the present rows do not bring: two statements at most."""
    gone = [row for i, row in published.items() if i not in present]
    have = {row["resource_id"] for row in present.values()}
    resources = {row["resource_id"] for row in published.values()} - {None}
    nested = {row["nested_id"] for row in published.values()} - {None}
    # The names of removed rows are wanted, too, also where another row has the same resource.
    resources -= have - {row["resource_id"] for row in gone}
    inner = {row["nested_id"] for row in present.values()}
    nested -= inner - {row["nested_id"] for row in gone}
    return Gone(gone, [*_resources(resources), *_nested(nested)])


_NOTHING: Values = {
    "resource_id": None, "resource_name": None, "resource_price": None,
    "resource_pack_price": None, "resource_pack_size": None, "nested_id": None,
    "nested_title": None, "nested_direct_cost": None, "nested_direct_cost_exact": None,
}  # fmt: skip


def _resources(ids: set[Any]) -> list[Values]:
    if not ids:
        return []
    columns = [raw(Resource, n).label(f"resource_{n}") for n in ("name", *_PRICE)]
    statement = select(Resource.id.label("resource_id"), *columns).where(Resource.id.in_(ids))
    return [_NOTHING | dict(row) for row in db.session.execute(statement).mappings()]


def _nested(ids: set[Any]) -> list[Values]:
    if not ids:
        return []
    columns = (Analysis.title, Analysis.direct_cost, Analysis.direct_cost_exact)
    labelled = [column.label(f"nested_{column.key}") for column in columns]
    statement = select(Analysis.id.label("nested_id"), *labelled).where(Analysis.id.in_(ids))
    return [_NOTHING | dict(row) for row in db.session.execute(statement).mappings()]


def difference(
    row: Mapping[str, Any], before: Mapping[str, Any] | None, locale: NumberLocale
) -> Difference | None:
    """How a row differs from its published form, None when it does not."""
    if before is None:
        return Difference("added")
    changed = {n for n in figures.COMPONENT_FORM if row[n] != before[n]}
    if changed & {"coefficient", "formula"}:
        return Difference("coefficient", coefficient(before, locale) or "—")
    if "price" in changed:
        return Difference("price", price(before, locale) or "—")
    return Difference("other") if changed else None


def coefficient(row: Mapping[str, Any], locale: NumberLocale) -> str:
    """The coefficient of a stored row as it would be typed."""
    number = row["coefficient"]
    held = (None if number is None else from_scaled(number, 10), row["formula"])
    return coefficients.written(row["kind"], held, locale)


def price(row: Mapping[str, Any], locale: NumberLocale) -> str:
    """The price of a stored lump row as it would be typed."""
    return coefficients.price_text(
        None if row["price"] is None else from_scaled(row["price"], figures.MONEY), locale
    )
