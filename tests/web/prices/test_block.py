"""GET and POST /projects/<id>/prices/block: a column of prices from a spreadsheet."""

import html
import re

import pytest

KEY = "k" * 20


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/prices/block"


def fields(page):
    """The form of a look as a browser would send it again."""
    found = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page)
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]
    sent = {name: html.unescape(value) for name, value in found if not name.startswith("read-")}
    chosen = dict(re.findall(r'name="(read-[a-z]+)" value="([a-z]+)" checked', page))
    return sent | chosen | {"text": html.unescape(text)}


def test_the_page_says_where_the_block_begins(bobs, url, project):
    assert "Mandor" in bobs.get(f"{url}?row={project.foreman}").text
    assert bobs.get(f"{url}?row=999999").status_code == 200


def test_prices_fill_the_list_from_a_row_on_in_one_revision(bobs, url, project, resource, revision):
    # The list begins with what has no price: sand, then labour by name.
    sent = {"text": "125.000\r\n170.000,50\r\n", "row": str(project.sand), "read-price": "id"}
    answer = bobs.post(url, data=sent | {"_key": KEY})
    assert answer.status_code == 303
    assert answer.location.endswith(f"#r-{project.sand}")
    assert resource(project.sand).price == 125_000
    assert float(resource(project.foreman).price) == 170_000.5
    assert resource(project.labourer).price == 100_000
    assert revision() == 2
    bobs.post(url, data=sent | {"_key": KEY})
    assert revision() == 2


def test_a_price_that_reads_in_two_ways_is_asked_about_with_both_totals(
    bobs, url, project, resource, revision
):
    answer = bobs.post(url, data={"text": "125.000", "row": str(project.sand)})
    assert answer.status_code == 200
    assert revision() == 1
    # 1.2 m3 of sand in each of 4 m3, and 10 % on it: 660,000 or 660 beside 1,581,250.
    assert "2.241.250,00" in answer.text
    assert "1.581.910,00" in answer.text
    assert bobs.post(url, data=fields(answer.text)).status_code == 303
    assert resource(project.sand).price == 125_000


def test_a_bad_price_is_named_and_corrected_in_its_own_field(bobs, url, project, resource):
    answer = bobs.post(url, data={"text": "125000\nmahal", "row": str(project.sand)})
    assert answer.status_code == 422
    assert 'id="fix-1-0"' in answer.text
    answer = bobs.post(url, data=fields(answer.text) | {"fix-1-0": "170000"})
    assert answer.status_code == 303
    assert resource(project.foreman).price == 170_000


def test_a_formula_is_no_price(bobs, url, project):
    assert bobs.post(url, data={"text": "=2*3", "row": str(project.sand)}).status_code == 422


def test_a_zero_needs_a_reason(bobs, url, project, resource):
    answer = bobs.post(url, data={"text": "0", "row": str(project.sand)})
    assert answer.status_code == 422
    assert 'name="reason"' in answer.text
    answer = bobs.post(url, data=fields(answer.text) | {"reason": "disediakan pemilik"})
    assert answer.status_code == 303
    assert resource(project.sand).zero_reason == "disediakan pemilik"


@pytest.mark.parametrize("text", ["", "1\n" * 2001, "\t".join("1" * 21), "1\t2"])
def test_what_is_no_column_is_refused_beside_the_text(bobs, url, revision, text):
    answer = bobs.post(url, data={"text": text})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert revision() == 1


def test_htmx_gets_the_rows_the_totals_and_the_counts(alices, url, project, htmx, resource):
    sent = {"text": "125000", "cells": f"p-{project.sand}-1 p-{project.foreman}-1", "l": "id"}
    answer = alices.post(url, data=sent, headers=htmx)
    assert answer.status_code == 200
    assert f'hx-target="#r-{project.sand}"' in answer.text
    assert f'hx-target="#r-{project.foreman}"' not in answer.text
    assert 'hx-target="#totals"' in answer.text
    assert 'hx-target="#counts"' in answer.text
    assert resource(project.sand).price == 125_000


def test_htmx_gets_a_look_in_place_of_the_list(alices, url, project, htmx):
    sent = {"text": "125.000", "cells": f"p-{project.sand}-1", "l": "id"}
    answer = alices.post(url, data=sent, headers=htmx)
    assert answer.text.lstrip().startswith('<div id="area"')
    answer = alices.post(url, data=fields(answer.text), headers=htmx)
    assert answer.text.lstrip().startswith('<div id="area"')
    assert 'data-state="saved"' in answer.text


def test_what_somebody_changed_meanwhile_is_told(alices, bobs, url, project, htmx, resource):
    cell = {f"p-{project.foreman}-1": "165.000"}
    bobs.post(f"/projects/{project.id}/prices", data={"l": "id", **cell})
    sent = {"text": "170000", "cells": f"p-{project.foreman}-1", "l": "id"}
    answer = alices.post(url, data=sent, headers=htmx)
    assert answer.status_code == 422
    assert "Bob" in answer.text
    assert resource(project.foreman).price == 165_000
    assert alices.post(url, data=fields(answer.text), headers=htmx).status_code == 200
    assert resource(project.foreman).price == 170_000


def test_a_viewer_and_a_stranger_may_not(veras, strangers, url, project, revision):
    sent = {"text": "125000", "row": str(project.sand)}
    assert [veras.get(url).status_code, veras.post(url, data=sent).status_code] == [403, 403]
    assert [strangers.get(url).status_code, strangers.post(url, data=sent).status_code] == [404] * 2
    assert revision() == 1
