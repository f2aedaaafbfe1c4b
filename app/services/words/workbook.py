"""The labels of a workbook, in the language of its document."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

_TEXTS: Mapping[str, object] = {
    "amount": _l("Amount (Rp)"),
    "analyses.title": _l("UNIT PRICE ANALYSES"),
    "base_price": _l("Base price (Rp)"),
    "block.equipment": _l("Equipment"),
    "block.labour": _l("Labour"),
    "block.material": _l("Material"),
    "block.other": _l("Other"),
    "budget.title": _l("CONSTRUCTION BUDGET (RAB)"),
    "code": _l("Code"),
    "coefficient": _l("Coefficient"),
    "component": _l("Description of the component"),
    "detail": _l("Part (Rp) or rate"),
    "equipment": _l("Equipment"),
    "form.direct_cost": _l("Labour, material and equipment (A + B + C)"),
    "form.markup": _l("Overhead and profit (BUK)"),
    "form.total": _l("Unit price of the work (D + E)"),
    "form.unit_price": _l("Unit price of the work, rounded"),
    "formula": _l("Formula"),
    "in_words": _l("In words"),
    "incomplete": _l("items have no amount yet and are not in this sum"),
    "label": _l("Meaning"),
    "labour": _l("Labour"),
    "loose": _l("Items without a section"),
    "markup": _l("Markup"),
    "markup_included": _l("markup included"),
    "material": _l("Material"),
    "no": _l("No"),
    "other": _l("Other"),
    "pack": _l("Pack"),
    "pack_price": _l("Price per pack"),
    "pack_size": _l("Pack size"),
    "page": _l("Page {page} of {pages}"),
    "parameter": _l("Name"),
    "percent_of": _l("share of: {base}"),
    "prices.title": _l("BASE PRICES"),
    "quantities.title": _l("CALCULATION OF QUANTITIES"),
    "quantity": _l("Quantity"),
    "recap.title": _l("RECAPITULATION OF THE BUDGET"),
    "remark": _l("Remark"),
    "resource": _l("Labour, material, equipment"),
    "revision": _l("revision {number}"),
    "rounded": _l("Rounded"),
    "rules": _l("Rules of calculation"),
    "source": _l("Source"),
    "stale_words": _l("The amount has changed: write it in words again."),
    "sum": _l("Sum"),
    "sum.equipment": _l("Sum of equipment"),
    "sum.labour": _l("Sum of labour"),
    "sum.material": _l("Sum of material"),
    "sum.other": _l("Sum of other"),
    "tax_base": _l("Tax base, other value"),
    "total": _l("Total"),
    "typed_price": _l("Typed price"),
    "unit": _l("Unit"),
    "unit_price": _l("Unit price (Rp)"),
    "unit_price_basis": _l("with markup"),
    "value": _l("Value"),
    "work": _l("Work description"),
    "zero": _l("zero: {reason}"),
}
_ROUNDING: Mapping[str, object] = {
    "none": _l("not rounded"),
    "down": _l("down, %(step)s"),
    "up": _l("up, %(step)s"),
    "half_up": _l("nearest, %(step)s"),
}
_RULES: Mapping[str, object] = {
    "quantity": _l("Quantity"),
    "unit_price": _l("Unit price"),
    "line": _l("Amount of a line"),
    "tail": _l("Tail lines"),
    "total": _l("Total"),
}
_SIGNATURES: Mapping[str, object] = {
    "ppk": _l("Approved by: commitment officer (PPK)"),
    "made": _l("Made by"),
}


def of(language: str) -> dict[str, str]:
    """The labels in a language."""
    with force_locale(language):
        return {name: str(text) for name, text in _TEXTS.items()}


def rule(language: str, step: str) -> str:
    """What a step of rounding is called."""
    with force_locale(language):
        return str(_RULES[step])


def rounding(language: str, mode: str, step: str) -> str:
    """A policy in words; `step` as it is printed."""
    with force_locale(language):
        return str(_ROUNDING[mode]) % {"step": step}


def signature(language: str, role: str) -> str:
    """Who signs."""
    with force_locale(language):
        return str(_SIGNATURES[role])
