"""A workbook made in the background: POST /projects/<id>/workbook, GET /exports/<job>."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.services import jobs, members

KEY = "a-key-of-this-form"


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/workbook"


def asked(client, url, **fields) -> int:
    answer = client.post(url, data={"_key": KEY, **fields})
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_ask_for_it_and_fetch_it(browse, people, url, done, name):
    client = browse(people[name])
    number = asked(client, url)
    assert client.get(f"/exports/{number}").status_code == 404
    file = done(number)
    assert f'href="{file}"' in client.get(f"/jobs/{number}").text
    answer = client.get(file)
    assert answer.status_code == 200
    assert "-Rumah-contoh.xlsx" in answer.headers["Content-Disposition"]
    assert "RAB" in load_workbook(BytesIO(answer.data)).sheetnames


def test_htmx_is_led_to_the_job(client, login, alice, url):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = login(client, alice).post(url, data={"_key": KEY}, headers=headers)
    assert answer.headers["HX-Redirect"].startswith("/jobs/")


def test_the_same_form_twice_is_one_job(client, login, alice, url):
    login(client, alice)
    assert asked(client, url) == asked(client, url)


def test_an_earlier_moment_can_be_asked_for(app, client, login, alice, url):
    login(client, alice)
    number = asked(client, url, at="1")
    with app.app_context():
        assert jobs.find(number).params == {"at": 1}


@pytest.mark.parametrize("at", ["0", "99", "x"])
def test_a_moment_that_never_was_is_not_found(client, login, alice, url, at):
    assert login(client, alice).post(url, data={"at": at}).status_code == 404


def test_a_stranger_can_neither_ask_nor_fetch(browse, people, url, done):
    file = done(asked(browse(people["alice"]), url))
    for name in ("charlie", "admin"):
        client = browse(people[name])
        assert client.post(url, data={}).status_code == 404
        assert client.get(file).status_code == 404


def test_who_leaves_the_project_cannot_fetch_any_more(app, browse, people, project, done):
    bob = browse(people["bob"])
    file = done(asked(bob, f"/projects/{project.id}/workbook"))
    with app.app_context():
        members.remove(project.id, people["alice"].id, people["bob"].id)
    assert bob.get(file).status_code == 404


def test_another_kind_of_job_has_no_file(app, client, login, alice):
    with app.app_context():
        number = jobs.ask(jobs.Asked("catalogue.preview", alice.id))
    assert login(client, alice).get(f"/exports/{number}").status_code == 404


def test_asking_is_limited(make_app, app, login, alice, project, url):
    limited = make_app(
        database_url=app.config["TAKSIR"].database_url, write_limit="2 per minute",
        overrides={"RATELIMIT_ENABLED": True},
    )  # fmt: skip
    client = login(limited.test_client(), alice)
    assert [client.post(url, data={}).status_code for _ in range(3)] == [303, 303, 429]
