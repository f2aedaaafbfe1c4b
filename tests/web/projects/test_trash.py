"""Deletion and restoration: POST /projects/<id>/deletion and /restoration, GET /trash."""

import pytest

REFUSED = {"bob": 403, "vera": 403, "charlie": 404}

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "form#x"}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}"


def test_deletion_asks_first(client, login, alice, url):
    answer = login(client, alice).get(f"{url}/deletion")
    assert answer.status_code == 200
    assert "Pindahkan “Rumah contoh” ke tempat sampah?" in answer.text


def test_a_deleted_project_offers_undo_and_is_in_the_trash(client, login, alice, url):
    login(client, alice)
    answer = client.post(f"{url}/deletion")
    assert (answer.status_code, answer.location) == (303, "/")
    assert f'action="{url}/restoration"' in client.get("/").text
    assert client.get(f"{url}/settings").status_code == 404
    assert "Rumah contoh" in client.get("/trash").text


def test_restoring_brings_everything_back(client, login, alice, url):
    login(client, alice)
    client.post(f"{url}/deletion")
    answer = client.post(f"{url}/restoration")
    assert answer.status_code == 303
    assert client.get(f"{url}/recap").status_code == 200
    assert "Tempat sampah kosong." in client.get("/trash").text


def test_htmx_is_led_to_the_first_page(client, login, alice, url):
    answer = login(client, alice).post(f"{url}/deletion", headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/")


def test_each_twice_is_once(client, login, alice, url):
    login(client, alice)
    for act in ("deletion", "deletion", "restoration", "restoration"):
        assert client.post(f"{url}/{act}").status_code == 303
    assert client.get(f"{url}/settings").status_code == 200


@pytest.mark.parametrize("name", REFUSED)
def test_only_owners_may(client, login, people, url, name):
    login(client, people[name])
    assert client.get(f"{url}/deletion").status_code == REFUSED[name]
    assert client.post(f"{url}/deletion").status_code == REFUSED[name]
    assert client.post(f"{url}/restoration").status_code == REFUSED[name]


def test_an_editor_sees_the_trashed_project_without_a_button(client, login, alice, bob, url):
    login(client, alice).post(f"{url}/deletion")
    answer = login(client, bob).get("/trash")
    assert "Rumah contoh" in answer.text
    assert "/restoration" not in answer.text


def test_a_stranger_sees_an_empty_trash(client, login, alice, charlie, url):
    login(client, alice).post(f"{url}/deletion")
    assert "Rumah contoh" not in login(client, charlie).get("/trash").text
