"""Taking out a project as it was at an earlier revision."""

from fractions import Fraction

from app.services import tables
from tests.web.history.history_writes import set_quantity


def quantities(answer):
    rows = tables.read(answer.data).tables.outline
    return [row.quantity for row in rows if row.title == "Galian tanah"]


def test_members_get_the_tables_of_the_revision(app, client, login, people, project, alice):
    set_quantity(app, project, alice, 20)
    url = f"/projects/{project.id}/tables.zip"
    for name in ("alice", "bob", "vera"):
        answer = login(client, people[name]).get(f"{url}?at=1")
        assert quantities(answer) == [Fraction("12.5")]
        said = answer.headers["Content-Disposition"]
        assert said == f"attachment; filename=taksir-{project.id}-Rumah-contoh-r1.zip"
        assert quantities(client.get(url)) == [20]


def test_strangers_and_wrong_numbers_find_nothing(client, login, alice, charlie, project):
    url = f"/projects/{project.id}/tables.zip"
    assert login(client, charlie).get(f"{url}?at=1").status_code == 404
    assert login(client, alice).get(f"{url}?at=2").status_code == 404
    assert client.get(f"{url}?at=x").status_code == 404
