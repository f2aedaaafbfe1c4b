"""The guards look at a whole project in one walk, however its rows hang together."""

import time
from types import SimpleNamespace

import pytest

from app.services import guards
from app.services.errors import Invalid
from app.services.journal import Change

MANY = 20_000


def percents(bases):
    """A project whose percent rows are taken of each other: {row: its base}."""
    rows = [(row, base, True) for row, base in bases.items()]
    session = SimpleNamespace(execute=lambda _statement: rows)
    return SimpleNamespace(session=session, project=SimpleNamespace(id=1))


CHANGE = Change("component", 2, None, {"percent_row_id": 1})


@pytest.mark.parametrize("order", [1, -1])
def test_a_chain_of_percent_rows_takes_no_longer_than_its_rows(order):
    chain = dict([(row, row - 1) for row in range(2, MANY)][::order])
    begun = time.process_time()
    guards.check(percents(chain), [CHANGE])
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_circle_of_percent_rows_is_found_at_any_place(order):
    chain = dict([*((row, row - 1) for row in range(2, 9)), (1, 5), (20, 19)][::order])
    with pytest.raises(Invalid) as refused:
        guards.check(percents(chain), [CHANGE])
    assert refused.value.problems[0].code == "analysis.percent_cycle"
