"""The main job through the forms of the pages, without a browser: each address from a page."""

import re
from fractions import Fraction as F
from html import unescape
from io import BytesIO

import pytest

from tests.browser.school import rupiah, school, tables


@pytest.fixture
def office(client, login, alice):
    return login(client, alice)


@pytest.fixture
def sheet(office):
    """The address of the project that the import page stored."""
    files = [(BytesIO(text.encode()), name) for name, text in tables(school()).items()]
    looked = office.post("/projects/import", data={"files": files})
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', looked.text))
    return office.post("/projects/import", data=kept).location


def read(office, address):
    return unescape(office.get(address).text)


def row(page, title):
    return next(r for r in re.findall(r"<tr .*?</tr>", page, re.DOTALL) if f">{title}<" in r)


def amount(page, title):
    return re.search(r'class="n amt"[^>]*>(?:<a[^>]*>)?([^<]+)<', row(page, title))[1]


def total(page):
    return re.search(r'<tfoot.*?class="n amt">(?:<a[^>]*>)?([^<]+)<', page, re.DOTALL)[1]


def save(office, page, cells):
    """Send the form of the page with the cells that hold these texts, by title."""
    action = re.search(r'<form id="sheet"[^>]*? action="([^"]+)"', page)[1]
    names = {re.search(r'name="(\w-\d+-\d+)"', row(page, t))[1]: x for t, x in cells.items()}
    answer = office.post(action, data=names)
    assert answer.status_code == 303, answer.text


def test_a_project_is_brought_changed_taken_back_and_summed_without_script(office, sheet):
    built = school()
    first, second = built.items[0], built.items[20]
    assert total(read(office, sheet)) == rupiah(built.rounded)
    for name, value in {"p": "12,5", "t": "3"}.items():
        office.post(f"{sheet}parameters/", data={"name": name, "value": value})

    save(office, read(office, sheet), {first.title: "=(p+2,5)*t", second.title: "1.234,5"})
    first.quantity, second.quantity = F(45), F("1234.5")
    assert amount(read(office, sheet), first.title) == rupiah(built.amount(first))

    code = next(iter(second.components))
    analysis = re.search(r'href="([^"]+/analyses/\d+)"', row(read(office, sheet), second.title))[1]
    save(office, read(office, analysis), {f"Sumber daya {code}": "=7/3"})
    second.components[code] = F(7, 3)
    save(office, read(office, f"{sheet}prices"), {f"Sumber daya {code}": "98.765,4321"})
    built.prices[code] = F("98765.4321")
    page = read(office, sheet)
    assert amount(page, second.title) == rupiah(built.amount(second))
    assert total(page) == rupiah(built.rounded)

    office.post(f"{sheet}undo")
    assert total(read(office, sheet)) != rupiah(built.rounded)
    office.post(f"{sheet}redo")
    recap = read(office, f"{sheet}recap")
    for figure in (built.subtotal, built.tax, built.total, built.rounded):
        assert f">{rupiah(figure)}<" in recap


def test_a_section_moves_with_its_items_and_the_numbers_follow(office, sheet):
    page = read(office, sheet)
    second = re.findall(r'<tr id="i-(\d+)" class="g g1"', page)[1]
    office.post(f"{sheet}items/{second}/moves", data={"do": "up"})
    moved = read(office, sheet)

    assert re.findall(r'<tr id="i-(\d+)" class="g g1"', moved)[0] == second
    assert (
        re.search(r'class="no"><a[^>]*>([^<]+)<', moved[moved.index(f'id="i-{second}"') :])[1]
        == "I"
    )
    assert total(moved) == total(page)
