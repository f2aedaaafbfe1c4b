"""Findings by kind: each kind that a table can have has a name, and figures read as typed here."""

import pytest

from app.interchange.book_codes import TABLE_CODES
from app.web.catalogue import findings
from app.web.catalogue.finding_names import KINDS


def report(code: str, **params: str) -> dict[str, object]:
    row = {"sheet": "S", "cell": "H2", "code": code, "params": params, "warning": True}
    return {"different": [], "problems": [row]}


def test_every_finding_in_a_table_has_a_short_name():
    assert sorted(TABLE_CODES - set(KINDS)) == []
    assert max(len(str(name)) for name in KINDS.values()) <= 32


@pytest.mark.parametrize(("locale", "said"), [("id", "83,349"), ("en", "83.349")])
def test_a_suggested_figure_is_written_as_this_person_writes_figures(app, locale, said):
    with app.test_request_context("/"):
        from flask import g

        g.figures = locale
        found = findings.of(report("cell.decimal_lost", text="83349", suggestion="83.349"))
    assert said in found.lines[0].text
    assert "83349" in found.lines[0].text


def test_an_edition_that_no_file_made_has_no_findings(app):
    with app.test_request_context("/"):
        assert findings.of({}).groups == []
