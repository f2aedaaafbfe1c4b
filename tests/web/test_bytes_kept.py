"""What each step weighed at the last release: more than a twentieth above it wants a reason.

Whoever makes a step heavier writes its new figure into bench/bytes.csv, with the reason beside it.
"""

import csv
from urllib.parse import urlencode

import pytest

from bench.whole import ROOT
from tests.web.wiring import edited, files_of, items

KEPT = ROOT / "bench" / "bytes.csv"
GROWTH = 1.05


@pytest.fixture
def measured(app, wire, login, alice, hundred):
    """Bytes of each step, heads included, with which a sheet of 100 items is used."""
    sheet = f"/projects/{hundred}/"
    seen = f"{sheet}changes?since=1&first=1&last=100"
    log_in = ["/login", *files_of(app, None, None, "/login")]
    edited(app, wire, hundred, 0, "17,25")
    found = {
        "log-in page": sum(wire(each, anonymous=True).bytes for each in log_in),
        "list of projects": wire("/").bytes,
        "files of a sheet": sum(wire(each).bytes for each in files_of(app, login, alice, sheet)),
        "sheet of 100 rows": wire(sheet).bytes,
        "one quantity": edited(app, wire, hundred, 40, "77,25").bytes,
        "news of two rows": wire(seen, partial=True).bytes,
        "a block of 100 cells": pasted(app, wire, hundred).bytes,
        "reasoning beside the page": wire(f"{sheet}explain/rounded", partial=True).bytes,
    }
    pages = ("overview", "analyses", "prices", "recap", "history", "settings", "search")
    return found | {page: wire(f"{sheet}{page}").bytes for page in pages}


def pasted(app, wire, project):
    cells = " ".join(f"q-{row}-{version}" for row, version in items(app, project)[:100])
    text = "\n".join(f"{place + 3},25" for place in range(100))
    fields = {"text": text, "cells": cells, "l": "id", "_key": "k" * 20}
    return wire(f"/projects/{project}/items/block", form=urlencode(fields))


def test_no_step_grew_by_more_than_a_twentieth_without_a_reason(measured):
    with KEPT.open(encoding="utf-8", newline="") as file:
        kept = {row["step"]: row for row in csv.DictReader(file)}
    assert measured.keys() == kept.keys()
    grown = {
        step: (int(kept[step]["bytes"]), weight)
        for step, weight in measured.items()
        if weight > GROWTH * int(kept[step]["bytes"])
    }

    assert grown == {}
    assert [step for step, row in kept.items() if not row["reason"] or not row["release"]] == []
