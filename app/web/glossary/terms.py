"""Every term of the glossary page, once: its anchor, its names, what it means.

The Indonesian name is the one that forms and regulations print, so it is no translation; the
explanation is, as every text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Term:
    """A term: `id` and `en` are what it is called in Indonesian and in English."""

    anchor: str
    id: str
    en: str
    text: str


_PRICE = (
    Term("rab", "RAB, rencana anggaran biaya", "budget, estimate", _l(
        "All work items of a project with quantity, unit price and amount, by section."
    )),
    Term("item", "pekerjaan, item", "item", _l(
        "A line with a quantity and a unit price. Without one of them it is incomplete, never 0."
    )),
    Term("bagian", "bagian, divisi", "section", _l(
        "A group of items at any depth. A markup set here passes to everything in it."
    )),
    Term("volume", "volume", "quantity", _l(
        "How much of an item there is: a number, or a formula such as =2*3.5 with parameters."
    )),
    Term("jumlah", "jumlah harga", "amount", _l(
        "Quantity × unit price of an item; of a section the sum of what is known in it."
    )),
    Term("hsp", "HSP, harga satuan pekerjaan", "unit price of work", _l(
        "Line F of the analysis: direct cost D plus markup E, after the rounding rule of unit"
        " prices, without VAT. It multiplies the quantity. The cost regulation also uses HSP for"
        " “harga satuan pokok”, the price of an input: see HSD."
    )),
    Term("sumber-daya", "sumber daya", "resource", _l(
        "Anything with a price per unit that analyses use. The same name in another unit is another"
        " resource with a price of its own."
    )),
    Term("tenaga", "tenaga kerja (upah), bahan, alat", "labour, material, equipment", _l(
        "The kinds of resources, and the blocks A, B and C of an analysis."
    )),
    Term("hsd", "HSD, harga satuan dasar", "resource price, basic price", _l(
        "What one unit of labour, material or equipment costs at the site. An empty price is"
        " unknown: everything that uses it stays out of the total until somebody gives one."
    )),
    Term("termasuk-buk", "harga sudah termasuk BUK", "markup included", _l(
        "Of a typed price: is overhead and profit in it already? A subcontractor's offer or a"
        " price per unit of work usually is; a shop price is not. If it is not, the markup in force"
        " is added; tick the box otherwise, or it is charged twice."
    )),
    Term("kemasan", "kemasan, isi", "pack, pack ratio", _l(
        "How the market sells it: a sack of 40 kg at 62,000 is a price of 1,550 per kg. Type pack,"
        " content and price; the content counts in the unit of the resource, and the ratio is kept"
        " exactly. Sand of 1 m3 that holds 1,400 kg turns a price per m3 into one per kg."
    )),
    Term("nol", "harga nol", "zero price", _l(
        "A price somebody decided to be 0, with a reason (the owner provides it). A zero that"
        " came in a file counts as 0 and is marked until a person has looked at it."
    )),
)  # fmt: skip
_ANALYSIS = (
    Term("ahsp", "AHSP, analisa harga satuan", "unit price analysis", _l(
        "Labour (A), material (B) and equipment (C) for one unit of work: D = A + B + C, then"
        " markup E and unit price F = D + E."
    )),
    Term("koefisien", "koefisien", "coefficient", _l(
        "How much of a resource one unit of work takes: 0.75 OH of a labourer for 1 m3."
    )),
    Term("oh", "OH, orang hari", "person-day", _l(
        "One person working one day, 7 effective hours unless the project says otherwise. OJ,"
        " orang jam, is one hour: a price per OH divided by the hours of a day."
    )),
    Term("buk", "BUK, biaya umum dan keuntungan", "markup, overhead and profit", _l(
        "Line E: a percent of the direct cost D for overhead and profit. Official forms print 10"
        " to 15 percent; 10 percent is usual. The project has one rate; a section or an item may"
        " have its own, and SMKK has 0 percent. VAT is not in it."
    )),
    Term("gabungan", "pekerjaan gabungan", "nested analysis", _l(
        "An analysis used as a row of another, mortar in a wall for example. Its price is D,"
        " without markup: the outer analysis charges the markup once on everything. With “unit"
        " price” as basis the inner markup is charged again; the row is marked then."
    )),
    Term("persen", "baris persen", "percent row", _l(
        "A row that costs a part of something else: tools 5 percent of labour. The base is the sum"
        " of a block (A, B or C) or one row. A percent of a block never counts other percents of a"
        " block, so the order of the rows changes nothing."
    )),
    Term("lumsum", "lumsum, ls", "lump sum", _l(
        "A price for the whole, without a coefficient to measure: quantity 1, unit ls."
    )),
    Term("edisi", "edisi", "edition", _l(
        "A published book of analyses, stored once and never changed. A project copies from it,"
        " and its copy may be changed; the page of an analysis shows what differs."
    )),
    Term("satuan-usulan", "satuan usulan", "proposed unit", _l(
        "A unit that the book states nowhere but in the title (“1 m' of pipe”). It is marked until"
        " an administrator confirms it."
    )),
)  # fmt: skip
_TOTAL = (
    Term("rekap", "rekapitulasi", "recap", _l(
        "The page for the signature: sections, sum, tax, total, rounding, amount in words."
    )),
    Term("bobot", "bobot", "share, weight", _l(
        "Percent of the sum before tax. The column is made to end at exactly 100.00."
    )),
    Term("ppn", "PPN, pajak pertambahan nilai", "VAT", _l(
        "Value added tax on the sum of the works. Since 2025 it is 12 percent of the DPP nilai"
        " lain, which comes to 11 percent of the sum."
    )),
    Term("dpp", "DPP nilai lain", "other value as tax base", _l(
        "The tax base that the regulation takes instead of the price: 11/12 of the sum. In a tail"
        " line: 12 percent with the part 11/12."
    )),
    Term("baris-penutup", "baris penutup", "tail line", _l(
        "What follows the sum of the works: tax, a fee, a deduction. Its base is the exact sum, or"
        " the sum with the lines above."
    )),
    Term("pembulatan", "pembulatan", "rounding policy", _l(
        "Where figures are rounded, which way and to what step: quantity, unit price, line, tail"
        " lines, total. Nothing else is rounded: two decimals on a page are how an exact figure is"
        " shown. An HPS is often rounded down so as not to pass the ceiling."
    )),
    Term("terbilang", "terbilang", "amount in words", _l(
        "The rounded total spelled out, in the language of the documents."
    )),
    Term("pagu", "pagu", "ceiling", _l(
        "The most that the budget line allows. The rounded total is compared with it."
    )),
    Term("smkk", "SMKK, sistem manajemen keselamatan konstruksi", "construction safety", _l(
        "Cost of safety in nine components, a section of its own in every HPS: at cost, with a"
        " markup of 0 percent, and never 0 altogether."
    )),
    Term("belum-lengkap", "belum lengkap", "incomplete", _l(
        "Items without an amount because a quantity or a price is missing. The total is the sum"
        " of the others and says so."
    )),
)  # fmt: skip
_KINDS = (
    Term("ee", "EE, OE", "engineer's or owner's estimate", _l(
        "The planner's calculation from the drawings, before the owner sets the HPS."
    )),
    Term("hps", "HPS, harga perkiraan sendiri", "owner's estimate", _l(
        "The buyer's own calculation, with markup and VAT: no bid may be above it."
    )),
    Term("penawaran", "penawaran", "bid", _l("The contractor's price for the same work.")),
    Term("rap", "RAP, rencana anggaran pelaksanaan", "contractor's cost plan", _l(
        "What the work costs the contractor inside: without markup and VAT, nothing rounded."
    )),
    Term("swakelola", "swakelola", "self-managed work", _l(
        "Work that an institution or a village does itself, without a contractor: no VAT line."
    )),
    Term("mc0", "MC-0, mutual check awal", "joint measurement at the start", _l(
        "Quantities measured together in the field before work begins; CCO-1, CCO-2 are the"
        " changes of the contract after it. Give the revision of each its name."
    )),
)  # fmt: skip
_HISTORY = (
    Term("parameter", "parameter", "parameter", _l(
        "A number with a name that formulas use. Change it once, and every formula follows."
    )),
    Term("revisi", "revisi", "revision", _l(
        "One step in the history of a project. Every change makes one and can be taken back."
    )),
    Term("versi", "versi, terkunci, terbit", "version, locked, issued", _l(
        "A revision with a name. Locked: the name stays for good. Issued: it was given out, and"
        " the numbers of the items are frozen."
    )),
    Term("keadaan", "keadaan pada revisi N", "moment", _l(
        "The project as it was when that revision was the latest, to look at and to export."
    )),
    Term("asal", "asal angka, alamat, bukti", "reasoning, address, proof", _l(
        "Why a figure is what it is: formula, terms, rounding, who set it. The address of a figure"
        " never changes; a proof can be checked without Taksir."
    )),
)  # fmt: skip

GROUPS: Sequence[tuple[str, Sequence[Term]]] = (
    (_l("Budget and prices"), _PRICE),
    (_l("Analyses"), _ANALYSIS),
    (_l("Totals"), _TOTAL),
    (_l("Kinds of calculation"), _KINDS),
    (_l("History"), _HISTORY),
)
TERMS: Mapping[str, Term] = {term.anchor: term for _name, group in GROUPS for term in group}
