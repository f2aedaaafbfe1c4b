"""The fields of the forms; what they may hold is decided by the services."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from flask import g, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.services import price_lists, projects, rules
from app.services.typed import Sent
from app.web import filters, keys

KINDS = (
    SelectChoice("ee", _l("EE/HPS: the owner's estimate")),
    SelectChoice("bid", _l("Bid of a contractor")),
    SelectChoice("rap", _l("RAP: the contractor's own cost plan")),
    SelectChoice("self", _l("Self-managed works, without VAT")),
    SelectChoice("private", _l("Private: a house, a shop, an office")),
)
MODES = (
    SelectChoice("none", _l("not rounded")),
    SelectChoice("down", _l("down to")),
    SelectChoice("half_up", _l("to the nearest")),
    SelectChoice("up", _l("up to")),
)
BASES = (
    SelectChoice("subtotal", _l("of the subtotal")),
    SelectChoice("running", _l("of the lines above")),
)
SIGNS = (SelectChoice("1", _l("added")), SelectChoice("-1", _l("taken off")))
PRICES = (
    SelectChoice("keep", _l("keep them, with their sources and dates")),
    SelectChoice("clear", _l("leave all of them unknown, to be filled anew")),
    SelectChoice("list", _l("fill them from a price list; what it does not name is unknown")),
)
AnyForm = TypeVar("AnyForm", bound=Form)
PAPERS = tuple(SelectChoice(paper) for paper in projects.PAPERS)
_ROW = re.compile(r"row-([0-9]{1,3})-label")
LANGUAGES = (SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English"))


class HeaderForm(Form):
    name = StringField(_l("Name of the project"))
    program = StringField(_l("Program"))
    activity = StringField(_l("Activity"))
    sub_activity = StringField(_l("Sub-activity"))
    work = StringField(_l("Work"))
    location = StringField(_l("Location"))
    owner = StringField(_l("Owner of the works"))
    client = StringField(_l("Client"))
    ppk = StringField(_l("Commitment officer (PPK)"))
    funding = StringField(_l("Source of funds"))
    dpa_number = StringField(_l("DPA number"))
    fiscal_year = StringField(_l("Fiscal year"))
    ceiling = StringField(_l("Ceiling (Rp)"))


class NewForm(HeaderForm):
    kind = RadioField(_l("Kind of project"), choices=KINDS, validate_choice=False)


class SettingsForm(HeaderForm):
    document_date = DateField(_l("Date of the documents"))
    edition = StringField(_l("Edition of analyses"))
    paper = SelectField(_l("Paper"), choices=PAPERS, validate_choice=False)
    document_locale = SelectField(
        _l("Language of the documents"), choices=LANGUAGES, validate_choice=False
    )


class CopyForm(Form):
    name = StringField(_l("Name of the project"))
    document_date = DateField(_l("Date of the documents"))
    fiscal_year = StringField(_l("Fiscal year"))
    prices = RadioField(_l("Prices"), choices=PRICES, validate_choice=False)
    list = SelectField(_l("Price list"), validate_choice=False)


class RoundingForm(Form):
    mode = SelectField(_l("Way"), choices=MODES, validate_choice=False)
    step = StringField(_l("Step"))


class TailForm(Form):
    place = StringField(_l("Order"))
    label = StringField(_l("Description"))
    percent = StringField(_l("Percent"))
    base = SelectField(_l("Base"), choices=BASES, validate_choice=False)
    factor = StringField(_l("Part of the base"))
    sign = SelectField(_l("Sign"), choices=SIGNS, validate_choice=False)
    mode = SelectField(
        _l("Rounding"),
        choices=(SelectChoice("", _l("as tail lines")), *MODES),
        validate_choice=False,
    )
    step = StringField(_l("Step"))
    remove = BooleanField(_l("Remove"))


class RulesForm(Form):
    kind = SelectField(_l("Kind of project"), choices=KINDS, validate_choice=False)
    markup_percent = StringField(_l("Markup (percent)"))
    hours_per_day = StringField(_l("Hours per day of work (OH)"))
    quantity = FormField(RoundingForm, _l("Quantity"))
    unit_price = FormField(RoundingForm, _l("Unit price"))
    line = FormField(RoundingForm, _l("Amount of a line"))
    tail = FormField(RoundingForm, _l("Tail lines"))
    total = FormField(RoundingForm, _l("Total"))
    row = FieldList(FormField(TailForm), max_entries=rules.MOST_LINES + 5)


def sent() -> Sent:
    """What was posted, with the revision that the form showed."""
    seen = request.form.get("seen", "")
    shown = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None
    return Sent(g.me.id, request.form.to_dict(), filters.figures(), keys.from_form(), shown)


def refuse(form: Form, problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Write each problem beside its field; pairs of id and text for the summary."""
    fields = {field.name: field for field in _every(form)}
    summary = []
    for problem in problems:
        text = filters.problem(problem)
        field = fields.get(problem.place)
        if field is None:
            summary.append(("", text))
        else:
            field.errors = [*field.errors, text]
            summary.append((field.id, f"{field.label.text}: {text}"))
    return summary


def _every(form: Iterable[Field]) -> Iterator[Field]:
    for field in form:
        if isinstance(field, FormField | FieldList):
            yield from _every(field)
        else:
            yield field


def filled(kind: type[AnyForm], fields: Mapping[str, Any]) -> AnyForm:
    """A form that shows these typed texts."""
    return kind(MultiDict(fields))


def copy_form(fields: Mapping[str, Any]) -> CopyForm:
    """The form of a copy, which offers the price lists of now."""
    form = filled(CopyForm, fields)
    lists = [SelectChoice(str(one.id), one.name) for one in price_lists.lists()]
    form.list.choices = [SelectChoice("", _l("Choose a price list")), *lists]
    return form


def rules_form(fields: Mapping[str, str]) -> RulesForm:
    """The rules' form with one more empty tail line to write in."""
    used = [int(match[1]) for match in map(_ROW.fullmatch, fields) if match]
    blank = f"row-{max(used, default=-1) + 1}"
    empty = {"label": "", "percent": "", "base": "subtotal", "sign": "1", "mode": ""}
    return filled(RulesForm, {**fields, **{f"{blank}-{n}": v for n, v in empty.items()}})


def present_rules(project: Any, locale: NumberLocale) -> RulesForm:  # noqa: ANN401
    """The rules' form as the project stands."""
    fields = rules.fields(project, locale)
    for number, line in enumerate(rules.tail_fields(project, locale)):
        fields |= {f"row-{number}-{name}": text for name, text in line.items()}
        fields[f"row-{number}-place"] = str(number + 1)
    return rules_form(fields)
