"""How figures, moments and problems are printed: in the person's number locale and time zone.

The domain's `show` is the truth; the integer arithmetic here prints the same ten times faster,
because a sheet has hundreds of figures.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Literal

from flask import Flask, g, has_request_context, request
from flask_babel import get_locale

from app.domain.errors import Problem
from app.services import messages

UNKNOWN = "—"
Figures = Literal["id", "en"]
_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
#: Fixed offsets: Indonesia has no summer time, and small machines have no time zone files.
_ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
_SCALES = tuple(10**places for places in range(13))
_MARKS = {"id": ",", "en": "."}


def figures() -> Figures:
    """Return the number locale of the person; without one it follows the language."""
    try:
        return g.figures  # type: ignore[no-any-return]
    except AttributeError:
        me = g.get("me")
        g.figures = me.number_locale if me else _language()
        return g.figures  # type: ignore[no-any-return]
    except RuntimeError:  # outside of a request nobody has a locale
        return "id"


def sent_figures() -> Figures:
    """Return the number locale of the page that was sent: its numbers are read and answered so."""
    sent = request.values.get("l", "")
    if sent in {"id", "en"}:
        g.figures = sent
    return figures()


def printed(top: int, bottom: int, places: int, locale: Figures) -> str:
    """Print top/bottom half up (away from zero) to `places` decimals, grouped by thousands."""
    scale = _SCALES[places]
    rounded = (2 * abs(top) * scale + bottom) // (2 * bottom)
    whole, part = divmod(rounded, scale)
    text = f"{whole:,}"
    if locale == "id":
        text = text.replace(",", ".")
    if top < 0 and rounded:
        text = "-" + text
    return f"{text}{_MARKS[locale]}{part:0{places}d}" if places else text


def number(x: Fraction | int | None, places: int = 2, min_places: int | None = None) -> str:
    """Print `x` with `places` decimals; with `min_places` zeros at the end go down to that many."""
    if x is None:
        return UNKNOWN
    top, bottom = x.as_integer_ratio()
    text = printed(top, bottom, places, figures())
    if min_places is None or places == min_places:
        return text
    kept = len(text) - (places - min_places)
    text = text[:kept] + text[kept:].rstrip("0")
    return text if text[-1].isdigit() else text[:-1]


def money(x: Fraction | int | None, places: int = 2) -> str:
    return number(x, places)


def money_scaled(n: int | None, places: int = 2) -> str:
    """Print a stored amount, an integer of ten-thousandths."""
    return UNKNOWN if n is None else printed(n, 10_000, places, figures())


def quantity(x: Fraction | int | None) -> str:
    return number(x, 6, 2)


def coefficient(x: Fraction | int | None) -> str:
    return number(x, 10, 4)


def percent(x: Fraction | int | None, min_places: int = 2) -> str:
    """Print a figure that already counts hundredths (11 is eleven percent)."""
    return UNKNOWN if x is None else f"{number(x, 4, min_places)}\u00a0%"


def value(x: object) -> str:
    """Print whatever a column may hold: an amount, a text, nothing."""
    match x:
        case None | "":
            return UNKNOWN
        case Fraction():
            return number(x, 10, 0)
        case datetime():
            return when(x)
        case date():
            return day(x)
        case _:
            return str(x)


def problem(found: Problem) -> str:
    return messages.text(found, figures())


def day(moment: date | datetime | None) -> str:
    """Print `23 Nov 2026`; a moment is first taken to the person's time zone."""
    if moment is None:
        return UNKNOWN
    return _day(_local(moment) if isinstance(moment, datetime) else moment, _language())


def when(moment: datetime | None) -> str:
    """Print `23 Nov 2026 14.32` in the person's time zone."""
    if moment is None:
        return UNKNOWN
    local, language = _local(moment), _language()
    return f"{_day(local, language)} {_clock(local, language)}"


def clock(moment: datetime | None) -> str:
    return UNKNOWN if moment is None else _clock(_local(moment), _language())


def _day(local: date, language: Figures) -> str:
    return f"{local.day} {_MONTHS[language][local.month - 1]} {local.year}"


def _clock(local: datetime, language: Figures) -> str:
    return f"{local.hour:02d}{'.' if language == 'id' else ':'}{local.minute:02d}"


def _local(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    me = g.get("me") if has_request_context() else None
    hours = _ZONES.get(me.time_zone if me else "", 7)
    return aware.astimezone(timezone(timedelta(hours=hours)))


def _language() -> Figures:
    locale = get_locale() if has_request_context() else None
    return "en" if locale is not None and locale.language == "en" else "id"


def init_app(app: Flask) -> None:
    shown = (
        number,
        money,
        money_scaled,
        quantity,
        coefficient,
        percent,
        value,
        problem,
        day,
        when,
        clock,
    )
    for filter_ in shown:
        app.jinja_env.filters[filter_.__name__] = filter_
