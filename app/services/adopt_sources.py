"""What a catalogue offers a project: an analysis with everything in it, and the units confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.models import Edition, UnitConfirmation
from app.models.types import ID_LIMIT
from app.services import adopt_forms, messages
from app.services.adopt_forms import CATALOGUE, Book
from app.services.errors import Invalid

messages.add(
    {
        "adopt.gone": _l("This analysis is in no catalogue that is ready. Search for it again."),
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """An analysis of a catalogue with those inside it.

    `editions` is the name of the edition by its id, `confirmed` a person's word on a unit by the
    id of the analysis.
    """

    root: int
    book: Book
    editions: Mapping[int, str]
    confirmed: Mapping[int, str]

    def edition(self, analysis_id: int) -> str:
        """The name of the edition that an analysis stands in."""
        return self.editions[self.book.heads[analysis_id]["edition_id"]]

    def unit(self, analysis_id: int) -> str:
        """The unit of an analysis: as confirmed, else as its book or its title says."""
        return self.confirmed.get(analysis_id) or str(self.book.heads[analysis_id]["unit"])

    def is_proposed(self, analysis_id: int) -> bool:
        """Whether the unit was only read from the title, and nobody confirmed it."""
        head = self.book.heads[analysis_id]
        return head["unit_state"] == "proposed" and analysis_id not in self.confirmed


def load(session: Session, catalogue_id: int) -> Source:
    """Everything that taking over one analysis needs; Invalid (adopt.gone) without such a one."""
    wanted = [catalogue_id] if 0 < catalogue_id < ID_LIMIT else []
    book = adopt_forms.load(session, CATALOGUE, wanted)
    ids = {head["edition_id"] for head in book.heads.values()}
    found = select(Edition.id, Edition.name).where(Edition.id.in_(ids), Edition.state == "ready")
    editions = {row.id: row.name for row in session.execute(found)}
    if not book.heads or editions.keys() != ids:
        raise Invalid(Problem("adopt.gone", "analysis"))
    return Source(catalogue_id, book, editions, confirmations(session, book))


def confirmations(session: Session, book: Book) -> dict[int, str]:
    """The units that people confirmed, by analysis."""
    proposed = [i for i, head in book.heads.items() if head["unit_state"] == "proposed"]
    if not proposed:
        return {}
    columns = (UnitConfirmation.analysis_id, UnitConfirmation.unit)
    found = select(*columns).where(UnitConfirmation.analysis_id.in_(proposed))
    return {row.analysis_id: row.unit for row in session.execute(found)}
