"""Members: the list for everybody inside, changes for owners."""

import pytest

from app.services import members

REFUSED = {"bob": 403, "vera": 403, "charlie": 404}

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#members"}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/members"


@pytest.fixture
def roles(app, project):
    def read():
        with app.app_context():
            return {m.name: m.role for m in members.of(project.id)}

    return read


ALL = {"Alice": "owner", "Bob": "editor", "Vera": "viewer"}


def test_a_viewer_sees_the_list_without_controls(client, login, vera, url):
    answer = login(client, vera).get(url)
    assert answer.status_code == 200
    assert "bob@office.example" in answer.text
    assert "/role" not in answer.text


def test_an_owner_adds_a_person_without_script(client, login, alice, url, roles):
    data = {"email": "Charlie@Office.example", "role": "editor"}
    answer = login(client, alice).post(url, data=data)
    assert (answer.status_code, answer.location) == (303, url)
    assert roles() == {**ALL, "Charlie": "editor"}


def test_htmx_gets_the_list_and_a_toast(client, login, alice, url, roles):
    data = {"email": "charlie@office.example", "role": "viewer"}
    answer = login(client, alice).post(url, data=data, headers=HX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Charlie sekarang anggota." in answer.text


@pytest.mark.parametrize("headers", [{}, HX])
def test_an_unknown_address_is_said_beside_the_field(client, login, alice, url, roles, headers):
    data = {"email": "nobody@office.example", "role": "viewer"}
    answer = login(client, alice).post(url, data=data, headers=headers)
    assert answer.status_code == 422
    assert 'value="nobody@office.example"' in answer.text
    assert 'id="email-error"' in answer.text
    assert roles() == ALL


def test_a_viewer_of_the_site_cannot_be_made_more(client, login, alice, vera, url, roles):
    answer = login(client, alice).post(f"{url}/{vera.id}/role", data={"role": "editor"})
    assert answer.status_code == 422
    assert "hanya boleh melihat" in answer.text
    assert roles() == ALL


def test_a_role_is_changed_and_changed_again(client, login, alice, bob, url, roles):
    login(client, alice)
    for _ in range(2):
        answer = client.post(f"{url}/{bob.id}/role", data={"role": "owner"})
        assert answer.status_code == 303
    assert roles()["Bob"] == "owner"


@pytest.mark.parametrize("headers", [{}, HX])
def test_the_last_owner_stays(client, login, alice, url, roles, headers):
    login(client, alice)
    for act, data in (("role", {"role": "viewer"}), ("removal", {})):
        answer = client.post(f"{url}/{alice.id}/{act}", data=data, headers=headers)
        assert answer.status_code == 422
        assert "paling sedikit satu pemilik" in answer.text
    assert roles() == ALL


def test_an_owner_who_leaves_is_led_to_the_first_page(client, login, alice, bob, url, roles):
    login(client, alice)
    client.post(f"{url}/{bob.id}/role", data={"role": "owner"})
    answer = client.post(f"{url}/{alice.id}/removal")
    assert (answer.status_code, answer.location) == (303, "/")
    assert roles() == {"Bob": "owner", "Vera": "viewer"}


def test_a_member_is_removed_once(client, login, alice, bob, url, roles):
    login(client, alice)
    assert client.post(f"{url}/{bob.id}/removal", headers=HX).status_code == 200
    assert client.post(f"{url}/{bob.id}/removal", headers=HX).status_code == 404
    assert roles() == {"Alice": "owner", "Vera": "viewer"}


@pytest.mark.parametrize("name", REFUSED)
def test_only_owners_may(client, login, people, url, roles, name):
    login(client, people[name])
    vera = people["vera"].id
    for path, data in (
        (url, {"email": "charlie@office.example", "role": "owner"}),
        (f"{url}/{vera}/role", {"role": "viewer"}),
        (f"{url}/{vera}/removal", {}),
    ):
        assert client.post(path, data=data).status_code == REFUSED[name]
    assert roles() == ALL


def test_a_stranger_finds_no_list(client, login, charlie, url):
    assert login(client, charlie).get(url).status_code == 404


@pytest.mark.parametrize("number", ["0", "999", "9223372036854775808"])
def test_people_who_are_no_members_are_not_found(client, login, alice, url, number):
    answer = login(client, alice).post(f"{url}/{number}/role", data={"role": "viewer"})
    assert answer.status_code == 404
