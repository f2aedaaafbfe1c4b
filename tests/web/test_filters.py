"""Printing: the fast arithmetic says what the domain says, in the reader's locale and zone."""

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Problem
from app.domain.locale_numbers import show
from app.web import filters

ANI = SimpleNamespace(number_locale="id", language="id", time_zone="Asia/Makassar")
BEN = SimpleNamespace(number_locale="en", language="en", time_zone="Asia/Jakarta")
MIXED = SimpleNamespace(number_locale="en", language="id", time_zone="")
LATE = datetime(2026, 8, 31, 17, 5, tzinfo=UTC)
amounts = st.fractions(min_value=-(10**15), max_value=10**15, max_denominator=10**6)


@pytest.fixture
def app(make_app) -> Flask:
    return make_app()


def shown(app, person, filter_, *args):
    with app.test_request_context():
        g.me = person
        return filter_(*args)


@given(x=amounts, places=st.integers(0, 10), locale=st.sampled_from(["id", "en"]))
def test_the_fast_way_prints_what_the_domain_prints(x, places, locale):
    top, bottom = x.as_integer_ratio()
    assert filters.printed(top, bottom, places, locale) == show(x, locale, places)


@given(x=amounts, least=st.integers(0, 6))
def test_zeros_at_the_end_go_as_the_domain_lets_them_go(x, least):
    assert filters.number(x, 6, least) == show(x, "id", 6, least)


@pytest.mark.parametrize(
    ("filter_", "args", "printed"),
    [
        (filters.money, (Fraction(1234567, 2),), "617.283,50"),
        (filters.money, (5,), "5,00"),
        (filters.money_scaled, (12345678,), "1.234,57"),
        (filters.money_scaled, (-12345650,), "-1.234,57"),
        (filters.quantity, (Fraction(25, 2),), "12,50"),
        (filters.quantity, (Fraction(1, 8),), "0,125"),
        (filters.coefficient, (Fraction(13, 20),), "0,6500"),
        (filters.percent, (Fraction(11),), "11,00\u00a0%"),
        (filters.number, (Fraction(-1, 1000), 2), "0,00"),
        (filters.value, (Fraction(13),), "13"),
        (filters.value, ("typed",), "typed"),
        (filters.value, (date(2026, 5, 2),), "2 Mei 2026"),
    ],
)
def test_figures_are_printed_as_on_paper(app, filter_, args, printed):
    assert shown(app, ANI, filter_, *args) == printed


@pytest.mark.parametrize(
    "filter_",
    [
        filters.money,
        filters.money_scaled,
        filters.number,
        filters.quantity,
        filters.coefficient,
        filters.percent,
        filters.value,
        filters.day,
        filters.when,
        filters.clock,
    ],
)
def test_what_is_unknown_is_a_dash_and_never_zero(app, filter_):
    assert shown(app, ANI, filter_, None) == "—"


def test_the_number_locale_is_the_persons_and_not_the_languages(app):
    assert shown(app, MIXED, filters.money, Fraction(12345, 10)) == "1,234.50"
    assert shown(app, MIXED, filters.day, date(2026, 10, 1)) == "1 Okt 2026"


def test_without_a_person_figures_follow_the_language(app):
    assert shown(app, None, filters.money, 1500) == "1.500,00"
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert filters.money(1500) == "1,500.00"


def test_moments_are_told_in_the_zone_and_language_of_the_reader(app):
    assert shown(app, ANI, filters.when, LATE) == "1 Sep 2026 01.05"
    assert shown(app, BEN, filters.when, LATE) == "1 Sep 2026 00:05"
    assert shown(app, BEN, filters.clock, LATE.replace(tzinfo=None)) == "00:05"
    assert shown(app, ANI, filters.value, LATE) == "1 Sep 2026 01.05"


def test_a_problem_becomes_a_sentence_with_figures_of_the_reader(app):
    found = Problem("figure.out_of_range", params={"low": 0, "high": 10**9})
    assert "1.000.000.000" in shown(app, ANI, filters.problem, found)
    assert "1,000,000,000" in shown(app, BEN, filters.problem, found)


def test_every_filter_is_known_to_the_templates(app):
    with app.test_request_context():
        template = app.jinja_env.from_string("{{ 1500|money }} {{ x|quantity }}")
        assert template.render(x=Fraction(3)) == "1.500,00 3,00"
