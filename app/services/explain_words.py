"""The words of the reasoning: what a figure is called, its formula in words and in numbers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.explain import Reason
from app.domain.explain_address import Address
from app.domain.locale_numbers import NumberLocale, show
from app.domain.numbers import NONE, Rounding, decimals, digits

#: A sum of more terms than this is told by their number.
_FEW = 4
UNKNOWN = "—"

_FIGURES: Mapping[str, object] = {
    "rounded": _l("Rounded total"),
    "total": _l("Total"),
    "subtotal": _l("Subtotal of the works"),
    "project.markup": _l("Markup of the project"),
    "tail.amount": _l("Tail line"),
    "tail.base": _l("Base of the tail line"),
    "tail.percent": _l("Percent of the tail line"),
    "node.amount": _l("Amount"),
    "node.unit_price": _l("Unit price"),
    "node.quantity": _l("Quantity"),
    "node.entered": _l("Quantity as entered"),
    "node.direct_cost": _l("Direct cost"),
    "node.price": _l("Typed price"),
    "node.markup": _l("Markup"),
    "node.share": _l("Share of the subtotal in percent"),
    "analysis.unit_price": _l("Unit price"),
    "analysis.total": _l("Unit price before rounding (F)"),
    "analysis.markup": _l("Overhead and profit (E)"),
    "analysis.direct_cost": _l("Direct cost (D)"),
    "analysis.labour": _l("Sum of labour"),
    "analysis.material": _l("Sum of material"),
    "analysis.equipment": _l("Sum of equipment"),
    "analysis.other": _l("Sum of other"),
    "analysis.labour_base": _l("Labour without percent rows of a block"),
    "analysis.material_base": _l("Material without percent rows of a block"),
    "analysis.equipment_base": _l("Equipment without percent rows of a block"),
    "component.amount": _l("Amount"),
    "component.coefficient": _l("Coefficient"),
    "component.price": _l("Price of the row"),
    "resource.price": _l("Price"),
    "resource.pack_price": _l("Price per pack"),
    "resource.pack_size": _l("Pack size"),
    "parameter.value": _l("Parameter"),
}


def figure(address: Address) -> str:
    """What a figure is called, its row left out."""
    name = address.figure if address.kind == "project" else f"{address.kind}.{address.figure}"
    return str(_FIGURES.get(name) or _FIGURES[f"project.{address.figure}"])


def exact(value: Fraction | None, locale: NumberLocale) -> str:
    """Every decimal where they end, otherwise the ratio; a dash for what is unknown."""
    if value is None:
        return UNKNOWN
    places = decimals(value.denominator)
    if places is not None:
        return show(value, locale, places)
    return f"{digits(value.numerator)}/{digits(value.denominator)}"


def in_words(reason: Reason, names: Sequence[str], others: int = 0) -> str:
    """The operation with the names of its terms; empty where there is nothing to compute."""
    match reason.operation:
        case "product":
            return " × ".join(names)
        case "markup":
            return f"{names[0]} × (1 + {names[1]})"
        case "percent":
            sign = "− " if reason.factor < 0 else ""
            return f"{sign}{names[1]} × {names[0]}"
        case "ratio":
            return f"{'100 × ' if reason.factor != 1 else ''}{names[0]} : {names[1]}"
        case "same":
            return names[0]
        case "formula":
            return str(_("its formula"))
        case "sum":
            return _times(reason.factor) + _sum(names, others)
    return str(_("zero, with a reason")) if reason.operation == "zero" else ""


def in_numbers(reason: Reason, values: Sequence[Fraction | None], locale: NumberLocale) -> str:
    """The same with the values of the terms; empty where that says no more than the words."""
    if reason.operation == "sum" and (reason.is_partial or len(values) > _FEW):
        return ""
    shown = [exact(value, locale) for value in values]
    match reason.operation:
        case "product":
            return " × ".join(shown)
        case "markup":
            return f"{shown[0]} × (1 + {shown[1]} %)"
        case "percent":
            sign = "− " if reason.factor < 0 else ""
            return f"{sign}{shown[0]} × {shown[1]} %"
        case "ratio":
            return f"{'100 × ' if reason.factor != 1 else ''}{shown[0]} : {shown[1]}"
        case "formula":
            return _formula(reason, shown, locale)
        case "sum" if len(shown) > 1:
            joined = " + ".join(shown)
            return f"{_times(reason.factor)}({joined})" if reason.factor != 1 else joined
        case "sum" if reason.factor != 1:
            return f"{reason.factor} × {' + '.join(shown)}"
    return ""


def _times(factor: Fraction) -> str:
    return "" if factor == 1 else f"{factor} × "


def _sum(names: Sequence[str], others: int) -> str:
    # Rows are called alike: their number says more.
    if len(names) > _FEW or others or len(set(names)) < len(names):
        return str(_("the sum of %(count)s figures", count=len(names) + others))
    return " + ".join(names) if names else str(_("no rows"))


def _formula(reason: Reason, shown: Sequence[str], locale: NumberLocale) -> str:
    text = reason.formula or ""
    written = text.replace(".", ",") if locale == "id" else text
    given = [f"{name} = {value}" for name, value in zip(reason.names, shown, strict=True)]
    return "; ".join([written, *given])


def rounding(policy: Rounding, locale: NumberLocale) -> str:
    """A rounding rule; empty for none."""
    if policy == NONE or policy.mode == "none":
        return ""
    step = exact(policy.step, locale)
    if policy.mode == "down":
        return str(_("down to a multiple of %(step)s", step=step))
    if policy.mode == "up":
        return str(_("up to a multiple of %(step)s", step=step))
    return str(_("to the nearest multiple of %(step)s, halves up", step=step))
