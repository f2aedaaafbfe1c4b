"""Rows and figures of an archive that contradict each other or its history."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.interchange import archive as zips
from app.services import archives, snapshot
from app.services.errors import Invalid
from tests.services.archive import tampering
from tests.services.archive.tampering import HISTORY, ROWS, first, refused, row, set_after


@pytest.fixture
def database_url(sqlite: str) -> str:
    """An archive is proved in memory, whatever database the installation has."""
    return sqlite


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (set_after("outline_node", 2, analysis_id=None), "project_archive.rule"),
        (set_after("outline_node", 4, price=-1), "project_archive.rule"),
        (set_after("component", resource_id=None), "project_archive.rule"),
        (set_after("component", percent_of="row"), "project_archive.rule"),
        (set_after("resource", pack_size=0, pack_price=1, price=None), "project_archive.rule"),
        (set_after("resource", category="magic"), "project_archive.rule"),
        (set_after("component", resource_id=99_999), "project_archive.dangling"),
        (set_after("component", analysis_id=99_999), "project_archive.dangling"),
        (set_after("outline_node", 2, parent_id=99_999), "project_archive.dangling"),
        (set_after("outline_node", 2, parent_id=4), "outline.parent_is_no_section"),
        (set_after("outline_node", 2, analysis_id=99_999), "project_archive.dangling"),
        (set_after("resource", 1, identity="pekerja|OH|labour|"), "row.duplicate"),
    ],
)
def test_rows_that_break_a_rule_are_refused(content, change, code):
    found, place = refused(tampering.changed(content, change))
    assert (found, place) == (code, f"{HISTORY}:1")


def test_an_analysis_that_contains_itself_is_refused(content):
    def change(_said, lines):
        row = first(lines, "component")[3]
        row.update(kind="analysis", resource_id=None, nested_id=row["analysis_id"])

    assert refused(tampering.changed(content, change))[0] == "analysis.cycle"


def test_a_section_below_itself_is_refused(content):
    def change(_said, lines):
        one, two = (first(lines, "outline_node", n) for n in (0, 1))
        one[3]["parent_id"], two[3]["parent_id"] = two[1], one[1]

    assert refused(tampering.changed(content, change))[0] == "outline.cycle"


def test_a_published_form_that_names_rows_that_never_were_gives_them_ids_of_their_own(
    content, project, alice
):
    """In a copy such rows stood in the original alone; putting them back must touch nobody's."""

    def change(said, lines):
        named = {n: v for n, v in first(lines, "component")[3].items()
                 if n not in {"analysis_id", "position"}}  # fmt: skip
        form = {str(2**31 - 1): {**named, "resource_id": 2**31 - 2}}
        first(lines, "analysis")[3]["published"] = form
        place = said["columns"]["analysis"].index("published")
        row(lines, "analysis")[3][place] = form

    made = archives.import_(archives.prove(tampering.changed(content, change)), alice.id)
    inputs = snapshot.inputs(db.session, made.project_id)
    ((key, found),) = next(iter(inputs["analysis"].values()))["published"].items()
    theirs = snapshot.inputs(db.session, project.id)
    assert int(key) not in {*theirs["component"], *inputs["component"]}
    assert found["resource_id"] not in {*theirs["resource"], *inputs["resource"]}
    assert max(int(key), found["resource_id"]) < 1000


def test_a_row_twice_in_one_revision_is_refused(content):
    def change(_said, lines):
        lines[HISTORY].insert(1, first(lines, "resource"))
        lines[HISTORY][0]["changes"] += 1

    assert refused(tampering.changed(content, change))[0] == "project_archive.history"


def test_a_row_twice_among_those_of_now_is_refused(content):
    change = lambda _said, lines: lines[ROWS].append(row(lines, "resource"))  # noqa: E731
    assert refused(tampering.changed(content, change))[0] == "project_archive.present"


def test_a_row_that_is_missing_among_those_of_now_is_refused(content):
    change = lambda _said, lines: lines[ROWS].remove(row(lines, "resource"))  # noqa: E731
    assert refused(tampering.changed(content, change))[0] == "project_archive.present"


def test_a_row_that_the_history_does_not_lead_to_is_refused(content):
    def change(said, lines):
        names = said["columns"]["resource"]
        row(lines, "resource")[3][names.index("price")] = 1

    assert refused(tampering.changed(content, change))[0] == "project_archive.present"


def test_a_row_version_before_that_of_the_journal_is_refused(content, project):
    def change(_said, lines):
        for line in lines[ROWS]:
            if line[:2] == ["outline_node", project.excavation]:
                line[2] = 1

    assert refused(tampering.changed(content, change))[0] == "project_archive.present"


def test_a_second_project_inside_is_refused(content):
    def change(_said, lines):
        made = first(lines, "project")
        lines[HISTORY].insert(1, [*made[:1], made[1] + 1, *made[2:]])
        lines[HISTORY][0]["changes"] += 1

    assert refused(tampering.changed(content, change))[0] == "project_archive.history"


def test_a_value_before_that_never_stood_there_is_refused(content):
    def change(_said, lines):
        edit = next(x for x in lines[HISTORY] if isinstance(x, list) and x[2] and x[3])
        edit[2]["title"] = "Tidak pernah"

    assert refused(tampering.changed(content, change))[0] == "project_archive.history"


@pytest.mark.parametrize("name", ["subtotal", "rounded"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_forged_total_of_any_revision_is_refused(content, number, name):
    def change(_said, lines):
        head = [x for x in lines[HISTORY] if isinstance(x, dict)][number - 1]
        head[name] += 10_000

    assert refused(tampering.changed(content, change))[0] == "project_archive.figures"


def test_a_forged_figure_of_a_named_revision_is_refused(content):
    def change(_said, lines):
        head = next(x for x in lines[HISTORY] if isinstance(x, dict) and x["name"])
        head["kept"]["figures"]["total"] = "1"

    assert refused(tampering.changed(content, change))[0] == "project_archive.figures"


def test_an_amount_that_cannot_be_kept_is_refused(content, project):
    change = set_after("outline_node", 4, price=10**16 - 1, quantity_typed=9 * 10**14)
    assert refused(tampering.changed(content, change))[0] == "figure.too_large"


def test_looking_at_a_history_ends_in_time(content):
    with pytest.raises(Invalid) as caught:
        archives.prove(content, zips.Limits(seconds=-1))
    assert caught.value.problems[0].code == "project_archive.long"


def test_one_revision_of_endless_changes_is_refused_before_they_are_read(content):
    """A line of 40 bytes becomes some 400 in memory: 3 MB of zip would fill it."""
    _said, lines = tampering.parts(content)
    most = max(line["changes"] for line in lines[HISTORY] if isinstance(line, dict))
    assert archives.prove(content, zips.Limits(changes=most)).preview.items == 3
    with pytest.raises(Invalid) as caught:
        archives.prove(content, zips.Limits(changes=most - 1))
    problem = caught.value.problems[0]
    assert (problem.code, problem.place) == ("project_archive.long", f"{HISTORY}:1")


def test_storing_a_history_ends_in_time_too(content, alice):
    """A thousand named revisions are looked at in seconds, and keep a thousand keyframes."""
    proof = archives.prove(content)
    late = replace(proof, archive=replace(proof.archive, limits=zips.Limits(seconds=-1)))
    before = tampering.stored()
    with pytest.raises(Invalid) as caught:
        archives.import_(late, alice.id)
    assert caught.value.problems[0].code == "project_archive.long"
    assert tampering.stored() == before
