"""Every route as a page and as a piece of one, made from the URL map: a new one is covered unasked.

What an answer may hold, who may keep it, and what the browser is told about it.
"""

import re

import brotli
import pytest

from app.extensions import PAGE_LEVEL
from tests.web.test_access_matrix import address, arguments

__all__ = ["arguments"]

PAGE_HTML = 8_000
OK, NO_CONTENT = 200, 204
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
#: Files that are the same for everybody, and what a machine asks.
OTHERS = {"assets", "health"}
#: These end what the routes after them need.
LAST = ("/deletion", "/logout", "/trash")
FORBIDDEN = {
    "an event handler": r"<[^>]*\son[a-z]+=|\shx-on\b",
    "script in a value": r"=[\"'](js|javascript):",
    "an inline style": r"<style\b|<[^>]*\sstyle=",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "a filter in a trigger": r"hx-trigger=[\"'][^\"']*\[",
    "another host": r"\s(src|href|action|formaction|hx-get|hx-post)=[\"'](https?:)?//",
    "a font or an image of its own": r"<(img|picture|iframe|object|embed)\b|@font-face",
}


@pytest.fixture
def answers(app, login, people, arguments):
    """Method, address, whether a piece was asked for, and the answer; asked once by the owner."""
    client = login(app.test_client(), people["alice"])
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule.endswith(LAST))
    got = []
    for rule in rules:
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for headers in ({}, PARTIAL):
                url = address(app, rule, arguments)
                answer = client.open(url, method=method, headers=headers)
                got.append((rule, f"{method} {rule.rule}", bool(headers), answer))
                if rule.rule.endswith(LAST):
                    login(client, people["alice"])
    return got


def faults(answer, partial):
    """What is wrong with one answer of a page or of a piece of one."""
    if not answer.cache_control.no_store:
        yield "a cache may keep it"
    if not {"HX-Request-Type", "Accept-Encoding"} <= set(answer.vary):
        yield "page and piece are not told apart"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "its type may be guessed"
    if answer.mimetype != "text/html":
        return
    if partial and "<html" in answer.text:
        yield "a whole page where a piece was asked for"
    if partial == ("default-src 'none'" in answer.headers.get("Content-Security-Policy", "")):
        yield "a page without policy, or a piece that carries one"
    if not partial and len(brotli.compress(answer.data, quality=PAGE_LEVEL)) > PAGE_HTML:
        yield "a page of more than 8 kB"
    yield from (label for label, found in FORBIDDEN.items() if re.search(found, answer.text))


def is_same_for_all(answer):
    return "Cookie" not in answer.vary and "Set-Cookie" not in answer.headers


def test_no_answer_may_be_kept_confused_or_turned_against_its_reader(answers):
    wrong = [
        (name, "piece" if partial else "page", answer.status_code, fault)
        for rule, name, partial, answer in answers
        if rule.endpoint.split(".")[0] not in OTHERS and answer.status_code != NO_CONTENT
        for fault in faults(answer, partial)
    ]
    others = [
        name
        for rule, name, _partial, answer in answers
        if rule.endpoint.split(".")[0] in OTHERS
        and answer.status_code == OK
        and not is_same_for_all(answer)
    ]
    assert len(answers) > 200
    assert (wrong, others) == ([], [])


def test_what_a_policy_forbids_would_be_found():
    text = """<p onclick="x" style="x" hx-on:x=""><script>x</script><a href="javascript:x">
        <a hx-trigger="click[x]" href="//elsewhere.example/"><img>"""
    assert [label for label, pattern in FORBIDDEN.items() if not re.search(pattern, text)] == []
