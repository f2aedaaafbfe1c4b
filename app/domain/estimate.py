"""The whole estimate: parameters, analyses, outline and recap, all exact."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain import formula
from app.domain.analysis import AnalysisFigures, Component, Prices, cost
from app.domain.errors import Problem
from app.domain.inputs import parsed_once, placed
from app.domain.items import NodeFigures, item_figures, item_quantity, priced
from app.domain.markup import Markup
from app.domain.nesting import walk
from app.domain.numbers import Policies
from app.domain.outline import Node, NodeKind, Origin, top_down
from app.domain.recap import Recap, TailLine, recap
from app.domain.sums import total

__all__ = [
    "Estimate",
    "Figures",
    "Node",
    "NodeFigures",
    "NodeKind",
    "Origin",
    "Policies",
    "compute",
    "item_figures",
    "item_quantity",
    "parameter_values",
]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Every input that a figure depends on; prices in rupiah, percents as 10 = 10 %.

    A parameter is a number or a canonical formula of other parameters. `nodes` form a forest; a
    node whose parent is absent counts as top level.
    """

    markup_percent: Fraction
    policies: Policies
    tail: tuple[TailLine, ...]
    parameters: Mapping[str, Fraction | str]
    resources: Mapping[int, Fraction | None]
    analyses: Mapping[int, tuple[Component, ...]]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything computed from an estimate; `problems` are those of no single row.

    `unit_prices` are those of the analyses at the markup of the project.
    """

    parameters: Mapping[str, Fraction]
    analyses: Mapping[int, AnalysisFigures]
    unit_prices: Mapping[int, Fraction | None]
    nodes: Mapping[int, NodeFigures]
    recap: Recap
    incomplete: int
    problems: tuple[Problem, ...] = ()


def compute(estimate: Estimate) -> Figures:
    """Return all figures of an estimate, in rupiah, exact where no policy rounds.

    Order: quantity policy, direct cost, markup, unit price policy, line policy, sums, tail,
    total policy. Sums leave out unknown amounts. Parameters and analysis.cycle have their problems
    in `problems`, rows their own. ValueError: no forest. Source: Permen PUPR 8/2023 (D, E, F).
    """
    parameters, problems = parameter_values(estimate.parameters)
    project = Markup(estimate.markup_percent, estimate.policies.unit_price)
    ordered, circle = walk(estimate.analyses)
    analyses = _analyses(estimate, ordered, parameters, project)
    outline = _Outline(estimate.nodes, project)
    for node in outline.bottom_up():
        known = None if node.analysis_id is None else analyses.get(node.analysis_id)
        direct_cost = None if known is None else known.direct_cost
        outline.enter(node, direct_cost, parameters, estimate.policies)
    return Figures(
        parameters,
        analyses,
        project.unit_prices,
        {node.id: outline.figures[node.id] for node in estimate.nodes},
        recap(total(outline.amounts[None]), estimate.tail, estimate.policies),
        outline.incomplete[None],
        (*problems, *_circle(circle)),
    )


def parameter_values(
    parameters: Mapping[str, Fraction | str],
) -> tuple[Mapping[str, Fraction], list[Problem]]:
    """Return the value of every parameter that has one, and why the others have none."""
    definitions: dict[str, Fraction | formula.Formula] = {}
    problems: list[Problem] = []
    for name, given in parameters.items():
        parsed = parsed_once(given) if isinstance(given, str) else given
        if isinstance(parsed, Problem):
            problems.append(placed(parsed, name))
        else:
            definitions[name] = parsed
    values, unresolved = formula.resolve(definitions)
    return values, problems + unresolved


def _analyses(
    estimate: Estimate,
    ordered: Sequence[int],
    parameters: Mapping[str, Fraction],
    project: Markup,
) -> dict[int, AnalysisFigures]:
    """Return the figures of every analysis, inner ones first; prices them at the markup."""
    direct_costs: dict[int, Fraction | None] = {}
    prices = Prices(estimate.resources, direct_costs, project.unit_prices, parameters)
    figures: dict[int, AnalysisFigures] = {}
    for analysis_id in ordered:
        figures[analysis_id] = cost(estimate.analyses[analysis_id], prices)
        direct_costs[analysis_id] = figures[analysis_id].direct_cost
        project.of(analysis_id, direct_costs[analysis_id])
    return figures


def _circle(circle: Sequence[int] | None) -> list[Problem]:
    if circle is None:
        return []
    path = " → ".join(str(analysis_id) for analysis_id in circle)
    return [Problem("analysis.cycle", f"analysis:{circle[0]}", {"path": path})]


class _Outline:
    """The rows of the outline while figures pass up: amounts and gaps by the node above."""

    def __init__(self, nodes: Sequence[Node], project: Markup) -> None:
        self._ordered = top_down(nodes)
        self._markups: dict[int | None, Markup] = {None: project}
        self.figures: dict[int, NodeFigures] = {}
        self.amounts: dict[int | None, list[Fraction]] = defaultdict(list)
        self.incomplete: dict[int | None, int] = defaultdict(int)
        for node in self._ordered:
            above = self._markups[self._above(node)]
            percent = node.markup_percent
            own = above if percent is None else Markup(percent, project.rounding)
            self._markups[node.id] = own

    def bottom_up(self) -> list[Node]:
        """Return the nodes so that each comes before the node above it."""
        return self._ordered[::-1]

    def enter(
        self,
        node: Node,
        direct_cost: Fraction | None,
        parameters: Mapping[str, Fraction],
        policies: Policies,
    ) -> None:
        """Compute one row and pass its amount, or the lack of it, to the node above."""
        markup, above = self._markups[node.id], self._above(node)
        below, gaps = self.amounts[node.id], self.incomplete[node.id]
        if node.kind == "item":
            quantity = item_quantity(node, parameters, policies)
            figures = priced(node, quantity, direct_cost, markup, policies)
            gaps += figures.incomplete
        else:
            amount = total(below) if node.kind == "section" else None
            count = gaps if node.kind == "section" else 0
            figures = NodeFigures(None, markup.percent, None, None, amount, count)
        self.figures[node.id] = figures
        self.incomplete[above] += gaps
        if node.kind != "section":
            self.amounts[above] += below
        if figures.amount is not None:
            self.amounts[above].append(figures.amount)

    def _above(self, node: Node) -> int | None:
        return node.parent_id if node.parent_id in self._markups else None
