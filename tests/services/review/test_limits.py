"""At the edges: what is too large, too deep, not text, or not a moment of the project."""

from fractions import Fraction as F

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.numbers import from_stored
from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Project, Resource
from app.services import (
    analyses_rows,
    figures,
    guards,
    history,
    keyframes,
    outline,
    outline_rows,
    parameters,
    prices,
    projects,
    revisions,
    snapshot,
)
from app.services.errors import Invalid, NotFound
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.revisions import Order
from app.services.typed import Sent
from app.services.verification import verify
from tests.services.latest import latest
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("context")


def run(project, alice, action):
    return revisions.run(Order(project.id, "x", alice.id), action)


def codes(write) -> set[str]:
    with pytest.raises(Invalid) as caught:
        write()
    return {problem.code for problem in caught.value.problems}


def clean() -> bool:
    db.session.rollback()
    return verify(db.session()).differences == ()


def test_an_amount_too_large_to_be_stored_is_refused_in_words(project, alice):
    price = outline.Price(project.signboard, 1, "typed", text="999999999999.9999")
    outline.set_price(project.id, alice.id, price, "en")
    cell = outline.Cell(project.signboard, 1, "999999999.999999")
    assert codes(lambda: outline.set_quantity(project.id, alice.id, cell, "en")) == {
        "figure.too_large"
    }
    assert clean()


def test_a_price_below_a_huge_quantity_is_refused_in_words(project, alice):
    cell = outline.Cell(project.excavation, 1, "999999999.999999")
    outline.set_quantity(project.id, alice.id, cell, "en")
    price = prices.Cell(project.labourer, 1, "999999999999")
    assert codes(lambda: prices.set_price(project.id, alice.id, price, "en")) == {
        "figure.too_large"
    }
    assert clean()


def test_a_negative_amount_too_large_is_refused_in_words(project, alice):
    def saving(draft):
        draft.get(Component, project.component).coefficient = F(-(10**7))
        draft.get(OutlineNode, project.excavation).quantity_typed = F(10**5)
        draft.get(Resource, project.labourer).price = F(100)

    run(project, alice, saving)
    price = prices.Cell(project.labourer, 2, "1000000")
    assert codes(lambda: prices.set_price(project.id, alice.id, price, "en")) == {
        "figure.too_large"
    }
    cell = outline.Cell(project.excavation, 2, "999999999")
    assert codes(lambda: outline.set_quantity(project.id, alice.id, cell, "en")) == {
        "figure.too_large"
    }
    assert clean()


def test_sums_too_large_are_refused_in_words(project, alice):
    def large(draft):
        for i in range(2):
            draft.add(OutlineNode(
                kind="item", origin="typed", price=F(8 * 10**11), markup_included=True,
                quantity_typed=F(1000), position=i, title="x",
            ))  # fmt: skip

    assert codes(lambda: run(project, alice, large)) == {"figure.too_large"}
    tail = [{"label": "PPN", "percent": "100", "base": "running"}] * 20

    def taxed(draft):
        draft.get(OutlineNode, project.signboard).price = F(9 * 10**11)
        draft.project.tail = tail

    assert codes(lambda: run(project, alice, taxed)) == {"figure.too_large"}
    assert clean()


def test_a_markup_that_makes_figures_too_large_is_refused_in_words(project, alice):
    def large(draft):
        node = draft.get(OutlineNode, project.signboard)
        node.price, node.quantity_typed = F(8 * 10**11), F(1000)

    run(project, alice, large)
    cell = outline.Cell(project.signboard, 2, "1000")
    assert codes(lambda: outline.set_markup(project.id, alice.id, cell, "en")) == {
        "figure.too_large"
    }
    cell = outline.Cell(project.section_ii, 1, "1000")
    assert codes(lambda: outline.set_markup(project.id, alice.id, cell, "en")) == {
        "figure.too_large"
    }
    assert clean()


def test_text_that_a_database_cannot_hold_is_refused_in_words(project, alice):
    for word in ("a\0b", "a\ud800b", "\0", "a\x1fb"):
        for write in worded(project, alice, word):
            assert codes(write)


def worded(project, alice, word):
    caller = Caller(project.id, alice.id)
    at = (project.id, project.analysis)

    def sent(**fields):
        return Sent(alice.id, fields)

    cell = outline.Cell(project.excavation, 1, word)
    return [
        lambda: outline_rows.add(caller, NewRow("note", {"title": word}), "id"),
        lambda: outline.set_texts(project.id, alice.id, cell, {"code": word}),
        lambda: outline.set_quantity(project.id, alice.id, cell, "id"),
        lambda: outline.set_price(
            project.id, alice.id, outline.Price(project.excavation, 1, "zero", reason=word), "id"
        ),
        lambda: prices.set_price(
            project.id, alice.id, prices.Cell(project.sand, 1, "0", word), "id"
        ),
        lambda: parameters.add(caller, {"name": "w", "value": "1", "label": word}, "id"),
        lambda: parameters.add(caller, {"name": word, "value": "1"}, "id"),
        lambda: parameters.add(caller, {"name": "v", "value": "=" + word}, "id"),
        lambda: analyses_rows.add(at, sent(kind="note", label=word)),
        lambda: projects.create(sent(kind="private", name=word)),
        lambda: history.name(project.id, alice.id, 1, (word, "")),
    ]


