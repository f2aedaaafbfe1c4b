"""Opening the example: POST /example."""

import pytest

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "form#x"}


@pytest.mark.parametrize("name", ["alice", "admin"])
def test_the_example_opens_as_ones_own_project(client, login, people, name):
    login(client, people[name])
    answer = client.post("/example")
    assert answer.status_code == 303
    opened = client.get(answer.location)
    assert opened.status_code == 200
    assert "Contoh ini milik Anda" in opened.text


def test_htmx_is_led_there(client, login, alice):
    answer = login(client, alice).post("/example", headers=HX)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("/projects/")


def test_opening_it_twice_opens_the_same(client, login, alice):
    login(client, alice)
    assert client.post("/example").location == client.post("/example").location


def test_two_people_have_two_examples(client, login, alice, bob):
    first = login(client, alice).post("/example").location
    second = login(client, bob).post("/example").location
    assert first != second
    assert client.get(first).status_code == 404


def test_a_viewer_of_the_site_may_not(client, login, vera):
    assert login(client, vera).post("/example").status_code == 403
