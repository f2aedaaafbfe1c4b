"""Rows that came back as copies of a deleted row: of the row and all its copies one may stand."""

from typing import Any

from sqlalchemy import String, cast, select

from app.extensions import Base
from app.models import Revision
from app.services import journal
from app.services.draft import Draft


def origin(model: type[Base], row_id: int) -> dict[str, int]:
    """Parameters of a label that say of which deleted row the new one is a copy."""
    return {_name(model): row_id}


def _name(model: type[Base]) -> str:
    return f"from_{model.__tablename__}"


class Kin:
    """The rows of one table, each with those that hold what it held; read inside a write."""

    def __init__(self, draft: Draft, model: type[Any]) -> None:
        self._beside: dict[int, set[int]] = {}
        for params, stored in _copyings(draft, model):
            changes = [c for c in journal.changes_of(stored) if c.table == model.__tablename__]
            came = [change.id for change in changes if change.before is None]
            source = params.get(_name(model))
            # What was taken back or done again names its row further inside.
            if type(source) is int and len(came) == 1:
                self._beside.setdefault(source, set()).add(came[0])
                self._beside.setdefault(came[0], set()).add(source)

    def of(self, row_id: int) -> set[int]:
        """The row, what it is a copy of, and its copies, which have copies, too."""
        found, ahead = {row_id}, [row_id]
        while ahead:
            new = self._beside.get(ahead.pop(), set()) - found
            found |= new
            ahead += new
        return found


def _copyings(draft: Draft, model: type[Base]) -> Any:  # noqa: ANN401
    statement = select(Revision.params, Revision.changes).where(
        Revision.project_id == draft.project.id,
        cast(Revision.params, String).contains(f'"{_name(model)}"', autoescape=True),
    )
    return draft.session.execute(statement).all()
