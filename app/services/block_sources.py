"""How a person said that pasted numbers are meant, remembered for the program they came from."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import cast

from sqlalchemy import select

from app.domain.blocks import LOCALES
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import User
from app.services import accounts
from app.services.blocks import Column
from app.services.errors import Locked

#: The programs that can be told apart by what they put beside the text.
SOURCES = ("", "excel", "libreoffice")


def remembered(user_id: int) -> Mapping[str, NumberLocale]:
    """The locale by source and role: {"excel.quantity": "en"}."""
    kept = db.session.execute(select(User.readings).where(User.id == user_id)).scalar()
    found = {name: locale for name, locale in (kept or {}).items() if locale in LOCALES}
    return cast("Mapping[str, NumberLocale]", found)


def remember(user_id: int, source: str, columns: Iterable[Column]) -> None:
    """Keep how columns were meant that somebody was asked about.

    The block is stored by then: where another write holds the lock, it is asked again next time.
    """
    said = {f"{source}.{one.role}": one.locale for one in columns if one.is_answered}
    if not said or source not in SOURCES or said.items() <= remembered(user_id).items():
        return
    with suppress(Locked), accounts.transaction() as session:
        user = accounts.locked(session, user_id)
        user.readings = {**(user.readings or {}), **said}
