"""What a recalculation carries along: the changes, parameters and policies, sums on the way up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain import formula
from app.domain.markup import Markup
from app.domain.numbers import Policies
from app.models import OutlineNode, Parameter, Project
from app.services import arrays, figures, snapshot, totals
from app.services.journal import Change, raw

ZERO = Fraction(0)
Values = dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """By how much sections move, and how many items without amount they gain."""

    amount: dict[int | None, Fraction] = field(default_factory=dict)
    incomplete: dict[int | None, int] = field(default_factory=dict)

    def add(self, parent: int | None, amount: Fraction | None, incomplete: int, sign: int) -> None:
        """Enter one contribution under its parent, or take it out with sign -1."""
        if amount:
            self.amount[parent] = self.amount.get(parent, ZERO) + sign * amount
        if incomplete:
            self.incomplete[parent] = self.incomplete.get(parent, 0) + sign * incomplete

    def moved(self) -> set[int | None]:
        """The parents below which something changed."""
        amounts = {p for p, amount in self.amount.items() if amount}
        return amounts | {p for p, count in self.incomplete.items() if count}


class Walk:
    """One recalculation: where, and what changed; what it needs of the project, read once."""

    def __init__(self, session: Session, project: Project, changes: list[Change]) -> None:
        self.session = session
        self.project = project
        self.changes = changes
        self.ledger = Ledger()
        self._markups: dict[Fraction, Markup] = {}

    @cached_property
    def policies(self) -> Policies:
        """The project's rounding policies."""
        return snapshot.policies(self.project.rounding)

    @cached_property
    def parameters(self) -> dict[str, Fraction]:
        """Values of the project's parameters, read at first use: most edits need none."""
        columns = [raw(Parameter, n) for n in ("name", "value", "formula")]
        statement = select(*columns).where(Parameter.project_id == self.project.id)
        stored = snapshot.parameters(self.session.execute(statement).mappings())
        definitions: dict[str, Fraction | formula.Formula] = {}
        for name, value in stored.items():
            parsed = formula.parse(value, "c") if isinstance(value, str) else value
            if isinstance(parsed, (Fraction, formula.Formula)):
                definitions[name] = parsed
        return formula.resolve(definitions)[0]

    def of(self, table: str) -> Iterable[Change]:
        """The changes of one table."""
        return (c for c in self.changes if c.table == table)

    def markup(self, percent: Fraction) -> Markup:
        """A markup under the project's policy, which prices each analysis once in a write."""
        if percent not in self._markups:
            self._markups[percent] = Markup(percent, self.policies.unit_price)
        return self._markups[percent]

    @cached_property
    def own_markup(self) -> Markup:
        """The project's own markup, at which analyses show their unit prices."""
        return self.markup(self.project.markup_percent)


def ancestors(step: Walk, start: set[int]) -> dict[int, Row[Any]]:
    """The sections of these ids and all above them."""
    if not start:
        return {}
    nodes: Any = OutlineNode.__table__
    named = arrays.among(step.session, nodes.c.id, sorted(start))
    up = select(nodes.c.id, nodes.c.parent_id).where(named).cte("up", recursive=True)
    # Looked up one by one: PostgreSQL expects so many rows here that it would join all of them.
    above = nodes.alias("above")
    parent = select(above.c.parent_id).where(above.c.id == up.c.parent_id).scalar_subquery()
    tree = up.union(select(up.c.parent_id, parent).where(up.c.parent_id.is_not(None)))
    names = ("parent_id", "markup_percent", "amount", "amount_exact", "incomplete")
    statement = select(nodes.c.id, *(raw(OutlineNode, n) for n in names)).where(
        nodes.c.id.in_(select(tree.c.id))
    )
    return {row.id: row for row in step.session.execute(statement)}


def carry_up(step: Walk) -> tuple[Fraction, int] | None:
    """Carry the ledger to the top; the project's new subtotal and incomplete items, if moved."""
    ledger, moved = step.ledger, step.ledger.moved()
    if not moved:
        return None
    above = ancestors(step, {p for p in moved if p is not None})
    up = Ledger()
    for start in moved:
        amount, count = ledger.amount.get(start, ZERO), ledger.incomplete.get(start, 0)
        up.add(None, amount, count, 1)
        parent = start
        while parent is not None:
            up.add(parent, amount, count, 1)
            parent = above[parent].parent_id
    _write_sections(step, above, up)
    total = totals.exact(step.project, "subtotal") + up.amount.get(None, ZERO)
    return total, step.project.incomplete + up.incomplete.get(None, 0)


def _write_sections(step: Walk, above: dict[int, Row[Any]], up: Ledger) -> None:
    changed: list[tuple[int, Values]] = []
    for i, row in above.items():
        present = figures.read(row._mapping, "amount") or ZERO  # noqa: SLF001
        values = figures.stored("amount", present + up.amount.get(i, ZERO))
        values["incomplete"] = row.incomplete + up.incomplete.get(i, 0)
        changed.append((i, values))
    figures.write(step.session, OutlineNode, changed)
