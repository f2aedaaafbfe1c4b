"""The browser itself refuses what our pages never contain."""

import pytest

from tests.browser import people

INJECTED = """async () => {
  const refused = new Promise((tell) => document.addEventListener(
    "securitypolicyviolation", (event) => tell(event.effectiveDirective), {once: true}));
  const script = document.createElement("script");
  script.textContent = "window.injected = true";
  document.body.append(script);
  return [await refused, window.injected ?? false];
}"""
HANDLER = """async () => {
  const refused = new Promise((tell) => document.addEventListener(
    "securitypolicyviolation", (event) => tell(event.effectiveDirective), {once: true}));
  document.getElementById("content").insertAdjacentHTML(
    "beforeend", "<img src=x onerror='window.injected = true'>");
  return [await refused, window.injected ?? false];
}"""
EVALUATED = """async () => {
  const refused = new Promise((tell) => document.addEventListener(
    "securitypolicyviolation", (event) => tell(event.blockedURI), {once: true}));
  setTimeout("window.injected = true");
  return [await refused, window.injected ?? false];
}"""

#: In a task of the page itself: what a test runs from outside may evaluate.
MADE = """() => new Promise((tell) => setTimeout(() => tell(
  [() => eval("1"), () => new Function("return 1")()].map((attempt) => {
    try { return attempt(); } catch (error) { return error.name; }
  }))))"""


@pytest.fixture
def page(app, new_context, login, alice, project):
    context = new_context()
    people.enter(context, app, login, alice)
    opened = context.new_page()
    opened.goto(f"/projects/{project.id}/")
    return opened


@pytest.mark.parametrize(
    ("attempt", "refusal"),
    [(INJECTED, "script-src-elem"), (HANDLER, "script-src-attr"), (EVALUATED, "eval")],
    ids=["script", "handler", "eval"],
)
def test_a_script_that_is_not_ours_does_not_run(page, attempt, refusal):
    assert page.evaluate(attempt) == [refusal, False]


def test_text_never_becomes_code_and_markup_brings_no_style(page):
    refused = page.evaluate(MADE)
    page.evaluate("document.body.setAttribute('style', 'outline-width: 7px')")

    assert refused == ["EvalError", "EvalError"]
    assert page.evaluate("getComputedStyle(document.body).outlineWidth") != "7px"


def test_a_page_cannot_be_framed_or_reach_another_host(page):
    reached = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')")
    headers = page.request.get(page.url).headers

    assert reached == "refused"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
