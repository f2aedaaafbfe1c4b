"""The recap at an earlier revision, and where a later arithmetic differs from what was kept."""

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import Keyframe
from app.services import versions
from app.services.versions import Given
from tests.web.history.history_writes import set_quantity
from tests.web.moment_pages import assert_marked, assert_only_looks, shown

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#recap"}


@pytest.fixture
def url(app, project, alice):
    set_quantity(app, project, alice, 20)
    return f"/projects/{project.id}/recap"


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_the_totals_of_the_revision(client, login, people, url, name):
    login(client, people[name])
    for headers in ({}, HX):
        answer = client.get(f"{url}?at=1", headers=headers)
        assert_only_looks(answer, 1)
        # 12.5 x 79,000 x 1.1 + 450,000 x 1.1
        assert "1.581.250,00" in answer.text
    assert_marked(client.get(f"{url}?at=1"), 1)
    # 20 x 79,000 x 1.1 + 450,000 x 1.1
    assert "2.233.000,00" in client.get(url).text


def test_strangers_and_wrong_numbers_find_nothing(client, login, alice, charlie, url):
    assert login(client, charlie).get(f"{url}?at=1").status_code == 404
    assert login(client, alice).get(f"{url}?at=3").status_code == 404
    assert client.get(f"{url}?at=x").status_code == 404


def test_kept_figures_stand_and_the_page_says_so(app, client, login, alice, project, url):
    with app.app_context():
        versions.name(project.id, alice.id, 1, Given("HPS"))
        frame = db.session.execute(db.select(Keyframe)).scalar_one()
        kept = {**frame.figures, "subtotal": "1500000", "total": "1500000", "rounded": "1500000"}
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(update(Keyframe.__table__).values(figures=kept, arithmetic=0))
    said = shown(login(client, alice).get(f"{url}?at=1"))
    assert "1.500.000,00" in said
    assert "Perhitungan yang sekarang menghasilkan Rp 1.581.250,00" in said
    assert "angka yang disimpan tetap berlaku" in said
