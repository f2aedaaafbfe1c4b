"""What a workbook of analyses says: analyses with their rows, prices, and where each was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain.components import Basis, Category, Kind, PercentOf
from app.domain.numbers import Rounding

Layout = Literal["flat", "form", "table"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a workbook something stands: `Galian`, `F12`."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an analysis as read; texts repaired, `original` where the file says otherwise."""

    place: Place
    kind: Kind
    category: Category
    name: str
    original: str = ""
    code: str = ""
    unit: str = ""
    coefficient: Fraction | None = None
    #: Canonical text of a coefficient that the file computes: `=61.56/1400`. Wins.
    formula: str | None = None
    #: Rupiah per unit by which the file computes this row, exact; None = the file has none.
    price: Fraction | None = None
    #: For a nested analysis: code and title of what it points at, as far as the file says.
    nested_code: str = ""
    nested_title: str = ""
    #: Whether the file takes the nested analysis at D or at its unit price.
    basis: Basis = "direct_cost"
    percent_of: PercentOf | None = None
    #: For a percent of one row: that row's place in `Analysis.rows`, counted from 0.
    percent_row: int | None = None
    #: Codes of problems that stay with the row for whoever uses it: "row.no_category".
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """The unit price beside a title, and how the file makes it from D."""

    place: Place
    unit_price: Fraction | None
    markup_percent: Fraction
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis as read. Key within an edition: code and title (a code alone is not unique)."""

    place: Place
    code: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    original: str = ""
    #: The unit was taken from the title and awaits a person: titles lie.
    unit_proposed: bool = False
    #: Headings above it, outermost first.
    chapter: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: Printed | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """One row of a price list; None = unknown, never 0."""

    place: Place
    name: str
    unit: str
    category: Category
    price: Fraction | None
    original: str = ""
    code: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything usable in one workbook."""

    layout: Layout
    analyses: tuple[Analysis, ...]
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed unit price that exact arithmetic does not give, and the code of its true cause."""

    place: Place
    code: str
    title: str
    printed: Fraction | None
    computed: Fraction | None
    cause: str
    params: Mapping[str, str | int] | None = None
