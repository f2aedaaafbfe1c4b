"""The glossary: every term of the project's list, in both languages, and the way to it."""

import re
from html import unescape
from pathlib import Path

import pytest

from app.web.glossary.terms import TERMS

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "app" / "templates"
URL = "/help/glossary"


def words(text):
    return set(re.findall(r"[\w-]+", text.casefold()))


@pytest.fixture
def page(client, login, alice):
    def read(language="id"):
        login(client, alice)
        client.post("/account/language", data={"language": language})
        return client.get(URL)

    return read


@pytest.mark.parametrize("name", ["alice", "vera", "charlie", "admin"])
def test_everybody_who_is_logged_in_reads_it(client, login, people, name):
    answer = login(client, people[name]).get(URL)
    assert answer.status_code == 200
    assert answer.text.count("<dt id=") == len(TERMS)


def test_nobody_else_does(app):
    assert "/login" in app.test_client().get(URL).location


def test_it_explains_in_indonesian_and_in_english(page):
    indonesian, english = page(), page("en")
    assert "10 sampai 15 persen" in indonesian.text
    assert "10 to 15 percent" in english.text
    assert "10 sampai 15 persen" not in english.text


def test_every_anchor_is_there_and_every_jump_leads_to_one(page):
    text = page().text
    there = re.findall(r'<dt id="([^"]+)"', text)
    assert there == list(TERMS)
    assert re.findall(r'href="#([^"]+)"', text.partition('aria-label="Daftar istilah"')[2]) == there


def test_the_developers_list_has_no_term_that_the_page_lacks():
    listed = (ROOT / "docs/glossary.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", listed, re.MULTILINE)
    known = words(" ".join(f"{t.id} {t.en} {t.text._args[0]}" for t in TERMS.values()))
    known |= words(" ".join(anchor.replace("-", " ") for anchor in TERMS))
    lost = [row for row in rows[2:] if not (words(row[0]) & known)]
    assert lost == []


def test_pages_lead_to_terms_that_exist():
    found = {
        anchor
        for path in TEMPLATES.rglob("*.html")
        for anchor in re.findall(r'(?:about\(|beside\(|about=)"([\w-]+)"', path.read_text())
    }
    stumbling = {"buk", "gabungan", "pembulatan", "termasuk-buk", "persen", "kemasan"}
    assert stumbling <= found <= set(TERMS)


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("settings", "buk"),
        ("settings", "pembulatan"),
        ("items/{0.excavation}", "termasuk-buk"),
        ("resources/{0.sand}", "kemasan"),
        ("analyses/{0.analysis}/components/new?q=Urug", "persen"),
        ("analyses/{0.analysis}/components/new?q=Urug", "gabungan"),
    ],
)
def test_a_label_that_people_stumble_over_has_its_question_mark(
    client, login, alice, project, path, anchor
):
    url = f"/projects/{project.id}/{path.format(project)}"
    text = login(client, alice).get(url).text
    (link,) = re.findall(rf'<a class="q" href="{URL}#{anchor}"[^>]*>', text)[:1]
    assert 'target="glossary"' in link
    title = unescape(re.search(r'title="([^"]+)"', link)[1])
    assert title in unescape(client.get(URL).text)
