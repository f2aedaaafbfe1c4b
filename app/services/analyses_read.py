"""An analysis as its form A to F: blocks, sums, what differs from the published form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from app.domain.analysis import CATEGORIES, AnalysisFigures, Category, cost
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.domain.numbers import Rounding, from_scaled
from app.extensions import db
from app.services import (
    analyses_load,
    analyses_published,
    coefficients,
    entries,
    snapshot,
)
from app.services.analyses_load import HEAD
from app.services.analyses_published import Difference, Removed

LETTERS: Mapping[Category, str] = {"labour": "A", "material": "B", "equipment": "C", "other": ""}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form; rupiah per unit of the analysis, exact; None = unknown.

    `typed` fills its coefficient cell (a percent row: in percent), `result` is the value of a
    formula in the same terms. `price` is what the coefficient multiplies: of a percent row the
    amount of its `base`.
    """

    id: int
    version: int
    kind: str
    category: Category
    no: int
    title: str
    code: str
    unit: str
    typed: str
    result: Fraction | None
    coefficient: Fraction | None
    price: Fraction | None
    price_typed: str
    amount: Fraction | None
    resource_id: int | None
    nested_id: int | None
    basis: str
    base: str
    base_row_id: int | None
    problems: Sequence[Problem] = ()
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one category and the sum of their amounts, None while one is unknown."""

    category: Category
    letter: str
    rows: Sequence[Row]
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class Form:
    """An analysis: D = A + B + C (and other), E = markup x D, F = D + E, and F after its policy."""

    id: int
    version: int
    code: str
    title: str
    unit: str
    edition: str
    state: Literal["published", "modified", "own"]
    blocks: Sequence[Block]
    direct_cost: Fraction | None
    markup_percent: Fraction
    rounding: Rounding
    markup: Fraction | None
    total: Fraction | None
    unit_price: Fraction | None
    published_price: Fraction | None = None
    removed: Sequence[Removed] = field(default_factory=tuple)

    @property
    def rows(self) -> list[Row]:
        """Every row, block by block."""
        return [row for block in self.blocks for row in block.rows]

    @property
    def differences(self) -> int:
        """Rows that differ from the published form, those that are gone among them."""
        return len(self.removed) + sum(1 for row in self.rows if row.difference)


def form(project_id: int, analysis_id: int, locale: NumberLocale) -> Form:
    """The form of one analysis: one statement, up to four with formulas and removed rows."""
    own, stored = analyses_load.load(project_id, analysis_id)
    published = {int(i): row for i, row in (own["published"] or {}).items()}
    old = analyses_published.load(published, stored)
    uses_formula = any(row["formula"] for row in [*stored.values(), *published.values()])
    parameters = entries.parameters(db.session(), project_id) if uses_formula else {}
    prices = analyses_load.prices(own, [*stored.values(), *old.extra], parameters)
    present = cost([snapshot.component(i, row) for i, row in stored.items()], prices)
    made = _form(own, present, _Made(stored, present, published, locale))
    if own["state"] == "own":
        return made
    if own["state"] == "published":
        return replace(made, published_price=made.unit_price)
    before = cost([snapshot.component(i, row) for i, row in published.items()], prices)
    price = analyses_load.unit_price(own, before.direct_cost)
    return replace(made, removed=old.removed(locale), published_price=price)


@dataclass(slots=True)
class _Made:
    """What the rows of a form are made from."""

    stored: Mapping[int, Values]
    figures: AnalysisFigures
    published: Mapping[int, Mapping[str, Any]]
    locale: NumberLocale


def _form(own: Values, present: AnalysisFigures, made: _Made) -> Form:
    direct = present.direct_cost
    markup = None if direct is None else direct * own["markup_percent"] / 100
    return Form(
        **{name: own[name] for name in (*HEAD, "markup_percent", "rounding")},
        blocks=[_block(category, made) for category in CATEGORIES],
        direct_cost=direct,
        markup=markup,
        total=None if direct is None or markup is None else direct + markup,
        unit_price=analyses_load.unit_price(own, direct),
    )


def _block(category: Category, made: _Made) -> Block:
    rows = [(i, row) for i, row in made.stored.items() if row["category"] == category]
    numbers, no = [], 0
    for _, row in rows:
        no += row["kind"] != "note"
        numbers.append(no)
    return Block(
        category,
        LETTERS[category],
        [_row(i, no, row, made) for no, (i, row) in zip(numbers, rows, strict=True)],
        made.figures.blocks[category],
    )


def _row(row_id: int, no: int, row: Values, made: _Made) -> Row:
    coefficient = made.figures.coefficients[row_id]
    hundred = 100 if row["kind"] == "percent" else 1
    number, price = row["coefficient"], row["price"]
    held = (None if number is None else from_scaled(number, 10), row["formula"])
    is_lump = row["kind"] == "lump" and price is not None
    return Row(
        **{n: row[n] for n in ("id", "version", "kind", "category", "resource_id", "nested_id")},
        no=no,
        title=name(row),
        code=row["resource_code"] or row["nested_code"] or "",
        unit=_unit(row),
        typed=coefficients.written(row["kind"], held, made.locale),
        result=None if row["formula"] is None or coefficient is None else coefficient * hundred,
        coefficient=coefficient,
        price=made.figures.prices[row_id],
        price_typed=coefficients.price_text(from_scaled(price, 4), made.locale) if is_lump else "",
        amount=made.figures.amounts[row_id],
        basis=row["basis"],
        base=row["percent_of"] or "",
        base_row_id=row["percent_row_id"],
        problems=_problems(row_id, coefficient, made.figures),
        difference=_difference(row_id, row, made),
    )


def name(row: Mapping[str, Any]) -> str:
    """What a row is called: its resource, its analysis, its own label."""
    return str(row["resource_name"] or row["nested_title"] or row["label"])


def _unit(row: Mapping[str, Any]) -> str:
    if row["kind"] == "percent":
        return "%"
    return str(row["resource_unit"] or row["nested_unit"] or row["unit"])


def _problems(
    row_id: int, coefficient: Fraction | None, found: AnalysisFigures
) -> Sequence[Problem]:
    place = f"component:{row_id}"
    own = [problem for problem in found.problems if problem.place == place]
    if coefficient is not None and coefficient < 0:
        own.append(Problem("coefficient.negative", place, warning=True))
    return own


def _difference(row_id: int, row: Values, made: _Made) -> Difference | None:
    if not made.published:
        return None
    return analyses_published.difference(row, made.published.get(row_id), made.locale)
