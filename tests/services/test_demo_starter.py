"""The starter catalogue, looked at as an estimator would: figures, prices, sources."""

import csv
import re
from collections import defaultdict
from fractions import Fraction as F
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.domain.estimate import Estimate, Policies, compute
from app.domain.tables import estimate
from app.services import demo_files

STARTER = demo_files.FOLDER / "starter"
SHARED = Path(__file__).parents[3] / "shared" / "data"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ANALYSES = {row["code"]: row for row in rows(STARTER / "analyses.csv")}
RESOURCES = rows(STARTER / "resources.csv")
PARTS = defaultdict(list)
for _row in rows(STARTER / "components.csv"):
    PARTS[_row["analysis"]].append(_row)
BOOK = [code for code in ANALYSES if code[0].isdigit()]

#: Rupiah for one unit, markup included: what such work costs on a Javanese site of 2025, widely.
PLAUSIBLE = {
    "1.1.3.1": (8_000, 30_000),
    "1.1.4.2": (60_000, 200_000),
    "1.1.1.2": (300_000, 800_000),
    "1.1.2.3": (1_200_000, 2_800_000),
    "1.2.1.1.1": (70_000, 160_000),
    "1.3.1.1": (40_000, 110_000),
    "1.3.1.2": (220_000, 450_000),
    "2.2.2.1.1": (450_000, 900_000),
    "2.2.2.1.6": (800_000, 1_500_000),
    "2.2.1.4.2": (900_000, 1_400_000),
    "2.2.1.5.5": (1_050_000, 1_650_000),
    "2.2.1.6.1": (1_000_000, 1_600_000),
    "2.2.1.10.1": (70_000, 150_000),
    "2.2.1.1.1": (14_000, 22_000),
    "2.2.1.1.2": (13_000, 21_000),
    "2.2.1.1.3": (13_000, 21_000),
    "2.2.1.3.3": (150_000, 320_000),
    "2.2.1.3.4": (180_000, 400_000),
    "3.6.1.7": (110_000, 200_000),
    "3.6.4.2": (110_000, 220_000),
    "3.7.4": (45_000, 95_000),
    "3.7.8": (30_000, 75_000),
    "3.9.8.3": (130_000, 260_000),
    "3.9.8.7": (25_000, 70_000),
    "3.9.4.3": (220_000, 450_000),
    "3.10.1.4": (170_000, 330_000),
    "3.10.6.3": (90_000, 200_000),
    "3.5.2.1": (40_000, 95_000),
    "2.1.1.1": (180_000, 420_000),
    "3.1.3.7": (90_000, 220_000),
    "3.3.5": (55_000, 150_000),
    "3.11.3.1": (110_000, 250_000),
    "3.11.1.6": (450_000, 1_100_000),
    "3.11.1.11": (800_000, 1_900_000),
    "3.11.4.4": (180_000, 450_000),
    "3.8.10.1": (25_000, 65_000),
    "3.8.10.2": (30_000, 80_000),
    "3.18.3.2": (300_000, 750_000),
    "3.18.3.1": (1_300_000, 3_500_000),
    "6.4.1.2": (18_000, 50_000),
    "6.4.1.22": (80_000, 200_000),
    "6.3.1": (400_000, 900_000),
    "SUSUN.1": (5_000_000, 12_000_000),
    "5.3.1.1": (200_000, 500_000),
    "5.1.5.13": (250_000, 650_000),
    "5.1.5.9": (35_000, 90_000),
    "5.1.2.8": (2_500_000, 8_000_000),
    "7.1.1.1": (130_000, 270_000),
    "SUSUN.2": (70_000, 150_000),
    "SMKK.3.1": (300_000, 800_000),
    "SMKK.5.1": (3_500_000, 8_000_000),
}
#: The most of one unit that one unit of ordinary work takes; a lost decimal mark goes far beyond.
MOST = {
    "OH": 3, "hari": F("0.15"), "m3": F("1.4"), "kg": 90, "liter": 20, "buah": 75, "lembar": 2,
    "m2": F("1.3"), "m'": 15, "batang": 2, "unit": F("1.2"), "tube": 1, "pasang": 2, "set": 1,
    "OB": 1,
}  # fmt: skip
CONCRETE = [code for code in BOOK if code.startswith(("2.2.1.4.", "2.2.1.5."))]
STONE = [code for code in BOOK if code.startswith("2.2.2.")]


