"""One request, one effect: what a repeated request did is answered, not done again.

The row is inserted first and in the transaction of the effect itself, so that of fifty equal
requests in parallel one works and the others wait for its commit and read its result.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.models import Idempotency
from app.models.types import now
from app.services.errors import Invalid
from app.services.journal import DoorSession

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Key:
    """A key a form carries, the route it was sent to, and a hash of what was sent."""

    value: str
    route: str
    body_hash: str
    #: Done twice it equals done once, and whether it still stands can be seen: a cell. It may be
    #: typed again into an old page, which is no retry.
    is_cell: bool = False


def cell_key(table: str, row_id: int, version: int, field_value: tuple[str, str]) -> Key:
    """The key of a cell edit needs nothing random: the row as it was seen, and the new value."""
    field, value = field_value
    body = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return Key(
        f"cell:{table}:{row_id}:{version}:{field}:{body[:32]}",
        f"{table}.{field}",
        body,
        is_cell=True,
    )


def sheet_key(
    table: str,
    project_id: int,
    sent: tuple[NumberLocale, Iterable[tuple[int, int, str]]],
    *,
    queued: bool = False,
) -> Key:
    """The key of many cells that are stored together: how they are read, each row, version, text.

    What a page has `queued` it sends by itself, the same again until it is answered: a repeat is a
    retry, whatever was written since. A form that a person sends may come from an old page.
    """
    locale, typed = sent
    said = repr((locale, sorted(typed)))
    body = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    value = f"sheet:{table}:{project_id}:{body}"
    return Key(value, f"{table}.sheet", body, is_cell=not queued)


def claim(session: DoorSession, user_id: int, key: Key | None) -> dict[str, Any] | None:
    """Claim the key for this transaction; the earlier result if it was carried out already.

    Raises Invalid (request.key_reused) when the key came with another body.
    """
    if key is None:
        return None
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(Idempotency).values(
        user_id=user_id, key=key.value, route=key.route, body_hash=key.body_hash, at=now()
    )
    done = session.connection().execute(
        statement.on_conflict_do_nothing(index_elements=["user_id", "key"]).returning(
            Idempotency.id
        )
    )
    if done.first() is not None:
        return None
    row = session.execute(
        select(Idempotency).where(Idempotency.user_id == user_id, Idempotency.key == key.value)
    ).scalar_one()
    if (row.body_hash, row.route) != (key.body_hash, key.route):
        raise Invalid(Problem("request.key_reused"))
    return dict(row.result)


def fulfil(session: DoorSession, user_id: int, key: Key | None, result: dict[str, Any]) -> None:
    """Keep what was done beside the key."""
    if key is None:
        return
    session.execute(
        update(Idempotency)
        .where(Idempotency.user_id == user_id, Idempotency.key == key.value)
        .values(result=result)
        .execution_options(synchronize_session=False)
    )


def forget_old(session: DoorSession) -> None:
    """Remove keys older than a day."""
    session.execute(
        delete(Idempotency)
        .where(Idempotency.at < now() - KEPT)
        .execution_options(synchronize_session=False)
    )
