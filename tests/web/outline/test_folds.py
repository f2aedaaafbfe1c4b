"""POST /projects/<id>/folds, and the same button of an editor: sections folded and unfolded."""

import re

import pytest

from tests import large_projects
from tests.statements import counted
from tests.web.outline.conftest import HX

TITLES = ("Pekerjaan tanah", "Galian tanah", "Urugan pasir", "Lain-lain", "Papan nama")


def shown(answer):
    rows = re.findall(
        r'<th scope="row(?:group)?" class="name"[^>]*>(?:<span>)?([^<]+)', answer.text
    )
    return [title.strip() for title in rows]


def fold(browser, row="", do="fold"):
    return browser.post("rows", do=do, row=row)


def test_a_chosen_row_folds_its_section_and_unfolds_it(browser, project):
    answer = fold(browser, project.excavation)
    assert answer.status_code == 303
    page = browser.get()
    assert shown(page) == ["Pekerjaan tanah", "Lain-lain", "Papan nama"]
    assert f'name="do" value="fold-{project.section}"' in page.text
    fold(browser, do=f"fold-{project.section}")
    assert shown(browser.get()) == list(TITLES)
    assert "folds" not in browser.get().headers.get("Set-Cookie", "")


def test_htmx_gets_the_area_and_the_cookie_at_once(browser, project):
    sent = {"do": "fold", "row": str(project.section_ii)}
    answer = browser.client.post(f"{browser.base}rows", data=sent, headers=HX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert shown(answer) == ["Pekerjaan tanah", "Galian tanah", "Urugan pasir", "Lain-lain"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"folds={project.section_ii};")
    assert f"Path={browser.base}" in cookie
    assert "HttpOnly" in cookie


def test_without_a_chosen_row_all_fold_and_unfold(browser):
    fold(browser)
    assert shown(browser.get()) == ["Pekerjaan tanah", "Lain-lain"]
    fold(browser)
    assert shown(browser.get()) == list(TITLES)


def test_it_is_no_revision_and_nobody_else_sees_it(browser, browse, bob, stored):
    fold(browser)
    assert stored().revision == 1
    assert shown(browse(bob).get()) == list(TITLES)


def test_a_row_that_is_asked_for_is_shown(browser, project):
    fold(browser)
    assert "Galian tanah" in shown(browser.get(f"?row={project.excavation}"))
    assert "Papan nama" not in shown(browser.get(f"?row={project.excavation}"))
    assert shown(browser.get(f"?from={project.signboard}")) == ["Lain-lain", "Papan nama"]


@pytest.mark.parametrize("query", ["?only=price", "?select=1", "?at=1", "?since=1"])
def test_a_sheet_that_looks_for_rows_is_not_folded(browser, query):
    fold(browser)
    assert "Urugan pasir" in shown(browser.get(query)) or query == "?since=1"


def test_figures_and_totals_stay(browser):
    before = re.findall(r"1\.581\.250,00", browser.get().text)
    fold(browser)
    assert re.findall(r"1\.581\.250,00", browser.get().text) == before


def test_typed_cells_wait_while_sections_are_folded(browser, project):
    form = {"do": "fold", "row": str(project.section_ii), f"q-{project.excavation}-1": "7,5"}
    answer = browser.client.post(f"{browser.base}rows", data=form, headers=HX)
    assert 'value="7,5"' in answer.text


def test_a_viewer_folds_too_and_a_stranger_finds_nothing(browse, vera, charlie, project):
    veras = browse(vera)
    assert 'form="view" name="do" value="fold-' not in veras.get().text
    assert veras.post("folds", do="fold").status_code == 303
    page = veras.get()
    assert shown(page) == ["Pekerjaan tanah", "Lain-lain"]
    assert f'form="view" name="do" value="fold-{project.section}"' in page.text
    assert browse(charlie).post("folds", do="fold").status_code == 404


@pytest.mark.parametrize("row", ["99999", "9999999999"])
def test_what_is_no_row_of_a_section_is_refused(browser, row):
    assert fold(browser, row).status_code == 422
    assert browser.post("folds", do="x").status_code == 422


@pytest.mark.parametrize(
    "cookie", ["x", "1.2.3.%00", "9" * 3000, "-1", "1." * 500, "all.9999999999_3", "all_all"]
)
def test_an_odd_cookie_harms_nothing(browser, cookie):
    browser.client.set_cookie("folds", cookie, path=browser.base)
    assert browser.get().status_code == 200


def test_all_are_folded_however_many_there_are(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 260, per_section=1)}/"
    fold(browser)
    first = browser.get("?size=200")
    assert shown(first) == [f"Pekerjaan tahap {n}" for n in range(1, 131)]
    assert first.text.count('value="fold-') == 130
    assert len(browser.client.get_cookie("folds", path=browser.base).value) < 10


def test_one_of_all_that_are_folded_is_opened_and_one_within_it_folded(browser, project):
    fold(browser)
    fold(browser, do=f"fold-{project.section_ii}")
    assert shown(browser.get()) == ["Pekerjaan tanah", "Lain-lain", "Papan nama"]
    inner = browser.post("items", kind="section", title="Dalam", parent=str(project.section_ii))
    assert inner.status_code == 303
    row = re.search(r"row=(\d+)", inner.location)[1]
    browser.post("items", kind="note", title="Catatan", parent=row)
    assert shown(browser.get())[-2:] == ["Dalam", "Catatan"]
    fold(browser, do=f"fold-{row}")
    assert shown(browser.get()) == ["Pekerjaan tanah", "Lain-lain", "Papan nama", "Dalam"]
    assert shown(browser.get(f"?row={project.excavation}"))[:2] == list(TITLES[:2])
    fold(browser, do=f"fold-{project.section_ii}")
    assert shown(browser.get()) == ["Pekerjaan tanah", "Lain-lain"]
    fold(browser)
    assert "Catatan" in shown(browser.get())


def test_a_folded_sheet_takes_few_statements(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 10_000)}/"
    fold(browser)
    with counted(app) as seen:
        page = browser.get()
    assert len(shown(page)) == 100
    assert all(re.fullmatch(r"Pekerjaan tahap \d+", title) for title in shown(page))
    assert len(seen) <= 12
