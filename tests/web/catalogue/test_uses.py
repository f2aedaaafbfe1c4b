"""Where an analysis of an edition is used: in the projects of who asks, and in no others."""

import pytest

from app.extensions import db
from app.models import Analysis, CatalogueAnalysis
from app.services import revisions
from app.services.revisions import Order


@pytest.fixture
def used(app, alice, project, edition) -> int:
    """An analysis of the edition that Alice's project has taken over."""
    with app.app_context():
        source = db.session.scalars(db.select(CatalogueAnalysis)).first()
        values = {"code": source.code, "code_key": source.code, "title": source.title}

        def action(draft):
            row = Analysis(**values, unit="m3", edition="Buku datar")
            return {"analysis": draft.add(row).id}

        revisions.run(Order(project.id, "analysis.added", alice.id), action)
        return source.id


def test_it_names_ones_own_project(app, login, alice, used, project):
    text = login(app.test_client(), alice).get(f"/catalogue/analyses/{used}").text
    assert "Rumah contoh" in text
    assert f"/projects/{project.id}/analyses/" in text


@pytest.mark.parametrize("name", ["charlie", "admin"])
def test_a_strangers_project_is_not_named(app, login, people, used, name):
    text = login(app.test_client(), people[name]).get(f"/catalogue/analyses/{used}").text
    assert "Rumah contoh" not in text
    assert "Tidak di satu pun proyek Anda." in text
