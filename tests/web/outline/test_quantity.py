"""POST /projects/<id>/items/<node>/quantity: one cell."""

import re

import pytest

from tests import large_projects
from tests.statements import counted
from tests.web.outline.conftest import HX


def post(browser, project, text: str, version: int = 1, query: str = "", hx: bool = True):
    send = browser.hx if hx else browser.post
    name = f"q_{project.excavation}_{version}"
    return send(f"items/{project.excavation}/quantity{query}", **{name: text})


def test_saves_and_answers_with_the_row_its_sections_and_the_total(browser, project, node):
    answer = post(browser, project, "20,5")
    assert answer.status_code == 200
    assert answer.text.startswith(f'<tr id="i-{project.excavation}" class="r" data-state="saved">')
    assert f'name="q-{project.excavation}-2"' in answer.text
    assert f'hx-target="#i-{project.section}"' in answer.text
    assert 'hx-target="#totals"' in answer.text
    assert "2.276.450,00" in answer.text
    assert "<html" not in answer.text
    assert node(project.excavation).amount == 1_781_450


def test_without_script_it_leads_back_to_the_row(browser, project, node):
    answer = post(browser, project, "20,5", hx=False)
    assert answer.status_code == 303
    assert answer.location.endswith(f"#i-{project.excavation}")
    assert node(project.excavation).quantity == 20.5


@pytest.mark.parametrize(
    "text", ["1.5", "=1/0", "-1", "１２", "9" * 50, "=__import__('os')", "{{7*7}}"]
)
def test_what_is_no_quantity_stays_typed_with_its_reason(browser, project, stored, text):
    before = stored().revision
    answer = post(browser, project, text)
    assert answer.status_code == 422
    assert 'data-state="unsaved"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert re.search(r'<p class="err" id="q-\d+-e">[^<]+', answer.text)
    assert 'value="12,50"' not in answer.text  # what is stored waits for Esc
    assert 'data-was="12,50"' in answer.text
    assert stored().revision == before


def test_the_refusal_is_a_page_without_script(browser, project):
    answer = post(browser, project, "1.5", hx=False)
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert 'value="1.5"' in answer.text
    assert "Maksud Anda 1,5?" in answer.text


def test_markup_in_a_cell_is_text(browser, project):
    answer = post(browser, project, '"><script>alert(1)</script>')
    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_a_cell_that_was_not_sent_or_twice_is_refused(browser, project, stored):
    before = stored().revision
    assert browser.hx(f"items/{project.excavation}/quantity").status_code == 422
    url = f"{browser.base}items/{project.excavation}/quantity"
    name = f"q-{project.excavation}-1"
    both = {name: ["20", "30"]}
    assert browser.client.post(url, data=both, headers=HX).status_code == 422
    odd = {f"q[{project.excavation}]": "20"}
    assert browser.client.post(url, data=odd, headers=HX).status_code == 422
    assert stored().revision == before


def test_the_page_says_how_its_numbers_are_written(browser, project, node):
    answer = post(browser, project, "1,234.5", query="?l=en")
    assert node(project.excavation).quantity == 1234.5
    assert 'value="1,234.50"' in answer.text


def test_a_slip_of_the_hand_is_stored_and_remarked(browser, project, node):
    answer = post(browser, project, "99.000.000")
    assert answer.status_code == 200
    assert "sejuta kali" in answer.text
    assert node(project.excavation).quantity == 99_000_000


def test_a_conflict_shows_both_values_and_overwrites_nothing(browser, browse, bob, project, node):
    post(browse(bob), project, "13")
    answer = post(browser, project, "20")
    assert answer.status_code == 409
    assert 'data-state="conflict"' in answer.text
    for text in ("Bob", "12,50", "Pakai 13", "Simpan 20", f'id="c-{project.excavation}"'):
        assert text in answer.text
    assert node(project.excavation).quantity == 13


def test_mine_can_be_kept_and_the_line_goes(browser, browse, bob, project, node):
    post(browse(bob), project, "13")
    post(browser, project, "20")
    answer = post(browser, project, "20", version=2, query="?l=id&conflict")
    assert answer.status_code == 200
    assert f'<hx-partial hx-target="#c-{project.excavation}" hx-swap="delete">' in answer.text
    assert node(project.excavation).quantity == 20


def test_theirs_can_be_taken(browser, browse, bob, project):
    post(browse(bob), project, "13")
    answer = browser.hx_get(f"items/{project.excavation}/row?conflict&l=id")
    assert answer.status_code == 200
    assert 'value="13,00"' in answer.text
    assert 'hx-swap="delete"' in answer.text
    assert browser.get(f"items/{project.excavation}/row").status_code == 303


def test_a_conflict_is_a_page_without_script(browser, browse, bob, project):
    post(browse(bob), project, "13")
    answer = post(browser, project, "20", hx=False)
    assert answer.status_code == 409
    assert "<html" in answer.text
    assert f'name="q-{project.excavation}-2" value="20"' in answer.text


def test_a_change_beside_the_cell_is_told(browser, browse, bob, project):
    browse(bob).post(f"items/{project.excavation}/texts", version="1", title="Galian keras")
    answer = post(browser, project, "20")
    assert answer.status_code == 200
    assert "Bob juga mengubah baris ini: Uraian pekerjaan. Semua" in answer.text


def test_the_same_request_again_has_one_effect(browser, project, stored):
    post(browser, project, "20")
    before = stored().revision
    answer = post(browser, project, "20")
    assert answer.status_code == 200
    assert stored().revision == before


def test_a_request_that_comes_again_after_other_work_still_says_saved(browser, project, stored):
    post(browser, project, "20")
    backfill = {f"q_{project.backfill}_1": "5"}
    browser.hx(f"items/{project.backfill}/quantity", **backfill)
    before = stored().revision
    answer = post(browser, project, "20")
    assert f'<tr id="i-{project.excavation}" class="r" data-state="saved">' in answer.text
    assert stored().revision == before


def test_others_may_not(assert_refused, project):
    assert_refused(f"items/{project.excavation}/quantity", **{f"q_{project.excavation}_1": "20"})


@pytest.mark.parametrize("node_id", [0, 999_999, 2**40])
def test_a_row_that_is_not_there_is_not_found(browser, node_id):
    assert browser.hx(f"items/{node_id}/quantity", **{f"q_{node_id}_1": "1"}).status_code == 404


@pytest.mark.parametrize("items", [100, 10_000])
def test_an_edit_takes_at_most_sixteen_statements_and_two_kb(app, browser, alice, items):
    browser.base = f"/projects/{large_projects.make(app, alice.id, items)}/"
    cells = re.findall(r'name="(q-(\d+)-1)"', browser.get().text)
    counts = []
    for (name, node_id), text in zip(cells[40:], ("123,45", "=(1+2)*3"), strict=False):
        with counted(app) as seen:
            answer = browser.client.post(
                f"{browser.base}items/{node_id}/quantity?l=id",
                data={name: text},
                headers=HX | {"Accept-Encoding": "br"},
            )
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "br"
        assert len(answer.data) <= 900
        heading = 17 + sum(len(k) + len(v) + 4 for k, v in answer.headers)
        assert len(answer.data) + heading <= 1800
        counts.append(len(seen))
    assert max(counts) <= 16
