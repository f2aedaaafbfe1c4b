"""What a person should look at again in the analyses of a project, found in all of it at once.

The same rules as the hints that an edit gives (`coefficients.doubts`): here for whoever was not
there when a row was typed, or when it came in a file.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.domain.inputs import evaluated
from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Analysis, CatalogueAnalysis, Component, Edition, UnitConfirmation
from app.services import coefficients, entries, moments
from app.services.journal import raw

#: Decimals of a coefficient as it is stored.
_PLACES = 10


def of_coefficients(project_id: int) -> Mapping[int, int]:
    """How many rows of each analysis have a doubtful coefficient: at most two statements.

    Doubtful is one below 0, one far above what is usual for its resource, and a formula that has
    no value. Analyses without such a row are missing.
    """
    rows = db.session.execute(_suspects(project_id)).all()
    uses_formula = any(row.formula is not None for row in rows)
    parameters = entries.parameters(db.session(), project_id) if uses_formula else {}
    usual = _usual(rows)
    found = Counter[int]()
    for row in rows:
        found[row.analysis_id] += _is_doubtful(row, parameters, usual)
    return +found


def _suspects(project_id: int) -> Any:  # noqa: ANN401
    """Formulas, negative and large coefficients, and what those are to be compared with."""
    size = func.abs(raw(Component, "coefficient"))
    large = size >= coefficients.PLAIN * 10**_PLACES
    own = Component.project_id == project_id
    compared = select(Component.resource_id).where(
        own, Component.resource_id.is_not(None), or_(large, Component.formula.is_not(None))
    )
    return select(
        Component.analysis_id,
        Component.resource_id,
        Component.formula,
        raw(Component, "coefficient"),
    ).where(
        own,
        Component.kind != "note",
        or_(
            Component.formula.is_not(None),
            raw(Component, "coefficient") < 0,
            and_(Component.resource_id.is_(None), large),
            Component.resource_id.in_(compared),
        ),
    )


def _usual(rows: Sequence[Any]) -> Mapping[int, list[int]]:
    """The typed coefficients of each resource, sorted, without signs and zeros."""
    found: dict[int, list[int]] = {}
    for row in rows:
        if row.resource_id is not None and row.coefficient and row.formula is None:
            found.setdefault(row.resource_id, []).append(abs(row.coefficient))
    return {resource: sorted(sizes) for resource, sizes in found.items()}


def _is_doubtful(
    row: Any,  # noqa: ANN401
    parameters: Mapping[str, Fraction],
    usual: Mapping[int, list[int]],
) -> bool:
    if row.formula is not None:
        value = evaluated(row.formula, parameters)
        others = usual.get(row.resource_id, [])
        return not isinstance(value, Fraction) or coefficients.is_doubtful(value, _middle(others))
    if row.coefficient is None:
        return False
    others = usual.get(row.resource_id, [])
    middle = _middle(others, abs(row.coefficient))
    return coefficients.is_doubtful(from_scaled(row.coefficient, _PLACES), middle)


def _middle(sizes: Sequence[int], without: int | None = None) -> int | None:
    """The median of sorted sizes, one of them left out; None where none is left."""
    place = len(sizes) if without is None else bisect_left(sizes, without)
    left = len(sizes) - (place < len(sizes))
    if not left:
        return None
    return sizes[left // 2 + (left // 2 >= place)]


def of_units(project_id: int) -> Sequence[int]:
    """Analyses whose unit an edition only read from the title, unconfirmed: one statement.

    Of the present alone: an earlier moment does not hold the catalogues of its day.
    """
    if db.session() is not moments.present():
        return ()
    origin = CatalogueAnalysis
    statement = (
        select(Analysis.id)
        .join(Edition, Edition.name == Analysis.edition)
        .join(
            origin,
            and_(
                origin.edition_id == Edition.id,
                origin.code_key == Analysis.code_key,
                origin.title == Analysis.title,
                origin.unit == Analysis.unit,
            ),
        )
        .outerjoin(UnitConfirmation, UnitConfirmation.analysis_id == origin.id)
        .where(
            Analysis.project_id == project_id,
            Analysis.state != "own",
            origin.unit_state == "proposed",
            or_(UnitConfirmation.unit.is_(None), UnitConfirmation.unit != Analysis.unit),
        )
    )
    return sorted(set(db.session.execute(statement).scalars()))
