"""What a random estimator does to the outline, its parameters and the rules."""

from fractions import Fraction
from typing import Any

from app.models import OutlineNode, Parameter
from app.services import (
    journal,
)
from app.services.draft import Draft

CATEGORIES = ("labour", "material", "equipment", "other")
FORMULAS = ("=p", "=p/q", "=1/(p-q)", "=p*2+1/3", "=1/7", "=ROUND(p/q;2)", "=missing")
SIZES = (Fraction(7), Fraction(3), Fraction(40), Fraction("0.3"), Fraction(1350))
STEPS = ("quantity", "unit_price", "line", "tail", "total")
MODES = ("none", "down", "up", "half_up")
GAP = 1 << 20


class OutlineSteps:
    """The half of an estimator that arranges rows; `random` and the pickers are the other's."""

    def add_section(self, draft: Draft) -> None:
        parent = self._section(draft, 0.4)
        self._add_node(draft, parent, kind="section", markup_percent=self._markup())

    def add_item(self, draft: Draft) -> None:
        self._add_node(
            draft, self._section(draft), kind="item", markup_percent=self._markup(),
            **self._quantity(), **self._origin(draft),
        )  # fmt: skip

    def add_note(self, draft: Draft) -> None:
        self._add_node(draft, self._section(draft), kind="note")

    def _add_node(self, draft: Draft, parent: int | None, **values: Any) -> None:
        position = self.random.randint(1, 50) * GAP
        if self.random.random() < 0.3:
            row = {"parent_id": parent, "position": position, **values}
            draft.bulk_insert(OutlineNode, [row])
        else:
            draft.add(OutlineNode(parent_id=parent, position=position, **values))

    def add_many(self, draft: Draft) -> None:
        parent = self._section(draft)
        rows = [
            {"parent_id": parent, "position": i, "kind": "item", **self._quantity(),
             **self._origin(draft)}
            for i in range(405)
        ]  # fmt: skip
        for row in rows:
            draft.bulk_insert(OutlineNode, [row])

    def set_quantity(self, draft: Draft) -> None:
        item = self._any(draft, OutlineNode, OutlineNode.kind == "item")
        if item is not None:
            self._set(item, self._quantity(), draft)

    def set_origin(self, draft: Draft) -> None:
        item = self._any(draft, OutlineNode, OutlineNode.kind == "item")
        if item is not None:
            self._set(item, self._origin(draft), draft)

    def set_markup(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode, OutlineNode.kind != "note")
        if node is not None:
            self._set(node, {"markup_percent": self._markup()}, draft)

    def set_title(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode)
        if node is not None:
            self._set(node, {"title": str(self.random.randint(1, 9))}, draft)

    def move_node(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode)
        if node is not None:
            place = {"position": self.random.randint(1, 50) * GAP}
            self._set(node, {"parent_id": self._section(draft), **place}, draft)

    def delete_item(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode, OutlineNode.kind != "section")
        if node is not None:
            draft.remove(node)
            draft.session.flush()

    def delete_section(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode, OutlineNode.kind == "section")
        if node is not None:
            draft.bulk_delete(OutlineNode, [n.id for n in self._below(draft, node)])

    def dissolve(self, draft: Draft) -> None:
        """Delete a section whose children move up, or out."""
        node = self._any(draft, OutlineNode, OutlineNode.kind == "section")
        if node is None:
            return
        below = {n.id for n in self._below(draft, node)}
        outside = self._any(
            draft, OutlineNode, OutlineNode.kind == "section", OutlineNode.id.not_in(below)
        )
        target = node.parent_id if outside is None or self.random.random() < 0.5 else outside.id
        gone = node.id
        for child in draft.find(OutlineNode, OutlineNode.parent_id == node.id):
            self._set(child, {"parent_id": target}, draft)
        draft.session.flush()
        draft.bulk_delete(OutlineNode, [gone])

    def _below(self, draft: Draft, node: OutlineNode) -> list[OutlineNode]:
        found = [node]
        for above in found:
            found += draft.find(OutlineNode, OutlineNode.parent_id == above.id)
        return found

    def copy_section(self, draft: Draft) -> None:
        node = self._any(draft, OutlineNode)
        if node is None:
            return
        names = journal.inputs(OutlineNode)
        copies: dict[Any, Any] = {node.parent_id: node.parent_id}
        for row in self._below(draft, node)[:30]:
            values = {n: getattr(row, n) for n in names}
            values["parent_id"] = copies[row.parent_id]
            copies[row.id] = draft.bulk_insert(OutlineNode, [values])[0]

    def set_parameter(self, draft: Draft) -> None:
        row = self._any(draft, Parameter)
        if row is not None:
            value = self.random.choice(("1", "2", "0", "3.5"))
            values = {"value": Fraction(value), "formula": None}
            if self.random.random() < 0.3:
                values = {"value": None, "formula": self.random.choice(("=q+1", "=p", "=1/0"))}
            self._set(row, values, draft)

    def rename_parameter(self, draft: Draft) -> None:
        row = self._any(draft, Parameter)
        if row is not None:
            self.names += 1
            self._set(row, {"name": f"n{self.names}" if row.name in "pq" else "p"}, draft)

    def set_rules(self, draft: Draft) -> None:
        kind = self.random.choice(("markup", "rounding", "tail", "tail", "numbering", "name"))
        values: dict[str, Any] = {"name": str(self.random.random())}
        if kind == "markup":
            values = {"markup_percent": Fraction(self.random.randint(0, 20))}
        elif kind == "rounding":
            values = {"rounding": self._rounding()}
        elif kind == "tail":
            values = {"tail": self._tail()}
        elif kind == "numbering":
            values = {"numbering": self.random.choice((["1", "1.1"], ["I", "A", "1", "a"], []))}
        self._set(draft.project, values, draft)
