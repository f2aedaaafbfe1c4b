"""A catalogue becomes an edition: all of it, once, and never a half of it."""

from fractions import Fraction as F

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    ListedPrice,
    PriceList,
)
from app.services import (
    catalogue_editions,
    catalogue_import_batches,
    catalogue_import_runs,
    catalogue_import_store,
)
from app.services.catalogue_import import store
from app.services.catalogue_import_runs import Superseded
from app.services.catalogue_import_watch import Silent
from app.services.errors import Invalid
from app.services.jobs import Cancelled
from tests.services.catalogue.making import (
    all_of,
    analysis,
    at,
    codes,
    counts,
    into,
    many,
    material,
    price,
    printed,
    reading,
    row,
)

pytestmark = pytest.mark.usefixtures("context")


class Stopping(Silent):
    """Stops the run when so many rows are stored."""

    def __init__(self, after, error):
        self.after, self.error = after, error

    def advance(self, done):
        if done >= self.after:
            raise self.error


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(catalogue_import_batches, "MOST", 20)
    monkeypatch.setattr(
        catalogue_import_batches, "RESTS", dict.fromkeys(["sqlite", "postgresql"], 0.0)
    )


def test_an_edition_holds_what_the_book_says():
    book = analysis(
        "1.2.3", "Beton 1 m³", row(), material(original="Semen Â"),
        original="Beton 1 mÂ³", unit_proposed=True, chapter=("Struktur",), notes=("satu", "dua"),
        printed=printed("900.25"),
    )  # fmt: skip
    report = store(reading(book, prices=[price(code="M.01")]), into(by=None))
    kept, pekerja = all_of(CatalogueAnalysis)[0], all_of(CatalogueComponent)[0]
    assert (kept.code, kept.title, kept.unit, kept.unit_state) == (
        "1.2.3", "Beton 1 m³", "m3", "proposed",
    )  # fmt: skip
    assert (kept.original, kept.chapter, kept.notes) == ("Beton 1 mÂ³", "Struktur", "satu\ndua")
    assert (kept.sheet, kept.cell, kept.printed) == ("Lembar", "A1", F("900.25"))
    assert (pekerja.coefficient, pekerja.kind, pekerja.cell) == (F("0.75"), "resource", "B2")
    assert [r.name for r in all_of(CatalogueResource)] == ["Pekerja", "Semen"]
    assert all_of(ListedPrice)[0].identity == "semen|kg|material|m.01"
    names = ("analyses", "components", "resources", "prices", "printed", "equal")
    assert [report[name] for name in names] == [1, 2, 2, 1, 1, 0]


def test_an_edition_is_ready_with_its_price_list_and_its_report():
    report = store(reading(prices=[price()]), into())
    edition, prices = all_of(Edition)[0], all_of(PriceList)[0]
    assert (edition.state, edition.layout, edition.file_name) == ("ready", "form", "buku.xlsx")
    assert (edition.loader, edition.sha256) == ("", "a" * 64)
    assert (prices.state, prices.name, prices.edition_id) == ("ready", "AHSP 2025", edition.id)
    assert edition.report == {k: v for k, v in report.items() if not k.startswith("edition")}


def test_a_book_without_prices_makes_no_price_list():
    store(reading(), into())
    assert all_of(PriceList) == []


def test_pointers_point_into_the_same_edition():
    for name in ("Satu", "Dua"):
        inner = row("Adukan", "1", kind="analysis", nested_code="2")
        part = row("Alat", "0.1", kind="percent", percent_of="row", percent_row=1)
        book = reading(
            analysis("1", "a", part, row()), analysis("2", "b"), analysis("3", "c", inner)
        )
        store(book, into(name, sha256=name))
    rows = all_of(CatalogueComponent)
    analyses = {a.id: a for a in all_of(CatalogueAnalysis)}
    assert len(rows) == 8
    for each in rows:
        assert analyses[each.analysis_id].edition_id == each.edition_id
        if each.kind == "analysis":
            assert analyses[each.nested_id].code == "2"
            assert analyses[each.nested_id].edition_id == each.edition_id
        if each.kind == "percent":
            assert each.percent_row_id == each.id + 1


def test_the_same_file_again_changes_nothing_and_says_so():
    first = store(reading(), into())
    before = counts()
    again = store(reading(), into("  ahsp   2025 "))
    assert counts() == before
    assert (again["edition_id"], again["unchanged"]) == (first["edition_id"], True)
    assert codes(again) == ["catalogue.unchanged"]


def test_another_file_does_not_go_into_an_edition_that_is_ready():
    store(reading(), into())
    before = counts()
    with pytest.raises(Invalid) as refused:
        store(reading(analysis("9", "z")), into("AHSP  2025", sha256="b" * 64))
    assert [(p.code, p.place) for p in refused.value.problems] == [
        ("catalogue.edition_exists", "edition")
    ]
    assert counts() == before


def test_without_a_digest_no_file_is_the_same():
    store(reading(), into(sha256=""))
    with pytest.raises(Invalid):
        store(reading(), into(sha256=""))
    assert counts()[0] == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_an_edition_needs_a_name(name):
    with pytest.raises(Invalid) as refused:
        store(reading(), into(name))
    assert refused.value.problems[0].place == "edition"
    assert counts()[0] == 0


def test_a_file_with_nothing_usable_makes_no_edition():
    with pytest.raises(Invalid) as refused:
        store(many(0), into())
    assert refused.value.problems[0].code == "file.no_table"
    assert counts()[0] == 0


