"""Values that come in an archive: each is looked at before anything else sees it.

A column takes what the form and the tables of this installation would have let through: its type,
its length, the words it knows. Rules between columns and rows are for services.archive_replay.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, String

from app.domain import numbering
from app.domain.estimate import Policies
from app.extensions import Base
from app.models.types import BIGINT_LIMIT, ID_LIMIT, Moment, Scaled
from app.services import journal
from app.services.figures import COMPONENT_FORM
from app.services.journal import MODELS

Check = Callable[[Any], bool]
#: Row versions and numbers of revisions leave room for what comes after.
COUNT_LIMIT = 2**30
#: What no screen shows and no database of ours keeps: control characters, half surrogates, marks
#: that turn the writing direction.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_POSITIVE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12}|/0*[1-9][0-9]{0,11})?")
_RATIO = re.compile(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MODES = ("none", "down", "up", "half_up")
_STEPS = frozenset(Policies.__dataclass_fields__)
#: Positions are sorted by 12 hexadecimal digits.
_POSITION = 16**12
#: Words of columns whose table has no rule for them.
_WORDS = {
    ("component", "percent_of"): ("row", "labour", "material", "equipment"),
    ("project", "paper"): ("F4", "A4", "A3", "Legal"),
    ("project", "document_locale"): ("id", "en"),
}
_DEEPEST = 6


@cache
def checks(model: type[Base]) -> Mapping[str, Check]:
    """What each input of a table may hold, in its stored form."""
    table: Any = model.__table__
    return {name: check(table.c[name]) for name in journal.inputs(model)}


def check(column: Column[Any]) -> Check:
    """What a column may hold, in its stored form."""
    inner = _special(column) or _of_type(column)
    return (lambda value: value is None or inner(value)) if column.nullable else inner


def _special(column: Column[Any]) -> Check | None:
    key = (column.table.name, column.name)
    if key in _WORDS:
        known = _WORDS[key]
        return lambda value: isinstance(value, str) and value in known
    if column.name == "position":
        return lambda value: type(value) is int and 0 <= value < _POSITION
    if key == ("project", "hours_per_day"):
        return lambda value: type(value) is int and 1 <= value <= 24
    return _JSON.get(key)


def _of_type(column: Column[Any]) -> Check:
    kind: Any = column.type
    if isinstance(kind, JSON):
        # A column that nobody described takes nothing: better refused than stored unseen.
        return lambda value: value is None
    if isinstance(kind, Scaled | BigInteger):
        return lambda value: type(value) is int and -BIGINT_LIMIT <= value < BIGINT_LIMIT
    if isinstance(kind, Boolean):
        return lambda value: type(value) is bool
    if isinstance(kind, Date):
        return _is_day
    if isinstance(kind, Moment):
        return _is_moment
    if isinstance(kind, Integer):
        low = 1 if column.foreign_keys else -ID_LIMIT
        return lambda value: type(value) is int and low <= value < ID_LIMIT
    if isinstance(kind, String):
        limit = kind.length or 0
        return lambda value: is_text(value, limit)
    message = f"{column} cannot come in an archive"
    raise TypeError(message)


def is_text(value: object, limit: int) -> bool:
    """Whether this is text that people can read, of at most so many characters."""
    return isinstance(value, str) and len(value) <= limit and not _UNSEEN.search(value)


def is_ratio(value: object) -> bool:
    """Whether this is an exact figure as archives write it: n or n/d."""
    return isinstance(value, str) and _RATIO.fullmatch(value) is not None


def is_count(value: object, low: int = 1) -> bool:
    """Whether this is a whole number that may count rows, versions or revisions."""
    return type(value) is int and low <= value < COUNT_LIMIT


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    # A moment without a zone, or at the very end of time, does not travel between zones.
    return found is not None and found.tzinfo is not None and 1900 <= found.year < 2200


def is_params(value: object, depth: int = 0) -> bool:
    """Whether this can be the parameters of a label: plain values, and those of what was undone."""
    if not isinstance(value, dict) or len(value) > 40 or depth > _DEEPEST:
        return False
    return all(
        is_text(name, 40)
        and (
            is_params(inner, depth + 1)
            if name == "with"
            else inner is None or type(inner) is bool or _is_plain(inner)
        )
        for name, inner in value.items()
    ) and is_text(value.get("of", ""), 40)


def _is_plain(value: object) -> bool:
    if type(value) is int:
        return -BIGINT_LIMIT <= value < BIGINT_LIMIT
    return is_text(value, 2000)


def _is_header(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= 40 and all(
        _KEY.fullmatch(name) and is_text(text, 300) for name, text in value.items()
    )  # fmt: skip


def _is_rounding(value: object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"mode", "step"}:
        return False
    step = value.get("step", "1")
    return value.get("mode") in _MODES and is_step(step)


def is_step(value: object) -> bool:
    """Whether this is a number above 0 as rules keep it: 0.01, 1000, 11/12."""
    if not isinstance(value, str) or not _POSITIVE.fullmatch(value):
        return False
    return bool(value.partition("/")[0].strip("0."))


def _is_policies(value: object) -> bool:
    return isinstance(value, dict) and value.keys() <= _STEPS and all(
        _is_rounding(rounding) for rounding in value.values()
    )  # fmt: skip


def _is_tail(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(map(_is_line, value))


def _is_line(value: object) -> bool:
    known = {"label", "percent", "base", "base_factor", "sign", "rounding"}
    if not isinstance(value, dict) or not value.keys() <= known:
        return False
    percent, rounding = value.get("percent"), value.get("rounding")
    return (
        is_text(value.get("label"), 200)
        and isinstance(percent, str)
        and _DECIMAL.fullmatch(percent) is not None
        and value.get("base", "subtotal") in ("subtotal", "running")
        and is_step(value.get("base_factor", "1"))
        and type(value.get("sign", 1)) is int
        and value.get("sign", 1) in (1, -1)
        and (rounding is None or _is_rounding(rounding))
    )


def _is_numbering(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 10 and all(
        isinstance(style, str) and style in numbering.STYLES for style in value
    )  # fmt: skip


def _is_published(value: object) -> bool:
    """The components of an analysis as they were published, by the id of each."""
    if not isinstance(value, dict):
        return False
    known = checks(MODELS["component"])
    return all(
        re.fullmatch("[1-9][0-9]{0,9}", i)
        and int(i) < ID_LIMIT
        and isinstance(row, dict)
        and row.keys() == set(COMPONENT_FORM)
        and all(known[name](inner) for name, inner in row.items())
        for i, row in value.items()
    )


_JSON: Mapping[tuple[str, str], Check] = {
    ("project", "header"): _is_header,
    ("project", "rounding"): _is_policies,
    ("project", "tail"): _is_tail,
    ("project", "numbering"): _is_numbering,
    ("analysis", "published"): _is_published,
}
