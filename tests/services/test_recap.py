"""The recap of a stored project equals the pure domain, line by line."""

from fractions import Fraction

import pytest

from app.domain import estimate as domain
from app.domain.numbers import Policies
from app.domain.recap import TailLine
from app.domain.recap import recap as pure_recap
from app.extensions import db
from app.models import OutlineNode, Project
from app.services import recap, revisions, rules, snapshot
from app.services.recap import Section, largest_remainder, weighed, words
from app.services.revisions import Order
from app.services.typed import Sent


@pytest.fixture
def summary(context, project, alice):
    """`summary(kind)`: the recap under a preset."""

    def make(kind):
        rules.apply(project.id, Sent(alice.id, {"kind": kind}))
        db.session.rollback()
        return recap.of(db.session.get(Project, project.id))

    return make


def test_an_owners_estimate_prints_every_line(summary):
    found = summary("ee")
    assert [(s.number, s.title, s.amount, s.incomplete) for s in found.sections] == [
        ("I", "Pekerjaan tanah", 1_086_250, 1),
        ("II", "Lain-lain", 495_000, 0),
    ]
    assert [(x.letter, x.kind, x.of, x.amount) for x in found.lines] == [
        ("A", "subtotal", "", 1_581_250),
        ("B", "base", "A", Fraction(1_581_250 * 11, 12)),
        ("C", "tail", "B", Fraction("173937.5")),
        ("D", "total", "A + C", Fraction("1755187.5")),
        ("E", "rounded", "D", 1_755_000),
    ]
    assert found.words == "Satu juta tujuh ratus lima puluh lima ribu rupiah"
    assert (found.incomplete, found.margin) == (1, None)


def test_without_tail_and_rounding_only_the_sum_is_printed(summary):
    assert [x.kind for x in summary("rap").lines] == ["subtotal"]


def test_a_bid_ends_at_its_total(summary):
    assert [x.kind for x in summary("bid").lines] == ["subtotal", "base", "tail", "total"]


@pytest.mark.parametrize("kind", ["ee", "bid", "rap", "self", "private"])
def test_the_recap_equals_the_pure_computation(summary, project, kind):
    found = summary(kind)
    inputs = snapshot.inputs(db.session(), project.id)
    pure = domain.compute(snapshot.estimate(inputs)).recap
    assert (found.subtotal, found.total, found.rounded) == (
        pure.subtotal, pure.total, pure.rounded,
    )  # fmt: skip
    row = db.session.get(Project, project.id)
    assert (row.subtotal, row.rounded) == (pure.subtotal, pure.rounded)


def test_items_outside_of_sections_have_a_row_of_their_own(context, project, alice):
    def loose(draft):
        third = Fraction("0.3333"), Fraction("0.0001")
        for place, price in enumerate(third, 9):
            draft.add(
                OutlineNode(
                    position=place << 20, kind="item", title="x", origin="typed", price=price,
                    price_source="-", quantity_typed=Fraction("0.5"),
                )
            )  # fmt: skip

    revisions.run(Order(project.id, "item.added", alice.id), loose)
    db.session.rollback()
    found = recap.of(db.session.get(Project, project.id))
    assert [(s.id != 0, s.level) for s in found.sections] == [(True, 1), (True, 1), (False, 1)]
    assert found.sections[-1].amount == Fraction("0.3334") * Fraction("0.55")
    assert sum(s.amount for s in found.sections) == found.subtotal


def test_a_total_above_the_ceiling_has_a_negative_margin(context, project, alice):
    def ceiling(draft):
        draft.project.ceiling = Fraction(1_000_000)

    revisions.run(Order(project.id, "project.header", alice.id), ceiling)
    db.session.rollback()
    found = recap.of(db.session.get(Project, project.id))
    assert found.margin == 1_000_000 - found.rounded == -581_250


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        ("0", "id", "Nol rupiah"),
        ("1001000", "id", "Satu juta seribu rupiah"),
        ("2000300.36", "id", "Dua juta tiga ratus rupiah tiga puluh enam sen"),
        ("0.999", "id", "Satu rupiah"),
        ("-1000", "id", "Minus seribu rupiah"),
        ("1000.5", "en", "One thousand rupiah fifty sen"),
    ],
)  # fmt: skip
def test_words_follow_the_printed_amount(amount, language, text):
    assert words(Fraction(amount), language) == text


def test_weights_add_up_to_a_hundred():
    shares = largest_remainder([Fraction(1)] * 3, Fraction(3))
    assert shares == [Fraction("33.34"), Fraction("33.33"), Fraction("33.33")]
    assert largest_remainder([Fraction(0)], Fraction(0)) == [None]


def test_only_the_first_level_is_weighed():
    rows = [
        Section(1, "I", "A", 1, Fraction(3), 0),
        Section(2, "A", "B", 2, Fraction(3), 0),
        Section(3, "II", "C", 1, Fraction(1), 0),
    ]
    assert [s.weight for s in weighed(rows, Fraction(4))] == [75, None, 25]


def test_a_line_on_the_lines_above_names_them_and_a_deduction_is_taken_off():
    tail = [
        TailLine("Jasa", Fraction(10)),
        TailLine("Potongan", Fraction(5), base="running", sign=-1),
        TailLine("PPN", Fraction(12), base="running", base_factor=Fraction(11, 12)),
    ]
    figures = pure_recap(Fraction(1000), tail, Policies())
    found = recap.lines(figures, tail, Policies().total)
    assert [(x.letter, x.of) for x in found] == [
        ("A", ""), ("B", "A"), ("C", "(A + B)"), ("D", "(A + B − C)"), ("E", "D"),
        ("F", "A + B − C + E"),
    ]  # fmt: skip
    assert found[-1].amount == figures.total
