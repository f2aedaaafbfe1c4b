"""What must not stand in the project, found by reading it."""

import re

import pytest

from tests.architecture.sources import CODE, SCRIPTS, TEMPLATES, lines, name, texts

# Put together here, so that this file does not find itself.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org"]
PLACES = ["/wo" + "rk/", "/ro" + "ot/", "localhost:" + "8080"]
LEFT_OVER = ["TO" + "DO", "FIX" + "ME", "X" * 3]
IN_PAGES = {
    "an event handler in markup": r"\shx-on[:a-z-]*=|\son[a-z]+=[\"']",
    "script in an htmx value": r"[\"']js:|[\"']javascript:",
    "a filter in a trigger": r"hx-trigger=[\"'][^\"']*\[",
    "an inline style": r"<style\b|\sstyle=[\"'{]",
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "unescaped text": r"\|\s*safe\b|autoescape\s+false",
    "an unquoted attribute": r"\s[a-z-]+=\{\{",
    "something from another host": r"(src|href)=[\"']https?://",
}


def found(paths, pattern):
    sought = re.compile(pattern)
    return [
        f"{name(path)}:{number}"
        for path in paths
        for number, line in enumerate(lines(path), 1)
        if sought.search(line)
    ]


@pytest.mark.parametrize("pattern", IN_PAGES.values(), ids=IN_PAGES)
def test_no_template_has(pattern):
    assert TEMPLATES
    assert found(TEMPLATES, pattern) == []


def test_the_patterns_find_what_they_are_for():
    line = (
        """<p hx-on:click="x" hx-vals='js:{}' hx-trigger="click[a]" style="x" id={{ x }}>"""
        """<script>x</script>{{ x|safe }}<a href="https://x.example">"""
    )
    assert [label for label, pattern in IN_PAGES.items() if not re.search(pattern, line)] == []


def test_no_code_declares_text_to_be_safe_markup():
    assert found(CODE, r"(flask|jinja2|markupsafe)( import .*|\.)\bMarkup\b|\|safe\b") == []


def test_no_code_evaluates_text():
    assert found(CODE, r"(?<![\w.])(eval|exec)\(|import pickle|yaml\.load|shell=True") == []
    assert found(SCRIPTS, r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML") == []


@pytest.mark.parametrize("words", [HOSTS, PLACES, LEFT_OVER], ids=["hosts", "places", "left over"])
def test_no_file_names(words):
    pattern = "|".join(re.escape(word) for word in words)

    assert found(texts(), rf"(?<![\w.-])({pattern})") == []


def test_no_test_steps_aside():
    sought = r"pytest\.(mark\.)?(" + "skip|x" + "fail|importor" + r"skip)|unittest\.skip"

    assert found((p for p in texts() if "tests" in p.parts), sought) == []
