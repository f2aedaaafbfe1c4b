"""Who did a revision: somebody of this installation, or a name that came in an archive.

A name from elsewhere belongs to nobody here, whoever is called the same: it is shown with a mark,
and what it did is nobody's own to undo.
"""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, case, literal

from app.models import Revision, User


def shown() -> ColumnElement[str]:
    """The name as people read it, for a statement that joins `User` by `Revision.by`."""
    # In front: a narrow column cuts long names off behind.
    word = _("archive")
    marked = literal(f"{word}: ") + Revision.author
    return case((Revision.author.is_not(None), marked), else_=User.name)


def number() -> ColumnElement[int]:
    """The id of the person, 0 for a name that came in an archive."""
    return case((Revision.author.is_not(None), 0), else_=Revision.by)


def is_of(user_id: int) -> ColumnElement[bool]:
    """Whether this person did the revision here."""
    return and_(Revision.by == user_id, Revision.author.is_(None))
