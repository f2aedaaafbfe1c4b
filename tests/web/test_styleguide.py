"""The page of all components: there while one develops, and nowhere else."""

import re
from collections import Counter

import pytest


@pytest.fixture
def client(make_app):
    app = make_app(env="development", overrides={"WTF_CSRF_ENABLED": False})
    return app.test_client()


def test_it_shows_every_component_in_every_language(client):
    assert "belum tersimpan" in client.get("/styleguide/").text
    client.set_cookie("language", "en")
    assert "not saved" in client.get("/styleguide/").text


@pytest.mark.parametrize(
    "component",
    [
        "moment", "stops", "chain", "trail", "cf", "offline", "toast ok", "toast warn", "toast err",
        "alert", "empty", "dialog", "pages", "doors", "words", "pairs", "terms", "q", "badge lock",
        "bar", "jump", "tools sticky",
    ],
)  # fmt: skip
def test_every_component_is_shown(client, component):
    assert re.search(rf'class="{component}[" ]', client.get("/styleguide/").text)


@pytest.mark.parametrize("state", ["saved", "saving", "unsaved", "conflict"])
def test_every_state_of_a_row_is_shown(client, state):
    assert f'data-state="{state}"' in client.get("/styleguide/").text


def test_work_is_shown_waiting_and_under_way(client):
    text = client.get("/styleguide/").text
    assert "<progress aria-label" in text
    assert '<progress max="100" value="64"' in text


def test_it_exists_in_development_only(make_app):
    assert make_app().test_client().get("/styleguide/").status_code == 404


def test_no_id_stands_twice(client):
    text = client.get("/styleguide/").text
    counted = Counter(re.findall(r'\sid="([^"]+)"', text))
    assert {name for name, times in counted.items() if times > 1} == set()


def test_what_a_description_or_label_points_at_exists(client):
    text = client.get("/styleguide/").text
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    named = re.findall(r'(?:aria-describedby|for|form|href)="#?([A-Za-z][\w -]*)"', text)
    assert {one for group in named for one in group.split()} <= ids


def test_a_cell_answers_with_its_row_and_the_total_bar(client):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "tr#i-1"}
    text = client.post("/styleguide/cell", data={"q-1-3": "20"}, headers=headers).text
    assert text.lstrip().startswith('<tr class="r" id="i-1" data-state="saved">')
    assert '<hx-partial hx-target="#totals" hx-swap="outerHTML"><tfoot' in text
    assert 'value="20"' in text


@pytest.mark.parametrize(
    ("answer", "status"),
    [("invalid", 422), ("conflict", 409), ("locked", 409), ("forbidden", 403), ("limit", 429)],
)
def test_every_refusal_can_be_looked_at(client, answer, status):
    page = client.post(f"/styleguide/cell?answer={answer}", data={"q-1-3": "20"})
    assert page.status_code == status
    assert "<h1>" in page.text


def test_the_theme_and_density_of_the_cookie_reach_the_page(client):
    client.set_cookie("theme", "dark")
    client.set_cookie("density", "roomy")
    assert (
        '<html lang="id" data-theme="dark" data-density="roomy">' in client.get("/styleguide/").text
    )
    client.set_cookie("theme", '"><script>')
    assert "data-theme" not in client.get("/styleguide/").text.split("<head>")[0]