@pytest.mark.parametrize("after", [1, 40, 200, 371])
def test_what_a_dead_run_left_is_taken_away_and_told(after):
    with pytest.raises(ZeroDivisionError):
        store(many(60), into(), Stopping(after, ZeroDivisionError()))
    left = counts()
    assert catalogue_editions.editions() == []
    assert left[0] == 1
    report = store(many(60), into())
    assert codes(report)[0] == "catalogue.restarted"
    assert counts() == [1, 60, 240, 11, 1, 60]
    assert [e.state for e in all_of(Edition)] == ["ready"]


def test_another_file_may_take_the_name_that_a_dead_run_left():
    with pytest.raises(ZeroDivisionError):
        store(many(60), into(), Stopping(1, ZeroDivisionError()))
    store(reading(), into(sha256="b" * 64))
    assert counts() == [1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("after", [1, 200, 371])
def test_a_cancelled_run_leaves_nothing(after):
    with pytest.raises(Cancelled):
        store(many(60), into(), Stopping(after, Cancelled()))
    assert counts() == [0] * 6


def test_a_run_that_was_taken_over_stores_nothing_more():
    class Sleeper(Silent):
        """Is overtaken by another run in the middle."""

        def __init__(self):
            self.woken = False

        def advance(self, done):
            if not self.woken and done > 100:
                self.woken = True
                store(many(60), into())

    with pytest.raises(Superseded):
        store(many(60), into(), Sleeper())
    assert counts() == [1, 60, 240, 11, 1, 60]


def test_a_run_that_lives_elsewhere_is_not_disturbed(monkeypatch):
    with pytest.raises(ZeroDivisionError):
        store(many(60), into(), Stopping(1, ZeroDivisionError()))
    loader = f"run:{catalogue_import_runs._host()}:1:abc"
    with db.engine.begin() as connection:
        connection.execute(update(Edition).values(loader=loader))
    monkeypatch.setattr("app.services.catalogue_import.PATIENCE", 0)
    with pytest.raises(Invalid) as refused:
        store(reading(), into())
    assert refused.value.problems[0].code == "catalogue.being_loaded"
    with pytest.raises(Invalid):
        catalogue_editions.delete_loading(all_of(Edition)[0].id, by=None)
    assert all_of(Edition)[0].loader == loader


def test_what_a_dead_run_left_can_be_removed():
    with pytest.raises(ZeroDivisionError):
        store(many(60), into(), Stopping(100, ZeroDivisionError()))
    (left,) = catalogue_editions.loading()
    catalogue_editions.delete_loading(left.id, by=None)
    assert counts() == [0] * 6


def test_two_lists_of_one_name_stay_two():
    with db.engine.begin() as connection:
        values = {"name": "AHSP 2025", "identity": "ahsp 2025", "state": "ready"}
        connection.execute(PriceList.__table__.insert().values(values))
    store(reading(prices=[price()]), into())
    assert [each.name for each in all_of(PriceList)] == ["AHSP 2025", "AHSP 2025 (2)"]


def test_the_first_edition_is_current_and_a_real_one_follows_the_starter():
    store(reading(), into("Awal", sha256="1", kind="starter"))
    store(reading(), into("Resmi", sha256="2"))
    store(reading(), into("Resmi baru", sha256="3"))
    assert {e.name: e.is_current for e in all_of(Edition)} == {
        "Awal": False, "Resmi": True, "Resmi baru": False,
    }  # fmt: skip


def test_ids_go_on_after_what_other_writers_took():
    store(many(5), into("Satu", sha256="1"))
    with db.engine.begin() as connection:
        values = {"edition_id": 1, "identity": "x", "name": "x", "category": "other", "code": "",
                  "unit": "", "original": ""}  # fmt: skip
        connection.execute(CatalogueResource.__table__.insert().values(values))
    store(many(5), into("Dua", sha256="2"))
    assert counts()[3] == 15


def test_batches_follow_the_disk(monkeypatch):
    monkeypatch.setattr(catalogue_import_batches, "MOST", 400)
    pace = catalogue_import_batches.Pace()
    for _ in range(8):
        pace.rest(0.0001 * pace.rows, pace.rows)
    assert pace.rows == pytest.approx(40, abs=2)
    for _ in range(8):
        pace.rest(1.0, pace.rows)
    assert pace.rows == catalogue_import_batches.FEWEST


def test_no_batch_waits_for_the_disk_but_the_last(monkeypatch):
    flushed = []
    writing = catalogue_import_batches.transactions.writing

    def watched(**options):
        flushed.append(options["flushed"])
        return writing(**options)

    monkeypatch.setattr(catalogue_import_batches.transactions, "writing", watched)
    store(many(60), into())
    assert flushed.count(True) == 1
    assert flushed[-1] is True


def test_a_connection_waits_for_the_disk_again_after_an_import():
    setting = "PRAGMA synchronous"
    if db.engine.dialect.name == "postgresql":
        setting = "SHOW synchronous_commit"
    with db.engine.connect() as connection:
        before = connection.exec_driver_sql(setting).scalar()
    store(many(60), into())
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(setting).scalar() == before


def test_problems_keep_their_place():
    twice = analysis("1", "Galian", place=at("A9", "Lain"))
    report = store(reading(analysis("1", "Galian"), twice), into())
    (told,) = report["problems"]
    assert (told["sheet"], told["cell"], told["warning"]) == ("Lain", "A9", True)


def test_a_report_is_not_read_to_list_editions():
    store(reading(prices=[price()]), into())
    (found,) = catalogue_editions.editions()
    assert (found.analyses, found.resources, found.price_rows, found.problems) == (1, 1, 1, 0)
    assert catalogue_import_store.summary({"problems": [1, 2], "x": 3}) == {"problems": 2, "x": 3}
