"""What a workbook is made of: inputs and figures of the domain, and the texts beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from app.domain.components import Category
from app.domain.estimate import Estimate, Figures
from app.domain.locale_numbers import NumberLocale
from app.domain.outline import NodeKind
from app.domain.recap import TailLine

LineKind = Literal["subtotal", "base", "tail", "total", "rounded"]


@dataclass(frozen=True, slots=True)
class OutlineText:
    """A row of the outline in sheet order; `remark` says where a price comes from."""

    id: int
    kind: NodeKind
    level: int
    number: str
    code: str
    title: str
    unit: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisText:
    """The head of an analysis."""

    id: int
    code: str
    title: str
    unit: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class ComponentText:
    """What a row of an analysis is called, with its code and unit."""

    title: str
    code: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ResourceText:
    """A base price as it was entered: per unit, or a pack with its size; rupiah."""

    id: int
    category: Category
    code: str
    name: str
    unit: str
    price: Fraction | None = None
    pack_unit: str = ""
    pack_size: Fraction | None = None
    pack_price: Fraction | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ParameterText:
    """A named number or formula."""

    id: int
    name: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class RecapLine:
    """A line below the sections of the recap, with the letters that it is made of."""

    letter: str
    kind: LineKind
    amount: Fraction
    of: str = ""
    source: TailLine | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The document itself: names, header lines and rules as (name, text), signatures."""

    project_id: int
    revision: int
    name: str
    lines: Sequence[tuple[str, str]]
    rules: Sequence[tuple[str, str]]
    signatures: Sequence[tuple[str, str]]
    day: str
    amount_in_words: str
    locale: NumberLocale = "id"
    paper: str = "F4"
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One moment of a project as a workbook shows it.

    Outline in sheet order, analyses in code order, resources by category; `components` has a
    text for each row of each analysis. `words` are the labels in the language of the document.
    """

    heading: Heading
    estimate: Estimate
    figures: Figures
    outline: Sequence[OutlineText]
    analyses: Sequence[AnalysisText]
    components: Mapping[int, ComponentText]
    resources: Sequence[ResourceText]
    parameters: Sequence[ParameterText]
    lines: Sequence[RecapLine]
    words: Mapping[str, str]
