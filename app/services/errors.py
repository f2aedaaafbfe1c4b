"""What a service says instead of doing. Web, API and commands each turn these into their answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.errors import Problem


class ServiceError(Exception):
    """Base of every refusal."""


class NotFound(ServiceError):
    """There is no such thing, or none that this person may know of (404)."""


class Forbidden(ServiceError):
    """The thing is visible, the action is not allowed (403)."""


class Locked(ServiceError):
    """Somebody else is writing and did not finish in time (409); asking again is safe."""


class Invalid(ServiceError):
    """The input is refused; each problem names its field (422)."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{p.place}: {p.code}" for p in problems))
        self.problems: Sequence[Problem] = problems


@dataclass
class Conflict(ServiceError):
    """The field was changed by somebody else since the page was read (409).

    `mine` and `theirs` are display-neutral values; `version` is the row's version now.
    """

    field: str
    row_id: int
    version: int
    mine: object
    before: object
    theirs: object
    who: str
    at: datetime
    #: Whose column `field` is, where several tables have one of that name.
    table: str = ""


class FormConflict(ServiceError):
    """Fields of one form that somebody else changed since it was shown: nothing is stored (409)."""

    def __init__(self, conflicts: Sequence[Conflict], left: Collection[str] = ()) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.conflicts = conflicts
        #: Fields that the sender left as they were shown: what they hold now is not theirs to set.
        self.left = left

    def typed(self, sent: Mapping[str, str]) -> dict[str, str]:
        """The form as it may be sent again: what was typed, over what others stored meanwhile."""
        kept = {name: text for name, text in sent.items() if name not in self.left}
        return kept | {"version": str(self.conflicts[0].version)}


@dataclass
class Restored(ServiceError):
    """What a deleted row held is there again already: somebody was faster (409)."""

    title: str
    who: str
    at: datetime
    #: What it held, as the journal keeps it.
    inputs: Mapping[str, Any]


@dataclass
class UndoRefused(ServiceError):
    """A later change stands on the value that an undo would restore (409)."""

    number: int
    table: str
    row_id: int
    column: str
    after: object
    present: object
    who: str
