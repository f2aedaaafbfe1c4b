"""Numbers that were frozen follow the scheme again, however often they were frozen before."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import (
    history,
    outline_numbers,
    outline_rows,
    project_copies,
    revisions,
    versions,
)
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.revisions import Order
from app.services.typed import Sent
from app.services.versions import Given

pytestmark = pytest.mark.usefixtures("context")
COPY = {"name": "Salinan", "document_date": "", "fiscal_year": "", "prices": "keep"}


@pytest.fixture
def caller(project, alice) -> Caller:
    return Caller(project.id, alice.id)


def numbered(project_id: int) -> dict[str, str]:
    """Numbers by title, in sheet order."""
    db.session.rollback()
    rows = select(OutlineNode.title, OutlineNode.number).where(OutlineNode.project_id == project_id)
    return dict(db.session.execute(rows.order_by(OutlineNode.sort_path)).all())


def typed(caller: Caller, row: int, number: str) -> None:
    def action(draft) -> None:
        draft.get(OutlineNode, row).number_typed = number

    revisions.run(Order(caller.project_id, "test", caller.by), action)


def test_releasing_frees_what_every_freezing_wrote(project, caller):
    outline_numbers.freeze(caller)
    fence = NewRow("item", {"title": "Pagar"}, Spot(project.section))
    made = outline_rows.add(caller, fence, "id")
    versions.name(project.id, caller.by, made.revision, Given("Kontrak", issued=True))
    outline_rows.shift(caller, project.section_ii, "up")
    outline_numbers.release(caller)
    assert numbered(project.id) == {
        "Lain-lain": "I", "Papan nama": "1",
        "Pekerjaan tanah": "II", "Galian tanah": "1", "Urugan pasir": "2", "Pagar": "3",
    }  # fmt: skip


def test_releasing_frees_what_a_freezing_done_again_wrote(project, caller):
    outline_numbers.freeze(caller)
    history.undo(project.id, caller.by)
    history.redo(project.id, caller.by)
    outline_rows.shift(caller, project.section_ii, "up")
    outline_numbers.release(caller)
    assert numbered(project.id)["Lain-lain"] == "I"


def test_releasing_leaves_a_number_typed_after_an_earlier_release(project, caller):
    outline_numbers.freeze(caller)
    outline_numbers.release(caller)
    typed(caller, project.section_ii, "II")
    outline_numbers.freeze(caller)
    outline_rows.shift(caller, project.section_ii, "up")
    outline_numbers.release(caller)
    assert numbered(project.id)["Lain-lain"] == "II"


def test_a_history_from_elsewhere_may_call_anything_a_freezing(project, caller):
    outline_numbers.freeze(caller)

    def action(draft) -> None:
        draft.get(OutlineNode, project.excavation).title = "Galian"

    revisions.run(Order(project.id, outline_numbers.FROZEN, caller.by), action)
    outline_numbers.release(caller)
    assert numbered(project.id)["Galian"] == "1"
    assert db.session.get(OutlineNode, project.excavation).number_typed is None


def test_the_numbers_of_a_copy_are_released_too(project, caller):
    typed(caller, project.excavation, "T-7")
    outline_numbers.freeze(caller)
    copy = project_copies.copy(project.id, Sent(caller.by, COPY)).project_id
    assert numbered(copy) == numbered(project.id)
    outline_numbers.release(Caller(copy, caller.by))
    assert db.session.get(Project, copy).numbers_frozen is False
    free = select(OutlineNode.title).where(
        OutlineNode.project_id == copy, OutlineNode.number_typed.is_not(None)
    )
    assert list(db.session.execute(free).scalars()) == ["Galian tanah"]
    assert numbered(copy) == numbered(project.id)
