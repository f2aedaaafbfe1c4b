"""Pasted blocks: how their numbers are read, what must be asked before they are stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from flask_babel import lazy_gettext as _l

from app.domain import blocks
from app.domain.blocks import LOCALES, Both, Reading, Rows
from app.domain.errors import Problem
from app.domain.locale_numbers import Field, NumberLocale
from app.services import messages
from app.services.errors import Invalid

#: More cells than this are looked at before they are stored.
AT_ONCE = 20
MOST = blocks.MAX_ROWS
#: What may have to be asked.
Ask = Literal["size", "reading", "blank", "columns", "bare", "both", "warning"]

messages.add(
    {
        "block.one_column": _l("The block has %(count)s columns. Copy the one with the numbers."),
        "block.beyond": _l("There is no row for this cell: the list ends before the block."),
        "block.place_gone": _l(
            "The row that the block follows was deleted meanwhile. Sent again, its rows go to the"
            " end of the last section."
        ),
        "block.changed": _l("%(who)s changed this cell meanwhile: %(value)s."),
        "block.nothing": _l("None of the cells holds a number."),
        "block.no_title": _l("Say which column holds the description of the work."),
        "block.other_unit": _l(
            "The analysis %(analysis)s is per %(unit)s, so this row is not linked to it."
        ),
        "block.two_analyses": _l("The code %(given)s belongs to %(count)s analyses: choose later."),
        "block.two_columns": _l("Two columns cannot hold the same."),
    }
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A block as a person sent it, with the number locale of the page and what was decided.

    `chosen` is the locale of a column by its role, where somebody said it; `source` the program
    that the block was copied from ("" = unknown).
    """

    rows: Rows
    locale: NumberLocale = "id"
    chosen: Mapping[str, NumberLocale] = field(default_factory=dict)
    remembered: Mapping[str, NumberLocale] = field(default_factory=dict)
    source: str = ""
    confirmed: bool = False
    #: Why prices of 0 are 0.
    reason: str = ""
    #: How many empty cells a look has shown: one that was emptied since is asked about.
    blanks: int = 0

    def needs(self, asks: Iterable[Ask]) -> frozenset[Ask]:
        """What is still to be asked: a look answers all but numbers, and cells emptied since."""
        return frozenset(ask for ask in asks if ask in {"reading", "blank"} or not self.confirmed)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: each cell in either locale, and the locale it is read in.

    It `is_asked` while nobody said how its odd numbers are meant; the choice `is_offered` where
    it matters to some cell.
    """

    role: str
    cells: Sequence[Both]
    locale: NumberLocale
    is_asked: bool
    is_offered: bool
    #: Whether an answer was given that is worth keeping.
    is_answered: bool

    def reading(self, i: int, locale: NumberLocale | None = None) -> Reading:
        """What a cell is; nothing where it has a problem."""
        found = self.cells[i][locale or self.locale]
        return Reading() if isinstance(found, Problem) else found

    def problem(self, i: int) -> Problem | None:
        """What is wrong with a cell as it is read now."""
        found = self.cells[i][self.locale]
        return found if isinstance(found, Problem) else None

    def locales(self) -> Sequence[NumberLocale]:
        """The readings to be shown, the present one first."""
        others = [one for one in LOCALES if one != self.locale]
        return [self.locale, *(others if self.is_offered else [])]


@dataclass(frozen=True, slots=True)
class Line:
    """A cell of a pasted column and the row it goes to; row 0: there is none.

    A row that went meanwhile keeps its place in the form, so that those behind it keep theirs.
    """

    place: int
    text: str
    row_id: int
    version: int
    number: str
    title: str
    unit: str
    problem: Problem | None = None
    #: What stands in the cell now.
    before: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A pasted column ready to be looked at or stored; `at` is its place in the block."""

    lines: Sequence[Line]
    column: Column
    at: int
    asks: frozenset[Ask]
    #: The block with its corrections, as a form sends it again.
    text: str

    @property
    def blanks(self) -> int:
        """How many cells are empty, whose rows stay as they are."""
        return sum(not line.text.strip() for line in self.lines)

    @property
    def problems(self) -> Sequence[Line]:
        """The lines that keep the block from being stored."""
        return [line for line in self.lines if line.problem]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a block would make of the project, in rupiah, by the reading of its numbers.

    `amounts` are those of lines, by their place.
    """

    before: Fraction
    totals: Mapping[NumberLocale, Fraction]
    amounts: Mapping[NumberLocale, Mapping[int, Fraction | None]]


def parsed(text: str, fixes: Mapping[tuple[int, int], str]) -> Rows:
    """The rows of a pasted text with corrections of single cells; Invalid (block.*)."""
    rows = blocks.read(text)
    if isinstance(rows, Problem):
        raise Invalid(Problem(rows.code, "text", rows.params))
    return blocks.corrected(rows, fixes) if fixes else rows


def only_column(rows: Rows) -> int:
    """The one column that holds something; Invalid (block.one_column) where there are more."""
    filled = [i for i in range(len(rows[0])) if any(row[i].strip() for row in rows)]
    if len(filled) > 1:
        raise Invalid(Problem("block.one_column", "text", {"count": len(filled)}))
    return filled[0] if filled else 0


def column(
    texts: Sequence[str],
    role: str,
    sent: Sent,
    takes: tuple[Field, Mapping[str, Fraction] | None],
) -> Column:
    """Read a column: as it was chosen, as its source was read before, or as the person types.

    `takes` are the field's limits, and the parameters of formulas where formulas are taken.
    """
    cells = [blocks.both(text, *takes) for text in texts]
    known = sent.remembered.get(f"{sent.source}.{role}", sent.locale)
    locale = sent.chosen.get(role, known)
    doubtful = blocks.is_doubtful(cells, locale, sent.locale)
    offered = any(map(blocks.reads_unlike, cells))
    answered = role in sent.chosen
    return Column(role, cells, locale, doubtful and not answered, offered, answered and offered)


def plan(lines: Sequence[Line], found: Column, at: int, sent: Sent) -> Plan:
    """Put a column and the rows that it goes to together; Invalid (block.nothing)."""
    if not any(line.text.strip() for line in lines):
        raise Invalid(Problem("block.nothing", "text"))
    asks: list[Ask] = []
    if len(lines) > AT_ONCE:
        asks.append("size")
    if sum(not line.text.strip() for line in lines) > sent.blanks:
        asks.append("blank")
    if found.is_asked:
        asks.append("reading")
    return Plan(lines, found, at, sent.needs(asks), blocks.write(sent.rows))
