"""Values in an archive that no form and no table would have taken."""

import pytest

from tests.services.archive import tampering
from tests.services.archive.tampering import HISTORY, first, refused

ODD = [None, True, "x", 1, -1, 2**31, 2**70, [], {}, [[]], {"a": 1}, "\ud800", "a\0b", "\u202e"]


@pytest.fixture
def database_url(sqlite: str) -> str:
    """An archive is proved in memory, whatever database the installation has."""
    return sqlite


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_a_change_of_any_odd_shape_is_refused(content, place, value):
    def change(_said, lines):
        first(lines, "outline_node")[place] = value

    _, lines = tampering.parts(content)
    if first(lines, "outline_node")[place] != value or type(value) is bool:
        assert refused(tampering.changed(content, change))[0].startswith("project_archive.")


def test_a_published_form_of_another_shape_is_refused(content):
    for form in ({"99999": {}}, {"x": {}}, {"0": {}}, [], "x", {"1": None}):
        change = tampering.set_after("analysis", published=form)
        assert refused(tampering.changed(content, change))[0] == "project_archive.value"


@pytest.mark.parametrize("table", ["project", "resource", "analysis", "component", "outline_node"])
def test_no_odd_value_of_any_column_passes_unseen(content, table):
    """What is of the right kind by chance does not fit the rows of now."""
    _, lines = tampering.parts(content)
    for name, present in first(lines, table)[3].items():
        for value in ODD[::2]:

            def change(_said, lines, name=name, value=value):
                first(lines, table)[3][name] = value

            if present != value:
                assert refused(tampering.changed(content, change))[1], (name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rounding", {"total": {"mode": "down", "step": "0"}}),
        ("rounding", {"total": {"mode": "down", "step": "1/0"}}),
        ("rounding", {"total": {"mode": "down", "step": "1e999999"}}),
        ("rounding", {"total": {"mode": "sideways"}}),
        ("rounding", {"roof": {"mode": "down"}}),
        ("tail", [{"label": "x", "percent": "1/0"}]),
        ("tail", [{"label": "x", "percent": "9" * 50}]),
        ("tail", [{"label": "x"}]),
        ("tail", [{"label": "x", "percent": "1", "base_factor": "11/0"}]),
        ("tail", [{"label": "x", "percent": "1", "sign": 0}]),
        ("tail", [{"label": "x", "percent": "1", "base": "moon"}]),
        ("tail", [{"label": "x", "percent": "1"}] * 60),
        ("numbering", ["Z"]),
        ("header", {"a b": "x"}),
        ("header", {"work": 5}),
        ("hours_per_day", 0),
        ("document_date", "2026-02-30"),
        ("kind", "palace"),
        ("paper", "wall"),
        ("markup_percent", 2**63),
        ("name", "x" * 301),
    ],
)
def test_rules_that_no_form_would_take_are_refused(content, name, value):
    def change(_said, lines):
        first(lines, "project")[3][name] = value

    assert refused(tampering.changed(content, change))[0] in {
        "project_archive.value", "project_archive.rule",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 7), ("number", "1"), ("at", "yesterday"), ("at", "2026-01-01T00:00:00"),
        ("at", "9999-12-31T23:59:59-12:00"), ("by", ""), ("by", 3), ("by", "x" * 121),
        ("kind", "theft"), ("right", "admin"), ("label", "x" * 41), ("label", None),
        ("params", []), ("params", {"with": "x"}), ("params", {"a": []}), ("params", {"of": 1}),
        ("params", {"a": 2**70}), ("subtotal", "1"), ("subtotal", 2**64), ("target", 9),
        ("undone_by", 1), ("name", 5), ("note", "x" * 1001), ("changes", -1), ("changes", 10**9),
        ("changes", 0), ("kept", []), ("kept", {"arithmetic": 1}), ("surprise", 1),
    ],
)  # fmt: skip
def test_a_revision_that_says_odd_things_is_refused(content, name, value):
    def change(_said, lines):
        lines[HISTORY][0][name] = value

    assert refused(tampering.changed(content, change))[0].startswith("project_archive.")


def nested(depth):
    found = {}
    for _ in range(depth):
        found = {"of": "undo", "with": found}
    return found


def test_parameters_of_a_label_are_not_endless(content):
    change = lambda _said, lines: lines[HISTORY][0].update(params=nested(50))  # noqa: E731
    assert refused(tampering.changed(content, change))[0] == "project_archive.value"


@pytest.mark.parametrize("total", ["", "1e9", "1.5", "Rp 1", "1/0", "1/00", "9" * 4001, None, 5])
def test_what_a_named_revision_kept_are_figures(content, total):
    """Under other arithmetic nothing else would compare them."""

    def change(said, lines):
        said["arithmetic"] = 7
        head = next(x for x in lines[HISTORY] if isinstance(x, dict) and x["name"])
        head["kept"]["arithmetic"] = 7
        head["kept"]["figures"]["total"] = total

    assert refused(tampering.changed(content, change))[0] == "project_archive.value"
