"""A project of 500 items with every kind of row, and what binary arithmetic gets wrong."""

from fractions import Fraction

from app.domain.estimate import Policies
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
from tests.domain.test_oracle import traps

F = Fraction
MIXED, RESOURCES = 40, 24
CENT, RUPIAH_DOWN = Rounding("half_up", F(1, 100)), Rounding("down", F(1))
POLICIES = {
    "owner": Policies(CENT, RUPIAH_DOWN, tail=CENT, total=Rounding("down", F(1000))),
    "hundred": Policies(CENT, Rounding("down", F(100)), Rounding("down", F(1)), CENT,
                        Rounding("half_up", F(10_000))),
    "steps": Policies(Rounding("up", F(1, 20)), Rounding("half_up", F(500)),
                      Rounding("half_up", F(1)), Rounding("down", F(25)), Rounding("up", F(2500))),
    "exact": Policies(),
    "down": Policies(line=RUPIAH_DOWN, total=RUPIAH_DOWN),
    "up": Policies(line=Rounding("up", F(1)), total=Rounding("up", F(1000))),
}  # fmt: skip
TAIL = (
    TailLine("Jasa 10 %", F(10), rounding=Rounding("down", F(1))),
    TailLine("PPN 12 %", F(12), "running", F(11, 12)),
    TailLine("Potongan", F("2.5"), sign=-1),
)
PARAMETERS = (
    ParameterRow("p", "Panjang", "m", F("7.25")),
    ParameterRow("p1", "=SUM(A1)", "m", formula="=2*p+0.1"),
    ParameterRow("r", "Jari-jari", "m", F("0.3")),
    ParameterRow("l" * 400, "Nama panjang", "m", formula="=p/3"),
    ParameterRow("kosong", "Belum diukur", "m"),
    ParameterRow("ikut", "Menunggu", "m", formula="=kosong*2"),
    ParameterRow("salah", "Bagi nol", "", formula="=1/(p-7.25)"),
)
#: Formula of a quantity, and what it comes to; None: no quantity.
FORMULAS = {
    "=20-2^2": F(16), "=-2^2+10": F(6), "=(-2)^2*3": F(12), "=2^3^2/100": F("5.12"),
    "=2^-1": F("0.5"), "=0^0+1": F(2), "=10-(3-2)-(4-1)": F(6), "=100/(4/2)/5": F(10),
    "=--3+ABS(1-p)": F("9.25"), "=(0.1+0.2)*10": F(3), "=ROUND(2.675;2)": F("2.68"),
    "=ROUND(1.005*1000;0)": F(1005), "=ROUND((0.1+0.2)*5;0)": F(2), "=ROUND(1234.5;-2)": F(1200),
    "=MAX(p;3)+MIN(p1;2;1)": F("8.25"), "=SUM(p;p1;1)": F("22.85"), "=p1*r": F("4.38"),
    "=" + "l" * 400 + "*3": F("7.25"), "=0.07*100": F(7), "=1.1*1.1*100": F(121),
    "=kosong*2": None, "=ikut+1": None, "=salah": None, "=p-10": None, "=tiada": None,
    "=SQRT(2)^2": F(2), "=PI*2^2": F("12.566370614359172"),
}  # fmt: skip


def tables(policies: Policies, edges: int = 300, items: int = 500) -> Tables:
    """The project under these policies, with so many analyses that come to a whole step."""
    heading = Heading(
        "Proyek =HYPERLINK & <uji>\x07 \u2028 panjang " + "x" * 200, "ee", F("12.5"), policies,
        TAIL, "SE 47/2026", {"work": "=1+1", "ppk": "Ir. \x01 Sri"}, 2026,
    )  # fmt: skip
    analyses = [*map(_edge, traps(edges)), *(_mixed(n, edges) for n in range(MIXED))]
    return Tables(
        heading, PARAMETERS, tuple(_resources()), tuple(analyses), tuple(_outline(edges, items))
    )


def near_steps() -> list[tuple[Fraction, Fraction]]:
    """Prices and quantities whose product is a whole rupiah less, or more, a 10^-10."""
    found = []
    for n in range(1, 11):
        price = 10_007 * n * 2 + 12_345_679
        price += 2 if price % 5 == 0 else 0
        for short in (-1, 1):
            quantity = short * pow(price, -1, 10**10) % 10**10
            found.append((F(price, 10**4), F(quantity, 10**6)))
    return found


def _edge(trap) -> AnalysisRow:
    rows, exact = trap
    parts = (
        ComponentRow("lump", "material", coefficient=c, price=p, label=f"=R{n}", unit="ls")
        for n, (c, p) in enumerate(rows)
    )
    return AnalysisRow(f"Tepat {exact}", "T.9", "m3", components=tuple(parts))


