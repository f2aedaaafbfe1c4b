"""Projects as tables, made by hypothesis: every kind of row, formulas, packs, awkward texts."""

import unicodedata
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from app.domain.estimate import Policies
from app.domain.identity import identity
from app.domain.numbers import Rounding
from app.domain.recap import TailLine
from app.domain.tables import (
    AnalysisRow,
    ComponentRow,
    Heading,
    OutlineRow,
    ParameterRow,
    ResourceRow,
    Tables,
)

CATEGORIES = ("labour", "material", "equipment", "other")
FORMULAS = (None, "=p*2", "=(p+2.5)*3", "=10/3", "=MAX(p;lebar)", "=unknown")


def texts(needed: bool = False):
    """Texts as they are kept; some begin with what a spreadsheet would run."""
    raw = st.text("abcdeéñ'\"=+-@;,. 12²", min_size=1 if needed else 0, max_size=8)
    kept = raw.map(lambda t: unicodedata.normalize("NFC", t.strip()))
    return kept.filter(bool) if needed else kept


def scaled(places: int, top: int = 10**12):
    return st.integers(0, top).map(lambda n: Fraction(n, 10**places))


roundings = st.builds(
    Rounding,
    st.sampled_from(("none", "down", "up", "half_up")),
    st.sampled_from((Fraction(1), Fraction(1, 100), Fraction(1000))),
).map(lambda r: Rounding() if r.mode == "none" else r)
tail_lines = st.builds(
    TailLine,
    label=texts(needed=True),
    percent=scaled(4, 10**6),
    base=st.sampled_from(("subtotal", "running")),
    base_factor=st.sampled_from((Fraction(1), Fraction(11, 12), Fraction(1, 2))),
    sign=st.sampled_from((1, -1)),
    rounding=st.none() | roundings,
)
headings = st.builds(
    Heading,
    name=texts(needed=True),
    kind=st.sampled_from(("ee", "bid", "rap", "self", "private")),
    markup_percent=scaled(4, 10**6),
    policies=st.builds(Policies, *[roundings] * 5),
    tail=st.lists(tail_lines, max_size=3).map(tuple),
    edition=texts(),
    header=st.dictionaries(st.sampled_from(("work", "owner")), texts(needed=True)),
    fiscal_year=st.none() | st.integers(2000, 2030),
    document_date=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    ceiling=st.none() | scaled(4),
    numbering=st.sampled_from((("I", "A", "1", "a"), ("1", "1.1"), ("typed",))),
    numbers_frozen=st.booleans(),
    hours_per_day=st.integers(1, 24),
    paper=st.sampled_from(("F4", "A4")),
    document_locale=st.sampled_from(("id", "en")),
)


@st.composite
def parameters(draw):
    rows = []
    for name in draw(st.sets(st.sampled_from(("p", "lebar", "t_1")))):
        formula = draw(st.sampled_from((None, "=2*3.5", "=1/3")))
        value = draw(st.none() | scaled(6, 10**9).map(lambda x: x * draw(st.sampled_from((1, -1)))))
        rows.append(ParameterRow(name, draw(texts()), draw(texts()), value, formula))
    return tuple(rows)


@st.composite
def resources(draw):
    price, size, pack = draw(
        st.one_of(
            st.tuples(st.none() | scaled(4), st.none(), st.none()),
            st.tuples(st.none(), scaled(10).filter(bool), scaled(4)),
        )
    )
    reason = draw(texts())
    if price == 0 or pack == 0:
        reason = reason or "file"
    return ResourceRow(
        code=draw(st.sampled_from(("", "L.01", "M.02", "=1+1"))),
        category=draw(st.sampled_from(CATEGORIES)),
        name=draw(texts(needed=True)),
        unit=draw(st.sampled_from(("", "kg", "m'", "OH"))),
        price=price,
        pack_unit=draw(texts()),
        pack_size=size,
        pack_price=pack,
        source=draw(texts()),
        region=draw(texts()),
        price_date=draw(st.none() | st.just(date(2026, 1, 31))),
        zero_reason=reason,
    )


