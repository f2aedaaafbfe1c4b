"""Named versions: who names, locks and issues them, and that what was kept stands."""

from fractions import Fraction

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import Keyframe, OutlineNode, Project
from app.services import (
    history,
    moments,
    outline_read,
    outline_sheet,
    recap,
    revisions,
    summary,
    versions,
)
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.outline_sheet import View
from app.services.revisions import Order
from app.services.versions import Given
from tests.services.moment.writes import set_quantity

pytestmark = pytest.mark.usefixtures("context")
#: 12.5 x 79,000 x 1.1 + 450,000 x 1.1: what the project comes to.
SUBTOTAL = Fraction(1_086_250 + 495_000)


def one(project, number):
    return next(v for v in versions.named(project.id) if v.number == number)


def test_a_version_has_a_name_a_note_a_person_and_a_total(project, alice):
    set_quantity(project, alice, 20)
    versions.name(project.id, alice.id, 1, Given("HPS", "untuk PPK"))
    found = one(project, 1)
    assert (found.name, found.note, found.who) == ("HPS", "untuk PPK", alice.name)
    assert (found.locked, found.issued, found.rounded) == (False, False, SUBTOTAL)


def test_they_are_told_oldest_first(project, alice):
    set_quantity(project, alice, 20)
    versions.name(project.id, alice.id, 2, Given("Kontrak"))
    versions.name(project.id, alice.id, 1, Given("HPS"))
    assert [v.name for v in versions.named(project.id)] == ["HPS", "Kontrak"]


def test_a_name_may_be_changed_and_taken_away_until_it_is_locked(project, alice, bob):
    versions.name(project.id, alice.id, 1, Given("HPS"))
    versions.name(project.id, bob.id, 1, Given("OE"))
    assert versions.unname(project.id, bob.id, 1) == "OE"
    assert versions.named(project.id) == []
    versions.name(project.id, alice.id, 1, Given("HPS", "n", locked=True))
    for attempt in (
        lambda: versions.name(project.id, alice.id, 1, Given("OE")),
        lambda: history.name(project.id, alice.id, 1, ("OE", "")),
        lambda: versions.unname(project.id, alice.id, 1),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.problems[0].code == "version.locked"
    assert (one(project, 1).name, one(project, 1).note) == ("HPS", "n")


def test_only_an_owner_locks_and_issues(project, alice, bob, vera, charlie):
    for given in (Given("HPS", locked=True), Given("HPS", issued=True)):
        with pytest.raises(Forbidden):
            versions.name(project.id, bob.id, 1, given)
    with pytest.raises(Forbidden):
        versions.name(project.id, vera.id, 1, Given("HPS"))
    with pytest.raises(NotFound):
        versions.name(project.id, charlie.id, 1, Given("HPS"))
    assert versions.named(project.id) == []


def test_issuing_locks_and_freezes_the_numbers_as_they_were_printed(project, alice):
    versions.name(project.id, alice.id, 1, Given("Kontrak", issued=True))
    assert (one(project, 1).locked, one(project, 1).issued) == (True, True)
    present = db.session.get(Project, project.id)
    assert (present.numbers_frozen, present.revision) == (True, 2)
    typed = db.session.execute(
        db.select(OutlineNode.number_typed).order_by(OutlineNode.sort_path)
    ).scalars()
    assert list(typed) == ["I", "1", "2", "II", "1"]
    with moments.reading(project.id, 1) as seen:
        assert seen.project.numbers_frozen is False
        assert [row.number for row in outline_sheet.sheet(seen.project, View()).rows] == [
            "I", "1", "2", "II", "1",
        ]  # fmt: skip


def test_only_the_latest_revision_is_issued(project, alice):
    set_quantity(project, alice, 20)
    with pytest.raises(Invalid) as refused:
        versions.name(project.id, alice.id, 1, Given("Kontrak", issued=True))
    problem = refused.value.problems[0]
    assert (problem.code, problem.place, problem.params) == (
        "version.not_latest", "issued", {"number": 2},
    )  # fmt: skip
    assert versions.named(project.id) == []
    assert db.session.get(Project, project.id).revision == 2


def tampered(project, **changes):
    """What an older arithmetic would have kept: other totals, and one amount of its own."""
    frame = db.session.execute(db.select(Keyframe)).scalar_one()
    kept = {**frame.figures, **changes}
    names, rows = kept["rows"]["outline_node"]
    place = names.index("amount") + 1
    for row in rows:
        if row[0] == project.excavation:
            row[place] = 999_0000
    db.session.rollback()
    table = Keyframe.__table__
    with db.engine.begin() as connection:
        connection.execute(update(table).values(figures=kept, arithmetic=0))


def with_tax(project, by):
    """Revision 2: a tail line of 11 %."""

    def action(draft):
        draft.project.tail = [{"label": "PPN", "percent": "11"}]

    revisions.run(Order(project.id, "project.rules", by.id), action)


def test_what_was_kept_stands_where_a_later_arithmetic_gives_other_figures(project, alice):
    with_tax(project, alice)
    versions.name(project.id, alice.id, 2, Given("HPS"))
    old = {"subtotal": "1000", "total": "1115", "rounded": "1100"}
    tampered(project, **old, tail=[["PPN", "1000", "115"]])
    with moments.reading(project.id, 2) as seen:
        assert (seen.differs.rounded, seen.differs.rows) == (SUBTOTAL * 111 / 100, 1)
        bar, page = outline_read.bar(seen.project), recap.of(seen.project)
        assert (bar.subtotal, bar.total, bar.rounded) == (1000, 1115, 1100)
        assert [(line.label, line.amount) for line in bar.tail] == [("PPN", 115)]
        assert (page.subtotal, page.rounded) == (1000, 1100)
        rows = outline_sheet.sheet(seen.project, View()).rows
        assert next(row.amount for row in rows if row.id == project.excavation) == 999
    now = outline_read.bar(db.session.get(Project, project.id))
    assert (now.subtotal, now.rounded) == (SUBTOTAL, SUBTOTAL * 111 / 100)


def test_another_name_leaves_the_figures_that_were_kept(project, alice):
    versions.name(project.id, alice.id, 1, Given("HPS"))
    tampered(project)
    versions.name(project.id, alice.id, 1, Given("HPS final", locked=True))
    with moments.reading(project.id, 1) as seen:
        assert (seen.revision.name, seen.differs.rows) == ("HPS final", 1)
        rows = outline_sheet.sheet(seen.project, View()).rows
        assert next(row.amount for row in rows if row.id == project.excavation) == 999


def test_the_command_says_so_too(project, alice):
    versions.name(project.id, alice.id, 1, Given("HPS"))
    tampered(project)
    assert summary.show_at(project.id, 1)["differs"] == {"rounded": "1581250", "rows": 1}


def test_a_version_whose_figures_come_out_the_same_says_nothing(project, alice):
    versions.name(project.id, alice.id, 1, Given("HPS"))
    with moments.reading(project.id, 1) as seen:
        assert seen.differs is None
        assert outline_read.bar(seen.project).subtotal == SUBTOTAL
