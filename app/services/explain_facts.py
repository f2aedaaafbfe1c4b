"""What the reasoning of a figure draws on: the rows around it, or a whole project at a revision.

At present the stored figures are taken and only the rows involved are read, a fixed number of
statements whatever the size of the project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain import numbering
from app.domain.analysis import AnalysisFigures, Prices, cost
from app.domain.components import Category
from app.domain.errors import Problem
from app.domain.estimate import (
    Estimate,
    Figures,
    NodeFigures,
    compute,
    item_quantity,
    parameter_values,
)
from app.domain.explain import Origins, Reasons
from app.domain.explain_address import Address
from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Project
from app.services import explain_rows, figures, journal, keyframes, snapshot, totals
from app.services.explain_rows import Part
from app.services.snapshot import Inputs

_BLOCKS: Mapping[Category, Fraction | None] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row of the outline stands: its printed number, its path in sheet order."""

    number: str
    path: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A project, or the part of it that explains one figure, when `revision` was current.

    Of a part: how many `others` stand below the section in question and were not read, and
    `following`, the first row of the next page.
    """

    project_id: int
    revision: int
    inputs: Inputs
    reasons: Reasons
    places: Mapping[int, Place]
    is_part: bool = False
    others: int = 0
    following: int | None = None


def stored(project: Project, address: Address, start: int | None) -> Facts:
    """The rows around one figure, as they are stored; NotFound for a row that is not there."""
    part = explain_rows.part(project.id, address, start)
    part.inputs["project"] = {project.id: _project(project)}
    estimate = snapshot.estimate(part.inputs)
    return Facts(
        project_id=project.id,
        revision=project.revision,
        inputs=part.inputs,
        reasons=Reasons(estimate, _stored(project, estimate, part), origins(part.inputs)),
        places={i: Place(n["number"], n["sort_path"]) for i, n in part.nodes.items()},
        is_part=True,
        others=part.others,
        following=part.following,
    )


def at_revision(project_id: int, number: int) -> Facts:
    """The whole project as it was at a revision; NotFound where it has no such revision."""
    inputs = keyframes.at(db.session(), project_id, number)
    return whole(project_id, inputs, number)


def whole(project_id: int, inputs: Inputs, revision: int) -> Facts:
    """Facts from all inputs of a project at a revision, with every figure computed."""
    estimate = snapshot.estimate(inputs)
    found = compute(estimate)
    places = numbering.places(
        [
            numbering.Row(i, n["parent_id"], n["position"], n["kind"], n["number_typed"])
            for i, n in inputs["outline_node"].items()
        ],
        next(iter(inputs["project"].values()))["numbering"],
    )
    return Facts(
        project_id=project_id,
        revision=revision,
        inputs=inputs,
        reasons=Reasons(estimate, found, origins(inputs)),
        places={i: Place(p.number, p.sort_path) for i, p in places.items()},
    )


def origins(inputs: Inputs) -> Origins:
    """Ids of parameters and packs of resources."""
    packs = {
        i: (
            from_scaled(row["pack_price"], snapshot.PRICE),
            from_scaled(row["pack_size"], snapshot.COEFFICIENT),
        )
        for i, row in inputs["resource"].items()
        if row["pack_price"] is not None
    }
    return Origins({row["name"]: i for i, row in inputs["parameter"].items()}, packs)


def _project(project: Project) -> journal.Values:
    names = journal.inputs(Project)
    return {name: journal.encode(Project, name, getattr(project, name)) for name in names}


def _stored(project: Project, estimate: Estimate, part: Part) -> Figures:
    """The figures of a part: analyses from their rows, everything else as it is stored."""
    parameters, problems = parameter_values(estimate.parameters)
    analyses = {i: _head(row) for i, row in part.analyses.items()}
    direct = {i: found.direct_cost for i, found in analyses.items()}
    units = {i: figures.read(row, "unit_price") for i, row in part.analyses.items()}
    prices = Prices(estimate.resources, direct, units, parameters)
    for i in part.in_full:
        # Its rows are computed; what it comes to is what stands, as everywhere.
        analyses[i] = replace(cost(estimate.analyses[i], prices), direct_cost=direct[i])
    line = totals.recap(project)
    nodes = {node.id: _node(part.nodes[node.id]) for node in estimate.nodes}
    for node in estimate.nodes:
        if node.kind == "item" and nodes[node.id].quantity is None:
            why = item_quantity(node, parameters, estimate.policies)
            if isinstance(why, Problem):
                nodes[node.id] = replace(nodes[node.id], problems=(why,))
    return Figures(
        parameters, analyses, units, nodes, line, project.incomplete,
        tuple(problems),
    )  # fmt: skip


def _head(row: journal.RowLike) -> AnalysisFigures:
    return AnalysisFigures(figures.read(row, "direct_cost"), _BLOCKS, {}, {}, {})


def _node(row: journal.RowLike) -> NodeFigures:
    return NodeFigures(
        figures.read(row, "quantity", figures.QUANTITY),
        from_scaled(row["markup"] or 0, figures.MONEY),
        figures.read(row, "direct_cost"),
        figures.read(row, "unit_price"),
        figures.read(row, "amount"),
        row["incomplete"],
    )
