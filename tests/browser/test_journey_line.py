"""Typing over a line of 50 kbit/s that stalls, is cut and goes dark: every edit is stored once."""

import dataclasses
import faulthandler
import functools
from collections import Counter
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from tests import large_projects, proxy
from tests.browser import typist

CONFIRMED_P50, CONFIRMED_P95 = 2, 6
TUNNEL_MS, SOAK_SECONDS = 30_000, 900


@pytest.fixture
def wide_sheet(app, alice):
    """A project of a hundred items."""
    return large_projects.make(app, alice.id, 100)


@pytest.fixture
def open_sheet(over_line, alice, wide_sheet):
    return functools.partial(over_line, alice, f"/projects/{wide_sheet}/?size=200")


def texts(rows, first):
    """What is typed into each row, and into no other one."""
    return {row: f"{first + place},25" for place, row in enumerate(rows)}


def once(*typed):
    """Each of these texts, stored once as the number that it is."""
    pairs = (pair for each in typed for pair in each.items())
    return Counter((row, Fraction(text.replace(",", "."))) for row, text in pairs)


def test_forty_edits_with_cuts_and_a_tunnel_are_stored_once_each(app, line, open_sheet, wide_sheet):
    page, book = open_sheet(proxy.FIELD), typist.Book(app, wide_sheet)
    rows = typist.rows(page)
    quiet, cut, dark = texts(rows[:20], 101), texts(rows[20:28], 201), texts(rows[28:40], 301)
    typist.type_down(page, quiet, 250)
    typist.settled(page)
    taken = typist.confirmed(page)
    for place in proxy.PLACES * 2:
        line.cut_next(place)
    typist.type_down(page, cut, 250)
    typist.settled(page)
    with line.tunnel():
        typist.type_down(page, dark, 50)
        expect(page.locator("#offline")).to_contain_text("Belum terkirim: 12.")
    typist.settled(page)

    assert set(line.cuts()) == set(proxy.PLACES)
    assert book.quantities() == once(quiet, cut, dark)
    assert len(typist.confirmed(page)) == 40
    assert book.differences() == ()
    assert typist.share(taken, 0.5) <= CONFIRMED_P50
    assert typist.share(taken, 0.95) <= CONFIRMED_P95


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_five_hundred_edits_are_stored_once_each(app, line, open_sheet, wide_sheet, seed):
    faulthandler.dump_traceback_later(SOAK_SECONDS, exit=True)  # instead of the usual limit
    line.seed = seed
    page = open_sheet(dataclasses.replace(proxy.FIELD, cuts=0.05))
    rows, book = typist.rows(page), typist.Book(app, wide_sheet)
    passes = [texts(rows, 1000 * number) for number in range(1, 6)]
    for number, typed in enumerate(passes):
        typist.type_down(page, dict(list(typed.items())[:90]), 250)
        with line.tunnel():
            typist.type_down(page, dict(list(typed.items())[90:]), 250)
            page.wait_for_timeout(TUNNEL_MS if number == 2 else 2_000)
        typist.settled(page)

    assert set(line.cuts()) == set(proxy.PLACES)
    assert book.quantities() == once(*passes)
    assert len(typist.confirmed(page)) == 500
    assert book.differences() == ()
