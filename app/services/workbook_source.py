"""From a moment of a project to what its workbook shows: texts, order, labels."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from babel.dates import format_date
from flask_babel import force_locale

from app.documents.workbook_source import (
    AnalysisText,
    ComponentText,
    Heading,
    OutlineText,
    ParameterText,
    RecapLine,
    ResourceText,
    Source,
)
from app.domain import codes, numbering
from app.domain.components import CATEGORIES
from app.domain.locale_numbers import NumberLocale, show
from app.domain.numbers import from_scaled
from app.models.types import now
from app.services import messages, presets, projects, recap
from app.services.computed import Computed
from app.services.snapshot import COEFFICIENT, PRICE, Inputs
from app.services.words import workbook as words

Values = Mapping[str, Any]


def of(moment: Computed) -> Source:
    """Everything that the workbook of this moment needs."""
    (project,) = moment.inputs["project"].values()
    language: NumberLocale = "en" if project["document_locale"] == "en" else "id"
    labels = words.of(language)
    estimate, figures = moment.estimate, moment.figures
    lines = recap.lines(figures.recap, estimate.tail, estimate.policies.total)
    return Source(
        heading=_heading(moment, project, language),
        estimate=estimate,
        figures=figures,
        outline=list(_outline(moment.inputs, project, labels)),
        analyses=_analyses(moment.inputs),
        components=dict(_components(moment.inputs, labels)),
        resources=_resources(moment.inputs),
        parameters=[
            ParameterText(i, row["name"], row["label"], row["unit"])
            for i, row in sorted(moment.inputs["parameter"].items())
        ],
        lines=[RecapLine(x.letter, x.kind, x.amount, x.of, x.source) for x in lines],
        words=labels,
    )


def _heading(moment: Computed, project: Values, language: NumberLocale) -> Heading:
    day = project["document_date"]
    ppk = project["header"].get("ppk", "")
    printed = format_date(date.fromisoformat(day), "d MMMM yyyy", language) if day else ""
    return Heading(
        project_id=moment.project_id,
        revision=moment.revision,
        name=project["name"],
        lines=_header(project, language),
        rules=list(_rules(moment, language)),
        signatures=[
            (words.signature(language, "ppk"), ppk),
            (words.signature(language, "made"), ""),
        ],
        day=printed or "………………",
        amount_in_words=recap.words(moment.figures.recap.rounded, language),
        locale=language,
        paper=project["paper"],
        made_at=now(),
    )


def _header(project: Values, language: str) -> list[tuple[str, str]]:
    """The filled lines of the header in the order of documents."""
    filled = {key: project["header"].get(key, "") for key in projects.HEADER}
    filled["fiscal_year"] = str(project["fiscal_year"] or "")
    filled["edition"] = project["edition"]
    with force_locale(language):
        return [(messages.field(key), text) for key, text in filled.items() if text]


def _rules(moment: Computed, language: NumberLocale) -> Iterator[tuple[str, str]]:
    for step in presets.STEPS:
        policy = getattr(moment.estimate.policies, step)
        shown = show(policy.step, language, 4, 0)
        unit = shown if step == "quantity" else f"Rp\u00a0{shown}"
        yield words.rule(language, step), words.rounding(language, policy.mode, unit)


def _outline(inputs: Inputs, project: Values, labels: Values) -> Iterator[OutlineText]:
    nodes = inputs["outline_node"]
    rows = [
        numbering.Row(i, n["parent_id"], n["position"], n["kind"], n["number_typed"])
        for i, n in nodes.items()
    ]
    places = numbering.places(rows, project["numbering"])
    analyses = inputs["analysis"]
    for i in sorted(places, key=lambda each: places[each].sort_path):
        row, place = nodes[i], places[i]
        analysis = analyses.get(row["analysis_id"])
        code = row["code"] or (analysis["code"] if analysis else "")
        remark = _remark(row, labels)
        yield OutlineText(
            i, row["kind"], place.level, place.number, code, row["title"], row["unit"], remark
        )


def _remark(row: Values, labels: Values) -> str:
    if row["origin"] == "zero":
        return str(labels["zero"]).format_map({"reason": row["zero_reason"]})
    if row["origin"] != "typed":
        return ""
    included = labels["markup_included"] if row["markup_included"] else ""
    return "; ".join(filter(None, (row["price_source"], included)))


def _analyses(inputs: Inputs) -> list[AnalysisText]:
    """In code order: by numeric segments, then by title."""
    found = [
        AnalysisText(i, row["code"], row["title"], row["unit"], row["edition"])
        for i, row in inputs["analysis"].items()
    ]
    return sorted(found, key=lambda a: (codes.sort_key(a.code), a.title, a.id))


def _components(inputs: Inputs, labels: Values) -> Iterator[tuple[int, ComponentText]]:
    for i, row in inputs["component"].items():
        yield i, _component(row, inputs, labels)


def _component(row: Values, inputs: Inputs, labels: Values) -> ComponentText:
    if row["kind"] == "resource":
        resource = inputs["resource"][row["resource_id"]]
        return ComponentText(resource["name"], resource["code"], resource["unit"])
    if row["kind"] == "analysis":
        inner = inputs["analysis"][row["nested_id"]]
        basis = f" ({labels['unit_price_basis']})" if row["basis"] == "unit_price" else ""
        return ComponentText(inner["title"] + basis, inner["code"], inner["unit"])
    if row["kind"] == "percent":
        base = str(labels["percent_of"]).format_map({"base": _base(row, inputs, labels)})
        return ComponentText(f"{row['label']} ({base})" if row["label"] else base, "", row["unit"])
    return ComponentText(row["label"], "", row["unit"])


def _base(row: Values, inputs: Inputs, labels: Values) -> str:
    if row["percent_of"] != "row":
        return str(labels[row["percent_of"]])
    base = inputs["component"].get(row["percent_row_id"])
    if base is None:
        return "—"
    if base["kind"] == "resource":
        return str(inputs["resource"][base["resource_id"]]["name"])
    if base["kind"] == "analysis":
        return str(inputs["analysis"][base["nested_id"]]["title"])
    return base["label"] or str(labels[base["category"]])


def _resources(inputs: Inputs) -> list[ResourceText]:
    """By category, in code order, then by name."""
    found = [_resource(i, row) for i, row in inputs["resource"].items()]
    place = {category: n for n, category in enumerate(CATEGORIES)}
    return sorted(
        found, key=lambda r: (place[r.category], codes.sort_key(r.code), r.name.casefold(), r.id)
    )


def _resource(number: int, row: Values) -> ResourceText:
    return ResourceText(
        id=number,
        category=row["category"],
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        price=_scaled(row["price"], PRICE),
        pack_unit=row["pack_unit"],
        pack_size=_scaled(row["pack_size"], COEFFICIENT),
        pack_price=_scaled(row["pack_price"], PRICE),
        remark="; ".join(filter(None, (row["source"], row["region"], row["price_date"]))),
    )


def _scaled(value: int | None, places: int) -> Fraction | None:
    return None if value is None else from_scaled(value, places)
