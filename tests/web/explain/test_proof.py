"""The proof of a figure, as a file."""

import json

import pytest

from app.domain.proof import seal


@pytest.fixture
def get(client, login, alice, project):
    def ask(address, person=alice, **query):
        url = f"/projects/{project.id}/explain/{address}/proof"
        return login(client, person).get(url, query_string=query)

    return ask


def test_it_is_a_file_to_keep(get, project):
    answer = get("rounded")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    name = f'attachment; filename="taksir-{project.id}-r1-rounded.json"'
    assert answer.headers["Content-Disposition"] == name
    found = json.loads(answer.text)
    assert found["nodes"]["rounded"]["value"] == "1581250"
    assert found["project"] == {"id": project.id, "name": "Rumah contoh", "revision": 1}
    assert found["rows"][f"node.{project.excavation}"][:3] == ["1", "Galian tanah", "m3"]
    assert found.pop("sha256") == seal(found)


def test_it_holds_one_figure_and_what_is_below_it(get, project):
    found = json.loads(get(f"component.{project.component}.amount").text)
    assert set(found["nodes"]) == {
        f"component.{project.component}.amount", f"component.{project.component}.coefficient",
        f"resource.{project.labourer}.price",
    }  # fmt: skip


def test_it_goes_back_to_a_revision(get):
    assert json.loads(get("rounded", at="1").text)["project"]["revision"] == 1


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_members_take_it(get, people, name):
    assert get("rounded", people[name]).status_code == 200


def test_a_stranger_finds_nothing(get, charlie):
    assert get("rounded", charlie).status_code == 404


@pytest.mark.parametrize(("address", "at"), [("nothing", None), ("node.99.amount", None),
                                             ("rounded", "9"), ("rounded", "x")])  # fmt: skip
def test_what_is_no_figure_is_not_found(get, address, at):
    assert get(address, **({"at": at} if at else {})).status_code == 404
