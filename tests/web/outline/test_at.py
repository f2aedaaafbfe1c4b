"""The sheet, a row and the parameters at an earlier revision; what changed since one."""

import re

import pytest

from app.services import versions
from app.services.versions import Given
from tests import large_projects
from tests.statements import counted
from tests.web.history.history_writes import put, set_quantity
from tests.web.moment_pages import assert_marked, assert_only_looks, below_the_band, shown

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def history(app, project, alice):
    """1: 12.5 m3, named HPS; 2: 20 m3; 3: the labourer is 200,000."""
    set_quantity(app, project, alice, 20)
    put(app, project, alice, "resource", project.labourer, price=200_000)
    with app.app_context():
        versions.name(project.id, alice.id, 1, Given("HPS", "untuk PPK", locked=True))
    return project


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_the_moment_and_only_look(browse, people, history, name):
    answer = browse(people[name]).get("?at=1")
    assert_only_looks(answer, 1)
    assert_marked(answer, 1, "HPS")
    said = shown(answer)
    assert "terkunci" in said
    assert "untuk PPK" in said
    # 12.5 x 79,000 x 1.1 + 450,000 x 1.1
    assert "1.086.250,00" in said
    assert "1.581.250,00" in said


def test_a_stranger_finds_nothing(browse, charlie, history):
    assert browse(charlie).get("?at=1").status_code == 404


def test_the_present_is_untouched_and_says_nothing_of_moments(browser, history):
    page = browser.get()
    # 20 x (0.75 x 200,000 + 0.025 x 160,000) x 1.1
    assert "3.388.000,00" in page.text
    assert "moment" not in page.text
    assert "at=" not in page.text.partition("<main")[2]
    assert "data-changed" not in page.text


def test_a_fragment_is_of_the_moment_too(browser, history):
    answer = browser.get("?at=1", headers=HX)
    assert answer.text.lstrip().startswith('<div id="area"')
    assert_only_looks(answer, 1)
    assert "1.086.250,00" in answer.text


def test_it_speaks_english(browser, history):
    browser.client.post("/account/language", data={"language": "en"})
    said = shown(browser.get("?at=1"))
    assert "As of revision 1: HPS" in said
    assert "Back to the present" in said


@pytest.mark.parametrize("at", ["0", "4", "-1", "1e3", "abc", "9" * 30, "2147483648", "%00"])
def test_what_is_no_revision_is_not_found(browser, history, at):
    assert browser.get(f"?at={at}").status_code == 404
    assert browser.get(f"?at={at}", headers=HX).status_code == 404


def test_an_empty_choice_is_the_present(browser, history):
    assert "3.388.000,00" in browser.get("?at=").text


def test_the_band_leads_to_the_versions_around(app, browser, history, alice):
    with app.app_context():
        versions.name(history.id, alice.id, 3, Given("Kontrak"))
    band = browser.get("?at=2&only=price").text.partition("</section>")[0]
    assert 'rel="prev" href="/projects/1/?only=price&amp;at=1"' in band
    assert 'rel="next" href="/projects/1/?only=price&amp;at=3"' in band
    assert re.findall(r'<option value="(\d*)"( selected)?', band) == [
        ("", ""), ("2", " selected"), ("3", ""), ("1", ""),
    ]  # fmt: skip
    assert 'href="/projects/1/?only=price"' in band


def test_filters_and_pages_keep_the_moment(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 120)}/"
    page = browser.get("?at=1")
    assert_only_looks(page, 1)
    following = re.search(r'href="([^"]+)">Baris berikutnya', page.text)[1].replace("&amp;", "&")
    later = browser.client.get(following)
    assert_only_looks(later, 1)
    assert "Baris sebelumnya" in later.text
    assert_only_looks(browser.get("?at=1&only=quantity"), 1)


def test_the_page_of_a_row_and_the_parameters_are_of_the_moment(browser, history):
    row = browser.get(f"items/{history.excavation}?at=1")
    assert_only_looks(row, 1)
    assert_marked(row, 1)
    assert "12,50 m3" in row.text
    assert_only_looks(browser.get("parameters/?at=1"), 1)


def test_a_page_at_a_moment_is_no_heavier_than_any(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 100)}/"
    for address in ("?at=1", "?since=1"):
        page = browser.get(address, headers={"Accept-Encoding": "br"})
        assert len(page.data) <= 8000, address


@pytest.mark.parametrize("items", [100, 2000])
def test_a_moment_takes_at_most_twelve_statements_cold_and_few_warm(app, browser, alice, items):
    browser.base = f"/projects/{large_projects.make(app, alice.id, items)}/"
    browser.get("")
    with counted(app) as cold:
        assert browser.get("?at=1").status_code == 200
    with counted(app) as warm:
        browser.get("?at=1")
    assert len(cold) <= 12, cold
    assert len(warm) <= 4, warm
    browser.get("?since=1")
    with counted(app) as since:
        browser.get("?since=1")
    assert len(since) <= 12, since


def test_changes_since_a_revision_are_marked_in_words_and_by_attribute(browser, history, project):
    page = browser.get("?since=2").text
    row = re.search(rf'<tr [^>]*id="i-{project.excavation}".*?</tr>', page, re.DOTALL)[0]
    assert 'data-changed="recalculated"' in row
    assert "dihitung ulang" in row
    # 20 x 79,000 x 1.1 before
    assert "sebelumnya: 20,00 × 86.900,00 = 1.738.000,00" in row
    assert page.count("data-changed") == 1
    assert 'data-changed="changed"' in browser.get("?since=1").text


def test_only_changed_rows_are_shown_when_asked(browser, history):
    page = below_the_band(browser.get("?since=1&only=changed").text)
    assert "Galian tanah" in page
    assert "Papan nama" not in page
    assert '<option value="1" selected>' in page


@pytest.mark.parametrize("since", ["0", "4", "abc", "9" * 30])
def test_changes_since_what_is_no_revision_are_not_found(browser, history, since):
    assert browser.get(f"?since={since}").status_code == 404


def test_a_save_leads_back_to_the_marks(browser, history, node):
    field = f"q_{history.excavation}_{node(history.excavation).version}"
    answer = browser.post("sheet", since="1", **{field: "21"})
    assert answer.location.endswith("?since=1")
    assert browser.get().status_code == 200


def test_a_block_is_copied_out_of_the_moment(browser, browse, vera, charlie, history):
    path = f"items/block/copy?row={history.excavation}&at=1"
    answer = browser.get(path)
    assert_only_looks(answer, 1)
    assert_marked(answer, 1, "HPS")
    assert "\t12,5\t86900\t1086250" in answer.text
    assert 'name="at" value="1"' in answer.text
    assert browser.get(f"{path}&column=quantity&download=1").text == "12,5\n4\n"
    assert "items/block/copy?at=1" in browser.get("?at=1").text
    assert [browse(one).get(path).status_code for one in (vera, charlie)] == [200, 404]
    assert browser.get("items/block/copy?at=99").status_code == 404
