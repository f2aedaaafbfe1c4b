"""Column types: exact numbers as scaled integers, compressed JSON."""

import json
import zlib
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.domain.numbers import ends_within, from_scaled, to_scaled

BIGINT_LIMIT = 2**63
#: Ids are 32 bits wide on PostgreSQL, which refuses to compare them with anything larger.
ID_LIMIT = 2**31


class Scaled(TypeDecorator[Fraction]):
    """An exact number kept as `value x 10^places` in a BIGINT.

    The same integer on SQLite and PostgreSQL, so that SQL may compare, sort and sum one column
    and never multiplies two. Raises ValueError for more decimals than fit or an out-of-range value.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else self.to_integer(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Fraction | None:  # noqa: ARG002
        return None if value is None else from_scaled(value, self.places)

    def to_integer(self, value: Fraction) -> int:
        """The stored integer of an exact value."""
        if not ends_within(value, self.places):
            message = f"{value} has more than {self.places} decimals"
            raise ValueError(message)
        number = to_scaled(value, self.places)
        if not -BIGINT_LIMIT <= number < BIGINT_LIMIT:
            message = f"{value} is out of range"
            raise ValueError(message)
        return number


class PackedJson(TypeDecorator[Any]):
    """JSON, deflated: a journal of ten thousand rows costs tens of kilobytes, not megabytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        return None if value is None else json.loads(zlib.decompress(value))


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC on both databases (SQLite has no zones: kept naive there)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def plain(length: int) -> String:
    """Text that is compared or sorted by bytes, alike on both databases."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
