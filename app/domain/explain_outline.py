"""Why the figures of the outline are what they are: sections, items, what an item multiplies."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from app.domain import explain_address
from app.domain.estimate import Estimate, Figures, NodeFigures
from app.domain.explain_address import Address
from app.domain.explain_reason import Reason, of_formula
from app.domain.inputs import QUANTITY_LIMIT
from app.domain.outline import Node

_HUNDRED = Fraction(100)
#: What each kind of row has.
_OF_ITEM = frozenset(explain_address.FIGURES["node"])
_OF_SECTION = frozenset({"amount", "markup", "share"})


def _at(node: Node, figure: str) -> str:
    return explain_address.of("node", node.id, figure)


class OutlineReasons:
    """The reasons of the rows of the outline; `parameters` are ids by name."""

    def __init__(self, estimate: Estimate, figures: Figures, parameters: Mapping[str, int]) -> None:
        self._policies = estimate.policies
        self._parameters = parameters
        self._figures = figures.nodes
        self._whole = figures.recap.subtotal
        self._nodes = {node.id: node for node in estimate.nodes}
        self._analyses = estimate.analyses
        self._below: dict[int | None, list[Node]] = {}
        for node in estimate.nodes:
            parent = node.parent_id if node.parent_id in self._nodes else None
            self._below.setdefault(parent, []).append(node)

    def of(self, found: Address) -> Reason | None:
        """Return the reason of a figure of a row; None for a row or a figure that is not there."""
        node = self._nodes.get(found.id)
        if node is None or node.kind == "note":
            return None
        if found.figure not in (_OF_ITEM if node.kind == "item" else _OF_SECTION):
            return None
        figures = self._figures[node.id]
        if found.figure == "share":
            return self._share(node, figures)
        if found.figure == "markup":
            return self._markup(node)
        if node.kind == "section":
            return self.sum_of(_at(node, "amount"), node.id, figures.amount, figures.incomplete)
        return self._of_item(node, found.figure, figures)

    def sum_of(
        self, address: str, parent: int | None, value: Fraction | None, unknown: int
    ) -> Reason:
        """Return the sum of the rows below a section, or of the whole outline (parent None)."""
        terms = tuple(_at(node, "amount") for node in self._counted(parent))
        return Reason(address, "sum", value, terms, is_partial=True, left_out=unknown)

    def _counted(self, parent: int | None) -> list[Node]:
        """The rows that enter a sum; what stands below a row that is no section passes through."""
        found: list[Node] = []
        waiting = list(reversed(self._below.get(parent, ())))
        while waiting:
            node = waiting.pop()
            if node.kind != "note":
                found.append(node)
            if node.kind != "section":
                waiting += reversed(self._below.get(node.id, ()))
        return found

    def _share(self, node: Node, figures: NodeFigures) -> Reason:
        amount, whole = figures.amount, self._whole
        value = amount * 100 / whole if amount is not None and whole else None
        terms = (_at(node, "amount"), "subtotal")
        return Reason(_at(node, "share"), "ratio", value, terms, factor=_HUNDRED)

    def _markup(self, node: Node) -> Reason:
        """The markup in force: its own, or that of the nearest section above, or the project's."""
        above: Node | None = node
        while above is not None and above.markup_percent is None:
            above = None if above.parent_id is None else self._nodes.get(above.parent_id)
        percent = self._figures[node.id].markup_percent
        if above is node:
            return Reason(_at(node, "markup"), "input", percent)
        source = "project.markup" if above is None else _at(above, "markup")
        return Reason(_at(node, "markup"), "same", percent, (source,))

    def _of_item(self, node: Node, figure: str, figures: NodeFigures) -> Reason | None:
        if figure == "amount":
            terms = (_at(node, "unit_price"), _at(node, "quantity"))
            return Reason(
                _at(node, figure), "product", figures.amount, terms[::-1], self._policies.line
            )
        if figure == "quantity":
            return self._quantity(node, figures)
        if figure == "unit_price":
            return self._unit_price(node, figures.unit_price)
        if figure == "entered":
            return Reason(_at(node, figure), "input", node.quantity) if not node.formula else None
        if figure == "price":
            return Reason(_at(node, figure), "input", node.price) if _is_typed(node) else None
        return self._direct_cost(node, figures)

    def _direct_cost(self, node: Node, figures: NodeFigures) -> Reason:
        address, source = _at(node, "direct_cost"), self._cost(node)
        if node.origin == "zero":
            return Reason(address, "zero", Fraction(0))
        if source is None or (node.origin == "typed" and node.markup_included):
            return Reason(address, "unknown", None)
        return Reason(address, "same", figures.direct_cost, (source,))

    def _quantity(self, node: Node, figures: NodeFigures) -> Reason:
        address, rounding = _at(node, "quantity"), self._policies.quantity
        problem = next(iter(figures.problems), None)
        if node.formula is not None:
            made = of_formula(address, node.formula, figures.quantity, self._parameters, problem)
        elif rounding.mode == "none":
            return Reason(address, "input", figures.quantity, problem=problem)
        else:
            source = (_at(node, "entered"),)
            made = Reason(address, "same", figures.quantity, source, problem=problem)
        return replace(made, rounding=rounding, limit=QUANTITY_LIMIT)

    def _cost(self, node: Node) -> str | None:
        """What the unit price of an item is made from; None where nothing prices it."""
        if node.origin == "analysis" and node.analysis_id in self._analyses:
            return explain_address.of("analysis", node.analysis_id or 0, "direct_cost")
        return _at(node, "price") if _is_typed(node) else None

    def _unit_price(self, node: Node, value: Fraction | None) -> Reason:
        address, source = _at(node, "unit_price"), self._cost(node)
        if node.origin == "zero":
            return Reason(address, "zero", Fraction(0))
        if source is None:
            return Reason(address, "unknown", None)
        if node.origin == "typed" and node.markup_included:
            return Reason(address, "same", value, (source,), self._policies.unit_price)
        terms = (source, _at(node, "markup"))
        return Reason(address, "markup", value, terms, self._policies.unit_price)


def _is_typed(node: Node) -> bool:
    return node.origin == "typed" and node.price is not None
