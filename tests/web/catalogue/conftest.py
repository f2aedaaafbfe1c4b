"""Workbooks on their way in, and an edition that is there already.

A workbook is made once: its bytes hold the moment of making, and equal files are recognised.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from io import BytesIO

import pytest

from app.interchange import catalogue
from app.services import catalogue_import, job_handlers, jobs
from app.services.catalogue_import import Into
from tests.interchange import form_books
from tests.interchange.workbooks import workbook

KEY = "0123456789abcdef"
FLAT_HEADING = (
    "id", "kode_ahsp", "nama_ahsp", "kode_item_lookup", "kategori", "item", "satuan", "koefisien",
    "source_file", "sumber_ahsp",
)  # fmt: skip
GALIAN, PASANGAN = "1.1.1", "2.1.1"
FLAT_ROWS = [
    (1, GALIAN, "Penggalian 1 m3 tanah biasa", "L.01", "Tenaga Kerja", "Pekerja", "OH", "0,75"),
    (2, GALIAN, "Penggalian 1 m3 tanah biasa", "L.04", "Tenaga Kerja", "Mandor", "OH", "0,025"),
    (3, PASANGAN, "Pasangan 1 m2 dinding bata", "L.01", "Tenaga Kerja", "Pekerja", "OH", "0,32"),
    (4, PASANGAN, "Pasangan 1 m2 dinding bata", "M.01", "Bahan", "Bata merah", "bh", "70,5"),
    (5, PASANGAN, "Pasangan 1 m2 dinding bata", "M.01", "Bahan", "Bata merah", "bh", "70,5"),
    (6, PASANGAN, "Pasangan 1 m2 dinding bata", "", "", "<b>Lain</b>", "ls", "1"),
]
UNKNOWN = [
    ("No", "Kode", "Uraian Pekerjaan", "Apa", "Sat", "Banyaknya", "Entah"),
    (1, "X.1", "Galian 1 m3", "Pekerja", "OH", 0.75, "a"),
    (2, "X.1", "Galian 1 m3", "Mandor", "OH", 0.025, "b"),
    (3, "X.2", "Urugan 1 m3", "Pasir <urug>", "m3", 1.2, "c"),
]


@cache
def flat(*more: tuple) -> bytes:
    return workbook({"Sheet1": [FLAT_HEADING, *FLAT_ROWS, *more]})


@cache
def unknown(*more: tuple) -> bytes:
    return workbook({"Analisa": [*UNKNOWN, *more]})


@cache
def forms() -> bytes:
    """Two analyses; the unit price of the second is not what its rows give."""
    second = form_books.form(title="Pemasangan 1 m2 pagar", start=20)
    second["I20"] = 999_000
    sheets = {"Dinding": {**form_books.form(), **second}, "Upah Bahan": form_books.prices()}
    return form_books.content(sheets)


def stored(app, admin, content: bytes, name: str) -> int:
    """The edition that this workbook becomes, without a job."""
    digest = hashlib.sha256(content).hexdigest()
    with app.app_context():
        into = Into(name, admin.id, f"{name}.xlsx", digest)
        return catalogue_import.store(catalogue.read(content), into)["edition_id"]


def found_ids(text: str, what: str) -> list[int]:
    """The numbers in addresses like /catalogue/analyses/7, each once."""
    return list(dict.fromkeys(int(n) for n in re.findall(rf"/catalogue/{what}/(\d+)", text)))


def field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', text)
    return unescape(found[1]) if found else ""


@pytest.fixture
def edition(app, admin) -> int:
    return stored(app, admin, flat(), "Buku datar")


@pytest.fixture
def book(app, admin) -> int:
    return stored(app, admin, forms(), "Buku formulir")


@pytest.fixture
def page(client, login, admin):
    return login(client, admin)


@pytest.fixture
def work(app) -> Callable[[], None]:
    """`work()`: what a worker would do now."""
    assert job_handlers.__all__

    def run() -> None:
        with app.app_context():
            while jobs.run_next("test") is not None:
                pass

    return run


@pytest.fixture
def brought(page, work) -> Callable[[bytes], str]:
    """`brought(content)`: the address of the preview of a workbook that was read."""

    def bring(content: bytes) -> str:
        files = {"file": (BytesIO(content), "buku.xlsx"), "_key": KEY}
        answer = page.post("/catalogue/upload", data=files)
        assert answer.status_code == 303, answer.text
        work()
        return answer.location

    return bring
