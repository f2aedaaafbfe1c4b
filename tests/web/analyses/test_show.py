"""GET /projects/<id>/analyses/<aid>."""

import re

from app.services import analyses, analyses_library, analyses_rows
from app.services.analyses import Cell
from app.services.typed import Sent
from tests.fixtures_analyses import analysis, row
from tests.statements import counted


def test_the_form_has_blocks_sums_and_the_price_after_rounding(editor, base):
    page = editor.get(base)
    assert page.status_code == 200
    for text in (
        "Jumlah harga tenaga kerja", "Jumlah harga bahan", "Jumlah harga alat",
        "Jumlah harga tenaga kerja, bahan dan peralatan (A + B + C)", "452.500,00",
        "Biaya umum dan keuntungan 10,00\u00a0% × D", "45.250,00", "497.750,00",
        "persen dari jumlah A", "*) termasuk bongkar", "SE 47/2026", "Dipakai di 2 item",
        "Pagar timur",
    ):  # fmt: skip
        assert text in page.text
    assert "Jumlah harga lainnya" not in page.text


def test_every_id_is_there_once(editor, base):
    found = re.findall(r'\bid="([^"]+)"', editor.get(base).text)
    assert len(found) == len(set(found))


def test_what_differs_from_the_published_form_is_marked(app, editor, base, project, alice, fence):
    with app.app_context():
        at = (project.id, fence.id)
        cell = Cell(fence.labourer, row(fence.labourer).version, "coefficient", "0,65")
        analyses.set_cell(at, alice.id, cell, "id")
        analyses_rows.delete((*at, fence.timber), alice.id)
        lump = {"kind": "lump", "label": "Sewa", "category": "other", "price": "1.000"}
        analyses_rows.add(at, Sent(alice.id, lump))
    page = editor.get(base).text
    for text in (
        "diubah: 3 baris", "≠ terbitan 0,6000", "baris baru", "Kaso 5/7 0,0387", "Kembalikan",
        "Terbitan", "497.750,00", "Jumlah harga lainnya", "Alice, ",
    ):  # fmt: skip
        assert text in page


def test_nested_rows_lead_to_their_analysis_and_say_how_they_are_priced(
    app, editor, project, alice
):
    use = {"kind": "analysis", "category": "material", "nested_id": project.analysis}
    with app.app_context():
        made = analysis(
            project.id, alice.id, "Susun",
            use | {"coefficient": "1"}, use | {"coefficient": "1", "basis": "unit_price"},
        )  # fmt: skip
    page = editor.get(f"/projects/{project.id}/analyses/{made}").text
    assert f'href="/projects/{project.id}/analyses/{project.analysis}"' in page
    assert "D, tanpa BUK" in page
    assert "harga satuan: BUK dua kali" in page
    inner = editor.get(f"/projects/{project.id}/analyses/{project.analysis}").text
    assert "Bagian dari 1 analisa" in inner


def test_an_unknown_price_is_never_zero(editor, project):
    page = editor.get(f"/projects/{project.id}/analyses/{project.analysis_unknown}").text
    assert "belum ada harga" in page
    assert "belum diketahui" in page


def test_problems_stand_beside_their_rows(app, editor, project, alice):
    broken = {"kind": "lump", "category": "other", "price": 1, "formula": "=susut", "label": "x"}
    below = {"kind": "lump", "category": "other", "price": 1, "coefficient": "-1", "label": "y"}
    with app.app_context():
        made = analysis(project.id, alice.id, "Salah", broken, below)
    page = editor.get(f"/projects/{project.id}/analyses/{made}").text
    assert "Tidak ada parameter “susut” di proyek ini." in page
    assert "Koefisien di bawah 0" in page


def test_viewers_see_figures_and_no_cells(viewer, base):
    page = viewer.get(base)
    assert page.status_code == 200
    assert "0,6000" in page.text
    assert "<input class" not in page.text
    assert "Ubah judul" not in page.text


def test_english_is_complete(editor, base):
    editor.post("/account/language", data={"language": "en"})
    page = editor.get(base).text
    for text in ("Labour, material and equipment (A + B + C)", "Used by 2 items", "as published"):
        assert text in page


def test_strangers_find_nothing_and_neither_do_members_elsewhere(stranger, editor, base, project):
    assert stranger.get(base).status_code == 404
    for unknown in ("999", "99999999999999999999"):
        assert editor.get(f"/projects/{project.id}/analyses/{unknown}").status_code == 404


def test_it_needs_few_statements_also_when_everything_differs(
    app, editor, base, project, alice, fence
):
    with app.app_context():
        at = (project.id, fence.id)
        cell = Cell(fence.labourer, row(fence.labourer).version, "coefficient", "=0,6*1")
        analyses.set_cell(at, alice.id, cell, "id")
        nested = {"kind": "analysis", "nested": str(project.analysis), "category": "material"}
        analyses_rows.add(at, Sent(alice.id, nested))
        analyses_rows.delete((*at, fence.timber), alice.id)
        analyses_library.copy(at, alice.id)
    with counted(app) as seen:
        editor.get(base)
    assert len(seen) <= 12
