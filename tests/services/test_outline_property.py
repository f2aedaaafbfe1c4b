"""Whatever is done to an outline, in whatever order: stored figures are those of the inputs."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import OutlineNode, Parameter, Project
from app.services import history, outline, outline_numbers, outline_rows, parameters
from app.services.errors import Invalid, UndoRefused
from app.services.outline import Cell, Price
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.verification import verify

pytestmark = pytest.mark.usefixtures("context")
STEPS = [180, pytest.param(1000, marks=pytest.mark.soak)]
#: Computing everything again costs more than the write: PostgreSQL is asked now and then.
VERIFIED = {"sqlite": 1, "postgresql": 9}
MOST_ROWS = 60
QUANTITIES = ("0", "1", "12,5", "0,333333", "=1/3", "=(p+2,5)*4", "=p^2/7", "", "999.999,99")
SCHEMES = (["I", "A", "1", "a"], ["1", "1.1"], ["typed"])


class Hand:
    """One person who does random things to a project; what is refused leaves no trace."""

    def __init__(self, project, person, seed: int) -> None:
        self.project = project
        self.caller = Caller(project.id, person.id)
        self.by = person.id
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def step(self) -> str:
        deeds = [self.quantity] * 5 + [self.add] * 3 + [self.price, self.markup, self.shift] * 2
        deeds += [self.move, self.copy, self.delete, self.undo, self.undo, self.redo]
        deeds += [self.parameter, self.numbers]
        deed: Callable[[], object] = self.random.choice(deeds)
        if deed in {self.add, self.copy} and len(self.rows()) > MOST_ROWS:
            deed = self.delete
        try:
            deed()
        except (Invalid, UndoRefused) as refused:
            return f"{deed.__name__}: {refused}"
        return deed.__name__

    def rows(self, *kinds: str) -> list[OutlineNode]:
        db.session.rollback()
        statement = select(OutlineNode).where(OutlineNode.project_id == self.project.id)
        if kinds:
            statement = statement.where(OutlineNode.kind.in_(kinds))
        return list(db.session.execute(statement.order_by(OutlineNode.id)).scalars())

    def one(self, *kinds: str) -> OutlineNode:
        found = self.rows(*kinds)
        if not found:
            raise Invalid
        return self.random.choice(found)

    def cell(self, text: str, *kinds: str) -> Cell:
        row = self.one(*kinds)
        return Cell(row.id, row.version, text)

    def spot(self) -> Spot:
        sections = [None, *[row.id for row in self.rows("section")]]
        return Spot(self.random.choice(sections), self.random.choice([None, 0, 1, 3]))

    def quantity(self) -> None:
        cell = self.cell(self.random.choice(QUANTITIES), "item")
        outline.set_quantity(self.project.id, self.by, cell, "id")

    def origin(self, row_id: int, version: int) -> Price:
        analysis = self.random.choice([self.project.analysis, self.project.analysis_unknown])
        return self.random.choice(
            [
                Price(row_id, version, "analysis", analysis_id=analysis),
                Price(row_id, version, "typed", text="1.234,56", source="Survei"),
                Price(row_id, version, "typed", text="99,99", markup_included=True),
                Price(row_id, version, "zero", reason="Disediakan"),
                Price(row_id, version, "none"),
            ]
        )

    def price(self) -> None:
        row = self.one("item")
        outline.set_price(self.project.id, self.by, self.origin(row.id, row.version), "id")

    def markup(self) -> None:
        cell = self.cell(self.random.choice(["", "0", "7,5"]), "section", "item")
        outline.set_markup(self.project.id, self.by, cell, "id")

    def add(self) -> None:
        kind = self.random.choice(["section", "item", "item", "item", "note"])
        quantity = self.random.choice(QUANTITIES)
        price = self.origin(0, 0)
        outline_rows.add(
            self.caller, NewRow(kind, {"title": "Baru"}, self.spot(), quantity, price), "id"
        )

    def shift(self) -> None:
        direction = self.random.choice(["up", "down", "in", "out"])
        outline_rows.shift(self.caller, self.one().id, direction)

    def move(self) -> None:
        outline_rows.move(self.caller, self.one().id, self.spot())

    def copy(self) -> None:
        outline_rows.copy(self.caller, self.one().id)

    def delete(self) -> None:
        outline_rows.delete(self.caller, self.one().id)

    def undo(self) -> None:
        history.undo(self.project.id, self.by)

    def redo(self) -> None:
        history.redo(self.project.id, self.by)

    def parameter(self) -> None:
        row = db.session.execute(select(Parameter)).scalar_one_or_none()
        if row is None:  # an undo took it away
            parameters.add(self.caller, {"name": "p", "value": "2"}, "id")
            return
        text = self.random.choice(["1", "2,25", "=1/7"])
        parameters.set_value(self.project.id, self.by, (row.id, row.version, text), "id")

    def numbers(self) -> None:
        deeds = [outline_numbers.freeze, outline_numbers.release]
        deeds.append(lambda caller: outline_numbers.set_scheme(caller, self.random.choice(SCHEMES)))
        self.random.choice(deeds)(self.caller)


@pytest.mark.parametrize("steps", STEPS)
def test_stored_figures_follow_any_sequence_of_edits(project, alice, steps):
    parameters.add(Caller(project.id, alice.id), {"name": "p", "value": "2"}, "id")
    hand = Hand(project, alice, 20261123)
    every = VERIFIED[db.engine.dialect.name]
    done = []
    for number in range(steps):
        done.append(hand.step())
        db.session.rollback()
        if number % every == every - 1:
            assert verify(db.session(), project.id).differences == (), (number, done[-every:])
    worked = [deed for deed in done if ":" not in deed]
    assert len(worked) > steps / 2
    assert {"move", "copy", "delete", "undo", "redo", "numbers"} <= set(worked)


def test_undoing_everything_brings_the_beginning_back(project, alice):
    def seen() -> list[tuple]:
        db.session.rollback()
        columns = (OutlineNode.id, OutlineNode.number, OutlineNode.title, OutlineNode.amount)
        statement = select(*columns).where(OutlineNode.project_id == project.id)
        rows = db.session.execute(statement.order_by(OutlineNode.sort_path)).all()
        total = db.session.execute(select(Project.subtotal)).scalar_one()
        return [*map(tuple, rows), (total,)]

    before = seen()
    hand = Hand(project, alice, 7)
    for _ in range(40):
        deed = hand.random.choice([hand.add, hand.quantity, hand.shift, hand.move, hand.delete])
        try:
            deed()
        except Invalid:
            continue
    assert seen() != before
    while history.available(project.id, alice.id).undo:
        history.undo(project.id, alice.id)
    assert seen() == before
    assert verify(db.session(), project.id).differences == ()
