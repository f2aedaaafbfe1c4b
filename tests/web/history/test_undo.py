"""Undo, redo and revert from any page: done in words, refused with names."""

import re
from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Analysis, OutlineNode, Project, Revision
from app.services import revisions
from app.services.revisions import Order
from tests.web.history.history_writes import put, set_quantity

HTMX = {"HX-Request-Type": "partial"}


@pytest.fixture
def post(client, project, login, alice):
    def send(path, person=alice, data=None, **headers):
        login(client, person)
        return client.post(f"/projects/{project.id}/{path}", data=data or {}, headers=headers)

    return send


@pytest.fixture
def quantity(app, project):
    def read(node=None):
        with app.app_context():
            return db.session.get(OutlineNode, node or project.excavation).quantity_typed

    return read


def revision_number(app, project) -> int:
    with app.app_context():
        return db.session.get(Project, project.id).revision


def test_undo_and_redo_go_back_to_the_page_they_came_from(app, project, alice, post, quantity):
    set_quantity(app, project, alice, 3)
    here = f"/projects/{project.id}/recap?x=1"
    answer = post("undo", Referer=f"http://localhost{here}")
    assert (answer.status_code, answer.location) == (303, here)
    assert quantity() == Fraction("12.5")
    answer = post("redo", Referer="http://elsewhere.example/x")
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.id}/history")
    assert quantity() == 3


def test_what_was_undone_is_said_in_words(app, project, alice, post, client):
    set_quantity(app, project, alice, 3)
    answer = post("undo")
    said = client.get(answer.location).text
    assert "Membatalkan 2: Mengubah volume I.1 Galian tanah</p>" in said


def test_htmx_is_sent_to_the_page_by_a_header(app, project, alice, post, client):
    set_quantity(app, project, alice, 3)
    here = f"/projects/{project.id}/history"
    answer = post("undo", **HTMX, **{"HX-Current-URL": f"http://localhost{here}"})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == here


def test_nobody_is_sent_to_the_page_of_a_row_that_the_undo_removed(app, project, alice, post):
    def action(draft):
        return {"id": draft.add(Analysis(title="Baru")).id}

    with app.app_context():
        made = revisions.run(Order(project.id, "analysis.added", alice.id), action)
    page = f"http://localhost/projects/{project.id}/analyses/{made.result['id']}"
    assert post("undo", Referer=page).location == f"/projects/{project.id}/analyses"


@pytest.mark.parametrize("path", ["undo", "redo", "history/1/reversal"])
def test_nothing_to_take_back_is_refused_and_nothing_stored(app, project, post, path):
    assert post(path).status_code == 422
    assert post(path, **HTMX).status_code == 422
    assert revision_number(app, project) == 1


@pytest.mark.parametrize("path", ["undo", "redo", "history/2/reversal"])
def test_viewers_may_not_and_strangers_find_nothing(app, project, people, post, path):
    set_quantity(app, project, people["alice"], 3)
    assert post(path, people["vera"]).status_code == 403
    assert post(path, people["charlie"]).status_code == 404
    assert revision_number(app, project) == 2


def test_a_later_change_refuses_the_undo_naming_row_person_and_values(
    app, project, alice, bob, post, quantity
):
    set_quantity(app, project, alice, 3)
    set_quantity(app, project, bob, "4.5")
    expected = (
        "Tidak dibatalkan: Bob sudah mengubah Volume pada 1 Galian tanah sesudahnya."
        " Nilainya sekarang 4,50, bukan lagi 3,00."
    )
    page = post("undo")
    toast = post("undo", **HTMX)
    assert (page.status_code, toast.status_code) == (409, 409)
    assert expected in page.text
    assert expected in toast.text
    assert "/history/3" in page.text
    assert toast.headers["HX-Reswap"] == "none"
    assert (quantity(), revision_number(app, project)) == (Fraction("4.5"), 3)


def test_a_row_that_somebody_deleted_is_named_in_the_refusal(app, project, alice, bob, post):
    set_quantity(app, project, alice, 3, project.signboard)

    def action(draft):
        draft.remove(draft.get(OutlineNode, project.signboard))

    with app.app_context():
        revisions.run(Order(project.id, "row.deleted", bob.id), action)
    answer = post("undo")
    assert answer.status_code == 409
    assert "Tidak dibatalkan: Bob sudah menghapus Papan nama sesudahnya." in answer.text


def test_a_repeated_undo_with_its_key_has_one_effect(app, project, alice, post, quantity):
    set_quantity(app, project, alice, 3)
    set_quantity(app, project, alice, 4)
    data = {"_key": "the-same-form"}
    answers = [post("undo", data=data) for _ in range(3)]
    assert [a.status_code for a in answers] == [303, 303, 303]
    assert (quantity(), revision_number(app, project)) == (3, 4)


def test_a_repeated_revert_with_its_key_has_one_effect(app, project, alice, post, quantity):
    set_quantity(app, project, alice, 3)
    data = {"_key": "the-same-form"}
    answers = [post("history/2/reversal", data=data) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert revision_number(app, project) == 3


def test_any_editor_takes_back_any_revision_after_a_question(
    app, project, people, post, client, quantity
):
    alice, bob = people["alice"], people["bob"]
    number = set_quantity(app, project, alice, 3)
    put(app, project, alice, "resource", project.labourer, label="price.set", price=Fraction(1))
    url = f"history/{number}/reversal"
    answer = post(url, bob)
    question = client.get(f"/projects/{project.id}/{url}")
    assert answer.location == f"/projects/{project.id}/history"
    assert quantity() == Fraction("12.5")
    assert "sudah dikembalikan oleh revisi 4" in question.text
    with app.app_context():
        kept = db.session.query(Revision).filter_by(number=4).one()
        assert (kept.kind, kept.target, kept.by) == ("revert", number, bob.id)


def test_the_question_names_what_it_would_change(app, project, people, client, login):
    alice = people["alice"]
    number = set_quantity(app, project, alice, 3)
    url = f"/projects/{project.id}/history/{number}/reversal"
    page = login(client, alice).get(url)
    assert page.status_code == 200
    assert f'action="{url}"' in page.text
    assert "3,00" in page.text
    assert login(client, people["vera"]).get(url).status_code == 403
    login(client, alice)
    assert client.get(url.replace(f"/{number}/", "/99/")).status_code == 404


def test_the_buttons_say_what_they_would_do(app, login, alice, project):
    client = login(app.test_client(), alice)
    base = f"/projects/{project.id}/"
    ask = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert 'title="Batalkan"' in client.get(base).text
    sent = {f"q-{project.excavation}-1": "20"}
    client.post(f"{base}items/{project.excavation}/quantity?l=id", data=sent)
    for page in ("", "prices", f"analyses/{project.analysis}"):
        assert re.search(r'title="Batalkan: [^"]*Galian tanah', client.get(base + page).text)
    said = client.get(f"{base}undo", headers=ask)
    assert said.text.startswith("Batalkan: ")
    assert said.mimetype == "text/plain"
    client.post(f"{base}undo")
    assert client.get(f"{base}redo", headers=ask).text.startswith("Ulangi: ")
    assert client.get(f"{base}redo").location == f"{base}history"
