"""Whole projects as files: what is usable, and how much of the findings is told."""

from fractions import Fraction

import pytest

from app.interchange import tables
from tests.interchange.projects import (
    COMPONENTS,
    ITEMS,
    PROJECT,
    RESOURCES,
    amounts,
    components,
    items,
    read,
    said,
)


def test_a_project_without_faults_has_no_findings():
    found, problems = read()
    assert problems == []
    assert amounts(found) == [2 * (150_000 + 390_000) * Fraction(11, 10)]
    assert found.analyses[0].title == "Beton"
    assert found.analyses[0].published


@pytest.mark.parametrize("name", ["project", "items"])
def test_nothing_is_usable_without_the_project_or_its_items(name):
    found, problems = read(**{name: None})
    assert found is None
    assert [p.code for p in problems] == ["file.missing", "tables.nothing"]


def test_nothing_is_usable_where_no_row_is_left():
    found, problems = read(items=items("1,,,,,,"))
    assert found is None
    assert said(problems)[0] == ("cell.needed", "items.csv:2:title")
    assert problems[-1].code == "tables.nothing"


def test_prices_stay_unknown_without_the_other_tables():
    found, problems = read(components=None, resources=None)
    assert [p.place for p in problems] == ["resources.csv", "components.csv"]
    assert amounts(found) == [None]


def test_tables_of_later_features_are_said_not_to_be_taken_over():
    found, problems = read(schedule="item_no,week\n1,1\n", measurements="a\n")
    assert found is not None
    assert [(p.code, p.place, p.warning) for p in problems] == [
        ("file.kept_out", "measurements.csv", True),
        ("file.kept_out", "schedule.csv", True),
    ]


def test_more_findings_than_anybody_reads_are_counted(monkeypatch):
    monkeypatch.setattr(tables, "MOST_PROBLEMS", 2)
    _, problems = read(components=components("7,TK,L.01,1\n" * 5))
    assert [p.code for p in problems] == ["component.no_item"] * 2 + ["tables.more"]
    assert problems[-1].params == {"count": 3}


def test_whoever_waits_hears_of_each_row_of_every_table():
    heard = []
    given = {"project.json": PROJECT, "items.csv": ITEMS, "components.csv": COMPONENTS,
             "resources.csv": RESOURCES, "parameters.csv": "name,value\np,1\n"}  # fmt: skip
    found, _ = tables.read(
        {name: text.encode() for name, text in given.items()}, lambda: heard.append(1)
    )
    assert found is not None
    assert len(heard) == 1 + 2 + 2 + 1  # an item, components, resources, a parameter
