"""Every kind of write, chosen at random: what people may do to a project in any order."""

import random
from fractions import Fraction

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services import history, keyframes, revisions, snapshot
from app.services.draft import Draft
from app.services.errors import Invalid, UndoRefused
from app.services.revisions import Order
from tests.services.latest import latest

MODES = ("none", "down", "up", "half_up")
KINDS = (
    "quantity", "quantity", "formula", "coefficient", "price", "price", "origin", "add", "section",
    "remove", "remove_section", "move", "move_section", "markup", "nest", "percent", "lump",
    "component", "parameter", "rules", "tail", "numbering", "bulk", "bulk_change",
)  # fmt: skip
BACK = ("undo", "undo", "redo", "redo", "revert", "revert")


class Writer:
    """Makes one random write after another; a refusal is as good an outcome as any."""

    def __init__(self, project_id: int, people: list[int], seed: int) -> None:
        self.project_id = project_id
        self.people = people
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.done: dict[str, int] = {}
        #: Whose undo the next step does again: by chance alone that hardly ever happens.
        self.undid: int | None = None

    def step(self) -> str:
        kind = self.random.choice(KINDS + BACK)
        by = self.random.choice(self.people)
        if self.undid is not None:
            kind, by = "redo", self.undid
        self.undid = by if kind == "undo" and self.random.random() < 0.5 else None
        try:
            if kind in BACK:
                self._back(kind, by)
            else:
                revisions.run(Order(self.project_id, kind, by), getattr(self, kind))
        except (Invalid, UndoRefused) as refused:
            kind = f"{kind}: {type(refused).__name__}"
        self.done[kind] = self.done.get(kind, 0) + 1
        return kind

    def _back(self, kind: str, by: int) -> None:
        if kind == "revert":
            last = latest(self.project_id)
            history.revert(self.project_id, by, self.random.randint(1, last))
        else:
            getattr(history, kind)(self.project_id, by)

    def number(self, top: int, places: int) -> Fraction:
        return Fraction(self.random.randint(0, top * 10**places), 10**places)

    def any(self, draft: Draft, model, *where):
        found = draft.find(model, *where)
        if not found and model is OutlineNode and not where:
            return self.new(draft)
        return self.random.choice(found or [None])

    def item(self, draft: Draft) -> OutlineNode:
        return self.any(draft, OutlineNode, OutlineNode.kind == "item") or self.new(draft)

    def a_section(self, draft: Draft) -> OutlineNode:
        found = self.any(draft, OutlineNode, OutlineNode.kind == "section")
        return found or draft.add(OutlineNode(position=1 << 20, kind="section"))

    def place(self) -> int:
        return self.random.randint(1, 2**30)

    # --- the writes -------------------------------------------------------------------------

    def quantity(self, draft: Draft) -> None:
        row = self.item(draft)
        row.quantity_typed, row.formula = self.number(999, 6), None

    def formula(self, draft: Draft) -> None:
        self.parameter(draft)
        target = self.item(draft) if self.random.random() < 0.5 else self.any(draft, Component)
        target.formula = self.random.choice((None, "=(p+2.5)*2/3", "=1/7"))
        if target.formula and isinstance(target, OutlineNode):
            target.quantity_typed = None

    def coefficient(self, draft: Draft) -> None:
        row = self.any(draft, Component)
        row.coefficient, row.formula = self.number(9, 10), None

    def price(self, draft: Draft) -> None:
        row = self.any(draft, Resource)
        row.price = row.pack_price = row.pack_size = None
        kind = self.random.choice(("unit", "pack", "none", "unit"))
        if kind == "unit":
            row.price = self.number(10**6, 4)
        elif kind == "pack":
            row.pack_price, row.pack_size = self.number(10**6, 2), self.number(99, 3) + 1

    def origin(self, draft: Draft) -> None:
        row, analysis = self.item(draft), self.any(draft, Analysis)
        row.origin = self.random.choice(("analysis", "typed", "zero", "none"))
        row.analysis_id = analysis.id if row.origin == "analysis" else None
        row.price = self.number(10**6, 4) if row.origin == "typed" else None
        row.zero_reason = "given" if row.origin == "zero" else ""
        row.markup_included = self.random.random() < 0.5

    def add(self, draft: Draft) -> None:
        self.new(draft)

    def new(self, draft: Draft) -> OutlineNode:
        return draft.add(
            OutlineNode(
                parent_id=self.a_section(draft).id, position=self.place(), kind="item", title="n",
                quantity_typed=self.number(9, 2), origin="typed", price=self.number(999, 2),
            )
        )  # fmt: skip

    def section(self, draft: Draft) -> None:
        above = self.random.choice((None, self.a_section(draft).id))
        draft.add(OutlineNode(parent_id=above, position=self.place(), kind="section", title="s"))

    def remove(self, draft: Draft) -> None:
        draft.remove(self.item(draft))

    def remove_section(self, draft: Draft) -> None:
        top = self.a_section(draft).id
        for node in self._below(draft, top):
            draft.remove(node)
            draft.session.flush()
        draft.remove(draft.get(OutlineNode, top))

    def _below(self, draft: Draft, top: int) -> list[OutlineNode]:
        found = []
        for node in draft.find(OutlineNode, OutlineNode.parent_id == top):
            found += [*self._below(draft, node.id), node]
        return found

    def move(self, draft: Draft) -> None:
        row = self.item(draft)
        row.parent_id, row.position = self.a_section(draft).id, self.place()

    def move_section(self, draft: Draft) -> None:
        row = self.a_section(draft)
        row.parent_id = self.random.choice((None, self.a_section(draft).id))
        row.position = self.place()

    def markup(self, draft: Draft) -> None:
        self.any(draft, OutlineNode).markup_percent = self.random.choice((None, self.number(30, 4)))

    def nest(self, draft: Draft) -> None:
        outer, inner = self.any(draft, Analysis), self.any(draft, Analysis)
        basis = self.random.choice(("direct_cost", "unit_price"))
        self._row(draft, outer.id, kind="analysis", nested_id=inner.id, basis=basis)

    def percent(self, draft: Draft) -> None:
        rows = draft.find(Component, Component.kind != "percent")
        base = self.random.choice(rows)
        block = self.random.choice(("row", "labour", "material"))
        row = base.id if block == "row" else None
        self._row(draft, base.analysis_id, kind="percent", percent_of=block, percent_row_id=row)

    def lump(self, draft: Draft) -> None:
        self._row(draft, self.any(draft, Analysis).id, kind="lump", price=self.number(999, 4))

    def _row(self, draft: Draft, analysis_id: int, **values) -> None:
        category = self.random.choice(("labour", "material", "equipment", "other"))
        draft.add(
            Component(
                analysis_id=analysis_id, position=self.place(), category=category,
                coefficient=self.number(1, 3), **values,
            )
        )  # fmt: skip

    def component(self, draft: Draft) -> None:
        used = {row.percent_row_id for row in draft.find(Component)}
        row = self.any(draft, Component)
        if row.id in used or self.random.random() < 0.5:
            row.category = self.random.choice(("labour", "material", "equipment", "other"))
        elif len(draft.find(Component)) > 4:
            draft.remove(row)

    def parameter(self, draft: Draft) -> None:
        row = self.any(draft, Parameter) or draft.add(Parameter(name="p", value=Fraction(1)))
        row.value = self.number(50, 6)

    def rules(self, draft: Draft) -> None:
        draft.project.markup_percent = self.number(20, 4)
        steps = ("quantity", "unit_price", "line", "tail", "total")
        draft.project.rounding = {
            step: {"mode": self.random.choice(MODES), "step": self.random.choice(("0.01", "1"))}
            for step in self.random.sample(steps, 2)
        }

    def tail(self, draft: Draft) -> None:
        bases = ("subtotal", "running")
        draft.project.tail = [
            {"label": "x", "percent": "12", "base_factor": "11/12", "base": base, "sign": 1}
            for base in self.random.sample(bases, self.random.randint(0, 2))
        ]

    def numbering(self, draft: Draft) -> None:
        draft.project.numbering = self.random.choice((["I", "A", "1", "a"], ["1", "1.1"]))
        self.any(draft, OutlineNode).number_typed = self.random.choice((None, "x.1"))

    def bulk(self, draft: Draft) -> None:
        row = {"parent_id": self.a_section(draft).id, "kind": "item", "origin": "typed"}
        many = [{**row, "position": self.place(), "price": self.number(9, 4)} for _ in range(3)]
        ids = draft.bulk_insert(OutlineNode, many)
        draft.bulk_delete(OutlineNode, ids[:1])

    def bulk_change(self, draft: Draft) -> None:
        rows = draft.find(OutlineNode, OutlineNode.kind == "item")
        change = {
            row.id: {"quantity_typed": self.random.randint(0, 10**9), "formula": None}
            for row in rows
        }
        draft.bulk_update(OutlineNode, change)


def assert_the_journal_leads_back(project_id: int) -> None:
    """From the rows of now to none, step by step, and from none to the same rows again."""
    present = snapshot.inputs(db.session, project_id)
    inputs = snapshot.inputs(db.session, project_id)
    steps = history.steps(project_id, limit=10_000)
    for step in steps:
        keyframes.rewind(inputs, step.changes)
    assert inputs == keyframes.empty()
    for step in reversed(steps):
        keyframes.replay(inputs, step.changes)
    assert inputs == present
