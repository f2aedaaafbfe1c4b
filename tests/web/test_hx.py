"""The seam: one template with two answers, toasts, and failures that keep what was typed."""

from io import BytesIO

import pytest
from flask import Flask, flash, request
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.exceptions import InternalServerError

from app.domain.errors import Problem
from app.services import errors
from app.web import hx
from app.web.access import public

PARTIAL = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Source": "form#quantity-form",
    "HX-Target": "section#quantities",
}
PAGE = """{% extends "base.html" %}{% block main %}<h1>Whole</h1>
{% block sheet %}<p id="sheet">{{ text }}</p>{% endblock %}
{% block grand_total %}<b id="grand-total">9</b>{% endblock %}
{% block rows %}<hx-partial hx-target="#i-7" hx-swap="outerHTML"><p></p></hx-partial>{% endblock %}
{% endblock %}"""
RAISED = {
    "missing": errors.NotFound(),
    "forbidden": errors.Forbidden(),
    "locked": errors.Locked(),
    "invalid": errors.Invalid(Problem("number.negative", "quantity", {"text": "-5", "low": "0"})),
    "broken": InternalServerError(),
}


def sheet():
    return hx.render("page.html", "sheet", "grand_total", "rows", text="<i>")


def save():
    hx.toast("ok", "Saved so well.", ("Undo", "/undo"))
    return hx.saved("page.html", "sheet", to="/sheet#i-7", text=request.form.get("text", ""))


def leave():
    hx.toast("info", "Gone elsewhere.")
    return hx.redirect("/sheet#end")


def fail(name: str):
    raise RAISED[name]


def only_totals():
    flash("Flashed.")
    return hx.partials("page.html", "grand_total")


def crash():
    raise ZeroDivisionError


ROUTES = {
    "/sheet": (sheet, ["GET"]),
    "/save": (save, ["POST"]),
    "/leave": (leave, ["POST"]),
    "/totals": (only_totals, ["POST"]),
    "/crash": (crash, ["GET", "POST"]),
    "/fail/<name>": (fail, ["GET", "POST"]),
}


@pytest.fixture
def app(make_app) -> Flask:
    changes = {"WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False}
    app = make_app(overrides=changes)
    app.jinja_loader = ChoiceLoader([DictLoader({"page.html": PAGE}), app.jinja_loader])
    for rule, (view, methods) in ROUTES.items():
        app.add_url_rule(rule, view_func=public(view), methods=methods)
    return app


@pytest.fixture
def token(client) -> str:
    """The token of a page, as the form of that page would send it."""
    text = client.get("/sheet").text
    return text.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.fixture
def post(client, token):
    def post(path, data=None, headers=None, **more):
        fields = {"csrf_token": token, **(data or {})}
        return client.post(path, data=fields, headers=headers, **more)

    return post


def test_a_browser_gets_the_whole_page(client):
    answer = client.get("/sheet")
    assert "<h1>Whole</h1>" in answer.text
    assert '<p id="sheet">&lt;i&gt;</p>' in answer.text


def test_htmx_gets_the_first_block_bare_and_the_others_as_partials(client):
    text = client.get("/sheet", headers=PARTIAL).text
    assert text.startswith('<p id="sheet">')
    assert '<hx-partial hx-target="#grand-total" hx-swap="outerHTML"><b id="grand-total">' in text
    assert "<html" not in text


def test_a_block_that_brings_its_own_partial_is_not_wrapped_again(client):
    assert client.get("/sheet", headers=PARTIAL).text.count("<hx-partial") == 2


def test_a_page_restored_from_the_history_is_whole(client):
    headers = {"HX-Request": "true", "HX-Request-Type": "full"}
    assert "<h1>Whole</h1>" in client.get("/sheet", headers=headers).text


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_both_answers_are_kept_apart_and_out_of_caches(client, headers):
    answer = client.get("/sheet", headers=headers)
    assert "HX-Request-Type" in answer.vary
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_write_without_script_ends_in_a_redirect_and_the_toast_waits_there(client, post):
    answer = post("/save", {"text": "x"})
    assert (answer.status_code, answer.location) == (303, "/sheet#i-7")
    page = client.get("/sheet").text
    assert "Saved so well." in page
    assert 'action="/undo"' in page
    assert "Saved so well." not in client.get("/sheet").text


def test_a_write_by_htmx_answers_the_block_and_the_toast(post):
    answer = post("/save", {"text": "x"}, PARTIAL)
    assert (answer.status_code, answer.text[:14]) == (200, '<p id="sheet">')
    assert '<hx-partial hx-target="#toasts" hx-swap="beforeend">' in answer.text
    assert "Saved so well." in answer.text
    assert "Set-Cookie" not in answer.headers


def test_an_answer_of_partials_leaves_its_target_alone(post):
    answer = post("/totals", headers=PARTIAL)
    assert answer.headers["HX-Reswap"] == "none"
    assert answer.text.startswith('<hx-partial hx-target="#grand-total"')
    assert "Flashed." in answer.text


def test_htmx_is_sent_elsewhere_by_a_header_and_the_toast_arrives_there(client, post):
    answer = post("/leave", headers=PARTIAL)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sheet#end")
    assert "HX-Refresh" not in answer.headers
    assert "Gone elsewhere." in client.get("/sheet").text


def test_a_redirect_to_the_present_page_loads_it_again(post):
    here = {**PARTIAL, "HX-Current-URL": "http://localhost/sheet"}
    assert post("/leave", headers=here).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ("form#quantity-form", "quantity-form"),
        ("input#q-7", "q-7"),
        ("tr", None),
        ("form#7", None),
        ('form#x"><script>', None),
        ("form#a b", None),
        ("", None),
    ],
)
def test_only_a_plain_id_is_taken_from_a_header(app, sent, found):
    with app.test_request_context(headers={"HX-Source": sent}):
        assert hx.element_id("HX-Source") == found


