"""The overview page: first tab, for everybody who takes part, at any moment."""

import re

import pytest

from app.services import projects, versions
from app.services.typed import Sent
from app.services.versions import Given
from tests import large_projects
from tests.statements import counted
from tests.web.history.history_writes import put, set_quantity
from tests.web.moment_pages import assert_marked, assert_only_looks, shown

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/overview"


@pytest.fixture
def page(client, login, url):
    return lambda person: login(client, person).get(url)


def test_it_is_the_first_tab_of_a_project(page, alice):
    text = page(alice).text
    tabs = re.findall(r'<a href="([^"]+)"(?: aria-current="page")?>([^<]+)</a>', text)
    assert tabs[0][1] == "Ringkasan"
    assert '/overview" aria-current="page">Ringkasan' in text


@pytest.mark.parametrize(
    ("address", "tab"),
    [
        ("parameters/", "RAB"), ("search", "RAB"), ("items/new", "RAB"),
        ("analyses/{analysis}/difference", "Analisa"),
        ("analyses/{analysis}/publication", "Analisa"),
        ("prices/filling", "Harga"),
        ("members", "Pengaturan"), ("copy", "Pengaturan"), ("deletion", "Pengaturan"),
    ],
)  # fmt: skip
def test_a_page_below_a_tab_says_where_it_is(page, client, project, alice, address, tab):
    page(alice)
    answer = client.get(f"/projects/{project.id}/{address.format(analysis=project.analysis)}")
    assert answer.status_code == 200
    assert re.findall(r'aria-current="page">([^<]+)<', answer.text) == [tab]


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_totals_sections_and_words(page, people, name):
    said = shown(page(people[name]))
    # 12.5 x 79,000 x 1.1, and 450,000 x 1.1
    for text in ("1.086.250,00", "495.000,00", "1.581.250,00", "68,70", "31,30"):
        assert text in said
    assert "Satu juta lima ratus delapan puluh satu ribu dua ratus lima puluh rupiah" in said
    assert "Alice Pemilik" in said


def test_a_stranger_finds_nothing(page, charlie):
    assert page(charlie).status_code == 404


def test_what_is_missing_leads_to_the_filtered_lists(page, alice, project):
    text = page(alice).text
    base = f"/projects/{project.id}"
    assert f'href="{base}/prices?only=unknown">1 harga belum ada' in text
    assert f'href="{base}/?only=price">1 item belum punya harga satuan' in text
    assert "only=quantity" not in text


def test_doubtful_coefficients_lead_to_their_analyses(app, client, page, alice, project):
    put(app, project, alice, "component", project.component, coefficient=-1)
    assert "analyses?only=odd" in page(alice).text
    listed = client.get(f"/projects/{project.id}/analyses?only=odd")
    assert "Galian 1 m3" in listed.text
    assert "Urugan 1 m3" not in listed.text
    assert "berkoefisien janggal" in listed.text
    none = client.get(f"/projects/{project.id}/analyses?only=unit")
    assert "tidak ada lagi yang perlu dicek" in none.text


def test_an_unknown_filter_of_analyses_shows_all(client, login, alice, project):
    text = login(client, alice).get(f"/projects/{project.id}/analyses?only=x").text
    assert "Galian 1 m3" in text
    assert "Urugan 1 m3" in text


def test_the_last_changes_lead_to_their_revisions(app, page, alice, bob, project):
    set_quantity(app, project, bob, 13)
    answer = page(alice)
    assert f'/projects/{project.id}/history/2"' in answer.text
    # Half a m3 more, at 86,900
    assert "Mengubah volume I.1 Galian tanah +43.450,00" in shown(answer)
    assert "Bob" in shown(answer)


def test_versions_lead_to_their_moment(app, client, page, alice, project, url):
    set_quantity(app, project, alice, 20)
    with app.app_context():
        versions.name(project.id, alice.id, 1, Given("HPS", locked=True))
    assert f'href="{url}?at=1"' in page(alice).text
    past = client.get(f"{url}?at=1")
    assert_only_looks(past, 1)
    assert_marked(past, 1, "HPS")
    assert "1.581.250,00" in past.text
    assert "2.233.000,00" in page(alice).text


def test_no_such_moment_is_not_found(client, login, alice, url):
    login(client, alice)
    assert client.get(f"{url}?at=99").status_code == 404
    assert client.get(f"{url}?at=x").status_code == 404


def test_htmx_gets_the_page_without_its_frame(client, login, alice, url):
    text = login(client, alice).get(url, headers=HX).text
    assert text.lstrip().startswith('<div class="page stack" id="overview">')


def test_an_empty_project_says_what_to_do_next(app, client, login, alice):
    with app.app_context():
        made = projects.create(Sent(alice.id, {"kind": "rap", "name": "Kosong"})).project_id
    text = login(client, alice).get(f"/projects/{made}/overview").text
    for link in ("items/new?kind=section", "search", "settings#ceiling", "members"):
        assert f'/projects/{made}/{link}"' in text
    assert "Belum ada versi bernama" in text


def test_a_viewer_of_an_empty_project_is_offered_nothing_to_write(page, vera):
    text = page(vera).text
    assert "settings#ceiling" not in text
    assert "#naming" not in text


def test_twelve_statements_whatever_the_size(app, client, login, alice):
    login(client, alice)
    for items in (10, 1_000):
        made = large_projects.make(app, alice.id, items)
        client.get(f"/projects/{made}/overview")
        with counted(app) as seen:
            assert client.get(f"/projects/{made}/overview").status_code == 200
        assert len(seen) <= 12


def test_it_speaks_english(app, client, login, page, alice, url):
    page(alice)
    client.post("/account/language", data={"language": "en"})
    said = shown(client.get(url))
    assert "Needs attention" in said
    assert "1 price is missing" in said
