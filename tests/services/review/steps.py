"""A random estimator: writes of every kind, several at once, on the rows themselves."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services import (
    analyses_library,
    figures,
    history,
    journal,
    keyframes,
    revisions,
    snapshot,
    verification,
)
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound, UndoRefused
from app.services.revisions import Order
from tests.services.latest import latest
from tests.services.review.outline_steps import (
    CATEGORIES,
    FORMULAS,
    GAP,
    MODES,
    SIZES,
    STEPS,
    OutlineSteps,
)


class Estimator(OutlineSteps):
    """Writes at random into a project of their own; `check` compares with the whole computation."""

    def __init__(self, seed: int, person: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.person = person
        self.names = 0
        self.done: list[str] = []
        self.inputs: dict[int, Any] = {}
        values = {
            "kind": "private",
            "name": "Fuzz",
            "markup_percent": Fraction(self.random.choice(("10", "0", "12.5"))),
            "rounding": self._rounding() if self.random.random() < 0.5 else {},
            "tail": self._tail(),
        }
        order = Order(0, "project.created", person)
        self.project = revisions.create(order, values, self._fill).project_id
        self.check()

    def _fill(self, draft: Draft) -> None:
        for name in ("p", "q"):
            draft.add(Parameter(name=name, value=Fraction(self.random.randint(1, 5))))
        for _ in range(5):
            self.add_resource(draft)
        for _ in range(4):
            self.add_analysis(draft)
        for _ in range(14):
            self.add_component(draft)
        for _ in range(5):
            self.add_section(draft)
        for _ in range(10):
            self.add_item(draft)

    # --- one write -------------------------------------------------------------------------

    def write(self) -> None:
        if self.random.random() < 0.2:
            self._take_back()
            return
        chosen = self.random.choices(OPERATIONS, WEIGHTS, k=self.random.choice((1, 1, 1, 2, 3, 6)))

        def action(draft: Draft) -> None:
            for operation in chosen:
                getattr(self, operation)(draft)

        self._try(" + ".join(chosen), lambda: revisions.run(self._order(), action))

    def _order(self) -> Order:
        return Order(self.project, "fuzz", self.person)

    def _take_back(self) -> None:
        kind = self.random.choice(("undo", "undo", "redo", "revert"))
        if kind == "revert":
            last = latest(self.project)
            number = self.random.randint(max(1, last - 6), last)
            self._try(f"revert {number}", lambda: history.revert(self.project, self.person, number))
        else:
            self._try(kind, lambda: getattr(history, kind)(self.project, self.person))

    def _try(self, words: str, write: Callable[[], object]) -> None:
        try:
            write()
        except (Invalid, UndoRefused, NotFound) as refused:
            words += f" refused: {refused}"
        self.done.append(words)
        self.check()

    def check(self) -> None:
        db.session.rollback()
        verdict = verification.verify(db.session, self.project)
        assert not verdict.differences, (verdict.differences, self.done[-3:])
        number = latest(self.project)
        self.inputs[number] = snapshot.inputs(db.session, self.project)

    def check_history(self) -> None:
        """Every moment reads as it was, from wherever the keyframes stand."""
        last = max(self.inputs)
        for number in self.random.sample(sorted(self.inputs), min(2, len(self.inputs))):
            history.name(self.project, self.person, number, (f"v{number}", ""))
        for number, inputs in self.inputs.items():
            assert keyframes.at(db.session, self.project, number) == inputs, (number, last)

    # --- choosing --------------------------------------------------------------------------

    def _any(self, draft: Draft, model: Any, *where: Any) -> Any:
        rows = sorted(draft.find(model, *where), key=lambda row: row.id)
        return self.random.choice(rows) if rows else None

    def _coefficient(self) -> dict[str, Any]:
        if self.random.random() < 0.25:
            return {"coefficient": None, "formula": self.random.choice(FORMULAS)}
        value = self.random.choice(("1", "0.35", "0.0000000001", "12.5", "0", "-0.5", None))
        return {"coefficient": None if value is None else Fraction(value), "formula": None}

    def _quantity(self) -> dict[str, Any]:
        if self.random.random() < 0.25:
            return {"quantity_typed": None, "formula": self.random.choice(FORMULAS)}
        value = self.random.choice(("1", "0", "12.345678", "1000", None, "3.5"))
        return {"quantity_typed": None if value is None else Fraction(value), "formula": None}

    def _price(self) -> dict[str, Any]:
        kind = self.random.choice(("unknown", "typed", "typed", "pack"))
        price = Fraction(self.random.choice(("100", "0", "33333.3333", "170000", "1")))
        if kind == "pack":
            size = self.random.choice(SIZES)
            return {"price": None, "pack_price": price, "pack_size": size}
        return {
            "price": price if kind == "typed" else None, "pack_price": None, "pack_size": None,
        }  # fmt: skip

    def _rounding(self) -> dict[str, Any]:
        return {
            step: {
                "mode": self.random.choice(MODES),
                "step": self.random.choice(("1", "100", "0.01")),
            }
            for step in STEPS
            if self.random.random() < 0.6
        }

    def _tail(self) -> list[dict[str, Any]]:
        lines = [
            {"label": "PPN", "percent": "12", "base_factor": "11/12"},
            {"label": "Jasa", "percent": "10", "base": "running"},
            {"label": "Potongan", "percent": "1/3", "sign": -1, "rounding": {"mode": "half_up"}},
        ]
        return self.random.sample(lines, self.random.randint(0, 3))

    def _origin(self, draft: Draft) -> dict[str, Any]:
        values: dict[str, Any] = {
            "origin": "none", "analysis_id": None, "price": None, "zero_reason": "",
            "markup_included": False,
        }  # fmt: skip
        kind = self.random.choice(("analysis",) * 4 + ("typed", "typed", "zero", "none"))
        analysis = self._any(draft, Analysis)
        if kind == "analysis" and analysis is not None:
            values |= {"origin": kind, "analysis_id": analysis.id}
        elif kind == "typed":
            price = Fraction(self.random.choice(("450000", "0", "99.9999")))
            included = self.random.random() < 0.5
            values |= {"origin": kind, "price": price, "markup_included": included}
        elif kind == "zero":
            values |= {"origin": kind, "zero_reason": "given"}
        return values

    def _markup(self) -> Fraction | None:
        value = self.random.choice((None, None, "0", "15", "7.7777"))
        return None if value is None else Fraction(value)

    def _section(self, draft: Draft, chance: float = 0.15) -> int | None:
        section = self._any(draft, OutlineNode, OutlineNode.kind == "section")
        return None if section is None or self.random.random() < chance else section.id

    def _set(self, row: Any, values: dict[str, Any], draft: Draft) -> None:
        """Through the session or as a bulk change: the journal must not care."""
        if self.random.random() < 0.3:
            model = type(row)
            encoded = {n: journal.encode(model, n, v) for n, v in values.items()}
            draft.bulk_update(model, {row.id: encoded})
            return
        for name, value in values.items():
            setattr(row, name, value)

    # --- operations ------------------------------------------------------------------------

    def add_resource(self, draft: Draft) -> None:
        self.names += 1
        name = f"r{self.names}"
        category = self.random.choice(CATEGORIES)
        draft.add(Resource(identity=name, name=name, category=category, **self._price()))

    def add_analysis(self, draft: Draft) -> None:
        draft.add(Analysis(title="analysis"))

    def add_component(self, draft: Draft, analysis: Any = None) -> None:
        analysis = analysis or self._any(draft, Analysis)
        if analysis is None:
            return
        kind = self.random.choice(
            ("resource",) * 4 + ("analysis",) * 3 + ("percent", "lump", "note")
        )
        values: dict[str, Any] = {"kind": kind, **self._coefficient()}
        if kind == "resource":
            resource = self._any(draft, Resource)
            if resource is None:
                return
            values["resource_id"] = resource.id
        elif kind == "analysis":
            # Later ones contain earlier ones, mostly: a circle is refused with its whole write.
            inner = self._any(draft, Analysis, Analysis.id < analysis.id)
            if inner is None:
                return
            basis = self.random.choice(("direct_cost", "unit_price"))
            values |= {"nested_id": inner.id, "basis": basis}
        elif kind == "percent":
            values |= self._base(draft, analysis.id)
        elif kind == "lump":
            values["price"] = self.random.choice((Fraction(5000), None))
        draft.add(
            Component(
                analysis_id=analysis.id, position=self.random.randint(1, 99) * GAP,
                category=self.random.choice(CATEGORIES), **values,
            )
        )  # fmt: skip

    def _base(self, draft: Draft, analysis_id: int) -> dict[str, Any]:
        row = self._any(draft, Component, Component.analysis_id == analysis_id)
        if row is None or self.random.random() < 0.5:
            base = self.random.choice(("labour", "material", "equipment"))
            return {"percent_of": base, "percent_row_id": None}
        return {"percent_of": "row", "percent_row_id": row.id}

    def set_price(self, draft: Draft) -> None:
        resource = self._any(draft, Resource)
        if resource is not None:
            self._set(resource, self._price(), draft)

    def set_coefficient(self, draft: Draft) -> None:
        row = self._any(draft, Component)
        if row is not None:
            self._set(row, self._coefficient(), draft)

    def set_category(self, draft: Draft) -> None:
        row = self._any(draft, Component)
        if row is not None:
            self._set(row, {"category": self.random.choice(CATEGORIES)}, draft)

    def set_basis(self, draft: Draft) -> None:
        row = self._any(draft, Component, Component.kind == "analysis")
        if row is not None:
            self._set(row, {"basis": self.random.choice(("direct_cost", "unit_price"))}, draft)

    def set_base(self, draft: Draft) -> None:
        row = self._any(draft, Component, Component.kind == "percent")
        if row is not None:
            self._set(row, self._base(draft, row.analysis_id), draft)

    def set_resource(self, draft: Draft) -> None:
        row = self._any(draft, Component, Component.kind == "resource")
        resource = self._any(draft, Resource)
        if row is not None and resource is not None:
            self._set(row, {"resource_id": resource.id}, draft)

    def delete_component(self, draft: Draft) -> None:
        row = self._any(draft, Component)
        if row is None:
            return
        for above in draft.find(Component, Component.percent_row_id == row.id):
            if above.id != row.id:
                above.percent_of, above.percent_row_id = "labour", None
        if self.random.random() < 0.5:
            draft.bulk_delete(Component, [row.id])
        else:
            draft.remove(row)
        draft.session.flush()

    def move_component(self, draft: Draft) -> None:
        row = self._any(draft, Component, Component.kind.in_(("resource", "lump")))
        analysis = self._any(draft, Analysis)
        if row is not None and analysis is not None:
            self._set(row, {"analysis_id": analysis.id}, draft)

    def publish(self, draft: Draft) -> None:
        """Declare the present rows the published form, or put them back to it."""
        analysis = self._any(draft, Analysis)
        if analysis is None:
            return
        rows = draft.find(Component, Component.analysis_id == analysis.id)
        names = figures.COMPONENT_FORM
        form = {
            str(r.id): {n: journal.encode(Component, n, getattr(r, n)) for n in names} for r in rows
        }
        self._set(analysis, {"published": self.random.choice((form, form, None))}, draft)

    def reset(self, draft: Draft) -> None:
        analysis = self._any(draft, Analysis, Analysis.published.is_not(None))
        if analysis is not None:
            form = {int(i): dict(row) for i, row in analysis.published.items()}
            analyses_library._still_there(draft, form)
            analyses_library._restore(draft, analysis.id, form)

    def copy_analysis(self, draft: Draft) -> None:
        analysis = self._any(draft, Analysis)
        if analysis is not None:
            analyses_library._copied(draft, analysis)

    def delete_analysis(self, draft: Draft) -> None:
        analysis = self._any(draft, Analysis)
        if analysis is None:
            return
        own = Component.analysis_id == analysis.id
        for node in draft.find(OutlineNode, OutlineNode.analysis_id == analysis.id):
            node.origin, node.analysis_id = "none", None
        rows = draft.find(Component, own | (Component.nested_id == analysis.id))
        draft.bulk_delete(Component, [row.id for row in rows])
        draft.bulk_delete(Analysis, [analysis.id])


OFTEN = (
    "set_price", "set_coefficient", "set_quantity", "set_origin", "add_component", "add_item",
    "move_node", "delete_component", "set_basis", "set_base",
)  # fmt: skip
SELDOM = (
    "add_resource", "add_analysis", "set_category", "set_resource", "move_component", "publish",
    "reset", "copy_analysis", "delete_analysis", "add_section", "add_note", "set_markup",
    "set_title", "delete_item", "delete_section", "dissolve", "copy_section", "set_parameter",
    "rename_parameter", "set_rules",
)  # fmt: skip
OPERATIONS = OFTEN + SELDOM
WEIGHTS = [3] * len(OFTEN) + [1] * len(SELDOM)