@pytest.mark.parametrize(
    ("name", "status"),
    [("missing", 404), ("forbidden", 403), ("locked", 409), ("invalid", 422), ("broken", 500)],
)
def test_a_refusal_is_a_page_for_browsers_and_a_toast_for_htmx(client, name, status):
    page = client.get(f"/fail/{name}")
    toast = client.get(f"/fail/{name}", headers=PARTIAL)
    assert (page.status_code, toast.status_code) == (status, status)
    assert page.text.startswith("<!doctype html>")
    assert toast.headers["HX-Reswap"] == "none"
    assert 'role="alert"' in toast.text
    assert "<html" not in toast.text


def test_a_refusal_says_what_would_be_accepted_in_the_language_of_the_reader(client):
    assert "-5 kurang dari 0. Ketik 0 atau lebih." in client.get("/fail/invalid").text
    client.set_cookie("language", "en")
    assert "-5 is below 0. Type 0 or more." in client.get("/fail/invalid").text


def test_the_toast_of_a_failed_form_sends_that_form_again(post):
    text = post("/fail/broken", {}, PARTIAL).text
    assert '<button class="btn small" form="quantity-form">' in text


def test_the_toast_of_a_failed_cell_sends_that_cell_again(post):
    cell = {**PARTIAL, "HX-Source": "input#q-7", "HX-Target": "tr#i-7"}
    text = post("/fail/locked?page=2", {}, cell).text
    assert 'hx-post="/fail/locked?page=2" hx-include="#q-7"' in text
    assert 'hx-target="#i-7" hx-swap="outerHTML"' in text


def test_the_toast_of_a_failed_fragment_asks_for_it_again(client):
    text = client.get("/fail/broken", headers=PARTIAL).text
    assert 'hx-get="/fail/broken" hx-target="#quantities"' in text


def test_a_refusal_that_repeating_cannot_help_offers_no_retry(post):
    assert "Coba lagi" not in post("/fail/invalid", {}, PARTIAL).text


def test_without_script_a_failed_form_is_offered_again_as_it_was_typed(post):
    answer = post("/fail/broken?x=1", {"_key": "k1", "text": '"><script>', "empty": ""})
    assert answer.status_code == 500
    assert 'action="/fail/broken?x=1"' in answer.text
    assert '<input type="hidden" name="_key" value="k1">' in answer.text
    assert '<input type="hidden" name="text" value="&#34;&gt;&lt;script&gt;">' in answer.text
    assert "Coba lagi" in answer.text


def test_a_password_or_a_file_is_never_offered_again(post):
    secret = post("/fail/broken", {"password": "correct horse"})
    upload = post("/fail/broken", {"file": (BytesIO(b"bytes"), "prices.zip")})
    assert "correct horse" not in secret.text
    assert "<form" not in secret.text.split('id="content"')[1]
    assert "<form" not in upload.text.split('id="content"')[1]


def test_more_than_anybody_types_is_not_sent_back(post):
    assert "x" * 1000 not in post("/fail/broken", {"text": "x" * 200_000}).text


def test_a_form_from_elsewhere_is_refused_and_not_offered_again(client, token):
    answer = client.post("/fail/broken", data={"text": "forged", "csrf_token": token[::-1]})
    assert answer.status_code == 400
    assert "forged" not in answer.text


def test_a_crash_is_an_answer_too(client):
    assert client.get("/crash").status_code == 500
    assert client.get("/crash", headers=PARTIAL).headers["HX-Reswap"] == "none"


def test_a_failure_of_the_error_page_itself_still_answers(app, client):
    def broken():
        raise ZeroDivisionError

    app.template_context_processors[None].append(broken)
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "<h1>Tidak ditemukan</h1>" in answer.text


def test_a_limit_says_how_long_to_wait(make_app):
    limits = {"RATELIMIT_ENABLED": True, "WTF_CSRF_ENABLED": False}
    app = make_app(write_limit="1 per minute", overrides=limits)
    app.add_url_rule("/leave", view_func=public(leave), methods=["POST"])
    client = app.test_client()
    client.post("/leave")
    answer = client.post("/leave", headers=PARTIAL)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert f'data-wait="{answer.headers["Retry-After"]}"' in answer.text
    assert "detik" in answer.text


def test_every_page_is_guarded_against_foreign_code(client):
    headers = client.get("/sheet").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_https_is_demanded_only_over_https(client):
    answer = client.get("/sheet", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_page_has_an_empty_place_for_toasts_and_the_token_for_htmx(client):
    text = client.get("/sheet").text
    region = '<div id="toasts" class="toasts" role="status" aria-atomic="false">'
    assert f"{region}</div>" in text
    assert 'hx-headers:inherited=\'{"X-CSRFToken":' in text
    assert 'hx-status:5xx:inherited="swap:none"' in text
