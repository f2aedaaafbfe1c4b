"""The recap: from the sum of the works over tail lines such as VAT to the rounded total."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain.numbers import Policies, Rounding


@dataclass(frozen=True, slots=True)
class TailLine:
    """One line under the subtotal: `percent` (11 = 11 %) of a base, added or taken off.

    VAT of 12 % on "DPP nilai lain" (PMK 131/2024) is percent 12 with base_factor 11/12.
    A rounding of None means the estimate's policy for tail lines.
    """

    label: str
    percent: Fraction
    base: Literal["subtotal", "running"] = "subtotal"
    base_factor: Fraction = Fraction(1)
    sign: Literal[1, -1] = 1
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class TailFigure:
    """A computed tail line in rupiah: its exact base after the factor, its signed amount."""

    label: str
    base: Fraction
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Recap:
    """Rupiah: before the tail, the tail, after the tail, and that total rounded."""

    subtotal: Fraction
    tail: tuple[TailFigure, ...]
    total: Fraction
    rounded: Fraction


def recap(subtotal: Fraction, tail: Sequence[TailLine], policies: Policies) -> Recap:
    """Return the recap of works that cost `subtotal` rupiah.

    Every base is exact (a rounded DPP can move the tax by Rp 1); a base of "running" holds the
    lines above it as they are printed, so that the column adds up.
    Source: PMK 131/2024; domain practice "Jumlah, PPN, Total, Dibulatkan".
    """
    figures: list[TailFigure] = []
    running = subtotal
    for line in tail:
        base = (running if line.base == "running" else subtotal) * line.base_factor
        rounding = policies.tail if line.rounding is None else line.rounding
        amount = line.sign * rounding(base * line.percent / 100)
        figures.append(TailFigure(line.label, base, amount))
        running += amount
    return Recap(subtotal, tuple(figures), running, policies.total(running))
