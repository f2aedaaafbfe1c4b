"""What the requests of this slice say: cells by row and version, fields of a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import g, request

from app.domain.errors import Problem
from app.services.analyses import Cell, Column
from app.services.errors import Invalid
from app.services.typed import Sent
from app.web import filters, keys

_CELL = re.compile(r"(?P<column>[cp])-(?P<id>[0-9]{1,10})-(?P<version>[0-9]{1,10})")
_PICK = re.compile(r"(?P<kind>resource|analysis)-(?P<id>[0-9]{1,10})")
_COLUMNS: Mapping[str, Column] = {"c": "coefficient", "p": "price"}


@dataclass(frozen=True, slots=True)
class Fields:
    """A form as it was sent, and what is wrong with it, by field."""

    sent: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    #: What somebody else changed meanwhile, a sentence a field.
    conflicts: Sequence[str] = ()

    def error(self, name: str) -> str:
        """Return the sentences about one field."""
        own = (problem for problem in self.problems if problem.place == name)
        return " ".join(filters.problem(problem) for problem in own)

    def texts(self) -> list[str]:
        """Return every sentence, for the summary."""
        return [filters.problem(problem) for problem in self.problems]


locale = filters.sent_figures


def cells() -> list[Cell]:
    """Return the cells of the form, in its order."""
    found = []
    for name, text in request.form.items(multi=True):
        match = _CELL.fullmatch(name)
        if match:
            column = _COLUMNS[match["column"]]
            found.append(Cell(int(match["id"]), int(match["version"]), column, text))
    return found


def cell(row_id: int, column: Column) -> Cell:
    """Return the one cell that was sent; Invalid where it is none, or two that differ."""
    found = [c for c in cells() if (c.row_id, c.column) == (row_id, column)]
    if not found:
        raise Invalid(Problem("number.empty", f"{column[0]}-{row_id}"))
    if any(other != found[0] for other in found):
        raise Invalid(Problem("analysis.twice", found[0].place))
    return found[0]


def any_cell(row_id: int) -> Cell:
    """Return the cell that was sent for a row, whatever its column; Invalid where there is none."""
    column: Column = next((c.column for c in cells() if c.row_id == row_id), "coefficient")
    return cell(row_id, column)


def sent() -> Sent:
    """Return the fields of a form with the person, the number locale and the form's key.

    A button of the search says what it adds: `resource-12`, `analysis-3`.
    """
    fields = {name: text for name, text in request.form.items() if name != "csrf_token"}
    pick = _PICK.fullmatch(fields.get("pick", ""))
    if pick:
        name = "nested" if pick["kind"] == "analysis" else "resource"
        fields |= {"kind": pick["kind"], name: pick["id"]}
        if pick["kind"] == "analysis":
            fields["category"] = fields.get("category") or "material"
    return Sent(g.me.id, fields, locale(), keys.from_form())


def number(name: str, otherwise: int = 0) -> int:
    """Return a whole number of the request."""
    text = request.values.get(name, "").strip()
    return int(text) if re.fullmatch("[0-9]{1,10}", text) else otherwise
