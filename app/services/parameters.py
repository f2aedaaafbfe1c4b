"""Parameters of a project: named numbers that formulas of quantities and coefficients use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.domain import formula, locale_numbers
from app.domain.errors import Problem
from app.domain.estimate import parameter_values
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Parameter
from app.services import cells, entries, messages, revisions, snapshot, text
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.journal import raw
from app.services.outline_rows import Caller
from app.services.parameter_uses import VALUE, places, uses, works
from app.services.revisions import Order, Outcome

NAME_LIMIT, LABEL_LIMIT, UNIT_LIMIT = 40, 200, 20

messages.add(
    {
        "parameter.taken": _l("There is a parameter “%(name)s” already."),
        "parameter.used": _l("“%(name)s” is used by %(count)s formulas: %(where)s."),
        "parameter.empty": _l("Type a number or a formula."),
        "parameter.breaks": _l(
            "With this value formulas could not be calculated any more: %(where)s."
        ),
    },
    {"value": _l("Value"), "parameter.label": _l("Meaning")},
)


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter as the page shows it: `typed` fills its cell, `value` is what it comes to."""

    id: int
    version: int
    name: str
    label: str
    unit: str
    typed: str
    value: Fraction | None
    uses: int


def lines(project_id: int, locale: NumberLocale) -> list[Line]:
    """The parameters of a project by name, with how many formulas use each."""
    statement = select(Parameter).where(Parameter.project_id == project_id)
    rows = db.session.execute(statement.order_by(Parameter.name)).scalars().all()
    values = entries.parameters(db.session(), project_id)
    found = uses(db.session(), project_id)
    return [
        Line(
            row.id, row.version, row.name, row.label, row.unit,
            typed=entries.written(row.value, row.formula, locale, VALUE.places),
            value=values.get(row.name),
            uses=sum(row.name in use.names for use in found),
        )
        for row in rows
    ]  # fmt: skip


def add(caller: Caller, fields: Mapping[str, str], locale: NumberLocale) -> Outcome:
    """Add a parameter from `name`, `value` (number or formula), `label`, `unit` as typed.

    The result: {"parameter": id}. Raises Invalid (formula.bad_name, parameter.taken, number.*,
    formula.*).
    """

    def action(draft: Draft) -> dict[str, Any]:
        row = Parameter(
            name=_free_name(draft, fields.get("name", "")),
            **_words(fields),
            **_value(fields.get("value", ""), locale),
        )
        _check(draft, row.name, {"value": row.value, "formula": row.formula}, locale)
        draft.add(row)
        draft.params = {"name": row.name}
        return {"parameter": row.id}

    return revisions.run(caller.order("parameter.added"), action)


def set_value(
    project_id: int, by: int, cell: tuple[int, int, str], locale: NumberLocale
) -> Outcome:
    """Set a parameter to a number or a formula; everything that uses it is calculated anew.

    `cell` is (id, version as shown, text). Raises Conflict, and Invalid: number.*, formula.*
    (formula.cycle with its path), parameter.breaks where a formula would lose its value.
    """
    row_id, version, typed = cell
    edit = Edit(Parameter, row_id, version, ("formula", "value"), typed)

    def action(draft: Draft) -> dict[str, Any]:
        row = draft.get(Parameter, row_id)
        draft.params = {"name": row.name}
        values = _value(typed, locale)
        _check(draft, row.name, values, locale)
        return {"parameter": row_id, "put": cells.put(draft, edit, values)}

    return revisions.run(Order(project_id, "parameter.set", by, key=edit.key(locale)), action)


def describe(project_id: int, by: int, at: tuple[int, int], fields: Mapping[str, str]) -> Outcome:
    """Set name, meaning and unit; a name that formulas use stays (parameter.used says where)."""
    row_id, version = at

    def action(draft: Draft) -> dict[str, Any]:
        row = draft.get(Parameter, row_id)
        draft.params = {"name": row.name}
        values: dict[str, str] = _words(fields)
        if fields.get("name", row.name).strip().lower() != row.name:
            _unused(draft, row.name, "name")
            values["name"] = _free_name(draft, fields["name"])
        for name, value in values.items():
            edit = Edit(Parameter, row_id, version, (name,), fields.get(name, ""))
            if value != cells.shown(draft, edit)[name]:
                cells.put(draft, edit, {name: value})
        return {"parameter": row_id}

    return revisions.run(Order(project_id, "parameter.described", by), action)


def delete(caller: Caller, row_id: int) -> Outcome:
    """Delete a parameter that no formula uses; Invalid (parameter.used) says where it is used."""

    def action(draft: Draft) -> dict[str, Any]:
        row = draft.get(Parameter, row_id)
        draft.params = {"name": row.name}
        _unused(draft, row.name, "")
        draft.remove(row)
        return {"name": draft.params["name"]}

    return revisions.run(caller.order("parameter.deleted"), action)


def _words(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        "label": text.clean(fields.get("label", ""), LABEL_LIMIT, "label"),
        "unit": text.clean(fields.get("unit", ""), UNIT_LIMIT, "unit"),
    }


def _free_name(draft: Draft, typed: str) -> str:
    name = formula.parameter_name(text.clean(typed, NAME_LIMIT, "name", needed=True))
    if isinstance(name, Problem):
        raise Invalid(replace(name, place="name"))
    if draft.find(Parameter, Parameter.name == name):
        raise Invalid(Problem("parameter.taken", "name", {"name": name}))
    return name


def _value(typed: str, locale: NumberLocale) -> dict[str, Any]:
    """The two columns of a value. What a formula comes to is known once all are resolved."""
    if typed.lstrip().startswith("="):
        parsed = formula.parse(typed, locale)
        if isinstance(parsed, Problem):
            raise Invalid(replace(parsed, place="value"))
        return {"formula": parsed.canonical, "value": None}
    number = entries.number(typed, locale, VALUE, "value")
    if number is None:
        raise Invalid(Problem("parameter.empty", "value"))
    return {"formula": None, "value": number}


def _check(draft: Draft, name: str, given: Mapping[str, Any], locale: NumberLocale) -> None:
    """Refuse a value by which the parameter, or a formula that has a value now, would have none."""
    before = _definitions(draft)
    number = given["value"] if given["formula"] is None else given["formula"]
    after = {**before, name: number}
    values, problems = parameter_values(after)
    own = next((p for p in problems if p.place == name), None) or _cycle(problems)
    if own is not None:
        raise Invalid(replace(own, place="value"))
    outside = locale_numbers.check(values[name], locale, VALUE)
    if outside is not None:
        raise Invalid(replace(outside, place="value"))
    known = parameter_values(before)[0]
    broken = [
        use
        for use in uses(draft.session, draft.project.id)
        if works(use, known) and not works(use, values)
    ]
    if broken:
        raise Invalid(Problem("parameter.breaks", "value", {"where": places(broken)}))


def _definitions(draft: Draft) -> dict[str, Fraction | str]:
    columns = [raw(Parameter, column) for column in ("name", "value", "formula")]
    statement = select(*columns).where(Parameter.project_id == draft.project.id)
    return snapshot.parameters(draft.session.execute(statement).mappings())


def _cycle(problems: Sequence[Problem]) -> Problem | None:
    return next((p for p in problems if p.code == "formula.cycle"), None)


def _unused(draft: Draft, name: str, place: str) -> None:
    found = [use for use in uses(draft.session, draft.project.id) if name in use.names]
    if found:
        params: dict[str, str | int] = {"name": name, "count": len(found)}
        params["where"] = places(found)
        raise Invalid(Problem("parameter.used", place, params))