def coefficient(code: str, name: str) -> F:
    (found,) = [row for row in PARTS[code] if row["resource"] == name]
    return F(found["coefficient"])


def unit_prices() -> dict[str, F]:
    tables = demo_files.catalogue_tables()
    whole: Estimate = estimate(tables)
    figures = compute(Estimate(F(10), Policies(), (), {}, whole.resources, whole.analyses, ()))
    return {row.code: figures.unit_prices[i] for i, row in enumerate(tables.analyses)}


def test_it_covers_a_small_building_trade_by_trade():
    chapters = {row["chapter"] for row in ANALYSES.values()}
    words = ["persiapan", "tanah", "pondasi", "beton", "bekisting", "pembesian", "dinding",
             "plester", "lantai", "plafon", "atap", "pintu", "cat", "sanitasi", "listrik",
             "SMKK"]  # fmt: skip
    assert len(ANALYSES) >= 60
    assert [word for word in words if not any(word in chapter for chapter in chapters)] == []


def test_each_analysis_says_its_edition_its_source_and_its_unit():
    for code, row in ANALYSES.items():
        assert row["edition"] in {"SE 30/SE/Dk/2025", "Susunan sendiri"}
        assert (row["edition"] == "Susunan sendiri") == (code not in BOOK)
        assert row["source"].endswith(code) or code not in BOOK
        unit = {"OB": "orang-bulan"}.get(row["unit"], row["unit"])
        assert re.search(rf"\b1 {unit}", row["title"]), row["title"]


def test_each_row_names_a_resource_or_an_analysis_that_is_there_with_its_unit():
    named = {(row["category"], row["name"], row["unit"]) for row in RESOURCES}
    assert len(named) == len(RESOURCES)
    for code in ANALYSES:
        assert PARTS[code]
        for row in PARTS[code]:
            assert F(row["coefficient"]) > 0
            match row["kind"]:
                case "":
                    assert (row["category"], row["resource"], row["unit"]) in named
                case "analysis":
                    assert ANALYSES[row["nested"]]["unit"] == row["unit"]
                case kind:
                    assert (kind, row["percent_of"]) == ("percent", "BHN")


def test_rows_stand_in_the_order_of_their_analyses():
    assert list(PARTS) == list(ANALYSES)


def test_each_price_is_there_and_marked_as_an_illustration():
    assert {row["source"] for row in RESOURCES} == {"ilustrasi"}
    assert [row["name"] for row in RESOURCES if not (row["price"] or row["pack_price"])] == []
    packs = [row for row in RESOURCES if row["pack_price"]]
    assert len(packs) > 5
    for row in packs:
        assert (F(row["pack_price"]) / F(row["pack_size"])).denominator == 1


def test_no_coefficient_lost_its_decimal_mark():
    heavy = {*CONCRETE, *STONE, "6.3.1", "SUSUN.1"}
    beyond = [
        (code, row["resource"] or row["nested"], row["coefficient"])
        for code in ANALYSES
        for row in PARTS[code]
        if row["unit"] and code not in heavy and F(row["coefficient"]) > MOST[row["unit"]]
    ]
    assert beyond == []
    for code in heavy:
        assert all(F(row["coefficient"]) <= 1100 for row in PARTS[code])


@pytest.mark.parametrize("code", PLAUSIBLE)
def test_a_unit_price_is_what_such_work_costs(code):
    low, high = PLAUSIBLE[code]
    assert low <= unit_prices()[code] <= high


