"""Tables into the database and out again."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from sqlalchemy import func, select

from app.domain.estimate import compute
from app.domain.numbers import exact_text, to_scaled
from app.domain.tables import (
    AnalysisRow,
    ComponentRow,
    Heading,
    OutlineRow,
    ResourceRow,
    Tables,
    estimate,
)
from app.extensions import db
from app.models import Analysis, Component, Membership, OutlineNode, Project, Resource, Revision
from app.services import messages, summary, tables, verification
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.tables import Origin
from tests.interchange import making

pytestmark = pytest.mark.usefixtures("context")
OWN = Path(__file__).parents[1] / "data" / "golden" / "kios"


def count(model) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def stored(by: int, **more):
    return tables.import_(tables.read(OWN).tables, Origin(by, **more))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=making.tables())
def test_a_stored_project_comes_out_as_it_went_in(made, alice):
    try:
        first = tables.import_(made, Origin(alice.id)).project_id
    except Invalid as refused:
        assume([p.code for p in refused.problems] != ["figure.too_large"])
        raise
    expected = compute(estimate(made)).recap
    project = db.session.get(Project, first)
    assert (to_scaled(expected.total, 4), exact_text(expected.total, 4)) == (
        to_scaled(project.total, 4),
        project.total_exact,
    )
    taken_out = tables.export(first)
    second = tables.import_(tables.read(taken_out).tables, Origin(alice.id)).project_id
    assert tables.export(second) == taken_out
    db.session.expire_all()
    assert db.session.get(Project, second).total == db.session.get(Project, first).total
    assert verification.verify(db.session(), second).differences == ()


def test_an_import_is_one_revision_of_a_project_with_its_owner(alice):
    made = stored(alice.id)
    assert (made.revision, made.result["items"]) == (1, 3)
    revision = db.session.execute(select(Revision)).scalar_one()
    assert (revision.label, revision.params) == ("tables.imported", {"name": "Kios", "items": 3})
    assert db.session.execute(select(Membership.user_id, Membership.role)).one() == (
        alice.id,
        "owner",
    )


def test_imported_analyses_count_as_published_until_a_row_changes(alice):
    stored(alice.id)
    assert set(db.session.execute(select(Analysis.state)).scalars()) == {"published"}


def test_percent_rows_point_at_rows_and_are_published_so(alice):
    rows = (
        ComponentRow("lump", "material", coefficient=Fraction(1), label="Bahan", price=Fraction(9)),
        ComponentRow("percent", "equipment", coefficient=Fraction(1, 2), percent_of="row",
                     percent_row=0),
    )  # fmt: skip
    item = OutlineRow("item", None, "1", title="a", quantity=Fraction(1), origin="analysis",
                      analysis=0)  # fmt: skip
    made = Tables(Heading("Uji"), (), (), (AnalysisRow("a", components=rows),), (item,))
    tables.import_(made, Origin(alice.id))
    first, second = db.session.execute(select(Component).order_by(Component.id)).scalars()
    assert second.percent_row_id == first.id
    analysis = db.session.execute(select(Analysis)).scalar_one()
    assert (analysis.state, analysis.direct_cost) == ("published", Fraction(27, 2))


def test_the_same_request_stores_one_project(alice):
    key = Key("a-key-of-a-form", "tables.bring", "x")
    first, second = stored(alice.id, key=key), stored(alice.id, key=key)
    assert (first.project_id, second.replayed) == (second.project_id, True)
    assert count(Project) == 1


def test_viewers_of_the_site_cannot_bring_projects(vera):
    with pytest.raises(Forbidden):
        stored(vera.id)
    assert count(Project) == count(Resource) == 0


def too_large() -> Tables:
    price = Fraction(10**12 - 1)
    item = OutlineRow("item", title="a", quantity=Fraction(10**6), origin="typed", price=price)
    return Tables(Heading("Uji"), outline=(item,))


def test_a_total_that_cannot_be_kept_stores_nothing(alice):
    with pytest.raises(Invalid):
        tables.import_(too_large(), Origin(alice.id))
    with pytest.raises(Invalid):
        tables.preview(too_large())
    assert count(Project) == count(OutlineNode) == 0


def test_a_preview_says_what_an_import_stores(alice):
    preview = tables.preview(tables.read(OWN).tables)
    found = summary.show(stored(alice.id).project_id)
    assert [name for name, _ in preview.amounts] == [s["name"] for s in found["sections"]]
    assert str(preview.recap.rounded) == found["rounded"] == "4380000"
    assert (preview.items, preview.sections, preview.analyses) == (3, 4, 3)
    assert (preview.components, preview.resources, preview.missing_prices) == (8, 6, 0)


def test_a_project_that_does_not_exist_has_no_tables_and_no_summary():
    for number in (0, 7, 2**70):
        with pytest.raises(NotFound):
            summary.show(number)
    with pytest.raises(NotFound):
        tables.export(7)


def test_a_figure_whose_decimals_do_not_end_comes_with_its_exact_ratio(alice):
    pack = ResourceRow(
        "M", "material", "Paku", "kg", pack_size=Fraction(3), pack_price=Fraction(10)
    )
    row = ComponentRow("resource", "material", 0, coefficient=Fraction(1))
    item = OutlineRow("item", None, "1", title="a", quantity=Fraction(1), origin="analysis",
                      analysis=0)  # fmt: skip
    made = Tables(Heading("Uji"), (), (pack,), (AnalysisRow("a", components=(row,)),), (item,))
    found = summary.show(tables.import_(made, Origin(alice.id)).project_id)
    assert found["subtotal"] == "3.333333333333"
    assert found["exact"]["subtotal"] == "10/3"
    assert found["items"][0]["exact"]["amount"] == "10/3"


def test_an_unknown_figure_is_null(alice):
    item = OutlineRow("item", None, "1", title="a", quantity=Fraction(1))
    made = tables.import_(Tables(Heading("Uji"), outline=(item,)), Origin(alice.id))
    found = summary.show(made.project_id)
    assert (found["incomplete"], found["subtotal"]) == (1, "0")
    assert found["items"] == [
        {"no": "1", "code": "", "direct_cost": None, "unit_price": None, "amount": None}
    ]


def test_every_finding_in_files_has_a_sentence():
    from app.interchange.codes import CODES

    assert messages.known() >= CODES


def test_the_owner_of_a_command_is_named_or_the_first_administrator(admin, bob):
    assert tables.owner(None) == admin.id
    assert tables.owner(" BOB@office.example") == bob.id
    assert tables.owner("nobody@office.example") is None