def test_choices_that_are_no_choices_are_refused_in_words(project, alice):
    word = "a\0b\ud800"
    at = (project.id, project.analysis)
    fields = {"kind": "new", "name": "x", "category": word, "unit": "m", "coefficient": "1"}
    assert codes(lambda: analyses_rows.add(at, Sent(alice.id, fields)))
    assert codes(lambda: projects.create(Sent(alice.id, {"kind": word, "name": "x"})))
    price = outline.Price(project.excavation, 1, word)
    assert codes(lambda: outline.set_price(project.id, alice.id, price, "id"))


def test_sections_never_go_deeper_than_the_limit_however_they_are_moved(project, alice):
    chains = []

    def build(draft):
        for _ in range(2):
            parent, chain = None, []
            for i in range(guards.DEEPEST):
                row = OutlineNode(kind="section", position=i + 9, title="x", parent_id=parent)
                parent = draft.add(row).id
                chain.append(parent)
            chains.append(chain)

    run(project, alice, build)
    first, second = chains
    caller = Caller(project.id, alice.id)
    assert codes(lambda: outline_rows.move(caller, second[0], Spot(first[-2]))) == {
        "outline.too_deep"
    }
    db.session.rollback()
    levels = db.session.execute(select(OutlineNode.level)).scalars()
    assert max(levels) == guards.DEEPEST


def test_a_moment_after_the_last_revision_is_not_found(project):
    with pytest.raises(NotFound):
        keyframes.at(db.session(), project.id, 2)


def test_a_keyframe_of_its_own_write_holds_that_write(project, alice, monkeypatch):
    monkeypatch.setattr(keyframes, "REVISIONS", 2)
    moments = {1: snapshot.inputs(db.session(), project.id)}
    for number in range(2, 9):
        caller = Caller(project.id, alice.id)
        outline_rows.add(caller, NewRow("section", {"title": f"{number}"}), "id")
        if number == 5:
            history.undo(project.id, alice.id)
        db.session.rollback()
        moments[latest(project.id)] = snapshot.inputs(db.session(), project.id)
    history.name(project.id, alice.id, 4, ("HPS", ""))
    for number, inputs in moments.items():
        assert keyframes.at(db.session(), project.id, number) == inputs


def test_stored_figures_come_back_exactly(project, alice):
    def odd(draft):
        labourer = draft.get(Resource, project.labourer)
        labourer.price, labourer.pack_price, labourer.pack_size = None, F(100), F(7)
        draft.get(Component, project.component).formula = "=1/3"

    run(project, alice, odd)
    db.session.rollback()
    analysis = db.session.get(Analysis, project.analysis)
    exact = F(100, 21) + F("0.025") * 160_000
    scaled = int(figures.to_scaled(exact, 4))
    assert analysis.direct_cost == F(scaled, 10**4)
    assert from_stored(scaled, analysis.direct_cost_exact, 4) == exact
    project_row = db.session.get(Project, project.id)
    assert F(project_row.subtotal_exact) == exact * F("1.1") * F("12.5") + 495_000


def test_a_broken_check_is_our_defect_whatever_words_the_row_holds(project, alice):
    def wrong(draft):
        draft.add(OutlineNode(
            kind="item", position=1, origin="zero", zero_reason="", title="unique foreign key"
        ))  # fmt: skip

    with pytest.raises(IntegrityError):
        run(project, alice, wrong)


def test_two_undos_never_close_a_circle_of_percentages(project, alice):
    rows: list[int] = []

    def build(draft):
        for base in (project.component, None):
            row = Component(
                analysis_id=project.analysis, position=9, kind="percent", category="labour",
                coefficient=F(1), percent_of="row", percent_row_id=base or rows[0],
            )  # fmt: skip
            rows.append(draft.add(row).id)

    def based(row, base):
        return lambda draft: setattr(draft.get(Component, rows[row]), "percent_row_id", base)

    run(project, alice, build)
    run(project, alice, based(1, project.component))
    run(project, alice, based(0, rows[1]))
    assert codes(lambda: history.revert(project.id, alice.id, 3)) == {"analysis.percent_cycle"}
    assert clean()


def test_a_number_and_a_formula_never_stand_in_one_cell(project, alice):
    """What a revert brought back would be hidden by the formula, and look as if nothing came."""
    for version, typed in ((1, ""), (2, "=1+1")):
        cell = outline.Cell(project.excavation, version, typed)
        outline.set_quantity(project.id, alice.id, cell, "id")
    assert codes(lambda: history.revert(project.id, alice.id, 2)) == {"history.contradicts"}


def test_taking_back_many_rows_takes_few_statements(app, project, alice):
    def many(draft):
        rows = [{"kind": "note", "position": i, "title": "x"} for i in range(100)]
        draft.bulk_insert(OutlineNode, rows)

    run(project, alice, many)
    with counted(app) as seen:
        history.undo(project.id, alice.id)
    assert len(seen) < 50