@st.composite
def components(draw, count: int, analysis: int, bases: list[int]):
    kind = draw(st.sampled_from(("resource", "analysis", "percent", "lump", "note")))
    if (kind == "resource" and not count) or (kind == "analysis" and not analysis):
        kind = "lump"
    percent_of = None
    if kind == "percent":
        percent_of = draw(st.sampled_from(("row", "labour", "material", "equipment")))
    return ComponentRow(
        kind=kind,
        category=draw(st.sampled_from(CATEGORIES)),
        resource=draw(st.integers(0, count - 1)) if kind == "resource" else None,
        nested=draw(st.integers(0, analysis - 1)) if kind == "analysis" else None,
        basis=draw(st.sampled_from(("direct_cost", "unit_price"))),
        coefficient=draw(st.none() | scaled(10)),
        formula=draw(st.sampled_from(FORMULAS)),
        label=draw(texts()),
        unit=draw(texts()),
        price=draw(st.none() | scaled(4)),
        percent_of=percent_of,
        percent_row=(
            draw(st.none() | st.sampled_from(bases)) if bases and percent_of == "row" else None
        ),
    )


@st.composite
def analyses(draw, resource_count: int):
    rows = []
    for i in range(draw(st.integers(0, 3))):
        size, is_upwards = draw(st.integers(0, 4)), draw(st.booleans())
        rows.append(
            AnalysisRow(
                title=draw(texts(needed=True)),
                code=draw(texts()),
                unit=draw(texts()),
                edition=draw(texts()),
                published=draw(st.booleans()),
                components=tuple(
                    draw(components(resource_count, i, _bases(place, size, is_upwards)))
                    for place in range(size)
                ),
            )
        )
    return tuple(rows)


def _bases(place: int, size: int, is_upwards: bool) -> list[int]:
    """Rows that a percent may be taken of without closing a circle."""
    return list(range(place)) if is_upwards else list(range(place + 1, size))


@st.composite
def outlines(draw, analysis_count: int):
    """Rows in sheet order, as a walk down the tree meets them."""
    rows: list[OutlineRow] = []
    open_: list[int] = []
    for i in range(draw(st.integers(1, 8))):
        depth = draw(st.integers(0, len(open_)))
        del open_[depth:]
        kind = draw(st.sampled_from(("section", "item", "item", "note")))
        origin = draw(st.sampled_from(("analysis", "typed", "zero", "none")))
        if kind != "item" or (origin == "analysis" and not analysis_count):
            origin = "none"
        is_item = kind == "item"
        rows.append(
            OutlineRow(
                kind=kind,
                parent=open_[-1] if open_ else None,
                number=draw(st.none() | texts(needed=True)),
                code=draw(texts()),
                title=draw(texts(needed=is_item)),
                unit=draw(texts()),
                quantity=draw(st.none() | scaled(6)) if is_item else None,
                formula=draw(st.sampled_from(FORMULAS)) if is_item else None,
                origin=origin,
                analysis=draw(st.integers(0, analysis_count - 1)) if origin == "analysis" else None,
                price=draw(scaled(4)) if origin == "typed" else None,
                price_source=draw(texts()) if is_item else "",
                markup_included=draw(st.booleans()) if is_item else False,
                zero_reason=draw(texts(needed=origin == "zero")) if is_item else "",
                markup_percent=draw(st.none() | scaled(4, 10**6)),
            )
        )
        if kind == "section":
            open_.append(i)
    return tuple(rows)


@st.composite
def tables(draw):
    found = {
        identity(r.name, r.unit, r.category, r.code): r
        for r in draw(st.lists(resources(), max_size=4))
    }
    library = draw(analyses(len(found)))
    return Tables(
        heading=draw(headings),
        parameters=draw(parameters()),
        resources=tuple(found.values()),
        analyses=library,
        outline=draw(outlines(len(library))),
    )
