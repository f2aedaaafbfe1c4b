"""Why a figure is what it is: one page of reasoning, in words, for pages and commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain import explain_address
from app.domain.errors import Problem
from app.domain.explain import missing
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Project
from app.models.types import ID_LIMIT
from app.services import (
    explain_facts,
    explain_sources,
    explain_words,
    moments,
    snapshot,
    summary,
    traces,
    words,
)
from app.services.errors import NotFound
from app.services.explain_facts import Facts
from app.services.explain_steps import Entry, Step, Told, chain
from app.services.traces import Author

#: Missing figures that a page names.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure, at which revision (None: what is read), from which row of a long section on."""

    address: str
    at: int | None = None
    start: int | None = None
    locale: NumberLocale = "id"


@dataclass(frozen=True, slots=True)
class Lack:
    """A figure that nobody entered, or that its formula does not give."""

    address: str
    label: str
    name: str
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Above:
    """A figure that this one goes into."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A figure with the steps that explain it, down to what people entered."""

    address: str
    label: str
    no: str
    name: str
    unit: str
    value: Fraction | None
    revision: int
    steps: Sequence[Step]
    above: Sequence[Above]
    lacking: Sequence[Lack]
    following: int | None


def page(project: Project, asked: Asked) -> Page:
    """The reasoning of one figure; who may see the project is for the caller to judge.

    NotFound for what is no address, for a row that is not there and for a revision there is not.
    """
    if asked.at is not None and asked.at != project.revision:
        with moments.reading(project.id, asked.at) as seen:
            return page(seen.project, asked)
    facts = facts_of(project, asked)
    reasons = chain(facts.reasons, asked.address)
    if not reasons:
        raise NotFound
    told = Told(facts, asked.locale, asked.start)
    authors = traces.authors(project.id, told.wanted(reasons), facts.revision, moments.present())
    own = explain_address.parse(reasons[0].address)
    if own is None:
        raise NotFound
    no, name, unit = explain_sources.name(facts, own)
    steps = [told.step(reason, authors) for reason in reasons]
    return Page(
        address=asked.address,
        label=explain_words.figure(own),
        no=no,
        name=name,
        unit=explain_sources.unit_of(facts, own) or unit,
        value=reasons[0].value,
        revision=facts.revision,
        steps=steps,
        above=_above(facts, own),
        lacking=_lacking(facts, [reason.address for reason in reasons]),
        following=told.following,
    )


def facts_of(project: Project, asked: Asked) -> Facts:
    """What a figure draws on."""
    address = explain_address.parse(asked.address)
    if address is None:
        raise NotFound
    return explain_facts.stored(project, address, asked.start)


def every(project: Project, at: int | None = None) -> Facts:
    """The whole project, now or at a revision: what a proof is made from."""
    if at is not None and at != project.revision:
        return explain_facts.at_revision(project.id, at)
    inputs = snapshot.inputs(db.session(), project.id)
    return explain_facts.whole(project.id, inputs, project.revision)


def _above(facts: Facts, own: explain_address.Address) -> list[Above]:
    """The way up: the total, the sections, or the analysis of a row."""
    inputs = facts.inputs
    if own.kind == "component":
        owner = inputs["component"][own.id]["analysis_id"]
        heading = inputs["analysis"][owner]
        text = f"{heading['code']} {heading['title']}".strip()
        return [Above(explain_address.of("analysis", owner, "direct_cost"), text)]
    if own.kind not in ("node", "tail") and own.figure not in ("total", "subtotal"):
        return []
    way = [Above("rounded", explain_words.figure(explain_address.Address("project", 0, "rounded")))]
    rows = inputs["outline_node"]
    sections = []
    parent = rows[own.id]["parent_id"] if own.kind == "node" else None
    while parent is not None and parent in rows:
        sections.append(parent)
        parent = rows[parent]["parent_id"]
    if own.kind == "node" and own.figure != "amount":
        sections.insert(0, own.id)
    for row in reversed(sections):
        text = f"{facts.places[row].number} {rows[row]['title']}".strip()
        way.append(Above(explain_address.of("node", row, "amount"), text))
    return way


def _lacking(facts: Facts, addresses: Sequence[str]) -> list[Lack]:
    """What is missing for the first step that lacks something: a total goes by what is known."""
    found = (missing(facts.reasons, address, _NAMED) for address in addresses)
    first: list[tuple[str, Problem | None]] = next(filter(None, found), [])
    return [_lack(facts, *each) for each in first]


def _lack(facts: Facts, address: str, problem: Problem | None) -> Lack:
    own = explain_address.parse(address)
    if own is None:
        raise NotFound
    no, name, _unit = explain_sources.name(facts, own)
    return Lack(address, explain_words.figure(own), f"{no} {name}".strip(), problem)


def by_id(project_id: int) -> Project:
    """The project, for commands; NotFound without such a project."""
    found = db.session.get(Project, project_id) if 0 < project_id < ID_LIMIT else None
    if found is None:
        raise NotFound
    return found


def as_json(project_id: int, asked: Asked) -> dict[str, Any]:
    """A page of reasoning as plain JSON; figures as everywhere: decimal text, `exact` ratios."""
    found = page(by_id(project_id), asked)
    return {
        "project": project_id,
        "revision": found.revision,
        "address": found.address,
        "label": found.label,
        "name": f"{found.no} {found.name}".strip(),
        **summary.figures_json({"value": found.value}),
        "steps": [_step(step, asked.locale) for step in found.steps],
        "missing": [lack.address for lack in found.lacking],
    }


def _step(step: Step, locale: NumberLocale) -> dict[str, Any]:
    values = {"value": step.entry.value}
    told: dict[str, Any] = {
        "address": step.entry.address,
        "label": step.entry.label,
        "operation": step.operation,
        "words": step.words,
        "numbers": step.numbers,
    }
    if step.rule:
        values["before_rounding"] = step.before
        told |= {"rounding": step.rule, "rounding_set": _author(step.rule_author, locale)}
    if step.entry.author or step.entry.source:
        told |= {"set": _author(step.entry.author, locale), "source": step.entry.source}
    if step.listed.others:
        told["others"] = step.listed.others
        values["others_value"] = step.listed.rest
    children = [
        {
            "address": x.address,
            "no": x.no,
            "name": x.name,
            **summary.figures_json({"value": x.value}),
        }
        for x in step.listed.lines
        if not x.is_sum
    ]
    told |= summary.figures_json(values)
    return told | {"children": children or [_input(entry, locale) for entry in step.entries]}


def _input(entry: Entry, locale: NumberLocale) -> dict[str, Any]:
    return {
        "address": entry.address,
        "name": entry.label,
        "unit": entry.unit,
        "formula": entry.formula,
        "source": entry.source,
        "set": _author(entry.author, locale),
        **summary.figures_json({"value": entry.value}),
    }


def _author(author: Author | None, locale: NumberLocale) -> dict[str, Any] | None:
    if author is None:
        return None
    did = words.sentence(author.label, author.params, locale)
    when = author.at.isoformat()
    return {"revision": author.number, "by": author.who, "at": when, "what": did}
