"""Parameters: numbers and formulas with names, and what uses them."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import Component, OutlineNode, Parameter
from app.services import history, outline, parameters, revisions
from app.services.errors import Conflict, Forbidden, Invalid, NotFound
from app.services.outline import Cell
from app.services.outline_rows import Caller
from app.services.revisions import Key, Order
from app.services.verification import verify

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def caller(project, alice) -> Caller:
    return Caller(project.id, alice.id)


def add(caller: Caller, name: str, value: str, **words: str) -> int:
    done = parameters.add(caller, {"name": name, "value": value, **words}, "id")
    return int(done.result["parameter"])


def change(project, person, row_id: int, text: str, version: int = 1):
    return parameters.set_value(project.id, person.id, (row_id, version, text), "id")


def use(project, alice, text: str) -> OutlineNode:
    version = db.session.get(OutlineNode, project.excavation).version
    outline.set_quantity(project.id, alice.id, Cell(project.excavation, version, text), "id")
    return node(project)


def node(project) -> OutlineNode:
    db.session.rollback()
    return db.session.get(OutlineNode, project.excavation)


def code(refusal: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    return refusal.value.problems[0].code, refusal.value.problems[0].place


def test_a_parameter_may_use_others_and_formulas_follow(project, alice, caller):
    p = add(caller, "P", "2,5", label="Panjang", unit="m")
    add(caller, "luas", "=p*4")
    assert use(project, alice, "=luas*2").quantity == 20
    change(project, alice, p, "3")
    assert node(project).quantity == 24
    assert verify(db.session()).differences == ()


def test_the_list_says_value_and_use(project, alice, caller):
    add(caller, "p", "2,5", label="Panjang", unit="m")
    add(caller, "luas", "=p*4,5")
    use(project, alice, "=p*2")
    luas, p = parameters.lines(project.id, "id")
    assert (luas.name, luas.typed, luas.value, luas.uses) == ("luas", "=p*4,5", F("11.25"), 0)
    assert (p.typed, p.value, p.uses, p.label, p.unit) == ("2,50", F("2.5"), 2, "Panjang", "m")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("", "1", ("text.empty", "name")),
        ("1p", "1", ("formula.bad_name", "name")),
        ("max", "1", ("formula.reserved_name", "name")),
        ("P", "1", ("parameter.taken", "name")),
        ("x" * 41, "1", ("text.too_long", "name")),
        ("t", "", ("parameter.empty", "value")),
        ("t", "1.5", ("number.odd_grouping", "value")),
        ("t", "=nada*2", ("formula.unknown_name", "value")),
        ("t", "=t+1", ("formula.cycle", "value")),
        ("t", "=1/0", ("formula.division_by_zero", "value")),
        ("t", "=10^10", ("number.too_large", "value")),
    ],
)
def test_what_is_no_parameter_is_refused(project, caller, name, value, expected):
    add(caller, "p", "1")
    with pytest.raises(Invalid) as refusal:
        add(caller, name, value)
    assert code(refusal) == expected
    assert len(parameters.lines(project.id, "id")) == 1


def test_a_cycle_is_refused_with_its_path(project, alice, caller):
    a = add(caller, "a", "1")
    add(caller, "b", "=a+1")
    add(caller, "c", "=b+1")
    with pytest.raises(Invalid) as refusal:
        change(project, alice, a, "=c+1")
    assert code(refusal) == ("formula.cycle", "value")
    assert refusal.value.problems[0].params["path"] == "a → c → b → a"


@pytest.mark.parametrize("text", ["0", "-1", "1.000.000.000"])
def test_a_value_that_would_leave_a_formula_without_result_is_refused(project, alice, caller, text):
    p = add(caller, "p", "2")
    use(project, alice, "=10/p+p*2")
    with pytest.raises(Invalid) as refusal:
        change(project, alice, p, text)
    assert code(refusal) == ("parameter.breaks", "value")
    assert "Galian tanah" in str(refusal.value.problems[0].params["where"])
    assert node(project).quantity == 9


def test_a_coefficient_by_formula_counts_as_use(project, alice, caller):
    p = add(caller, "p", "2")

    def formula(draft) -> None:
        row = draft.get(Component, project.component)
        row.formula, row.coefficient = "=p*0.375", None

    revisions.run(Order(project.id, "test", alice.id), formula)
    assert node(project).unit_price == 86_900
    change(project, alice, p, "4")
    assert node(project).unit_price == F((75_000 * 2 + 4_000) * 11, 10)
    with pytest.raises(Invalid) as refusal:
        parameters.delete(caller, p)
    assert refusal.value.problems[0].params["where"] == "Galian 1 m3"


def test_a_used_name_stays_and_an_unused_one_changes(project, alice, caller):
    p = add(caller, "p", "2")
    parameters.describe(project.id, alice.id, (p, 1), {"name": "q", "label": "Lebar"})
    assert [(x.name, x.label) for x in parameters.lines(project.id, "id")] == [("q", "Lebar")]
    use(project, alice, "=q*2")
    with pytest.raises(Invalid) as refusal:
        parameters.describe(project.id, alice.id, (p, 2), {"name": "r", "label": "Lebar"})
    assert code(refusal) == ("parameter.used", "name")
    parameters.describe(project.id, alice.id, (p, 2), {"name": "Q", "label": "Tinggi"})
    assert parameters.lines(project.id, "id")[0].label == "Tinggi"


def test_a_used_parameter_cannot_be_deleted_and_says_where(project, alice, caller):
    p = add(caller, "p", "2")
    use(project, alice, "=p*2")
    with pytest.raises(Invalid) as refusal:
        parameters.delete(caller, p)
    assert refusal.value.problems[0].params == {"name": "p", "count": 1, "where": "Galian tanah"}
    use(project, alice, "4")
    parameters.delete(caller, p)
    assert parameters.lines(project.id, "id") == []
    history.undo(project.id, alice.id)
    assert parameters.lines(project.id, "id")[0].value == 2


def test_two_people_on_one_parameter_conflict(project, alice, bob, caller):
    p = add(caller, "p", "2")
    change(project, bob, p, "3")
    with pytest.raises(Conflict) as caught:
        change(project, alice, p, "4")
    assert (caught.value.before, caught.value.theirs, caught.value.mine) == (2, 3, 4)


def test_the_same_form_twice_adds_one(project, alice):
    once = Caller(project.id, alice.id, Key("k" * 20, "parameters.add", "hash"))
    assert add(once, "p", "2") == add(once, "p", "2")


def test_a_parameter_of_nobody_is_not_found(project, alice, vera, caller):
    with pytest.raises(NotFound):
        change(project, alice, 10**6, "1")
    with pytest.raises(Forbidden):
        parameters.add(Caller(project.id, vera.id), {"name": "p", "value": "1"}, "id")
    assert db.session.query(Parameter).count() == 0
