"""Units of the field: one spelling for many, and the conversions that have a name."""

import unicodedata
from fractions import Fraction

from app.domain.errors import Problem

#: Canonical spelling: the other spellings seen in real files (folded: NFKC, lower case,
#: typographic primes as ', no dot at the end).
_SPELLINGS = {
    "m'": "m1 m'1 m1' m''",
    "m": "meter mtr",
    "m2": "m^2 mâ2",
    "m3": "m^3 mâ3 kubik",
    "cm": "sentimeter",
    "mm": "milimeter",
    "km": "kilometer",
    "ha": "hektar hektare",
    "kg": "kilogram kgs",
    "gram": "gr g",
    "ton": "t",
    "liter": "l ltr lt",
    "OH": "orang-hari orang/hari org-hari org-hr org/hari org/hr",
    "OJ": "orang-jam orang/jam org-jam org/jam",
    "jam": "jm",
    "hari": "hr",
    "minggu": "mgg",
    "bulan": "bln",
    "buah": "bh pcs pc",
    "titik": "ttk",
    "lembar": "lbr lmbr",
    "batang": "btg",
    "zak": "sak",
    "roll": "rol",
    "ikat": "ikt",
    "pohon": "phn",
    "paket": "pkt",
    "ls": "1s lumpsum lump-sum lsm",
}
_CANONICAL = {name.casefold(): name for name in _SPELLINGS} | {
    spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
_PRIMES = str.maketrans(dict.fromkeys("’‘′ʹ´`", "'"))

#: Dimension and size; hours of a working day are the estimate's own setting.
_SIZES = {
    "mm": ("length", Fraction(1, 1000)),
    "cm": ("length", Fraction(1, 100)),
    "m": ("length", Fraction(1)),
    "km": ("length", Fraction(1000)),
    "m2": ("area", Fraction(1)),
    "ha": ("area", Fraction(10_000)),
    "liter": ("volume", Fraction(1, 1000)),
    "m3": ("volume", Fraction(1)),
    "gram": ("mass", Fraction(1, 1000)),
    "kg": ("mass", Fraction(1)),
    "ton": ("mass", Fraction(1000)),
    "jam": ("work", Fraction(1)),
    "OJ": ("work", Fraction(1)),
}


def canonical(unit: str) -> str:
    """Return the one spelling of `unit`: `m³`, `M3` and `m3` are `m3`; unknown ones are folded."""
    primed = unit.translate(_PRIMES)  # before NFKC, which turns ´ into a space and an accent
    folded = unicodedata.normalize("NFKC", primed).casefold()
    text = " ".join(folded.split()).rstrip(".").strip()
    for spelling in (text, text.replace(" ", ""), text.replace(" ", "-")):
        if spelling in _CANONICAL:
            return _CANONICAL[spelling]
    return text


def is_known(unit: str) -> bool:
    """Say whether `unit` is one that the field writes, in any spelling."""
    return canonical(unit) in _SPELLINGS


def quantity_of(unit: str) -> str:
    """Return what `unit` measures, as a unit: `m'` and `m` print differently but are one."""
    spelling = canonical(unit)
    return "m" if spelling == "m'" else spelling


def convert(
    x: Fraction, source: str, target: str, hours_per_day: Fraction | int = 7
) -> Fraction | Problem:
    """Return `x` units of `source` counted in `target`: 1 OH is 7 OJ.

    A price per unit goes the other way: the wage of an hour is `convert(wage, "OJ", "OH")`.
    Problem: unit.no_conversion. Packs (a bag of 40 kg) are ratios of a price, not conversions.
    """
    old, new = quantity_of(source), quantity_of(target)
    if old == new:
        return x
    old_size, new_size = _size(old, hours_per_day), _size(new, hours_per_day)
    if old_size is None or new_size is None or old_size[0] != new_size[0]:
        return Problem("unit.no_conversion", params={"from": source, "to": target})
    return x * old_size[1] / new_size[1]


def _size(unit: str, hours_per_day: Fraction | int) -> tuple[str, Fraction] | None:
    if unit == "OH":
        return "work", Fraction(hours_per_day)
    return _SIZES.get(unit)
