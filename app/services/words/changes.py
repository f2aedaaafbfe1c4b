"""One change of the journal in words: field, before, after, in a person's own numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.domain.locale_numbers import NumberLocale, show
from app.services import entries, journal, messages
from app.services.journal import Change, Values
from app.services.words.choices import CHOICES, FIELDS, STEPS

#: (table, id): what people call the row.
Names = Mapping[tuple[str, int], str]
#: Decimals a column shows: at most, at least.
_PLACES = {
    "quantity_typed": (6, 2),
    "coefficient": (10, 4),
    "price": (4, 2),
    "pack_price": (4, 2),
    "pack_size": (10, 0),
    "value": (6, 0),
    "ceiling": (4, 2),
    "markup_percent": (4, 2),
}
REFERENCES = {
    "parent_id": "outline_node",
    "analysis_id": "analysis",
    "nested_id": "analysis",
    "resource_id": "resource",
    "percent_row_id": "component",
}
#: The number beside a formula, where one of the two is what the cell holds.
_NUMBER = {"outline_node": "quantity_typed", "component": "coefficient", "parameter": "value"}
_PRICE = ("origin", "price", "analysis_id", "zero_reason")
_PACK = ("price", "pack_price", "pack_size", "pack_unit")
#: Nobody typed these: they follow from what stands beside them.
_SILENT = {"identity", "code_key", "published"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one row; before and after are text or a date, None where nothing was."""

    row: str
    field: str
    before: str | date | None
    after: str | date | None


def describe(change: Change, names: Names, locale: NumberLocale) -> list[Line]:
    """Every field of a change, what people look for first; at least one line."""
    told = Told(change.table, names, locale)
    row = row_name(change, names)
    if change.before is None:
        return [Line(row, "", None, told.gist(change.after or {}) or _("new row"))]
    if change.after is None:
        return [Line(row, "", told.gist(change.before) or None, _("deleted"))]
    found = [Line(row, *each) for each in told.fields(change.before, change.after)]
    return found or [Line(row, "", None, _("changed"))]


def row_name(change: Change, names: Names) -> str:
    """What the row is called now, or was called when it went."""
    return names.get((change.table, change.id)) or own_name(change) or _("a deleted row")


def own_name(change: Change) -> str:
    """What a row that came or went is called by its own values."""
    values = {**(change.before or {}), **(change.after or {})}
    found = (values.get(n) for n in ("title", "name", "label"))
    return next((str(text) for text in found if text), "")


class Told:
    """Puts the values of one table into words."""

    def __init__(self, table: str, names: Names, locale: NumberLocale) -> None:
        self.table = table
        self.names = names
        self.locale = locale

    def fields(self, before: Values, after: Values) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of every column, those that make one figure taken together."""
        found: list[tuple[str, Any, Any]] = []
        left = set(after) - _SILENT
        for columns, field, write in self._figures(left):
            left -= set(columns)
            found.append((messages.field(field), write(before), write(after)))
        if left & {"position", "parent_id"} == {"position"}:
            found.append((messages.field("position"), None, _("moved")))
        for name in sorted(left - {"position"}, key=_order):
            found += self._field(name, before.get(name), after[name])
        return found

    def _figures(
        self, left: set[str]
    ) -> list[tuple[tuple[str, ...], str, Callable[[Values], str | None]]]:
        found: list[tuple[tuple[str, ...], str, Callable[[Values], str | None]]] = []
        number = _NUMBER.get(self.table, "")
        if left & {"formula", number}:
            found.append((("formula", number), number, self._cell))
        if "origin" in left:
            found.append((_PRICE, "price", self._item_price))
        if {"pack_price", "pack_size"} <= left:
            found.append((_PACK, "price", self._pack))
        return found

    def _field(self, name: str, before: object, after: object) -> list[tuple[str, Any, Any]]:
        if name in {"header", "rounding"}:
            return self._keys(name, before or {}, after or {})  # type: ignore[arg-type]
        field = str(FIELDS[name]) if name in FIELDS else messages.field(name, self.table)
        return [(field, self.text(name, before), self.text(name, after))]

    def _keys(self, name: str, before: Values, after: Values) -> list[tuple[str, Any, Any]]:
        write = _plain if name == "header" else self._rounding
        changed = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
        prefix = "" if name == "header" else f"{messages.field(name)}: "
        called = {k: messages.field(k) if name == "header" else str(STEPS[k]) for k in changed}
        return [(prefix + called[k], write(before.get(k)), write(after.get(k))) for k in changed]

    def text(self, name: str, value: Any) -> str | date | None:  # noqa: ANN401
        """One stored value as people read it; None for nothing."""
        if name == "parent_id" and value is None:
            return str(_("top level"))
        if value is None or value == "":
            return None
        if name in REFERENCES:
            return self.names.get((REFERENCES[name], value)) or _("a deleted row")
        if name in _PLACES:
            return self._number(name, value)
        if name.endswith("_date"):
            return date.fromisoformat(value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        choices = CHOICES.get(f"{self.table}.{name}") or CHOICES.get(name) or {}
        if isinstance(value, str) and value in choices:
            return str(choices[value])
        return self._list(name, value) if isinstance(value, list) else str(value)

    def gist(self, values: Values) -> str:
        """What a whole row comes to: a quantity with its unit, a price, a coefficient."""
        unit = str(values.get("unit") or "")
        written = None
        if self.table in _NUMBER:
            written = self._cell(values)
        elif self.table == "resource":
            written = self._pack(values)
        return f"{written} {unit}".strip() if written else ""

    def _cell(self, values: Values) -> str | None:
        if values.get("formula"):
            return entries.written(None, values["formula"], self.locale, 10)
        name = _NUMBER[self.table]
        return None if values.get(name) is None else self._number(name, values[name])

    def _item_price(self, values: Values) -> str | None:
        origin = values.get("origin")
        if values.get("price") is not None:
            return self._number("price", values["price"])
        if values.get("analysis_id") is not None:
            return str(self.text("analysis_id", values["analysis_id"]))
        if origin == "zero":
            return str(_("zero: %(reason)s", reason=values.get("zero_reason") or "…"))
        return None

    def _pack(self, values: Values) -> str | None:
        if values.get("pack_price") is None:
            price = values.get("price")
            return None if price is None else self._number("price", price)
        size = self._number("pack_size", values["pack_size"])
        price = self._number("pack_price", values["pack_price"])
        return f"{values.get('pack_unit') or ''} {size}: {price}".strip()

    def _number(self, name: str, value: int) -> str:
        model = journal.MODELS[self.table]
        text = show(journal.decode(model, name, value), self.locale, *_PLACES[name])
        return f"{text}\u00a0%" if name == "markup_percent" else text

    def _rounding(self, policy: Mapping[str, Any] | None) -> str | None:
        if not policy or policy.get("mode", "none") == "none":
            return str(CHOICES["mode"]["none"])
        step = show(Fraction(str(policy.get("step", "1"))), self.locale, 4, 0)
        return f"{CHOICES['mode'][policy['mode']]} {step}"

    def _list(self, name: str, value: list[Any]) -> str:
        if name != "tail":
            return " / ".join(str(each) for each in value)
        lines = [
            f"{line['label']} ({show(Fraction(str(line['percent'])), self.locale, 4, 0)}\u00a0%)"
            for line in value
        ]
        return "; ".join(lines)


def _plain(value: object) -> str | None:
    return str(value) if value else None


def _order(name: str) -> tuple[int, str]:
    first = ("title", "name", "price", "markup_percent", "parent_id")
    return (first.index(name) if name in first else len(first)), name
