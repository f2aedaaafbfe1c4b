"""Where a project uses its parameters: every formula, and whether it still has a value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import formula, inputs, locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field
from app.models import Analysis, Component, OutlineNode, Parameter

VALUE = Field(6, Fraction(-(10**9)), Fraction(10**9))
#: How many places a refusal names.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Use:
    """A formula that uses parameters: what kind of row it is in, and where that is."""

    kind: str
    id: int
    title: str
    names: frozenset[str]
    formula: str


def uses(session: Session, project_id: int) -> list[Use]:
    """Every formula of a project: of quantities, coefficients and parameters; three statements."""
    node, part = OutlineNode, Component
    return [
        *_uses(session, "quantity", select(node.id, node.title, node.formula).where(
            node.project_id == project_id, node.formula.is_not(None))),
        *_uses(session, "coefficient", select(part.id, Analysis.title, part.formula).join(
            Analysis, Analysis.id == part.analysis_id).where(
            part.project_id == project_id, part.formula.is_not(None))),
        *_uses(session, "parameter", select(Parameter.id, Parameter.name, Parameter.formula).where(
            Parameter.project_id == project_id, Parameter.formula.is_not(None))),
    ]  # fmt: skip


def _uses(
    session: Session,
    kind: str,
    statement: Any,  # noqa: ANN401
) -> Iterable[Use]:
    for row_id, title, canonical in session.execute(statement):
        parsed = inputs.parsed_once(canonical)
        if isinstance(parsed, formula.Formula):
            yield Use(kind, row_id, title, parsed.names, canonical)


def works(use: Use, values: Mapping[str, Fraction]) -> bool:
    """Whether a formula has a value that its column takes."""
    result = inputs.evaluated(use.formula, values)
    if isinstance(result, Problem):
        return False
    if use.kind == "parameter":
        return locale_numbers.check(result, "c", VALUE) is None
    limit = inputs.QUANTITY_LIMIT if use.kind == "quantity" else inputs.COEFFICIENT_LIMIT
    return inputs.within(result, limit)


def places(found: Sequence[Use]) -> str:
    """The first of them by title."""
    shown = ", ".join(use.title[:60] for use in found[:_NAMED])
    return f"{shown} …" if len(found) > _NAMED else shown
