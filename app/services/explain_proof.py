"""A figure as a proof: everything below it, for programs that check it without Taksir."""

import json
from typing import Any

from app.domain import explain_address, proof
from app.domain.explain_address import Address
from app.models import Project
from app.services import explain, explain_sources
from app.services.errors import NotFound
from app.services.explain_facts import Facts

_KINDS = ("node", "analysis", "component", "resource", "parameter")


def of(project: Project, address: str, at: int | None = None) -> dict[str, Any]:
    """The proof of a figure, now or at a revision; who may see it is for the caller to judge.

    NotFound for what is no address, for a row that is not there and for a revision there is not.
    """
    facts = explain.every(project, at)
    if explain_address.parse(address) is None or facts.reasons.of(address) is None:
        raise NotFound
    name = facts.inputs["project"][project.id]["name"]
    about = {
        "project": {"id": project.id, "name": name, "revision": facts.revision},
        "rows": _rows(facts),
    }
    return proof.proof(facts.reasons, address, about)


def written(found: dict[str, Any]) -> str:
    """A proof as a file."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _rows(facts: Facts) -> dict[str, list[str]]:
    """What rows are called, for people who read a proof: number or code, name, unit, source."""
    rows: dict[str, list[str]] = {}
    for kind in _KINDS:
        figure = "price" if kind in ("node", "component", "resource") else "value"
        for row in facts.inputs[explain_sources.TABLES[kind]]:
            own = Address(kind, row, "coefficient" if kind == "component" else figure)
            source = explain_sources.source(facts, own, "en")
            rows[f"{kind}.{row}"] = [*explain_sources.name(facts, own), source]
    return rows
