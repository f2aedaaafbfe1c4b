"""How the cells of a workbook look: few kinds, each made once and only when it is used."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from app.domain.locale_numbers import NumberLocale

#: Digits as Indonesia groups them, whatever the settings of the reader's computer.
_LOCALE: Mapping[NumberLocale, str] = {"id": "[$-421]"}
_NUMBERS = {
    "money": "#,##0.00",
    "dash": '#,##0.00;-#,##0.00;"-"',
    "quantity": "#,##0.00####",
    "coefficient": "#,##0.0000##",
    "percent": "0.00##%",
}
_INK, _LINE, _HEAD, _BAND, _GAP = "#0B4F9E", "#7F7F7F", "#DCE6F1", "#F2F2F2", "#FFF2CC"
_BASE: Mapping[str, Any] = {"font_name": "Arial", "font_size": 9, "valign": "vcenter"}
_CELL = {"border": 1, "border_color": _LINE}
_BOLD = {"bold": True}
#: Parts of a name such as `money.sum`: a kind of content, then where it stands.
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "plain": {},
    "centre": {"align": "center"},
    "right": {"align": "right"},
    **{name: {"align": "right"} for name in _NUMBERS},
}
_PLACES: Mapping[str, Mapping[str, Any]] = {
    "cell": _CELL,
    "input": {**_CELL, "font_color": _INK},
    "gap": {**_CELL, "bg_color": _GAP},
    "band": {**_CELL, **_BOLD, "bg_color": _BAND},
    "sum": {**_CELL, **_BOLD},
    "total": {**_CELL, **_BOLD, "bg_color": _HEAD},
    "head": {
        **_CELL, **_BOLD, "bg_color": _HEAD, "align": "center", "valign": "vcenter",
        "text_wrap": True,
    },
    "title": {**_BOLD, "font_size": 13},
    "name": _BOLD,
    "free": {},
    "aside": {"font_color": "#595959"},
    "warning": {**_BOLD, "font_color": "#9C0006"},
}  # fmt: skip


class Formats:
    """`formats.of("money.sum")`, `formats.of("text.cell", indent=2)`."""

    def __init__(self, book: Workbook, locale: NumberLocale) -> None:
        self._book = book
        self._prefix = _LOCALE.get(locale, "")
        self._made: dict[tuple[str, int], Format] = {}

    def of(self, name: str, indent: int = 0) -> Format:
        """The format of a kind of content in a place."""
        found = self._made.get((name, indent))
        if found is None:
            found = self._made[name, indent] = self._make(name, indent)
        return found

    def _make(self, name: str, indent: int) -> Format:
        kind, _, place = name.partition(".")
        values = {**_BASE, **_KINDS[kind], **_PLACES[place]}
        if kind in _NUMBERS:
            values["num_format"] = self._prefix + _NUMBERS[kind]
        if indent:
            values["indent"] = indent
        return self._book.add_format(values)
