"""What people call the codes that columns hold, and columns that no form shows."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.services import presets

#: Columns of which only the history speaks.
FIELDS: Mapping[str, object] = {
    "analysis_id": _l("Analysis"),
    "nested_id": _l("Analysis"),
    "numbers_frozen": _l("Numbers frozen"),
    "resource_id": _l("Resource"),
    "percent_row_id": _l("Percent of"),
    "pack_unit": _l("Pack"),
}
#: Steps of rounding.
STEPS: Mapping[str, object] = {
    "quantity": _l("Quantity"),
    "unit_price": _l("Unit price"),
    "line": _l("Amount"),
    "tail": _l("Tail lines"),
    "total": _l("Total"),
}
_CATEGORY: Mapping[str, object] = {
    "labour": _l("Labour"),
    "material": _l("Material"),
    "equipment": _l("Equipment"),
    "other": _l("Other"),
}
#: Codes by column, or by table and column where one name means two things.
CHOICES: Mapping[str, Mapping[str, object]] = {
    "project.kind": presets.NAMES,
    "category": _CATEGORY,
    "percent_of": {**_CATEGORY, "row": _l("a row")},
    "basis": {"direct_cost": _l("direct cost"), "unit_price": _l("unit price")},
    "mode": {
        "none": _l("not rounded"),
        "down": _l("down to"),
        "half_up": _l("to the nearest"),
        "up": _l("up to"),
    },
    "component.kind": {
        "resource": _l("resource"),
        "analysis": _l("analysis"),
        "percent": _l("percent"),
        "lump": _l("lump sum"),
        "note": _l("note"),
    },
    "outline_node.kind": {"section": _l("section"), "item": _l("item"), "note": _l("note")},
    "document_locale": {"id": "Bahasa Indonesia", "en": "English"},
}
