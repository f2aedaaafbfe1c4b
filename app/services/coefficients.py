"""Coefficients as they are typed and written: numbers, formulas, percentages; doubts about them."""

from fractions import Fraction

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.domain import formula, locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.models import Component
from app.services import entries, messages
from app.services.draft import Draft
from app.services.entries import Entry
from app.services.errors import Invalid
from app.services.journal import raw

_PERCENT_END = ")/100"
#: Many times the median of the same resource, or large where there is nothing to compare with.
_TIMES, _LARGE = 10**6, 10**4
#: Below it no coefficient is unusual enough to ask the database about others.
PLAIN = 100
_COMPARED = 200

messages.add(
    {
        "analysis.no_coefficient": _l("A note has no coefficient."),
        "coefficient.negative": _l("The coefficient is below 0: the row takes its amount away."),
        "coefficient.unusual": _l(
            "The coefficient is far above what is usual for this row. Please check it."
        ),
    }
)


def entered(draft: Draft, kind: str, typed: tuple[str, str], locale: NumberLocale) -> Entry:
    """The coefficient typed (text, place) into a row of a kind; of a percent row, its ratio."""
    text, place = typed
    if kind == "note":
        raise Invalid(Problem("analysis.no_coefficient", place))
    source = (draft.session, draft.project.id)
    if kind != "percent":
        return entries.number_or_formula(text, locale, locale_numbers.COEFFICIENT, place, source)
    if not text.lstrip().startswith("="):
        value = entries.number(text, locale, locale_numbers.PERCENT, place)
        ratio = None if value is None else value / 100
        return Entry(number=ratio, value=ratio)
    parsed = formula.parse(text, locale)
    # A formula of its own that fails is refused in the words that were typed.
    inner = text if isinstance(parsed, Problem) else f"=({parsed.canonical[1:]}{_PERCENT_END}"
    number_locale = locale if isinstance(parsed, Problem) else "c"
    return entries.number_or_formula(
        inner, number_locale, locale_numbers.COEFFICIENT, place, source
    )


def written(kind: str, held: tuple[Fraction | None, str | None], locale: NumberLocale) -> str:
    """What a coefficient cell holds while it is edited: (number, canonical formula) as typed."""
    number, canonical = held
    if canonical is not None:
        return entries.written(None, _percent_formula(canonical, kind), locale, 10)
    if number is None:
        return ""
    if kind == "percent":
        return locale_numbers.show(number * 100, locale, 8, 2)
    return locale_numbers.show(number, locale, 10, 4)


def _percent_formula(canonical: str, kind: str) -> str:
    """The formula of a percent row counts in percent, as it was typed; it is kept as a ratio."""
    if kind != "percent":
        return canonical
    inner = canonical.removeprefix("=(").removesuffix(_PERCENT_END)
    if canonical == f"=({inner}{_PERCENT_END}" and isinstance(
        formula.parse(f"={inner}", "c"), formula.Formula
    ):
        return f"={inner}"
    return f"=({canonical[1:]})*100"


def price_text(price: Fraction | None, locale: NumberLocale) -> str:
    """What the price cell of a lump row holds."""
    return "" if price is None else locale_numbers.show(price, locale, 4, 2)


def doubts(draft: Draft, row: Component, value: Fraction | None) -> list[Problem]:
    """Warnings about a coefficient that is stored all the same."""
    if value is None:
        return []
    found = []
    place = f"c-{row.id}"
    if value < 0:
        found.append(Problem("coefficient.negative", place, warning=True))
    if abs(value) >= PLAIN and abs(value) >= _unusual_from(_median(draft, row)):
        found.append(Problem("coefficient.unusual", place, warning=True))
    return found


def is_doubtful(value: Fraction, median: int | None) -> bool:
    """Whether a value is below 0 or far above the `median`, in stored units, of its resource."""
    return value < 0 or (value >= PLAIN and value >= _unusual_from(median))


def _unusual_from(median: int | None) -> Fraction:
    return Fraction(_LARGE) if median is None else Fraction(median * _TIMES, 10**10)


def _median(draft: Draft, row: Component) -> int | None:
    if row.resource_id is None:
        return None
    statement = (
        select(raw(Component, "coefficient"))
        .where(
            Component.resource_id == row.resource_id,
            Component.id != row.id,
            Component.coefficient != 0,
        )
        .limit(_COMPARED)
    )
    others = sorted(abs(n) for n in draft.session.execute(statement).scalars())
    return others[len(others) // 2] if others else None
