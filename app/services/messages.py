"""The sentence for every problem: what happened, and what would be accepted.

A service with codes of its own adds their sentences with `add` where it is defined.
"""

from collections.abc import Mapping
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale, show

_TEXTS: dict[str, object] = {
    "number.empty": _l("Nothing was entered. Type a number."),
    "number.not_a_number": _l("“%(text)s” is not a number. Use digits and one decimal mark."),
    "number.too_long": _l("This is too long for a number: at most %(limit)s characters."),
    "number.odd_grouping": _l("Did you mean %(suggestion)s? “%(text)s” can be read in two ways."),
    "number.odd_spaces": _l("The spaces in “%(text)s” do not stand between thousands."),
    "number.too_many_decimals": _l("%(text)s has too many decimals: at most %(places)s."),
    "number.negative": _l("%(text)s is below 0. Type 0 or more."),
    "number.too_small": _l("%(text)s is too small: at least %(low)s."),
    "number.too_large": _l("%(text)s is too large: at most %(high)s."),
    "formula.empty": _l("There is nothing after “=”."),
    "formula.no_equals_sign": _l("A formula begins with “=”: =%(text)s"),
    "formula.too_long": _l("The formula is too long: at most %(limit)s characters."),
    "formula.too_deep": _l("Too many brackets within brackets: at most %(limit)s."),
    "formula.number": _l("“%(text)s” at character %(position)s is not a number."),
    "formula.odd_grouping": _l(
        "Did you mean %(suggestion)s? “%(text)s” at character %(position)s can be read in two ways."
    ),
    "formula.ambiguous_comma": _l(
        "The comma at character %(position)s can mean the number %(number)s or two arguments"
        " (%(arguments)s). Write “;” between arguments."
    ),
    "formula.mixed_separators": _l("Use either “;” or “,” between arguments, not both."),
    "formula.separator": _l("Write “;” between arguments."),
    "formula.unexpected_character": _l(
        "“%(text)s” at character %(position)s does not belong in a formula."
    ),
    "formula.unexpected_end": _l("The formula stops too early: something is missing at the end."),
    "formula.unexpected": _l("“%(text)s” at character %(position)s is not expected there."),
    "formula.unclosed": _l("A bracket is not closed: add “)”."),
    "formula.unknown_name": _l(
        "There is no parameter “%(name)s” in this project. Add it on the page of parameters."
    ),
    "formula.unknown_value": _l(
        "The parameter “%(name)s” has no value yet. Give it one on the page of parameters."
    ),
    "formula.unknown_function": _l("There is no function “%(name)s”."),
    "formula.reserved_name": _l("“%(name)s” is the name of a function. Choose another name."),
    "formula.bad_name": _l(
        "“%(name)s” cannot be a name: use letters, digits and “_”, a letter first."
    ),
    "formula.arguments": _l("%(name)s takes %(expected)s arguments, not %(count)s."),
    "formula.division_by_zero": _l("The formula divides by zero. Change the divisor."),
    "formula.exponent": _l("The exponent is not a whole number of at most %(limit)s."),
    "formula.places": _l("The number of decimals is not a whole number of at most %(limit)s."),
    "formula.root_of_negative": _l("There is no root of a negative number."),
    "formula.too_large": _l("The result is too large: at most %(limit)s."),
    "formula.cycle": _l(
        "The parameters go round in a circle: %(path)s. Give one of them a number."
    ),
    "analysis.cycle": _l("An analysis cannot contain itself: %(path)s."),
    "analysis.percent_base_missing": _l(
        "The row that this percentage is taken of is missing. Choose another base."
    ),
    "analysis.percent_cycle": _l(
        "The percent rows are taken of each other in a circle. Give one of them another base."
    ),
    "figure.out_of_range": _l("The value must be at least %(low)s and below %(high)s."),
    "figure.too_large": _l("The amount becomes too large: it must stay below %(limit)s."),
    "block.empty": _l("There is nothing to paste. Copy the cells again."),
    "block.too_long": _l("The block is too large: at most %(limit)s characters."),
    "block.too_many_rows": _l(
        "The block has %(count)s rows; at most %(limit)s. Paste it in parts."
    ),
    "block.too_many_columns": _l(
        "The block has %(count)s columns; at most %(limit)s. Copy fewer columns."
    ),
    "unit.no_conversion": _l("%(from)s cannot be converted to %(to)s."),
    "request.key_reused": _l("This form was already sent with other contents. Load it again."),
    "quantity.out_of_range": _l("The quantity must be from %(low)s to %(high)s."),
    "row.duplicate": _l("There is already one of this name or code."),
    "row.still_used": _l(
        "It is still used elsewhere, so it cannot be deleted. Take it out there first."
    ),
    "history.already_undone": _l("This change has been undone already."),
    "history.contradicts": _l(
        "This would contradict what was entered later. Take that back first."
    ),
    "history.first": _l("The beginning of a project cannot be undone."),
    "history.nothing": _l("There is nothing to undo or redo."),
    "outline.cycle": _l("A section cannot be moved into itself."),
    "outline.parent_is_no_section": _l("Only a section can contain other rows."),
    "outline.too_deep": _l("The sections are nested too deeply. Move the row further out."),
}

