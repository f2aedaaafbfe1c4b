"""Editions as they are browsed, and where people use what stands in them."""

from fractions import Fraction as F

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import Analysis, CatalogueAnalysis, CatalogueResource, Edition, Resource
from app.services import (
    catalogue_editions,
    catalogue_read,
    catalogue_read_analysis,
    catalogue_read_uses,
    revisions,
)
from app.services.catalogue_read import Asked
from app.services.errors import Invalid, NotFound
from app.services.identity import identity
from app.services.revisions import Order
from tests.services.catalogue.making import (
    all_of,
    analysis,
    at,
    material,
    printed,
    row,
    stored,
)
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def book():
    """Three analyses in two chapters; the last one uses the first, in four blocks."""
    rows = (
        row(),
        material("Pipa", "m", "1", original="Pipa Â"),
        row("Asesoris", "0.35", kind="percent", category="material", percent_of="row",
            percent_row=1),
        row("Adukan", "2", kind="analysis", category="material", nested_code="1.1"),
        row("Alat bantu", "1", kind="lump", category="equipment", unit="ls", price=F(2500)),
        row("Lain", None, kind="note", category="other", marks=("row.no_category",)),
    )  # fmt: skip
    return stored(
        analysis("1.1", "Adukan 1 m3", chapter=("Umum",)),
        analysis("1.2", "Kabel 1 m3", unit="m3", unit_proposed=True, chapter=("Umum",)),
        analysis("2.1", "Pasang pipa 1 m", *rows, unit="m", chapter=("Pipa", "PVC"),
                 notes=("ASUMSI",), printed=printed("900"), place=at("A30")),
    )  # fmt: skip


def third():
    return catalogue_read_analysis.analysis(all_of(CatalogueAnalysis)[2].id)


def test_chapters_stand_in_the_order_of_the_book(book):
    found = [(c.name, c.analyses) for c in catalogue_read.chapters(book)]
    assert found == [("Umum", 2), ("Pipa / PVC", 1)]


def test_chapters_that_are_numbers_are_in_their_order_with_a_title_of_each():
    book = stored(
        analysis("1.10.1", "Pagar", unit="m"),
        analysis("1.9.2", "Papan", unit="m2"),
        analysis("1.9.1", "Bouwplank", unit="m"),
    )
    found = [(c.name, c.analyses, c.first) for c in catalogue_read.chapters(book)]
    assert found == [("1.9", 2, "Papan"), ("1.10", 1, "Pagar")]


def test_a_chapter_lists_its_own(book):
    found = catalogue_read.listing(book, Asked("Umum"))
    assert [(x.code, x.unit, x.unit_state) for x in found.lines] == [
        ("1.1", "m3", "given"),
        ("1.2", "m3", "proposed"),
    ]
    assert (found.count, found.next) == (2, None)


@pytest.mark.parametrize(
    ("words", "codes"),
    [("PIPA pasang", ["2.1"]), ("1.2", ["1.2"]), ("%", []), ("", ["1.1", "1.2", "2.1"])],
)
def test_a_list_is_narrowed_by_words(book, words, codes):
    found = catalogue_read.listing(book, Asked(search=words))
    assert [line.code for line in found.lines] == codes


def test_a_long_list_comes_in_pages(monkeypatch):
    monkeypatch.setattr(catalogue_read, "PAGE", 2)
    seen, after = [], None
    edition = stored(*(analysis(f"1.{i}", f"a {i}") for i in range(5)), edition="Lima")
    while True:
        page = catalogue_read.listing(edition, Asked(after=after))
        seen.append([line.code for line in page.lines])
        after = page.next
        if after is None:
            break
    assert seen == [["1.0", "1.1"], ["1.2", "1.3"], ["1.4"]]


def test_an_analysis_is_laid_out_as_its_form(book):
    found = third()
    assert [(b.letter, [r.title for r in b.rows]) for b in found.blocks] == [
        ("A", ["Pekerja"]),
        ("B", ["Pipa", "Asesoris", "Adukan 1 m3"]),
        ("C", ["Alat bantu"]),
        ("", ["Lain"]),
    ]
    pipe, fittings, mortar = found.blocks[1].rows
    assert (pipe.original, pipe.no, pipe.unit) == ("Pipa Â", 1, "m")
    assert (fittings.coefficient, fittings.percent_row_title) == (F("0.35"), "Pipa")
    assert (mortar.code, mortar.nested_id) == ("1.1", all_of(CatalogueAnalysis)[0].id)
    assert found.blocks[2].rows[0].price == F(2500)
    assert found.blocks[3].rows[0].marks == ("row.no_category",)
    assert (found.chapter, found.notes, found.cell) == ("Pipa / PVC", ("ASUMSI",), "A30")
    assert (found.printed, found.unit_state) == (F(900), "given")
    assert found.edition.name == "AHSP 2025"


def test_an_analysis_knows_its_neighbours(book):
    first, second, last = (
        catalogue_read_analysis.analysis(a.id) for a in all_of(CatalogueAnalysis)
    )
    assert (first.previous_id, first.next_id) == (None, second.id)
    assert (last.previous_id, last.next_id) == (second.id, None)


def test_an_empty_block_is_there(book):
    found = catalogue_read_analysis.analysis(all_of(CatalogueAnalysis)[0].id)
    assert [(b.letter, len(b.rows)) for b in found.blocks] == [("A", 1), ("B", 0), ("C", 0)]


