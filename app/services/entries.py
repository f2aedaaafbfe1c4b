"""What was typed into a cell of numbers: a number, a formula, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import formula, locale_numbers
from app.domain.errors import Problem
from app.domain.estimate import parameter_values
from app.domain.locale_numbers import Field, NumberLocale
from app.models import Parameter
from app.services import messages, snapshot
from app.services.errors import Invalid
from app.services.journal import raw

messages.add(
    {
        "quantity.out_of_range": _l(
            "The result %(result)s is out of range: from %(low)s to %(high)s."
        )
    }
)

#: A slip of the hand, most likely: so many times the value before.
_UNUSUAL = 10**6


@dataclass(frozen=True, slots=True)
class Entry:
    """A number, or the canonical text of a formula; `value` is what either comes to now."""

    number: Fraction | None = None
    formula: str | None = None
    value: Fraction | None = None


def parameters(session: Session, project_id: int) -> Mapping[str, Fraction]:
    """The values of a project's parameters, as far as they have one: one statement."""
    columns = [raw(Parameter, name) for name in ("name", "value", "formula")]
    rows = session.execute(select(*columns).where(Parameter.project_id == project_id))
    return parameter_values(snapshot.parameters(rows.mappings()))[0]


def number(text: str, locale: NumberLocale, field: Field, place: str) -> Fraction | None:
    """The number typed, None for an empty cell; Invalid where it is none that the field takes."""
    found = locale_numbers.parse(text, locale, field)
    if isinstance(found, Problem):
        if found.code == "number.empty":
            return None
        raise Invalid(replace(found, place=place))
    return found


def number_or_formula(
    text: str, locale: NumberLocale, field: Field, place: str, source: tuple[Session, int]
) -> Entry:
    """The number or formula typed; `source` (session, project) is read only for a formula's names.

    Invalid with the problems of locale_numbers.parse and formula.parse; formula.unknown_name for
    what is no parameter; quantity.out_of_range where the result does not fit the field.
    """
    if not text.lstrip().startswith("="):
        found = number(text, locale, field, place)
        return Entry(number=found, value=found)
    parsed = formula.parse(text, locale)
    if isinstance(parsed, Problem):
        raise Invalid(replace(parsed, place=place))
    known = parameters(*source) if parsed.names else {}
    value = formula.evaluate(parsed, known)
    if isinstance(value, Problem):
        raise Invalid(replace(value, place=place))
    _fits(value, locale, field, place)
    return Entry(formula=parsed.canonical, value=value)


def _fits(value: Fraction, locale: NumberLocale, field: Field, place: str) -> None:
    problem = locale_numbers.check(value, locale, field)
    if problem is not None:
        params = {
            "result": locale_numbers.show(value, locale, field.places, 0),
            "low": locale_numbers.show(field.low or Fraction(0), locale, field.places, 0),
            "high": locale_numbers.show(field.high or Fraction(0), locale, field.places, 0),
        }
        raise Invalid(Problem("quantity.out_of_range", place, params))


def written(number: Fraction | None, text: str | None, locale: NumberLocale, places: int) -> str:
    """What a cell shows while it is edited: the formula as typed, or the plain number."""
    if text is not None:
        parsed = formula.parse(text, "c")
        return text if isinstance(parsed, Problem) else formula.show(parsed, locale)
    return "" if number is None else locale_numbers.show(number, locale, places, min(places, 2))


def is_unusual(value: Fraction | None, before: Fraction | None) -> bool:
    """Whether a value is a million times what stood there, or huge where nothing stood.

    It is stored all the same: a hint may be wrong, a refusal would stop the work.
    """
    return value is not None and value >= _UNUSUAL * (before or 1)
