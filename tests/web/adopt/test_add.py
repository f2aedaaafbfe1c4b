"""POST /projects/<id>/items/from-catalogue: an analysis of a catalogue becomes an item."""

import re
from html import unescape

import pytest

from app.models import Analysis, OutlineNode, Resource


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/items/from-catalogue"


def test_the_item_stands_behind_the_chosen_row_and_the_sheet_shows_it(
    bobs, url, project, shelf, rows
):
    answer = bobs.post(url, data={"analysis": shelf.concrete, "after": project.excavation})
    assert answer.status_code == 303
    node = int(re.search(r"[?&]row=(\d+)", answer.location)[1])
    assert answer.location.endswith(f"#i-{node}")
    page = unescape(bobs.get(answer.location).text)
    assert f'id="i-{node}"' in page
    assert "“Beton 1 m3” ditambahkan" in page
    assert "2 sumber daya baru belum ada harganya" in page
    assert "1 baris punya catatan di katalog" in page
    assert rows(OutlineNode, id=node)[0].parent_id == project.section
    assert [a.code for a in rows(Analysis, edition="SE 47/2026")] == ["A.2", "A.1"]


def test_htmx_is_sent_to_the_new_row(bobs, url, project, shelf, htmx):
    answer = bobs.post(url, data={"analysis": shelf.mortar}, headers=htmx)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith(f"/projects/{project.id}/?from=")


def test_a_unit_from_the_title_is_told_and_stays_marked_on_the_analysis(
    bobs, project, shelf, taken
):
    analysis = taken(shelf.cable)
    page = unescape(bobs.get(f"/projects/{project.id}/analyses/{analysis}").text)
    assert "Satuannya, m, dibaca dari judul" in page
    assert "Satuannya dibaca dari judul" in page
    again = unescape(bobs.get(f"/projects/{project.id}/analyses/{analysis}").text)
    assert "Satuannya, m, dibaca" not in again
    assert "Satuannya dibaca dari judul" in again


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "tidak ada di katalog"),
        ({"analysis": "99"}, "tidak ada di katalog"),
        ({"analysis": "x", "after": "1e9"}, "tidak ada di katalog"),
        ({"after": "99999"}, "sudah dihapus orang lain"),
        ({"prices": "99"}, "Pilih daftar harga"),
    ],
)
def test_what_is_not_there_is_refused_in_words_and_nothing_is_stored(
    bobs, url, shelf, form, said, revision
):
    before = revision()
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    sent = {"analysis": shelf.mortar, **form} if form.keys() & {"after", "prices"} else form
    for headers in ({}, htmx):
        answer = bobs.post(url, data=sent, headers=headers)
        assert answer.status_code == 422
        assert said in unescape(answer.text)
    assert revision() == before


def test_the_same_form_twice_adds_one_item(bobs, url, shelf, revision):
    form = {"analysis": shelf.concrete, "_key": "k" * 20}
    first, after = bobs.post(url, data=form), revision()
    second = bobs.post(url, data=form)
    assert (second.status_code, second.location) == (303, first.location)
    assert revision() == after
    other = bobs.post(url, data={**form, "analysis": shelf.mortar})
    assert (other.status_code, revision()) == (422, after)


def test_undo_takes_all_of_it_back(bobs, url, project, shelf, rows):
    bobs.post(url, data={"analysis": shelf.concrete})
    bobs.post(f"/projects/{project.id}/undo")
    assert rows(Analysis, edition="SE 47/2026") == []
    history = unescape(bobs.get(f"/projects/{project.id}/history").text)
    assert "Menambah “Beton 1 m3” dari SE 47/2026" in history


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url, shelf):
    form = {"analysis": shelf.mortar}
    assert veras.post(url, data=form).status_code == 403
    assert strangers.post(url, data=form).status_code == 404


def test_the_sheet_leads_to_the_search_beside_the_chosen_row(bobs, project, htmx):
    sheet = f"/projects/{project.id}/"
    assert 'name="do" value="catalogue"' in bobs.get(sheet).text
    form = {"do": "catalogue", "row": project.excavation}
    answer = bobs.post(f"{sheet}rows", data=form)
    wanted = f"{sheet}search?after={project.excavation}"
    assert (answer.status_code, answer.location) == (303, wanted)
    assert bobs.post(f"{sheet}rows", data=form, headers=htmx).headers["HX-Redirect"] == wanted


def test_somebody_who_goes_on_searching_is_led_there(bobs, url, project, shelf):
    form = {"analysis": shelf.mortar, "again": "1", "q": "btn k225"}
    answer = bobs.post(url, data=form)
    assert answer.location.startswith(f"/projects/{project.id}/search?q=btn+k225&after=")


@pytest.fixture
def bags(app, project, alice):
    """The project has cement by the bag."""
    from app.models import Resource
    from app.services import revisions
    from app.services.identity import identity
    from app.services.revisions import Order

    def fill(draft):
        known = identity("SEMEN portland", "zak", "material", "")
        row = Resource(identity=known, name="SEMEN portland", unit="zak", category="material")
        return {"id": draft.add(row).id}

    with app.app_context():
        revisions.run(Order(project.id, "test.cement", alice.id), fill)


@pytest.mark.usefixtures("bags")
def test_a_resource_that_the_project_has_in_another_unit_is_told_and_not_merged(
    bobs, url, shelf, rows
):
    answer = bobs.post(url, data={"analysis": shelf.mortar})
    page = unescape(bobs.get(answer.location).text)
    assert "“Semen Portland” sudah ada di proyek ini per zak; yang ini masuk per kg" in page
    assert sorted(r.unit for r in rows(Resource) if "emen" in r.name.lower()) == ["kg", "zak"]
    again = unescape(bobs.get(bobs.post(url, data={"analysis": shelf.mortar}).location).text)
    assert "sudah ada di proyek ini per" not in again


def test_searching_goes_on_with_everything_that_was_asked(bobs, url, project, shelf):
    asked = {"q": "beton", "edition": "all", "unit": "m3", "prices": str(shelf.prices)}
    answer = bobs.post(url, data={"analysis": shelf.concrete, "again": "1", **asked})
    assert answer.location.startswith(f"/projects/{project.id}/search?")
    for name, text in asked.items():
        assert f"{name}={text}" in answer.location
