"""Folded sections of the sheet: which they are, and which rows are left to show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import aliased

from app.domain.errors import Problem
from app.extensions import db
from app.models import OutlineNode
from app.services import messages
from app.services.errors import Invalid
from app.services.outline_read import known_id
from app.services.outline_rows import AFTER

messages.add({"outline.fold": _l("Choose a section, or a row in one.")})


@dataclass(frozen=True, slots=True)
class Folds:
    """Sections of which nothing below is shown.

    With `all_top` these are all on the top level, however many, but for `open_top`.
    """

    rows: tuple[int, ...] = ()
    all_top: bool = False
    open_top: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return self.all_top or bool(self.rows)

    def hides(self, section: int, is_top: bool) -> bool:
        """Whether nothing below this section is shown."""
        return section in self.rows or (self.all_top and is_top and section not in self.open_top)

    def toggled(self, section: int, is_top: bool, most: int) -> "Folds":
        """The other way round for this section; of each kind at most so many are kept."""
        if self.all_top and is_top and section not in self.rows:
            return replace(self, open_top=_toggled(self.open_top, section, most))
        return replace(self, rows=_toggled(self.rows, section, most))


NONE = Folds()


def _toggled(rows: tuple[int, ...], row: int, most: int) -> tuple[int, ...]:
    return tuple(i for i in rows if i != row) if row in rows else (*rows, row)[-most:]


def left(project_id: int, folds: Folds, asked: Iterable[int | None]) -> list[ColumnElement[bool]]:
    """What rows that are shown fulfil; a section around a row that is asked for stays open."""
    node, wanted = OutlineNode, {i for i in asked if i}
    known = {known_id(i) for i in (*folds.rows, *folds.open_top, *wanted)}
    statement = select(node.id, node.kind, node.sort_path).where(
        node.project_id == project_id, node.id.in_(sorted(known))
    )
    found = db.session.execute(statement).all()
    paths = {row.id: row.sort_path for row in found if row.kind == "section"}
    inside = [row.sort_path for row in found if row.id in wanted]
    conditions = [
        or_(node.sort_path <= path, node.sort_path >= path + AFTER)
        for path in (paths[i] for i in folds.rows if i in paths)
        if not any(each != path and each.startswith(path) for each in inside)
    ]
    if folds.all_top:
        around = {f"{each.partition('.')[0]}." for each in inside} - set(inside)
        opened = sorted(around | {paths[i] for i in folds.open_top if i in paths})
        below = [and_(node.sort_path > path, node.sort_path < path + AFTER) for path in opened]
        conditions.append(or_(node.parent_id.is_(None), *below))
    return conditions


def section_of(project_id: int, node_id: int) -> tuple[int, bool]:
    """The section that a row is or stands in, and whether it is on the top level.

    Raises Invalid for a row on the top level that is no section, or for none.
    """
    row, section = aliased(OutlineNode), aliased(OutlineNode)
    its = case((row.kind == "section", row.id), else_=row.parent_id)
    statement = (
        select(section.id, section.parent_id.is_(None))
        .join(row, its == section.id)
        .where(row.project_id == project_id, row.id == known_id(node_id))
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise Invalid(Problem("outline.fold"))
    return int(found[0]), bool(found[1])