def test_a_unit_from_a_title_counts_once_somebody_confirms_it(book, admin):
    number = all_of(CatalogueAnalysis)[1].id
    catalogue_read.confirm_unit(number, " m' ", admin.id)
    found = catalogue_read_analysis.analysis(number)
    assert (found.unit, found.unit_state, found.unit_read) == ("m'", "confirmed", "m3")
    assert (found.confirmed_by, found.confirmed_at is not None) == (admin.name, True)
    db.session.rollback()
    catalogue_read.confirm_unit(number, "titik", admin.id)
    assert catalogue_read.listing(book).lines[1].unit == "titik"
    assert all_of(CatalogueAnalysis)[1].unit == "m3"


@pytest.mark.parametrize("unit", ["", " ", "x" * 51, "m\x00"])
def test_a_unit_is_a_word(book, admin, unit):
    with pytest.raises(Invalid) as refused:
        catalogue_read.confirm_unit(all_of(CatalogueAnalysis)[1].id, unit, admin.id)
    assert refused.value.problems[0].place == "unit"


def test_resources_are_listed_with_their_uses(book, monkeypatch):
    found = catalogue_read.resources(book)
    assert [(r.name, r.uses) for r in found.lines] == [("Pekerja", 3), ("Pipa", 1)]
    assert [r.name for r in catalogue_read.resources(book, "material").lines] == ["Pipa"]
    monkeypatch.setattr(catalogue_read, "PAGE", 1)
    first = catalogue_read.resources(book)
    assert [r.name for r in catalogue_read.resources(book, after=first.next).lines] == ["Pipa"]


def test_a_resource_tells_where_it_is_used(book):
    found = catalogue_read.resource(all_of(CatalogueResource)[0].id)
    assert (found.name, found.uses) == ("Pekerja", 3)
    assert [line.code for line in found.analyses] == ["1.1", "1.2", "2.1"]


@pytest.mark.parametrize("number", [0, -1, 99, 2**40])
def test_what_is_not_there_is_not_found(book, admin, number):
    for asked in (
        catalogue_read_analysis.analysis,
        catalogue_read.resource,
        catalogue_editions.edition,
        catalogue_editions.report,
        lambda n: catalogue_editions.set_current(n, admin.id),
        lambda n: catalogue_editions.delete_loading(n, admin.id),
        lambda n: catalogue_read.confirm_unit(n, "m", admin.id),
    ):
        with pytest.raises(NotFound):
            asked(number)


def test_nothing_of_an_edition_that_is_loading_is_seen(book, admin):
    first, pipe = all_of(CatalogueAnalysis)[0].id, all_of(CatalogueResource)[0].id
    with db.engine.begin() as connection:
        connection.execute(update(Edition).values(state="loading", ready_at=None))
    assert catalogue_read.chapters(book) == []
    assert catalogue_read.listing(book).count == 0
    assert catalogue_read.resources(book).count == 0
    assert catalogue_editions.editions() == []
    for asked in (
        lambda: catalogue_read_analysis.analysis(first),
        lambda: catalogue_read.resource(pipe),
        lambda: catalogue_editions.edition(book),
        lambda: catalogue_editions.set_current(book, admin.id),
        lambda: catalogue_read.confirm_unit(first, "m", admin.id),
    ):
        with pytest.raises(NotFound):
            asked()


def test_at_most_one_edition_is_current(book, admin):
    other = stored(edition="Lain")
    catalogue_editions.set_current(other, admin.id)
    db.session.rollback()
    assert [(e.name, e.is_current) for e in catalogue_editions.editions()] == [
        ("Lain", True),
        ("AHSP 2025", False),
    ]


def test_pages_cost_few_statements(app, book):
    for asked, most in (
        (catalogue_editions.editions, 1),
        (lambda: catalogue_read.listing(book), 2),
        (third, 5 + 1),
    ):
        with counted(app) as seen:
            asked()
        assert len(seen) <= most


@pytest.fixture
def copied(project, alice, book):
    """The first analysis of the book in Alice's project, used by one item."""

    def action(draft):
        made = draft.add(
            Analysis(code="1.1", code_key="1", title="Adukan 1 m3", edition="AHSP 2025", unit="m3",
                     published={})
        )  # fmt: skip
        labour = identity("Pekerja", "OH", "labour", "")
        if not draft.find(Resource, Resource.identity == labour):
            draft.add(Resource(identity=labour, name="Pekerja", unit="OH", category="labour"))
        return {"analysis": made.id}

    return revisions.run(Order(project.id, "test", alice.id), action).result["analysis"]


def test_where_used_tells_of_ones_own_projects_only(copied, project, alice, vera, charlie):
    first = all_of(CatalogueAnalysis)[0].id
    for person in (alice, vera):
        (use,) = catalogue_read_uses.analysis_uses(first, person.id)
        assert (use.project_id, use.row_id, use.items) == (project.id, copied, 0)
    assert catalogue_read_uses.analysis_uses(first, charlie.id) == []
    assert catalogue_read_uses.analysis_uses(all_of(CatalogueAnalysis)[1].id, alice.id) == []


def test_where_used_knows_a_resource_by_its_identity(copied, project, alice, charlie):
    labourer = all_of(CatalogueResource)[0].id
    (use,) = catalogue_read_uses.resource_uses(labourer, alice.id)
    assert (use.row_id, use.items, use.state) == (project.labourer, 1, "")
    assert catalogue_read_uses.resource_uses(labourer, charlie.id) == []


def test_an_edition_by_name_is_one_whatever_its_spelling(book):
    assert catalogue_editions.normal("  AHSP  2025") == "ahsp 2025"
