"""The overview of a project: what is missing, what was done last; the same at any moment."""

from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Project
from app.services import moments, overview, projects, versions
from app.services.typed import Sent
from app.services.versions import Given
from tests.web.history.history_writes import put, set_quantity

pytestmark = pytest.mark.usefixtures("context")


def read(project):
    db.session.rollback()
    return overview.of(db.session.get(Project, project.id), "id")


def test_what_is_missing_is_counted(project):
    found = read(project).attention
    # Sand has no price, so the backfill has none; everything has a quantity.
    assert (found.missing_prices, found.no_price, found.no_quantity) == (1, 1, 0)
    assert not found.is_nothing


def test_items_without_quantity_tell_broken_formulas_apart(app, project, alice):
    put(app, project, alice, "outline_node", project.signboard, quantity_typed=None)
    put(
        app, project, alice, "outline_node", project.excavation,
        quantity_typed=None, formula="=1/0",
    )  # fmt: skip
    found = read(project).attention
    assert (found.no_quantity, found.broken_formulas) == (2, 1)


def test_zeros_from_files_and_the_ceiling_are_named(app, project, alice):
    put(app, project, alice, "resource", project.sand, price=Fraction(0), zero_reason="file")
    put(app, project, alice, "project", project.id, ceiling=Fraction(1_000_000))
    found = read(project).attention
    assert found.zero_from_file == 1
    assert found.missing_prices == 0
    assert found.is_above_ceiling


def test_nothing_is_left_when_everything_is_there(app, project, alice):
    put(app, project, alice, "resource", project.sand, price=Fraction(150_000))
    assert read(project).attention.is_nothing


def test_the_last_five_changes_come_newest_first_with_their_effect(app, project, alice, bob):
    for number in range(13, 19):
        set_quantity(app, project, bob if number == 18 else alice, number)
    found = read(project).recent
    assert [step.number for step in found] == [7, 6, 5, 4, 3]
    assert [step.who for step in found[:2]] == ["Bob", "Alice"]
    # One m3 is (0.75 x 100,000 + 0.025 x 160,000) x 1.1 = 86,900.
    assert [step.effect for step in found] == [86_900] * 5
    assert found[0].what == "Mengubah volume I.1 Galian tanah"


def test_the_first_revision_of_all_is_its_own_effect(project):
    (first,) = read(project).recent
    # 12.5 x 86,900 + 450,000 x 1.1
    assert (first.number, first.effect) == (1, 1_581_250)


def test_an_earlier_moment_has_its_own_changes_and_all_versions(app, project, alice):
    set_quantity(app, project, alice, 20)
    set_quantity(app, project, alice, 30)
    versions.name(project.id, alice.id, 2, Given("HPS"))
    with moments.reading(project.id, 2) as seen:
        found = overview.of(seen.project, "id")
    assert [step.number for step in found.recent] == [2, 1]
    assert [(one.number, one.name) for one in found.versions] == [(2, "HPS")]
    # 20 x 86,900 + 495,000
    assert found.recap.subtotal == found.versions[0].rounded == 2_233_000
    assert found.members == ()


def test_members_come_owners_first(project):
    assert [one.name for one in read(project).members] == ["Alice", "Bob", "Vera"]


def test_an_empty_project_has_nothing_but_its_making(alice):
    made = projects.create(Sent(alice.id, {"kind": "rap", "name": "Kosong"}))
    found = overview.of(db.session.get(Project, made.project_id), "id")
    assert (found.items, len(found.recent), found.attention.is_nothing) == (0, 1, True)
