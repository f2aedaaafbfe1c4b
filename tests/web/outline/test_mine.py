"""GET /projects/<id>/?only=mine: the rows that I set last."""

import re

from tests import large_projects
from tests.statements import counted


def test_each_sees_the_own_rows(browser, browse, bob, vera, charlie, project):
    bobs = browse(bob)
    bobs.hx("sheet?l=id", **{f"q_{project.signboard}_1": "2"})
    page = bobs.get("?only=mine").text
    assert "Papan nama" in page
    assert "Galian tanah" not in page
    assert re.search(r'only=mine"[^>]*aria-current="true">Saya', page)
    hers = browser.get("?only=mine").text
    assert "Galian tanah" in hers
    assert "Papan nama" not in hers
    assert 'class="cell' not in browse(vera).get("?only=mine").text
    assert browse(charlie).get("?only=mine").status_code == 404


def test_the_past_knows_figures_and_not_who_set_them(browser):
    page = browser.get("?only=mine&at=1").text
    assert "Galian tanah" in page
    assert ">Saya</a>" not in page


def test_it_takes_few_statements_whatever_the_size(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 10_000)}/"
    with counted(app) as seen:
        assert browser.get("?only=mine").status_code == 200
    assert len(seen) <= 12