def test_every_analysis_has_a_price():
    found = unit_prices()
    assert list(found) == list(ANALYSES)
    assert all(price is not None and price > 0 for price in found.values())


@pytest.mark.parametrize("code", ["3.6.1.6", "3.6.1.7", "3.6.1.8", "3.6.1.9"])
def test_a_square_metre_of_half_brick_wall_takes_some_seventy_bricks(code):
    assert 68 <= coefficient(code, "Bata merah") <= 75


@pytest.mark.parametrize(
    ("code", "name", "side"),
    [
        ("3.9.8.1", "Keramik lantai 20 x 20 cm", "0.20"),
        ("3.9.8.2", "Keramik lantai 30 x 30 cm", "0.30"),
        ("3.9.8.3", "Keramik lantai 40 x 40 cm", "0.40"),
        ("3.9.4.3", "Homogenous tile 60 x 60 cm", "0.60"),
        ("3.10.1.4", "Keramik dinding 20 x 20 cm", "0.20"),
    ],
)
def test_tiles_cover_their_square_metre_and_some_waste(code, name, side):
    assert F("1.03") <= coefficient(code, name) * F(side) ** 2 <= F("1.06")


@pytest.mark.parametrize("code", CONCRETE)
def test_a_cubic_metre_of_concrete_weighs_what_concrete_weighs(code):
    parts = ("Semen Portland", "Pasir beton", "Kerikil", "Air")
    assert 2300 <= sum(coefficient(code, name) for name in parts) <= 2400


@pytest.mark.parametrize(
    "richest_first",
    [
        ("3.6.1.6", "3.6.1.7", "3.6.1.8", "3.6.1.9"),
        ("3.7.2", "3.7.3", "3.7.4", "3.7.5"),
        ("2.2.2.1.4", "2.2.2.1.6", "2.2.2.1.8"),
        ("2.2.1.5.6", "2.2.1.5.5", "2.2.1.5.4"),
        ("2.2.1.4.2", "2.2.1.4.1"),
    ],
)
def test_a_richer_mix_takes_more_cement_and_less_sand(richest_first):
    cement = [coefficient(code, "Semen Portland") for code in richest_first]
    sand = [
        F(row["coefficient"])
        for code in richest_first
        for row in PARTS[code]
        if row["resource"].startswith("Pasir")
    ]
    assert cement == sorted(cement, reverse=True)
    assert sand == sorted(sand)
    assert len(set(cement)) == len(cement)


def test_steel_is_wasted_by_two_percent():
    steel = [coefficient(code, "Baja tulangan sirip") for code in
             ("2.2.1.1.1", "2.2.1.1.2", "2.2.1.1.3")]  # fmt: skip
    assert set(steel) == {F("1.02")}


def book() -> dict[str, set[F]]:
    """Every coefficient of the workbook by code; where the review found a lost mark, the truth."""
    lost = {
        int(row["sheet_row"]): F(row["true"])
        for row in rows(SHARED / "coefficients-checked.csv")
        if row["verdict"] == "lost-decimal"
    }
    found: dict[str, set[F]] = defaultdict(set)
    workbook = CalamineWorkbook.from_path(SHARED / "SNI_2025_AHSP.xlsx")
    for line, cells in enumerate(workbook.get_sheet_by_index(0).to_python(), 1):
        if re.fullmatch(r"[0-9.]+", text := str(cells[7])):
            found[cells[1]].add(lost.get(line, F(text)))
    return found


@pytest.mark.parametrize("folder", [SHARED] if SHARED.is_dir() else [], ids=lambda f: f.name)
def test_each_coefficient_stands_in_the_book_under_its_code(folder):
    known = book()
    beyond = [
        (code, row["resource"], row["coefficient"])
        for code in BOOK
        for row in PARTS[code]
        if F(row["coefficient"]) not in known[code]
    ]
    assert beyond == []
