"""Projects of any size for budgets of bytes and statements, made through the door in bulk."""

from fractions import Fraction

from flask import Flask

from app.models import Analysis, Component, OutlineNode, Resource
from app.services import revisions
from app.services.draft import Draft
from app.services.revisions import Order

#: Title and unit; a page of 100 rows has each several times, as a building has its floors.
WORKS = (
    ("Pembersihan 1 m2 lapangan dan perataan, secara manual", "m2"),
    ("Pemasangan 1 m' bouwplank dari papan kayu kelas III", "m'"),
    ("Penggalian 1 m3 tanah biasa sedalam 1 sampai 2 m, secara manual", "m3"),
    ("Pengurukan 1 m3 dengan pasir urug di bawah fondasi dan lantai", "m3"),
    ("Pemadatan 1 m3 tanah setiap lapis setebal 20 cm dengan stamper", "m3"),
    ("Pemasangan 1 m3 batu kosong (aanstamping) di bawah fondasi", "m3"),
    ("Pemasangan 1 m3 fondasi batu belah dengan mortar tipe N", "m3"),
    ("1 m3 beton mutu sedang f'c 20 MPa, slump (100 ± 25) mm, manual", "m3"),
    ("Pembesian 1 kg kolom, balok dan sloof dengan baja tulangan sirip", "kg"),
    ("Bekisting 1 m2 untuk balok, kayu kelas III, 3 kali pakai", "m2"),
    ("Pemasangan 1 m2 dinding bata merah tebal 1/2 batu, mortar tipe N", "m2"),
    ("Pemasangan 1 m2 plesteran tebal 15 mm dan acian dua muka", "m2"),
    ("Pemasangan 1 m2 lantai ubin keramik ukuran 40 cm x 40 cm", "m2"),
    ("Pemasangan 1 m2 rangka langit-langit besi hollow, modul 60 cm", "m2"),
    ("Pemasangan 1 m2 langit-langit papan gipsum tebal 9 mm", "m2"),
    ("Pengecatan 1 m2 tembok baru, 1 lapis plamir dan 2 lapis cat penutup", "m2"),
    ("Pemasangan 1 m2 atap genteng keramik berglazur, reng baja ringan", "m2"),
    ("Pemasangan 1 m' nok genteng beserta perekatnya", "m'"),
    ("Pemasangan 1 m' talang datar seng BJLS 28 lebar 90 cm", "m'"),
    ("Pemasangan 1 buah kusen pintu aluminium dengan daun pintu panel", "bh"),
    ("Pemasangan 1 m' pipa PVC tipe AW diameter 3 inci dengan sambungan", "m'"),
    ("Pemasangan 1 buah kloset duduk keramik putih beserta kelengkapannya", "bh"),
    ("Pemasangan 1 titik instalasi penerangan dengan kabel NYM 3 x 2,5 mm2", "titik"),
    ("Pemasangan 1 buah lampu LED 18 watt dalam rumah tertutup", "bh"),
)
PLACES = ("lantai 1", "lantai 2", "gudang", "teras depan", "ruang rapat", "pagar", "menara air")


def make(app: Flask, owner: int, items: int, per_section: int = 24) -> int:
    """A project of that many items in sections of two levels; its id."""
    values = {
        "kind": "private",
        "name": "Gedung serbaguna",
        "markup_percent": Fraction(10),
        "numbering": ["I", "A", "1", "a"],
        "ceiling": Fraction(9_000_000_000),
        "tail": [{"label": "PPN 12 %", "percent": "12", "base_factor": "11/12"}],
    }

    def fill(draft: Draft) -> None:
        analyses = _analyses(draft)
        for group in range(-(-items // (2 * per_section))):
            _section(draft, (group, items), per_section, analyses)

    with app.app_context():
        return revisions.create(Order(0, "project.created", owner), values, fill).project_id


def _analyses(draft: Draft) -> list[int]:
    worker = draft.add(
        Resource(identity="w", name="Pekerja", unit="OH", category="labour", price=Fraction(123456))
    )
    ids = draft.bulk_insert(
        Analysis,
        [
            {"code": f"{n % 9 + 1}.{n % 4 + 1}.{n % 7}.{n}", "code_key": f"{n:04}", "title": title}
            for n, (title, _) in enumerate(WORKS, 1)
        ],
    )
    draft.bulk_insert(
        Component,
        [
            {
                "analysis_id": row, "position": 1 << 20, "kind": "resource", "category": "labour",
                "resource_id": worker.id, "coefficient": Fraction(n * 37 % 991 + 1, 1000),
            }
            for n, row in enumerate(ids)
        ],
    )  # fmt: skip
    return ids


def _section(draft: Draft, group: tuple[int, int], size: int, analyses: list[int]) -> None:
    number, items = group
    section = {"kind": "section", "title": f"Pekerjaan tahap {number + 1}"}
    (top,) = draft.bulk_insert(OutlineNode, [{**section, "position": number + 1 << 20}])
    for half in range(2):
        first = (2 * number + half) * size
        count = min(size, items - first)
        if count <= 0:
            continue
        title = ("Struktur", "Arsitektur")[half] + f" {PLACES[number % 7]}"
        below = {"kind": "section", "parent_id": top, "title": title, "position": half + 1 << 20}
        (parent,) = draft.bulk_insert(OutlineNode, [below])
        draft.bulk_insert(
            OutlineNode, [_item(parent, first + n, n, analyses) for n in range(count)]
        )


def _item(parent: int, n: int, place: int, analyses: list[int]) -> dict:
    work = n * 11 % len(WORKS)
    return {
        "kind": "item",
        "parent_id": parent,
        "position": place + 1 << 20,
        "title": WORKS[work][0],
        "unit": WORKS[work][1],
        "quantity_typed": Fraction((n * 7919 + 1307) % 90_000 + 100, 100) if n % 13 else None,
        "formula": "=(12.5+p)*4".replace("p", str(n % 9)) if n % 13 == 0 else None,
        "origin": "analysis",
        "analysis_id": analyses[work],
    }
