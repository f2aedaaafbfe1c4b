"""Presets: the effect before, one revision after."""

import pytest

from app.extensions import db
from app.models import Project

REFUSED = {"bob": 403, "vera": 403, "charlie": 404}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/preset"


@pytest.fixture
def stored(app, project):
    def read():
        with app.app_context():
            row = db.session.get(Project, project.id)
            return row.kind, row.rounded, row.revision

    return read


def test_the_effect_is_shown_and_nothing_is_written(client, login, alice, url, stored):
    answer = login(client, alice).get(url + "?kind=ee")
    assert answer.status_code == 200
    assert "1.755.000,00" in answer.text
    assert "173.750,00" in answer.text
    assert stored() == ("private", 1_581_250, 1)


def test_applying_leads_back_to_the_settings(client, login, alice, url, stored):
    answer = login(client, alice).post(url, data={"kind": "ee", "_key": "k" * 22})
    assert (answer.status_code, answer.location) == (303, url.replace("preset", "settings"))
    assert stored() == ("ee", 1_755_000, 2)


def test_applying_twice_is_one_revision(client, login, alice, url, stored):
    login(client, alice)
    for _ in range(2):
        client.post(url, data={"kind": "ee", "_key": "k" * 22})
    assert stored()[2] == 2


@pytest.mark.parametrize("kind", ["", "hps", "\0"])
def test_an_unknown_kind_is_refused(client, login, alice, url, stored, kind):
    login(client, alice)
    assert client.get(url, query_string={"kind": kind}).status_code == 422
    assert client.post(url, data={"kind": kind}).status_code == 422
    assert stored()[2] == 1


@pytest.mark.parametrize("name", REFUSED)
def test_only_owners_may(client, login, people, url, stored, name):
    login(client, people[name])
    assert client.get(url + "?kind=ee").status_code == REFUSED[name]
    assert client.post(url, data={"kind": "ee"}).status_code == REFUSED[name]
    assert stored()[2] == 1
