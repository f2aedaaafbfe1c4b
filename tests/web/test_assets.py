"""Style sheet and scripts: addressed by their hash, compressed, small, and harmless."""

import gzip
import re
from pathlib import Path

import brotli
import pytest

from app.web import assets

ROOT = Path(assets.__file__).parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_SCRIPTS = 10_000
#: Classes that a template puts together, or htmx sets.
COMPOSED = {"g3", "htmx-request"}
BUDGET = {
    "style.css": 6_000,
    "app.js": 6_000,
    "sheet.js": 4_000,
    "later.js": 1_200,
    "htmx.js": 12_500,
    "icon.svg": 200,
}


@pytest.fixture
def client(make_app):
    return make_app().test_client()


def fresh(name: str) -> str:
    return f"/static/{name}?v={assets.load(name).version}"


@pytest.mark.parametrize("name", assets.SOURCES)
def test_the_address_with_the_right_hash_is_kept_for_ever(client, name):
    answer = client.get(fresh(name))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_the_same_for_everybody_also_after_a_visit(client):
    client.get("/nothing")
    answer = client.get(fresh("app.js"))
    assert set(answer.vary) == {"Accept-Encoding"}
    assert "Set-Cookie" not in answer.headers
    assert "X-Request-ID" not in answer.headers


@pytest.mark.parametrize("query", ["", "?v=", "?v=01234567"])
def test_another_hash_is_served_but_asked_for_again(client, query):
    answer = client.get(f"/static/app.js{query}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.js", "css", "..%2fconfig.py", "js/app.js"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "used"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, br;q=0", "gzip"), ("", None)],
)
def test_the_browser_chooses_the_compression(client, accepted, used):
    answer = client.get(fresh("style.css"), headers={"Accept-Encoding": accepted})
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[used]
    assert answer.headers.get("Content-Encoding") == used
    assert read(answer.data) == assets.load("style.css").body
    assert "Accept-Encoding" in answer.vary


def test_what_the_browser_still_has_is_not_sent_again(client):
    etag = client.get("/static/app.js").headers["ETag"]
    again = client.get("/static/app.js", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_one_address_holds_all_layers_and_first_their_order():
    style = assets.load("style.css").body.decode()
    assert all(style.count(f"@layer {layer}{{") == 1 for layer in assets.LAYERS)
    assert style.startswith("@layer tokens,reset,base,layout,components,print;@layer tokens{")


def test_the_style_sheet_dresses_nothing_that_no_page_has():
    style = re.sub(r"\{[^{}]*\}", "{}", assets.load("style.css").body.decode())
    pages = "".join(path.read_text() for path in (*TEMPLATES, *SCRIPTS))
    named = set(re.findall(r"[\w-]+", pages)) | COMPOSED
    assert set(re.findall(r"\.([a-z][\w-]*)", style)) - named == set()
    assert set(re.findall(r"\.([a-z][\w-]*)", style)) >= COMPOSED


def test_scripts_are_sent_as_they_were_written_and_are_small_together():
    own = [name for name in assets.SOURCES if name.endswith(".js") and name != "htmx.js"]
    written = {
        name: b"\n".join((ROOT / "static" / path).read_bytes() for path in assets.SOURCES[name])
        for name in own
    }
    sent = {name: assets.load(name).body for name in own}
    assert sent == written
    assert sum(len(assets.compressed(body, "br")) for body in sent.values()) <= OWN_SCRIPTS


def test_the_style_sheet_fetches_nothing():
    assert not re.search(rb"url\(|@import|@font-face|image-set", assets.load("style.css").body)


def test_leaving_out_blanks_leaves_the_style_sheet_as_it_was_written():
    written = "".join((ROOT / "static" / path).read_text() for path in assets.SOURCES["style.css"])
    strings = re.findall(r'"[^"]*"', written)
    assert [text for text in strings if re.search(r"[:;{},]\s|\s[{}]", text)] == []


@pytest.mark.parametrize("name", assets.SOURCES)
def test_every_file_keeps_its_budget(name):
    assert len(assets.compressed(assets.load(name).body, "br")) <= BUDGET[name]


def test_our_own_scripts_together_keep_theirs():
    own = [name for name in assets.SOURCES if name.endswith(".js") and name != "htmx.js"]
    assert sum(len(assets.compressed(assets.load(name).body, "br")) for name in own) <= 10_000


def test_all_icons_together_cost_less_than_a_kilobyte(make_app):
    app = make_app()
    with app.test_request_context():
        sprite = app.jinja_env.get_template("macros/icons.html").module.sprite()
    assert len(brotli.compress(str(sprite).encode())) <= 1_000


def test_a_page_names_its_files_by_their_hash(client):
    text = client.get("/nothing").text
    assert f'href="{fresh("style.css")}"' in text


def test_the_vendored_library_comes_with_its_licence_and_version():
    folder = ROOT / "static" / "vendor" / "htmx-4.0.1"
    assert "Zero-Clause BSD" in (folder / "LICENSE").read_text()
    assert '"4.0.1"' in (folder / "htmx.min.js").read_text()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_markup_and_no_code_from_text(path):
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    assert not re.search(forbidden, path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_nothing_that_the_policy_forbids(path):
    text = path.read_text()
    assert not re.search(r"\|\s*safe\b|Markup\(", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\s(on[a-z]+|style|hx-on[^=]*)=", text)
    assert not re.search(r"hx-[a-z:]+=\"(js|javascript):", text)
    assert not re.search(r"hx-trigger=\"[^\"]*\[", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_is_longer_than_a_screen_or_three(path):
    assert len(path.read_text().splitlines()) <= 120


def test_a_browser_finds_the_icon_where_it_looks_by_itself(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert 'rel="icon"' not in client.get("/nothing").text
