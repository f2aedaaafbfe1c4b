"""One revision in full, and its name."""

import re
from fractions import Fraction
from html import unescape

import pytest

from app.models import Keyframe, OutlineNode, Revision
from app.services import history_read, revisions
from app.services.revisions import Order
from tests.web.history.history_writes import put, set_quantity


@pytest.fixture
def get(client, project, login, alice):
    def ask(number, person=alice, **query):
        login(client, person)
        return client.get(f"/projects/{project.id}/history/{number}", query_string=query)

    return ask


@pytest.fixture
def name(client, project, login, alice):
    def send(number, person=alice, partial=False, **fields):
        login(client, person)
        headers = {"HX-Request-Type": "partial"} if partial else {}
        url = f"/projects/{project.id}/history/{number}/name"
        return client.post(url, data={"name": "Terbit", "note": "", **fields}, headers=headers)

    return send


def page_text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_all_changes_are_told_with_their_rows(get):
    said = page_text(get(1))
    for text in (
        "Pekerja (T.01 Galian 1 m3) Baris — 0,7500",
        "1 Galian tanah Baris — 12,50 m3",
        "Pekerja Baris — 100.000,00 OH",
        "Pasir urug Baris — baris baru",
    ):
        assert text in said


def test_choices_references_and_rules_are_told_in_words(app, project, alice, get):
    number = put(
        app, project, alice, "outline_node", project.signboard, origin="zero", price=None,
        zero_reason="disediakan", parent_id=project.section, markup_percent=Fraction("7.5"),
    )  # fmt: skip
    said = page_text(get(number))
    assert "Harga 450.000,00 nol: disediakan" in said
    assert "Bagian II Lain-lain I Pekerjaan tanah" in said
    assert "— 7,50 %" in said
    number = put(
        app, project, alice, "project", project.id, numbering=["1", "1.1"], kind="bid",
        rounding={"total": {"mode": "down", "step": "1000"}}, header={"location": "Sleman"},
        tail=[{"label": "PPN", "percent": "12"}], ceiling=Fraction(5_000_000),
    )  # fmt: skip
    said = page_text(get(number))
    for text in ("I / A / 1 / a 1 / 1.1", "Pribadi Penawaran", "1.000", "— Sleman", "PPN (12 %)"):
        assert text in said
    assert "5.000.000,00" in said


def test_a_pack_is_told_as_one_price(app, project, alice, get):
    number = put(
        app, project, alice, "resource", project.sand, price=None, pack_unit="truk",
        pack_size=Fraction(4), pack_price=Fraction(1_000_000),
    )  # fmt: skip
    assert "Harga — truk 4: 1.000.000,00" in page_text(get(number))


def test_a_row_that_is_gone_keeps_its_name_where_the_journal_knows_it(app, project, alice, get):
    before = set_quantity(app, project, alice, 2, project.signboard)

    def action(draft):
        draft.remove(draft.get(OutlineNode, project.signboard))

    with app.app_context():
        gone = revisions.run(Order(project.id, "row.deleted", alice.id), action).revision
    assert "Papan nama Baris 2,00 bh dihapus" in page_text(get(gone))
    assert "baris yang sudah dihapus Volume 1,00 2,00" in page_text(get(before))


def test_long_revisions_come_in_parts(get, monkeypatch):
    monkeypatch.setattr(history_read, "DETAIL_PAGE", 4)
    first, second = get(1), get(1, start=4)
    assert first.text.count('<tr class="r">') == 4
    assert "start=4" in first.text
    assert first.text != second.text
    assert get(1, start=10**9).status_code == 200


def test_a_revision_that_is_not_there_is_not_found(get):
    assert [get(n).status_code for n in (0, 99, 10**12)] == [404, 404, 404]


def test_a_viewer_reads_and_a_stranger_does_not(get, vera, charlie):
    read = get(1, vera)
    assert read.status_code == 200
    assert "/name" not in read.text
    assert get(1, charlie).status_code == 404


def test_a_name_is_kept_with_inputs_and_figures(app, project, alice, name, get):
    set_quantity(app, project, alice, 3)
    answer = name(1, note="untuk PPK")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/projects/{project.id}/history/1")
    said = get(1).text
    assert 'value="Terbit"' in said
    assert "untuk PPK" in said
    from app.extensions import db

    with app.app_context():
        frame = db.session.query(Keyframe).one()
        assert frame.revision == 1
        # 12.5 x 79,000 x 1.1 + 450,000 x 1.1
        assert frame.figures["subtotal"] == str(Fraction(1_086_250 + 495_000))


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"name": " "}, "name"), ({"name": "x" * 121}, "name"), ({"note": "a\0b"}, "note")],
    ids=["empty", "too long", "control character"],
)
@pytest.mark.parametrize("partial", [True, False], ids=["script", "no script"])
def test_a_name_that_is_refused_is_kept_in_its_field(app, name, fields, place, partial):
    answer = name(1, partial=partial, **fields)
    assert answer.status_code == 422
    assert f'id="{place}-error"' in answer.text
    assert fields[place][:100].strip().partition("\0")[0] in answer.text
    from app.extensions import db

    with app.app_context():
        assert db.session.query(Revision).filter(Revision.name.is_not(None)).count() == 0


def test_naming_twice_keeps_one_keyframe(app, name):
    name(1)
    assert name(1, name="Lain", partial=True).headers["HX-Redirect"].endswith("/history/1")
    from app.extensions import db

    with app.app_context():
        assert db.session.query(Keyframe).count() == 1
        assert db.session.query(Revision.name).scalar() == "Lain"


def test_only_editors_name(name, vera, charlie):
    assert (name(1, vera).status_code, name(1, charlie).status_code) == (403, 404)
    assert name(99).status_code == 404