def _resources():
    kinds = ("labour", "material", "equipment", "other")
    for n in range(RESOURCES):
        price, size, pack = F(176_367_143 + 1_234_567 * n, 10**4), None, None
        if n % 6 == 2:
            price, size, pack = None, F(30 + n), F(71_000 + n)
        if n % 12 == 5:
            price = None
        zero = "hibah" if n == 7 else ""
        price = F(0) if zero else price
        yield ResourceRow(
            f"R.{n}", kinds[n % 4], f"+Sumber {n}", "kg", price, "zak" if pack else "", size, pack,
            "Survei", zero_reason=zero,
        )  # fmt: skip


def _mixed(n: int, edges: int) -> AnalysisRow:
    """Every kind of row; `n` moves what they point at, and the last ones miss something."""
    inner = edges + n - 1 if n else 0
    whole = n % 5 != 4
    known = [r for r in range(RESOURCES) if r % 12 != 5]
    used = known[n * 5 % len(known)] if whole else 5
    rows = (
        ComponentRow("note", "labour", label="ASUMSI: =jalan datar"),
        ComponentRow("resource", "labour", resource=used, coefficient=F("0.3333") + F(n, 10**10)),
        ComponentRow("resource", "material", resource=known[(n + 3) % len(known)],
                     formula="=61.56/1400"),
        ComponentRow("resource", "material", resource=known[(n + 6) % len(known)],
                     formula="=p*r/8-2^-3"),
        ComponentRow("percent", "material", coefficient=F("0.05"), percent_of="row",
                     percent_row=2, label="Susut"),
        ComponentRow("percent", "material", coefficient=F("0.35"), percent_of="row",
                     percent_row=4, label="Asesoris"),
        ComponentRow("percent", "equipment", coefficient=F("0.1"), percent_of="material",
                     label="Alat bantu"),
        ComponentRow("percent", "material", coefficient=F("0.02"), percent_of="labour"),
        ComponentRow("percent", "equipment", coefficient=F("0.5"), percent_of="row",
                     percent_row=6),
        ComponentRow("percent", "other", coefficient=F("0.5"), percent_of="equipment"),
        ComponentRow("lump", "equipment", coefficient=F(1), price=F("1250.1234"), label="Sewa"),
        ComponentRow("analysis", "other", nested=inner, coefficient=F("0.25"),
                     basis=("direct_cost", "unit_price")[n % 2]),
        ComponentRow("resource", "equipment", resource=known[n % len(known)], coefficient=F(-1, 8)),
    )  # fmt: skip
    if n % 9 == 8:
        rows = (*rows, ComponentRow("lump", "other", coefficient=F(2), label="Belum ditawar"))
    return AnalysisRow(f"Campuran {n}", f"C.{n}", "m2", components=rows)


def _outline(edges: int, items: int):
    yield OutlineRow("section", title="Utama", markup_percent=F(10))
    yield OutlineRow("section", 0, title="Tepi", number="=1")
    yield from (_by_analysis(1, n, n) for n in range(edges))
    yield OutlineRow("note", 1, title="@catatan")
    section = edges + 3
    yield OutlineRow("section", title="Lain", unit="")
    formulas = list(FORMULAS)
    for n in range(60):
        markup = (None, F("7.5"), F(0))[n % 3]
        yield _by_analysis(section, edges + n % MIXED, n, markup, formulas[n % len(formulas)])
    yield OutlineRow("section", section, title="SMKK", markup_percent=F(0))
    smkk = section + 61
    for n, formula in enumerate(formulas):
        yield OutlineRow(
            "item",
            smkk,
            title=formula,
            unit="m",
            formula=formula,
            origin="typed",
            price=F("1234.5678") + n,
            markup_included=bool(n % 2),
            price_source="=S",
        )
    for price, quantity in near_steps():
        yield OutlineRow("item", smkk, title="Hampir", quantity=quantity, origin="typed",
                         price=price, markup_included=True)  # fmt: skip
    yield OutlineRow("item", smkk, title="Hibah", quantity=F(3), origin="zero", zero_reason="CSR")
    yield OutlineRow("item", smkk, title="Belum", quantity=F(3))
    yield OutlineRow("item", smkk, title="Belum diukur", origin="typed", price=F(9))
    yield OutlineRow("section", smkk, title="Kosong")
    done = edges + 60 + len(formulas) + len(near_steps()) + 3
    for n in range(items - done):
        yield _by_analysis(None, n * 7 % (edges + MIXED), n, F(10) if n % 4 == 0 else None)


def _by_analysis(parent, analysis, n, markup=None, formula=None) -> OutlineRow:
    return OutlineRow(
        "item", parent, title=f"-Pekerjaan {n}", unit="m3", origin="analysis", analysis=analysis,
        quantity=None if formula else F(1_000_003 * (n + 1) % 99_999_989, 10**6),
        formula=formula, markup_percent=markup,
    )  # fmt: skip
