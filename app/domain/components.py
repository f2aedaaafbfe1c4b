"""One row of a unit price analysis, as it was entered."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Category = Literal["labour", "material", "equipment", "other"]
Kind = Literal["resource", "analysis", "percent", "lump", "note"]
Basis = Literal["direct_cost", "unit_price"]
PercentOf = Literal["row", "labour", "material", "equipment"]

CATEGORIES: tuple[Category, ...] = ("labour", "material", "equipment", "other")
BASES: tuple[Literal["labour", "material", "equipment"], ...] = ("labour", "material", "equipment")


@dataclass(frozen=True, slots=True)
class Component:
    """A row in the block of its category; only the fields of its kind are read.

    The coefficient is a quantity per unit of the analysis; a canonical `formula` wins over it and
    may use project parameters. resource: x price of `resource_id`. analysis: x direct cost (or
    unit price, by `basis`) of `analysis_id`. lump: x `price`. percent: the coefficient is a ratio
    (0.35 = 35 %) of the row `percent_row_id` or of a block. note: text, no amount.
    """

    id: int
    kind: Kind
    category: Category
    coefficient: Fraction | None = None
    formula: str | None = None
    resource_id: int | None = None
    analysis_id: int | None = None
    basis: Basis = "direct_cost"
    price: Fraction | None = None
    percent_of: PercentOf | None = None
    percent_row_id: int | None = None
