"""Every figure of every preset, stated literally; all of them compute through the domain."""

from fractions import Fraction

import pytest

from app.domain.recap import recap
from app.services import presets, snapshot
from app.services.errors import Invalid

CENT = {"mode": "half_up", "step": "0.01"}
RUPIAH = {"mode": "down", "step": "1"}
VAT = {"label": "PPN 12 %", "percent": "12", "base": "subtotal", "base_factor": "11/12"}
TABLE = {
    "ee": {
        "markup_percent": 10,
        "rounding": {
            "quantity": CENT,
            "unit_price": RUPIAH,
            "tail": CENT,
            "total": {"mode": "down", "step": "1000"},
        },
        "tail": [VAT],
    },
    "bid": {
        "markup_percent": 10,
        "rounding": {"quantity": CENT, "unit_price": RUPIAH, "tail": CENT},
        "tail": [VAT],
    },
    "rap": {"markup_percent": 0, "rounding": {}, "tail": []},
    "self": {
        "markup_percent": 10,
        "rounding": {
            "quantity": CENT,
            "unit_price": RUPIAH,
            "tail": CENT,
            "total": {"mode": "down", "step": "1000"},
        },
        "tail": [],
    },
    "private": {
        "markup_percent": 10,
        "rounding": {"tail": CENT, "total": {"mode": "half_up", "step": "1000"}},
        "tail": [VAT],
    },
}


@pytest.mark.parametrize("kind", presets.KINDS)
def test_a_preset_sets_exactly_these_figures(kind):
    assert presets.of(kind).rules() == {
        "kind": kind,
        **TABLE[kind],
        "hours_per_day": 7,
        "paper": "F4",
    }


def test_every_kind_has_one_preset():
    assert [preset.kind for preset in presets.every()] == list(presets.KINDS) == list(TABLE)


@pytest.mark.parametrize("kind", presets.KINDS)
def test_stored_rules_read_back_as_the_same_rules(kind):
    preset = presets.of(kind)
    rules = preset.rules()
    assert snapshot.policies(rules["rounding"]) == preset.policies
    assert snapshot.tail(rules["tail"]) == preset.tail


@pytest.mark.parametrize(
    ("kind", "total", "rounded"),
    [
        ("ee", "1370370.36", 1_370_000),
        ("bid", "1370370.36", Fraction("1370370.36")),
        ("rap", "1234567.89", Fraction("1234567.89")),
        ("self", "1234567.89", 1_234_000),
        ("private", "1370370.36", 1_370_000),
    ],
)
def test_the_same_works_end_at_these_totals(kind, total, rounded):
    preset = presets.of(kind)
    figures = recap(Fraction("1234567.89"), preset.tail, preset.policies)
    assert (figures.total, figures.rounded) == (Fraction(total), rounded)


def test_new_projects_number_their_rows_classically():
    assert presets.of("ee").columns()["numbering"] == ["I", "A", "1", "a"]


def test_three_numberings_are_offered():
    assert dict(presets.NUMBERINGS) == {
        "classic": ("I", "A", "1", "a"),
        "decimal": ("1", "1.1"),
        "typed": ("typed",),
    }


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(Invalid) as refused:
        presets.of("hps")
    assert refused.value.problems[0].place == "kind"


@pytest.mark.parametrize(
    ("kind", "markup", "questioned"),
    [("ee", "9.99", True), ("ee", "10", False), ("ee", "15", False), ("ee", "15.01", True),
     ("rap", "0", False), ("bid", "5", False)],
)  # fmt: skip
def test_only_an_owners_estimate_has_a_usual_markup(kind, markup, questioned):
    found = presets.remarks(kind, Fraction(markup))
    assert [problem.warning for problem in found] == [True] * questioned


def test_a_line_that_says_everything_keeps_everything():
    stored = {
        "label": "Potongan", "percent": "2.5", "base": "running", "base_factor": "1/3",
        "sign": -1, "rounding": {"mode": "down", "step": "100"},
    }  # fmt: skip
    (line,) = snapshot.tail([stored])
    assert presets.stored_line(line) == stored


def test_a_line_that_is_not_rounded_says_so():
    stored = {"label": "A", "percent": "1", "base": "subtotal", "rounding": {"mode": "none"}}
    (line,) = snapshot.tail([stored])
    assert presets.stored_line(line) == stored