#: What people call the columns that messages speak of.
_FIELDS: dict[str, object] = {
    "amount": _l("Amount"),
    "analysis_id": _l("Analysis"),
    "basis": _l("Price basis"),
    "category": _l("Category"),
    "ceiling": _l("Ceiling"),
    "code": _l("Code"),
    "coefficient": _l("Coefficient"),
    "component.label": _l("Row description"),
    "formula": _l("Formula"),
    "kind": _l("Kind"),
    "label": _l("Description"),
    "markup_included": _l("Markup included"),
    "markup_percent": _l("Markup"),
    "name": _l("Name"),
    "nested_id": _l("Analysis"),
    "number_typed": _l("Number"),
    "origin": _l("Origin of the price"),
    "pack_price": _l("Price per pack"),
    "pack_size": _l("Pack size"),
    "parent_id": _l("Section"),
    "percent_of": _l("Percent of"),
    "percent_row_id": _l("Percent of"),
    "position": _l("Order"),
    "price": _l("Price"),
    "price_date": _l("Price date"),
    "price_source": _l("Price source"),
    "quantity": _l("Quantity"),
    "quantity_typed": _l("Quantity"),
    "region": _l("Region"),
    "resource_id": _l("Resource"),
    "rounding": _l("Rounding"),
    "source": _l("Source"),
    "tail": _l("Tail lines"),
    "title": _l("Work description"),
    "unit": _l("Unit"),
    "value": _l("Value"),
    "zero_reason": _l("Reason for zero"),
}


class _Params(dict[str, object]):
    """A sentence with a hole is better than none."""

    def __missing__(self, key: str) -> str:
        return "…"


def text(problem: Problem, figures: NumberLocale = "id") -> str:
    """Return the sentence for `problem` in the language of the request.

    Whole numbers among its parameters are written as `figures` says.
    """
    sentence = _TEXTS.get(problem.code) or _l(
        "This is not accepted (%(code)s). Change it and try again."
    )
    params = {
        name: show(Fraction(value), figures, 0) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return str(sentence) % _Params(params, code=problem.code)


def field(name: str, table: str = "") -> str:
    """Return what people call a column, of that table if need be; an unknown one keeps its name."""
    return str(_FIELDS.get(f"{table}.{name}") or _FIELDS.get(name, name))


def add(texts: Mapping[str, object], fields: Mapping[str, object] | None = None) -> None:
    """Add the sentences of a service's own problem codes and the names of its columns."""
    _TEXTS.update(texts)
    _FIELDS.update(fields or {})


def known() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset(_TEXTS)
