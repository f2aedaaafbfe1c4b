"""Whatever stands in the cells of a form: an answer, never a fall, and nothing without a place."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain import printed
from app.domain.numbers import Rounding
from app.interchange import forms_heading, forms_numbers
from tests.interchange.form_books import form, read

BASE = form(equipment=[("Molen", "hari", 0.1, 300000)])
ODD = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            date(2025, 7, 19),
            -1,
            0,
            1e17,
            "-",
            "*",
            "JUMLAH",
            "C",
            "0,5",
            "#REF!",
            ("=F8", 70),
            ("=H5*H5", 3.5),
            ("=H4/0", "#DIV/0!"),
            ("=SUM(H4:H999999)", 5),
            ("=SUM(H9:H4)", 5),
            ("=F5*SUM(H4:H5)", 1),
            ("=" + "(" * 90 + "1" + ")" * 90, 1),
            ("=VLOOKUP(Q9,harga,3,FALSE)/0", 1),
            ("='Tak ada'!B2", 7),
            ("=9^9^9", None),
        ]
    ),
    # A formula needs the figure that a spreadsheet kept for it; those stand above.
    st.text(max_size=6).filter(lambda text: text.isprintable() and not text.startswith("=")),
)


@settings(max_examples=40, deadline=None)
@example({**dict.fromkeys(["C1", "C10", "C11", "C12"]), "I1": "0"})
@given(st.dictionaries(st.sampled_from(sorted(BASE)), ODD, min_size=1, max_size=6))
def test_any_cells_in_a_form_end_in_a_reading(changes):
    found = read(BASE | changes)
    comparison = found.comparison
    assert comparison.equal + len(comparison.different) == comparison.printed
    assert all(problem.place for problem in found.problems if problem.code != "form.nothing")
    for analysis in found.catalogue.analyses:
        assert analysis.title
        assert all(row.coefficient is None or row.coefficient >= 0 for row in analysis.rows)
        assert len(printed.components(analysis)) == len(analysis.rows)


@given(st.text())
def test_a_typed_text_is_a_number_or_none(text):
    value = forms_numbers.typed(text)
    assert value is None or value >= 0
    assert forms_heading.form([text] * 6) is None


@given(st.integers(0, 10**9), st.integers(0, 9))
def test_a_number_is_read_as_it_was_written(n, places):
    value = Rounding().step * n / 10**places
    text = forms_numbers.shown(value)
    assert forms_numbers.typed(text) == value
    assert forms_numbers.typed(text.replace(".", ",")) == value
