"""Ids that belong to another project, to nobody, or to no database."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services import (
    access,
    analyses,
    analyses_library,
    analyses_rows,
    history,
    keyframes,
    members,
    outline,
    outline_rows,
    parameters,
    prices,
    prices_rows,
    revisions,
)
from app.services.errors import Invalid, NotFound
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.revisions import Order
from app.services.typed import Sent
from tests.services.latest import latest

pytestmark = pytest.mark.usefixtures("context")
HUGE = 2**31
BEYOND = (HUGE, 10**30, 0, -1)


@pytest.fixture
def other(project, alice) -> dict[str, int]:
    """Rows of another project of the same person."""
    made: dict[str, int] = {}

    def fill(draft):
        resource = draft.add(Resource(identity="x", name="x", category="labour", price=F(1)))
        analysis = draft.add(Analysis(title="x"))
        row = draft.add(Component(
            analysis_id=analysis.id, position=1, kind="resource", category="labour",
            resource_id=resource.id, coefficient=F(1),
        ))  # fmt: skip
        section = draft.add(OutlineNode(position=1, kind="section", title="x"))
        item = draft.add(OutlineNode(position=1, kind="item", parent_id=section.id, title="x"))
        parameter = draft.add(Parameter(name="x", value=F(1)))
        made.update(
            resource=resource.id, analysis=analysis.id, row=row.id, section=section.id,
            item=item.id, parameter=parameter.id,
        )  # fmt: skip

    values = {"kind": "private", "name": "Lain", "markup_percent": F(10)}
    made["project"] = revisions.create(Order(0, "x", alice.id), values, fill).project_id
    return made


def _beside_analyses(project, alice, ids):
    here, by = project.id, alice.id
    caller = Caller(here, by)

    def sent(**fields):
        return Sent(by, {"category": "labour", "coefficient": "1", **fields})

    at = (here, project.analysis)
    return {
        "coefficient": lambda: analyses.set_cell(
            at, by, analyses.Cell(ids["row"], 1, "coefficient", "2"), "id"
        ),
        "coefficients": lambda: analyses.set_cells(
            at, by, [analyses.Cell(ids["row"], 1, "coefficient", "2")], "id"
        ),
        "analysis copied": lambda: analyses_library.copy((here, ids["analysis"]), by),
        "analysis deleted": lambda: analyses_library.delete((here, ids["analysis"]), by),
        "analysis reset": lambda: analyses_library.reset((here, ids["analysis"]), by),
        "analysis described": lambda: analyses_library.describe(
            (here, ids["analysis"]), 1, sent(title="y")
        ),
        "own for item": lambda: analyses_library.own_for_item(here, ids["item"], by),
        "price": lambda: prices.set_price(here, by, prices.Cell(ids["resource"], 1, "5"), "id"),
        "prices": lambda: prices.set_prices(here, by, [prices.Cell(ids["resource"], 1, "5")], "id"),
        "resource deleted": lambda: prices_rows.remove(here, ids["resource"], by),
        "resource described": lambda: prices_rows.describe(
            prices_rows.Seen(here, ids["resource"], 1), sent(name="y")
        ),
        "market": lambda: prices_rows.set_market(
            prices_rows.Seen(here, ids["resource"], 1), sent(price="1")
        ),
        "parameter": lambda: parameters.set_value(here, by, (ids["parameter"], 1, "2"), "id"),
        "parameter described": lambda: parameters.describe(
            here, by, (ids["parameter"], 1), {"label": "y"}
        ),
        "parameter deleted": lambda: parameters.delete(caller, ids["parameter"]),
    }


def attempts(project, alice, ids):
    """Every way in which a service takes an id of another row, by name."""
    here, by, own = project.id, alice.id, project.analysis
    caller = Caller(here, by)
    at = (here, own)

    def sent(**fields):
        return Sent(by, {"category": "labour", "coefficient": "1", **fields})

    def item(**price):
        price = outline.Price(0, 0, **price)
        return NewRow("item", {"title": "x"}, price=price)

    cell = outline.Cell(ids["item"], 1, "1")
    return {
        "parent": lambda: outline_rows.add(
            caller, NewRow("note", {"title": "x"}, Spot(ids["section"])), "id"
        ),
        "analysis of a new item": lambda: outline_rows.add(
            caller, item(origin="analysis", analysis_id=ids["analysis"]), "id"
        ),
        "analysis of an item": lambda: outline.set_price(
            here, by, outline.Price(project.signboard, 1, "analysis", ids["analysis"]), "id"
        ),
        "moved": lambda: outline_rows.move(caller, ids["item"], Spot()),
        "moved into": lambda: outline_rows.move(caller, project.signboard, Spot(ids["section"])),
        "shifted": lambda: outline_rows.shift(caller, ids["item"], "up"),
        "copied": lambda: outline_rows.copy(caller, ids["section"]),
        "deleted": lambda: outline_rows.delete(caller, ids["section"]),
        "quantity": lambda: outline.set_quantity(here, by, cell, "id"),
        "quantities": lambda: outline.set_quantities(here, by, [cell], "id"),
        "texts": lambda: outline.set_texts(here, by, cell, {"title": "y"}),
        "markup": lambda: outline.set_markup(here, by, cell, "id"),
        "resource of a row": lambda: analyses_rows.add(
            at, sent(kind="resource", resource=str(ids["resource"]))
        ),
        "nested": lambda: analyses_rows.add(at, sent(kind="analysis", nested=str(ids["analysis"]))),
        "base": lambda: analyses_rows.add(
            at, sent(kind="percent", label="x", base=str(ids["row"]))
        ),
        "row added to": lambda: analyses_rows.add(
            (here, ids["analysis"]), sent(kind="note", label="x")
        ),
        "row moved": lambda: analyses_rows.move((here, ids["analysis"], ids["row"]), by, "up"),
        "row deleted": lambda: analyses_rows.delete((here, ids["analysis"], ids["row"]), by),
        "row deleted from own": lambda: analyses_rows.delete((here, own, ids["row"]), by),
        "row described": lambda: analyses_rows.describe(
            (here, own, ids["row"]), 1, sent(label="y")
        ),
        **_beside_analyses(project, alice, ids),
    }


NAMES = (
    "project", "resource", "analysis", "row", "section", "item", "parameter",
)  # fmt: skip


def unmoved(write) -> str:
    """What came instead of a refusal; "" where it was refused."""
    try:
        return str(write())
    except (NotFound, Invalid):
        return ""
    except Exception as error:  # noqa: BLE001 - collected by the test
        db.session.rollback()
        return f"{type(error).__name__}: {str(error)[:120]}"


def test_no_service_touches_a_row_of_another_project(project, alice, other):
    done = {n: unmoved(write) for n, write in attempts(project, alice, other).items()}
    assert {n: found for n, found in done.items() if found} == {}
    assert latest(project.id) == latest(other["project"]) == 1


def test_an_id_that_no_row_can_have_is_not_found(project, alice):
    found = {
        (name, number): unmoved(write)
        for number in BEYOND
        for name, write in attempts(project, alice, dict.fromkeys(NAMES, number)).items()
    }
    assert {where for where, what in found.items() if what} == set()


def test_a_number_that_no_revision_can_have_is_not_found(project, alice):
    found = {
        (name, number): unmoved(ask)
        for number in BEYOND
        for name, ask in numbered(project, alice, number).items()
    }
    assert {where for where, what in found.items() if what} == set()


def numbered(project, alice, number):
    return {
        "revert": lambda: history.revert(project.id, alice.id, number),
        "step": lambda: history.step(project.id, number),
        "name": lambda: history.name(project.id, alice.id, number, ("HPS", "")),
        "inputs": lambda: keyframes.at(db.session(), project.id, number),
        "enter": lambda: access.enter(number, alice.id),
        "undo": lambda: history.undo(number, alice.id),
        "member": lambda: members.remove(project.id, alice.id, number),
        "members": lambda: members.change(number, alice.id, 1, "viewer"),
    }
