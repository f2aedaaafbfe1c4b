"""A moment while it is read: which there are, what is around it, and that nothing is written."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import OutlineNode, Project, Revision
from app.services import (
    analyses_read,
    changed_since,
    history,
    moments,
    outline_sheet,
    prices_read,
    summary,
    tables,
)
from app.services.errors import NotFound
from app.services.outline_sheet import View
from app.services.prices_read import Asked
from tests.services.moment.writes import change_price, set_quantity


@pytest.fixture
def changed(context, project, alice):
    """Revision 1: 12.5 m3 at 100,000 the labourer; 2: 20 m3; 3: the labourer is 200,000."""
    set_quantity(project, alice, 20)
    change_price(project, alice, 200_000)
    return project


def row(sheet, node_id):
    return next(row for row in sheet.rows if row.id == node_id)


def test_each_service_sees_the_moment_and_then_the_present_again(changed):
    # One m3: 0.75 labourers and 0.025 foremen at 160,000, and 10 % on it.
    unit = {1: Fraction(75_000 + 4_000) * 11 / 10, 3: Fraction(150_000 + 4_000) * 11 / 10}
    with moments.reading(changed.id, 1) as seen:
        sheet = outline_sheet.sheet(seen.project, View())
        then = row(sheet, changed.excavation)
        assert (then.quantity, then.unit_price) == (Fraction("12.5"), unit[1])
        form = analyses_read.form(changed.id, changed.analysis, "id")
        assert form.unit_price == unit[1]
        listed = prices_read.one(changed.id, changed.labourer, "id").row
        assert (listed.price, listed.items) == (100_000, 1)
        groups = prices_read.listing(changed.id, Asked()).groups
        assert [group.kind for group in groups] == ["unknown", "labour"]
    now = row(outline_sheet.sheet(db.session.get(Project, changed.id), View()), changed.excavation)
    assert (now.quantity, now.unit_price) == (20, unit[3])


def test_one_moment_is_read_inside_another(changed):
    with moments.reading(changed.id, 1) as outer:
        with moments.reading(changed.id, 2) as inner:
            assert (inner.project.revision, inner.present) == (2, 3)
            assert (
                row(outline_sheet.sheet(inner.project, View()), changed.excavation).quantity == 20
            )
        then = row(outline_sheet.sheet(outer.project, View()), changed.excavation)
        assert then.quantity == Fraction("12.5")


@pytest.mark.parametrize("number", [0, -1, 4, 2**31, 10**12])
def test_there_is_no_moment_before_the_first_and_after_the_last(changed, number):
    with pytest.raises(NotFound), moments.reading(changed.id, number):
        pass


def test_a_project_that_is_not_there_has_no_moments(context):
    with pytest.raises(NotFound), moments.reading(99, 1):
        pass


def test_nothing_is_written_into_a_moment(changed):
    with moments.reading(changed.id, 1), pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text("CREATE TABLE other (id INTEGER)"))
    assert db.session.get(OutlineNode, changed.excavation).quantity_typed == 20


def test_the_named_versions_stand_around_it(changed, alice):
    history.name(changed.id, alice.id, 1, ("HPS", ""))
    history.name(changed.id, alice.id, 3, ("Kontrak", ""))
    with moments.reading(changed.id, 2) as seen:
        assert [version.name for version in seen.versions] == ["HPS", "Kontrak"]
        assert (seen.before.number, seen.after.number, seen.revision.name) == (1, 3, "")
        assert (seen.revision.who, seen.present, seen.differs) == (alice.name, 3, None)
    with moments.reading(changed.id, 1) as first, moments.reading(changed.id, 3) as last:
        assert (first.before, last.after) == (None, None)


def test_a_name_given_later_is_told_of_a_moment_that_was_kept(changed, alice):
    with moments.reading(changed.id, 1) as seen:
        assert seen.revision.name == ""
    history.name(changed.id, alice.id, 1, ("HPS", "untuk PPK"))
    with moments.reading(changed.id, 1) as seen:
        assert (seen.revision.name, seen.revision.note, seen.differs) == ("HPS", "untuk PPK", None)


def test_another_history_under_the_same_numbers_is_another_moment(changed):
    """A database that was restored, or a second installation beside the same Redis."""

    def quantities():
        marks = changed_since.since(db.session.get(Project, changed.id), 2).marks
        with moments.reading(changed.id, 2) as seen:
            sheet = outline_sheet.sheet(seen.project, View())
        return row(sheet, changed.excavation).quantity, marks[changed.excavation].quantity

    assert quantities() == (20, 20)
    db.session.rollback()
    then, own = datetime(2026, 1, 2, tzinfo=UTC), OutlineNode.__table__
    with db.engine.begin() as connection:
        connection.execute(Revision.__table__.update().values(at=then))
        connection.execute(Project.__table__.update().values(updated_at=then))
        connection.execute(own.update().values(quantity_typed=7).where(own.c.kind == "item"))
    assert quantities() == (7, 7)


def test_a_row_that_is_gone_is_there_again_in_its_moment(changed, alice):
    from app.services import outline_rows
    from app.services.outline_rows import Caller

    outline_rows.delete(Caller(changed.id, alice.id), changed.signboard)
    with moments.reading(changed.id, 3) as seen:
        titles = [row.title for row in outline_sheet.sheet(seen.project, View()).rows]
        assert "Papan nama" in titles
    sheet = outline_sheet.sheet(db.session.get(Project, changed.id), View())
    assert "Papan nama" not in [row.title for row in sheet.rows]


def test_the_tables_of_a_moment_read_back_to_its_quantities(changed):
    with moments.reading(changed.id, 1):
        content = tables.export(changed.id)
    found = tables.read(content).tables
    assert [row.quantity for row in found.outline if row.title == "Galian tanah"] == [
        Fraction("12.5")
    ]


def test_the_summary_of_a_moment_names_it(changed, alice):
    found = summary.show_at(changed.id, 1)
    # 12.5 x 79,000 x 1.1 + 450,000 x 1.1
    assert (found["revision"], found["subtotal"]) == (1, "1581250")
    assert (found["by"], found["name"], found["differs"]) == (alice.name, "", None)
    with pytest.raises(NotFound):
        summary.show_at(changed.id, 9)
