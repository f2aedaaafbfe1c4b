"""project.json, written."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.domain.locale_numbers import show
from app.domain.numbers import Rounding, ends_within
from app.domain.recap import TailLine
from app.domain.tables import Heading

STEPS = ("quantity", "unit_price", "line", "tail", "total")


def number(x: Fraction | None) -> str:
    """A number of the file language: a dot, no grouping, no zeros at the end; "" for unknown."""
    return "" if x is None else show(x, "c", 10, 0)


def heading(given: Heading) -> bytes:
    """The file, fields with their usual value left out."""
    plain = Heading("")
    written: dict[str, Any] = {
        "name": given.name,
        "kind": given.kind,
        "markup_percent": number(given.markup_percent),
        "tail": [_tail_line(line) for line in given.tail],
        "rounding": {
            step: _rounding(policy)
            for step in STEPS
            if (policy := getattr(given.policies, step)).mode != "none"
        },
    }
    for name in (
        "edition", "header", "fiscal_year", "document_date", "ceiling", "numbering",
        "numbers_frozen", "hours_per_day", "paper", "document_locale",
    ):  # fmt: skip
        value = getattr(given, name)
        if value != getattr(plain, name):
            written[name] = _json(value)
    return json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"


def _tail_line(line: TailLine) -> dict[str, Any]:
    written: dict[str, Any] = {
        "label": line.label,
        "percent": number(line.percent),
        "base": line.base,
    }
    if line.base_factor != 1:
        written["base_factor"] = str(line.base_factor)
    if line.sign == -1:
        written["sign"] = -1
    if line.rounding is not None:
        written["rounding"] = _rounding(line.rounding)
    return written


def _rounding(rounding: Rounding) -> dict[str, str]:
    if rounding.mode == "none":
        return {"mode": "none"}
    step = rounding.step
    return {"mode": rounding.mode, "step": number(step) if ends_within(step, 10) else str(step)}


def _json(value: object) -> object:
    match value:
        case Fraction():
            return number(value)
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case bool() | int() | None:
            return value
        case _:
            return str(value)
