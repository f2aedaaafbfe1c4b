"""Contrast of every pair of colours that meet on a page, recomputed from the token file."""

import re
from pathlib import Path

import pytest

from app.web import assets

TOKENS = (assets.FOLDER / "css" / "tokens.css").read_text()
STYLE = "".join(path.read_text() for path in sorted((assets.FOLDER / "css").glob("*.css")))
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), #", TOKENS))
DARK = dict(re.findall(r"--([\w-]+): light-dark\(#[0-9a-f]{6}, (#[0-9a-f]{6})\)", TOKENS))
GROUNDS = ("bg", "surface", "head", "selected", "changed")
TEXTS = ("ink", "muted", "accent", "ok", "warn", "err")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_knows_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [PAIRS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_ground(scheme, ground, text):
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [PAIRS, DARK], ids=["light", "dark"])
def test_text_on_the_filled_button_can_be_read(scheme):
    assert contrast(scheme["on-accent"], scheme["accent"]) >= 4.5


@pytest.mark.parametrize("scheme", [PAIRS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("mark", ["edge", "accent"])
def test_borders_of_fields_and_focus_can_be_seen(scheme, ground, mark):
    assert contrast(scheme[mark], scheme[ground]) >= 3


def test_colours_are_named_in_the_tokens_and_nowhere_else():
    rest = STYLE.replace(TOKENS, "")
    allowed = {"#000"}  # ink on paper
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rest)) <= allowed


def test_every_variable_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", STYLE))
    assert set(re.findall(r"var\((--[\w-]+)", STYLE)) <= defined


def test_every_class_of_the_macros_is_styled_or_a_hook():
    macros = Path(assets.FOLDER).parent / "templates" / "macros"
    text = "".join(path.read_text() for path in macros.glob("*.html"))
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    used = {name for group in re.findall(r'class="([^"]*)"', plain) for name in group.split()}
    assert {name for name in used if f".{name}" not in STYLE} == set()
