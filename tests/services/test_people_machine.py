"""Several people in one sheet: blocks, chosen rows, single cells, undo and redo, in any order.

What was refused left nothing, what was promised came, one undo takes a step back whole, and an
open page is told of all that its rows say differently.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from app.extensions import db
from app.models import OutlineNode, Project, Resource, Revision
from app.services import (
    blocks,
    changes,
    history,
    keyframes,
    outline,
    outline_block_rows,
    outline_block_store,
    outline_blocks,
    outline_gone,
    outline_many,
    outline_read,
    outline_sheet,
    prices_blocks,
    snapshot,
    totals,
    verification,
)
from app.services.blocks import Sent
from app.services.changes import Page
from app.services.errors import Conflict, Forbidden, Invalid, NotFound, UndoRefused
from app.services.idempotency import Key
from app.services.outline import Cell
from app.services.outline_block_rows import Layout
from app.services.outline_blocks import Writer
from app.services.outline_many import Pick
from app.services.outline_rows import Caller, Spot
from app.services.outline_sheet import View
from app.services.prices_read import Asked
from tests.fixtures_people import small_project

pytestmark = pytest.mark.usefixtures("context")
REFUSED = (Invalid, Conflict, UndoRefused, NotFound)
MOST_ROWS = 40
PLACES = st.integers(0, 60)
EDITORS = st.sampled_from(["alice", "bob"])
QUANTITIES = st.sampled_from(
    ["", "0", "1", "12,5", "1.234", "1,234", "=1/3", "=2*3,5", "x", "-1", "Rp 5", " 7 ", "\u200b"]
)
PRICES = st.sampled_from(["", "0", "125.000", "1,5", "99,9999", "150000", "abc"])
LINES = st.sampled_from(
    [
        "T.01\tGalian\tm3\t12,5\t",
        "\tPagar\tm\t3\t45000",
        "\tPekerjaan atap\t\t\t",
        "T.02\tUrugan\tm3\t=2*2\t1.500",
        "T.01\tGalian\tm2\t1\t",
        "\t=1+1\tbh\t1,25\t0,5",
    ]
)


class People(RuleBasedStateMachine):
    """Every rule is one thing that one person does."""

    people: Mapping[str, object]

    @initialize()
    def begin(self) -> None:
        self.site = small_project(self.people)
        self.pages: dict[int, dict[int, tuple]] = {}
        self.keys = 0

    # --- what is seen -------------------------------------------------------------------------

    def project(self) -> Project:
        db.session.rollback()
        return db.session.get(Project, self.site.id)

    def rows(self, *kinds: str) -> list[OutlineNode]:
        db.session.rollback()
        statement = select(OutlineNode).where(OutlineNode.project_id == self.site.id)
        if kinds:
            statement = statement.where(OutlineNode.kind.in_(kinds))
        return list(db.session.scalars(statement.order_by(OutlineNode.sort_path)))

    def one(self, place: int, *kinds: str) -> OutlineNode | None:
        found = self.rows(*kinds)
        return found[place % len(found)] if found else None

    def page(self) -> dict[int, tuple]:
        """What the rows of the whole sheet say, but the share, which every change of all moves."""
        found = outline_read.rows(
            self.project(),
            outline_read.select_rows()
            .where(OutlineNode.project_id == self.site.id)
            .order_by(OutlineNode.sort_path),
            "id",
        )
        return {
            row.id: (
                row.number, row.level, row.code, row.title, row.unit, row.typed, row.result,
                row.quantity, row.origin, row.analysis_code, row.reason, row.unit_price,
                row.amount, row.incomplete, row.version,
            )
            for row in found
        }  # fmt: skip

    @invariant()
    def everything_holds(self) -> None:
        project = self.project()
        assert verification.verify(db.session(), project.id).differences == ()
        self.pages[project.revision] = self.page()
        paths = [row.sort_path for row in self.rows()]
        assert len(set(paths)) == len(paths)
        count = select(func.count()).where(Revision.project_id == project.id)
        assert db.session.scalar(count) == project.revision

    # --- what is done -------------------------------------------------------------------------

    def act(self, write: Callable[[], object]) -> bool:
        """Do something; whether it was done. What is refused leaves no trace."""
        before = self.project().revision
        held = snapshot.inputs(db.session(), self.site.id)
        try:
            write()
        except REFUSED:
            assert self.project().revision == before
            assert snapshot.inputs(db.session(), self.site.id) == held
            return False
        after = self.project().revision
        assert after in {before, before + 1}
        changed = snapshot.inputs(db.session(), self.site.id) != held
        assert changed == (after == before + 1)
        return True

    def twice(self, write: Callable[[Key], object]) -> bool:
        """Do something with the key of a form, and send that form once more."""
        self.keys += 1
        key = Key(f"{self.site.id}-{self.keys:020}", "machine", str(self.keys))
        if not self.act(lambda: write(key)):
            return False
        held = snapshot.inputs(db.session(), self.site.id)
        write(key)
        self.project()
        assert snapshot.inputs(db.session(), self.site.id) == held
        return True

    def by(self, name: str) -> int:
        return self.people[name].id

    def caller(self, name: str, key: Key | None = None) -> Caller:
        return Caller(self.site.id, self.by(name), key)

    @rule(name=EDITORS, place=PLACES, text=QUANTITIES, late=st.integers(0, 2))
    def one_quantity(self, name: str, place: int, text: str, late: int) -> None:
        row = self.one(place, "item")
        if row is None:
            return
        cell = Cell(row.id, max(1, row.version - late), text)
        self.act(lambda: outline.set_quantity(self.site.id, self.by(name), cell, "id"))

    @rule(
        name=EDITORS,
        place=PLACES,
        texts=st.lists(QUANTITIES, min_size=1, max_size=6),
        locale=st.sampled_from(["id", "en"]),
        other=st.booleans(),
    )
    def quantities(
        self, name: str, place: int, texts: list[str], locale: str, *, other: bool
    ) -> None:
        row = self.one(place, "item")
        try:
            sent = Sent(blocks.parsed("\n".join(texts), {}), chosen={"quantity": locale})
            found = outline_blocks.plan(self.project(), sent, [], View(start=row and row.id))
        except Invalid:
            return
        effect = outline_blocks.effect(self.project(), found)
        if found.problems:
            return
        filled = outline_blocks.filled(found)
        if other:
            target = self.one(place + 1, "item")
            cell = Cell(target.id, target.version, "77")
            self.act(lambda: outline.set_quantity(self.site.id, self.by("bob"), cell, "id"))
        writer = self.by(name)
        done = self.twice(
            lambda key: outline_blocks.store(Writer(self.site.id, writer, key), found)
        )
        if other or not done:
            return
        assert totals.exact(self.project(), "rounded") == effect.totals[found.column.locale]
        for line in filled:
            stored = outline_read.row(self.project(), line.row_id, "id")
            assert stored.quantity == found.column.reading(line.place).value

    @rule(name=EDITORS, place=PLACES, texts=st.lists(PRICES, min_size=1, max_size=4))
    def prices(self, name: str, place: int, texts: list[str]) -> None:
        own = select(Resource.id).where(Resource.project_id == self.site.id)
        ids = list(db.session.scalars(own))
        try:
            sent = Sent(blocks.parsed("\n".join(texts), {}), chosen={"price": "id"}, reason="hibah")
            asked = Asked(row=ids[place % len(ids)])
            found = prices_blocks.plan(self.project(), sent, [], asked)
        except Invalid:
            return
        effect = prices_blocks.effect(self.project(), found)
        if found.problems:
            return
        writer = self.by(name)
        if self.twice(
            lambda key: prices_blocks.store(Writer(self.site.id, writer, key), found, "hibah")
        ):
            assert totals.exact(self.project(), "rounded") == effect.totals["id"]

    @rule(
        name=EDITORS,
        place=PLACES,
        lines=st.lists(LINES, min_size=1, max_size=4),
        bare=st.sampled_from(["section", "item", "note"]),
        pasted=st.booleans(),
    )
    def new_rows(self, name: str, place: int, lines: list[str], bare: str, *, pasted: bool) -> None:
        if len(self.rows()) > MOST_ROWS:
            return
        row = self.one(place)
        roles = ("code", "title", "unit", "quantity", "price")
        layout = Layout(roles, has_header=False, bare=bare, pasted=pasted)
        sent = Sent(blocks.parsed("\n".join(lines), {}), reason="hibah")
        found = outline_block_rows.plan(self.project(), sent, layout, row and row.id)
        assert not found.problems
        effect = outline_block_store.effect(self.project(), found)
        count = len(self.rows())
        writer = self.by(name)
        if self.twice(
            lambda key: outline_block_store.store(Writer(self.site.id, writer, key), found, "hibah")
        ):
            assert len(self.rows()) == count + len(lines)
            assert totals.exact(self.project(), "rounded") == effect.total

    @rule(
        name=EDITORS,
        deed=st.sampled_from(["move", "copy", "delete", "markup"]),
        places=st.lists(PLACES, min_size=1, max_size=4),
        where=st.tuples(PLACES, st.sampled_from([None, 0, 1, 3])),
        markup=st.sampled_from(["", "0", "7,5", "x"]),
        other=st.booleans(),
    )
    def chosen_rows(
        self,
        name: str,
        deed: str,
        places: list[int],
        where: tuple[int, int | None],
        markup: str,
        *,
        other: bool,
    ) -> None:
        rows = [row.id for row in map(self.one, places) if row]
        if deed == "copy" and len(self.rows()) > MOST_ROWS:
            return
        sections = [None, *[row.id for row in self.rows("section")]]
        spot = Spot(sections[where[0] % len(sections)], where[1])
        pick = Pick(tuple(rows), deed, spot, markup)
        held, revision = snapshot.inputs(db.session(), self.site.id), self.project().revision
        try:
            seen = outline_many.preview(self.caller(name), pick)
        except REFUSED:
            seen = None
        assert self.project().revision == revision
        assert snapshot.inputs(db.session(), self.site.id) == held
        between = other and self.interfere()
        known = Pick(pick.rows, deed, spot, markup, seen=revision)
        done = self.twice(lambda key: outline_many.carry_out(self.caller(name, key), known))
        assert done == (seen is not None and not between)
        if done:
            project = self.project()
            after = {n: getattr(project, n) for n in seen.after if n != "revision"}
            assert after == {n: v for n, v in seen.after.items() if n != "revision"}

    def interfere(self) -> bool:
        """Bob changes a cell, if there is one; whether a revision came of it."""
        row, before = self.one(1, "item"), self.project().revision
        if row is None:
            return False
        cell = Cell(row.id, row.version, "88" if row.quantity != 88 else "89")
        self.act(lambda: outline.set_quantity(self.site.id, self.by("bob"), cell, "id"))
        return self.project().revision > before

    @rule(name=EDITORS, kind=st.sampled_from(["undo", "undo", "redo"]))
    def step_back(self, name: str, kind: str) -> None:
        can = history.available(self.site.id, self.by(name))
        target, present = getattr(can, kind), self.project().revision
        write = getattr(history, kind)
        done = self.twice(lambda key: write(self.site.id, self.by(name), key))
        if target is None or target == present:
            assert done == (target is not None)
        if done and target == present:
            self.project()
            before = keyframes.at(db.session(), self.site.id, present - 1)
            assert snapshot.inputs(db.session(), self.site.id) == before

    @rule(name=EDITORS)
    def back_and_forth(self, name: str) -> None:
        self.project()
        held = snapshot.inputs(db.session(), self.site.id)
        if self.act(lambda: history.undo(self.site.id, self.by(name))):
            history.redo(self.site.id, self.by(name))
            self.project()
            assert snapshot.inputs(db.session(), self.site.id) == held

    @rule(name=EDITORS, place=PLACES)
    def bring_back(self, name: str, place: int) -> None:
        known = sorted({row for page in self.pages.values() for row in page})
        node = known[place % len(known)]
        present = {row.id for row in self.rows()}
        done = self.twice(lambda key: outline_gone.restore(self.caller(name, key), node, "3", "id"))
        assert not (done and node in present)

    @rule(place=PLACES, text=QUANTITIES, name=st.sampled_from(["vera", "charlie"]))
    def somebody_who_may_not(self, place: int, text: str, name: str) -> None:
        row, before = self.one(place), self.project().revision
        caller, wanted = self.caller(name), Forbidden if name == "vera" else NotFound
        number = row.id if row else 1
        for write in (
            lambda: outline_many.carry_out(caller, Pick((number,), "delete")),
            lambda: outline_many.preview(caller, Pick((number,), "delete")),
            lambda: outline.set_quantity(self.site.id, caller.by, Cell(number, 1, text), "id"),
            lambda: outline_gone.restore(caller, number, text, "id"),
        ):
            with pytest.raises(wanted):
                write()
        assert self.project().revision == before

    @rule(back=st.integers(1, 6))
    def an_open_page_asks(self, back: int) -> None:
        project = self.project()
        since = project.revision - back
        shown = self.pages.get(since)
        if not shown:
            return
        first, *_, last = [*shown, *shown]
        told = changes.since(project, Page(since, first, last))
        now = self.page()
        assert told.who
        if told.is_structural:
            return
        assert list(now) == list(shown)
        differs = {row for row in now if now[row] != shown[row]}
        if told.count:
            assert told.count > changes.ROWS
        else:
            assert differs <= {row.id for row in told.rows}
            assert all(now[row.id][12] == row.amount for row in told.rows)

    @rule(place=PLACES)
    def the_sheet_is_read(self, place: int) -> None:
        row = self.one(place)
        sheet = outline_sheet.sheet(self.project(), View(start=row and row.id))
        assert not row or sheet.rows[0].id == row.id
        found = sum((r.amount for r in sheet.rows if r.kind == "item" and r.amount), Fraction(0))
        if not sheet.previous and not sheet.following:
            assert found == totals.exact(self.project(), "subtotal")


LENGTHS = [(6, 30), pytest.param((30, 40), marks=pytest.mark.soak)]


@pytest.mark.parametrize("length", LENGTHS, ids=str)
def test_whatever_several_people_do(people, length):
    examples, steps = length
    machine = type("Together", (People,), {"people": people})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = set(db.session.scalars(select(Revision.label).distinct()))
    assert {"quantity.set", "quantities.set", "prices.set", "rows.pasted", "undo", "redo"} <= done
    assert set(outline_many.LABELS.values()) <= done
