"""What a kind of project starts with: markup, rounding, tail lines, hours, paper. All editable.

Sources: Permen PUPR 8/2023 (unit prices rounded down, markup 10-15 %), PMK 131/2024 (VAT of 12 %
on 11/12 of the base), practice of owner's estimates (total rounded down to Rp 1,000).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain import numbering
from app.domain.errors import Problem
from app.domain.estimate import Policies
from app.domain.numbers import Rounding, json_figure
from app.domain.recap import TailLine
from app.services.errors import Invalid

KINDS = ("ee", "bid", "rap", "self", "private")
#: What people call them, short.
NAMES: Mapping[str, object] = {
    "ee": _l("EE/HPS"),
    "bid": _l("Bid"),
    "rap": _l("RAP"),
    "self": _l("Self-managed"),
    "private": _l("Private"),
}
#: Order in which an estimate rounds.
STEPS = ("quantity", "unit_price", "line", "tail", "total")
#: Percent that regulation names for the markup of an owner's estimate.
USUAL_MARKUP = (Fraction(10), Fraction(15))
NUMBERINGS: Mapping[str, tuple[str, ...]] = {
    "classic": numbering.CLASSIC,
    "decimal": numbering.DECIMAL,
    "typed": numbering.TYPED,
}

_CENT = Rounding("half_up", Fraction(1, 100))
_RUPIAH_DOWN = Rounding("down", Fraction(1))
_VAT = TailLine("PPN 12 %", Fraction(12), base_factor=Fraction(11, 12))


@dataclass(frozen=True, slots=True)
class Preset:
    """The rules of one kind; percents as 10 = 10 %, rounding steps in the unit of the figure."""

    kind: str
    markup_percent: Fraction = Fraction(10)
    policies: Policies = field(default_factory=Policies)
    tail: tuple[TailLine, ...] = ()
    hours_per_day: int = 7
    paper: str = "F4"

    def rules(self) -> dict[str, Any]:
        """The columns of a project that this preset sets."""
        return {
            "kind": self.kind,
            "markup_percent": self.markup_percent,
            "rounding": stored_policies(self.policies),
            "tail": [stored_line(line) for line in self.tail],
            "hours_per_day": self.hours_per_day,
            "paper": self.paper,
        }

    def columns(self) -> dict[str, Any]:
        """The columns of a new project of this kind: the rules, and numbers as I, A, 1, a."""
        return {**self.rules(), "numbering": list(NUMBERINGS["classic"])}


_EE = Policies(
    quantity=_CENT,
    unit_price=_RUPIAH_DOWN,
    tail=_CENT,
    total=Rounding("down", Fraction(1000)),
)
_PRESETS = {
    "ee": Preset("ee", policies=_EE, tail=(_VAT,)),
    "bid": Preset("bid", policies=Policies(_CENT, _RUPIAH_DOWN, tail=_CENT), tail=(_VAT,)),
    "rap": Preset("rap", markup_percent=Fraction(0)),
    "self": Preset("self", policies=_EE),
    "private": Preset(
        "private",
        policies=Policies(tail=_CENT, total=Rounding("half_up", Fraction(1000))),
        tail=(_VAT,),
    ),
}


def of(kind: str) -> Preset:
    """The preset of a kind; Invalid (project.kind) where there is none."""
    if kind not in _PRESETS:
        raise Invalid(Problem("project.kind", "kind"))
    return _PRESETS[kind]


def every() -> tuple[Preset, ...]:
    """The presets in the order in which they are offered."""
    return tuple(_PRESETS[kind] for kind in KINDS)


def stored_policies(policies: Policies) -> dict[str, Any]:
    """Rounding policies as the project keeps them; what does not round is absent."""
    found = {step: stored_rounding(getattr(policies, step)) for step in STEPS}
    return {step: rounding for step, rounding in found.items() if rounding["mode"] != "none"}


def stored_rounding(rounding: Rounding) -> dict[str, str]:
    """One policy as it is kept: {"mode": "down", "step": "0.01"}."""
    if rounding.mode == "none":
        return {"mode": "none"}
    return {"mode": rounding.mode, "step": json_figure(rounding.step)[0]}


def stored_line(line: TailLine) -> dict[str, Any]:
    """One tail line as it is kept; what has its usual value is absent."""
    stored: dict[str, Any] = {
        "label": line.label,
        "percent": json_figure(line.percent)[0],
        "base": line.base,
    }
    if line.base_factor != 1:
        stored["base_factor"] = str(line.base_factor)
    if line.sign != 1:
        stored["sign"] = line.sign
    if line.rounding is not None:
        stored["rounding"] = stored_rounding(line.rounding)
    return stored


def remarks(kind: str, markup_percent: Fraction) -> list[Problem]:
    """What a reviewer would question, though it is stored."""
    low, high = USUAL_MARKUP
    if kind != "ee" or low <= markup_percent <= high:
        return []
    params = {"low": int(low), "high": int(high)}
    return [Problem("project.markup_unusual", "markup_percent", params, warning=True)]
