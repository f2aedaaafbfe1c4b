"""A whole project as files carry it: rows point at each other by their place in the list.

Readers of files make it, writers of files take it, and services store it or build it. It holds
inputs only; `estimate` is what the arithmetic makes of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.domain.components import Basis, Category, Component, Kind, PercentOf
from app.domain.estimate import Estimate, Node, NodeKind, Origin, Policies
from app.domain.numbering import CLASSIC
from app.domain.recap import TailLine


@dataclass(frozen=True, slots=True)
class Heading:
    """The project itself; percents as 10 = 10 %, the ceiling in rupiah."""

    name: str
    kind: str = "private"
    markup_percent: Fraction = Fraction(0)
    policies: Policies = field(default_factory=Policies)
    tail: tuple[TailLine, ...] = ()
    edition: str = ""
    header: Mapping[str, str] = field(default_factory=dict)
    fiscal_year: int | None = None
    document_date: date | None = None
    ceiling: Fraction | None = None
    numbering: tuple[str, ...] = CLASSIC
    numbers_frozen: bool = False
    hours_per_day: int = 7
    paper: str = "F4"
    document_locale: str = "id"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A named number, or the canonical formula that gives it."""

    name: str
    label: str = ""
    unit: str = ""
    value: Fraction | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A base price in rupiah: per unit, or `pack_price` for `pack_size` units; None = unknown."""

    code: str
    category: Category
    name: str
    unit: str = ""
    price: Fraction | None = None
    pack_unit: str = ""
    pack_size: Fraction | None = None
    pack_price: Fraction | None = None
    source: str = ""
    region: str = ""
    price_date: date | None = None
    zero_reason: str = ""

    @property
    def unit_price(self) -> Fraction | None:
        """Rupiah per unit, exact; None while nobody knows it."""
        if self.pack_price is not None and self.pack_size:
            return self.pack_price / self.pack_size
        return self.price


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A row of an analysis; `percent_row` is a place within the same analysis."""

    kind: Kind
    category: Category
    resource: int | None = None
    nested: int | None = None
    basis: Basis = "direct_cost"
    coefficient: Fraction | None = None
    formula: str | None = None
    label: str = ""
    unit: str = ""
    price: Fraction | None = None
    percent_of: PercentOf | None = None
    percent_row: int | None = None


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """A unit price analysis; a published one keeps these components as its published form."""

    title: str
    code: str = ""
    unit: str = ""
    edition: str = ""
    published: bool = True
    components: tuple[ComponentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A row of the sheet, in sheet order: `parent` stands before it."""

    kind: NodeKind
    parent: int | None = None
    number: str | None = None
    code: str = ""
    title: str = ""
    unit: str = ""
    quantity: Fraction | None = None
    formula: str | None = None
    origin: Origin = "none"
    analysis: int | None = None
    price: Fraction | None = None
    price_source: str = ""
    markup_included: bool = False
    zero_reason: str = ""
    markup_percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows of one project."""

    heading: Heading
    parameters: tuple[ParameterRow, ...] = ()
    resources: tuple[ResourceRow, ...] = ()
    analyses: tuple[AnalysisRow, ...] = ()
    outline: tuple[OutlineRow, ...] = ()


def estimate(tables: Tables) -> Estimate:
    """Return what the arithmetic computes from; the ids of rows are their places."""
    heading = tables.heading
    return Estimate(
        markup_percent=heading.markup_percent,
        policies=heading.policies,
        tail=heading.tail,
        parameters={
            row.name: given
            for row in tables.parameters
            if (given := row.formula or row.value) is not None
        },
        resources={i: row.unit_price for i, row in enumerate(tables.resources)},
        analyses=_analyses(tables),
        nodes=tuple(_node(i, row) for i, row in enumerate(tables.outline)),
    )


def _analyses(tables: Tables) -> dict[int, tuple[Component, ...]]:
    """The components of every analysis, numbered on through the whole project."""
    found: dict[int, tuple[Component, ...]] = {}
    first = 0
    for i, analysis in enumerate(tables.analyses):
        rows = enumerate(analysis.components, first)
        found[i] = tuple(_component(number, row, first) for number, row in rows)
        first += len(analysis.components)
    return found


def _component(number: int, row: ComponentRow, first: int) -> Component:
    return Component(
        id=number,
        kind=row.kind,
        category=row.category,
        coefficient=row.coefficient,
        formula=row.formula,
        resource_id=row.resource,
        analysis_id=row.nested,
        basis=row.basis,
        price=row.price,
        percent_of=row.percent_of,
        percent_row_id=None if row.percent_row is None else first + row.percent_row,
    )


def _node(number: int, row: OutlineRow) -> Node:
    return Node(
        id=number,
        parent_id=row.parent,
        kind=row.kind,
        quantity=row.quantity,
        formula=row.formula,
        origin=row.origin,
        analysis_id=row.analysis,
        price=row.price,
        markup_included=row.markup_included,
        markup_percent=row.markup_percent,
    )
