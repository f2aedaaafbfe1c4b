"""POST /projects/<id>/analyses/<aid>/components/<cid>/coefficient."""

import re
from fractions import Fraction

import pytest

from app.services import analyses_list
from tests import large_projects
from tests.statements import counted
from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base, fence):
    return f"{base}/components/{fence.labourer}/coefficient?l=id"


def cell(fence, text, version=1):
    return {f"c-{fence.labourer}-{version}": text}


def test_the_row_the_sums_and_the_bar_come_back(editor, url, fence, cost):
    answer = editor.post(url, data=cell(fence, "0,65"), headers=HX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<tr")
    targets = set(re.findall(r'hx-target="(#[\w-]+)"', answer.text))
    assert targets == {
        f"#i-{fence.tools}", "#sum-labour", "#sum-equipment", "#sum-d", "#sum-e",
        "#sum-f", "#form-state", "#bar",
    }  # fmt: skip
    for text in ("65.000,00", "3.250,00", "457.750,00", "503.525,00", "diubah: 1 baris"):
        assert text in answer.text
    assert 'data-state="saved"' in answer.text
    assert cost(fence.id) == 457_750


def test_without_script_it_leads_back_to_the_row(editor, url, base, fence, stored):
    answer = editor.post(url, data=cell(fence, "0,65"))
    assert answer.status_code == 303
    assert answer.location == f"{base}#i-{fence.labourer}"
    assert stored(fence.labourer).coefficient == Fraction("0.65")


def test_english_numbers_are_read_as_the_page_wrote_them(editor, url, fence, stored):
    answer = editor.post(url.replace("l=id", "l=en"), data=cell(fence, "0.65"), headers=HX)
    assert "65,000.00" in answer.text
    assert stored(fence.labourer).coefficient == Fraction("0.65")


def test_what_is_refused_stays_in_its_cell_and_nothing_is_stored(editor, url, fence, stored):
    answer = editor.post(url, data=cell(fence, "1.5"), headers=HX)
    assert answer.status_code == 422
    assert 'value="1.5"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "1,5?" in answer.text
    assert "hx-partial" not in answer.text
    assert stored(fence.labourer).coefficient == Fraction("0.6")


def test_without_script_a_refusal_shows_the_whole_form_with_the_text(editor, url, fence):
    page = editor.post(url, data=cell(fence, "=0,5*susut"))
    assert page.status_code == 422
    assert "<html" in page.text
    assert 'value="=0,5*susut"' in page.text
    assert f'href="#c-{fence.labourer}"' in page.text


def test_a_cell_that_was_not_sent_or_sent_twice_is_refused(editor, url, fence):
    assert editor.post(url, data={}, headers=HX).status_code == 422
    twice = {f"c-{fence.labourer}-1": "1", f"c-{fence.labourer}-2": "2"}
    assert editor.post(url, data=twice, headers=HX).status_code == 422


def test_the_second_of_two_people_sees_both_values(editor, owner, url, fence, stored):
    owner.post(url, data=cell(fence, "0,65"), headers=HX)
    answer = editor.post(url, data=cell(fence, "=0,35*2"), headers=HX)
    assert answer.status_code == 409
    for text in ("Alice mengubah Koefisien", "0,6 → 0,65", "=0,35*2", "Pakai 0,65"):
        assert text in answer.text
    assert stored(fence.labourer).coefficient == Fraction("0.65")
    kept = editor.post(url + "&conflict", data=cell(fence, "0,7", version=2), headers=HX)
    assert kept.status_code == 200
    assert f'hx-target="#cf-c-{fence.labourer}" hx-swap="delete"' in kept.text


def test_a_conflict_about_a_percentage_is_told_in_percent(editor, owner, base, fence):
    url = f"{base}/components/{fence.tools}/coefficient"
    owner.post(url, data={f"c-{fence.tools}-1": "10"}, headers=HX)
    answer = editor.post(url, data={f"c-{fence.tools}-1": "=5*3"}, headers=HX)
    assert "5 → 10" in answer.text
    again = editor.post(url, data={f"c-{fence.tools}-2": "=5*3"}, headers=HX)
    assert again.status_code == 200
    formula = owner.post(url, data={f"c-{fence.tools}-2": "7"}, headers=HX)
    assert "10 → =5*3" in formula.text


def test_a_conflict_without_script_keeps_both_on_the_page(editor, owner, url, fence):
    owner.post(url, data=cell(fence, "0,65"))
    page = editor.post(url, data=cell(fence, "0,7"))
    assert page.status_code == 409
    assert "<html" in page.text
    assert f'name="c-{fence.labourer}-2" value="0,7"' in page.text


def test_the_same_request_twice_has_one_effect(editor, url, fence, stored):
    first = editor.post(url, data=cell(fence, "0,65"), headers=HX)
    again = editor.post(url, data=cell(fence, "0,65"), headers=HX)
    assert (first.status_code, again.status_code) == (200, 200)
    assert stored(fence.labourer).version == 2


def test_two_edits_that_meet_beside_each_other_are_merged_and_said(editor, owner, base, fence):
    owner.post(f"{base}/components/{fence.nails}/price", data={f"p-{fence.nails}-1": "3.000"})
    url = f"{base}/components/{fence.nails}/coefficient"
    answer = editor.post(url, data={f"c-{fence.nails}-1": "2"}, headers=HX)
    assert "Alice juga mengubah baris ini: Harga. Semua perubahan tersimpan." in answer.text


@pytest.mark.parametrize(
    ("text", "warning"), [("-1", "di bawah 0"), ("20.000", "jauh di atas yang lazim")]
)
def test_an_odd_value_is_stored_with_a_warning(editor, url, fence, stored, text, warning):
    answer = editor.post(url, data=cell(fence, text), headers=HX)
    assert answer.status_code == 200
    assert "toast warn" in answer.text
    assert warning in answer.text
    assert stored(fence.labourer).version == 2


def test_a_row_of_another_analysis_is_not_found(editor, base, project):
    url = f"{base}/components/{project.component}/coefficient"
    data = {f"c-{project.component}-1": "1"}
    assert editor.post(url, data=data, headers=HX).status_code == 404


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url, fence, stored):
    assert viewer.post(url, data=cell(fence, "1"), headers=HX).status_code == 403
    assert stranger.post(url, data=cell(fence, "1"), headers=HX).status_code == 404
    assert stored(fence.labourer).coefficient == Fraction("0.6")


def test_its_statements_do_not_grow_with_the_project(app, alice, login):
    counts = [_statements(app, alice, login, items) for items in (48, 960)]
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def _statements(app, alice, login, items):
    client = login(app.test_client(), alice)
    made = large_projects.make(app, alice.id, items)
    with app.app_context():
        used = next(line.id for line in analyses_list.listing(made).lines if line.items)
    url = f"/projects/{made}/analyses/{used}"
    name = re.search(r'name="(c-\d+-\d+)"', client.get(url).text)[1]
    post = f"{url}/components/{name.split('-')[1]}/coefficient"
    with counted(app) as seen:
        assert client.post(post, data={name: "0,777"}, headers=HX).status_code == 200
    return len(seen)
