"""Whole projects explain every figure they store; pages name authors and sources."""

import json
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain import explain_address
from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Parameter, Project, Resource
from app.services import demo, explain, explain_proof, figures, history, revisions, tables, totals
from app.services.errors import NotFound
from app.services.explain import Asked
from app.services.revisions import Order
from app.services.tables import Origin
from tests.reasoning import Reader
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("context")

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "data" / "golden" / "kios"
SHARED = ROOT.parent / "shared" / "data" / "golden" / "project-160"
BROUGHT = [folder for folder in (OWN, SHARED) if folder.is_dir()]
NAMES = [folder.name for folder in BROUGHT]


def brought(folder, alice):
    return tables.import_(tables.read(folder).tables, Origin(alice.id)).project_id


@pytest.fixture(params=[*BROUGHT, None], ids=[*NAMES, "demo"])
def whole(request, alice, admin):
    """A project with everything that explains it."""
    if request.param is None:
        project = db.session.get(Project, demo.load(admin.id))
    else:
        project = db.session.get(Project, brought(request.param, alice))
    return project, explain.every(project)


def stored(project):
    """Every figure that the database keeps, by its address."""
    for name in ("subtotal", "total", "rounded"):
        yield name, totals.exact(project, name)
    for model, kind, names in (
        (OutlineNode, "node", {"quantity": 6, "direct_cost": 4, "unit_price": 4, "amount": 4}),
        (Analysis, "analysis", {"direct_cost": 4, "unit_price": 4}),
    ):
        rows = db.session.execute(select(model).where(model.project_id == project.id)).scalars()
        for row in rows:
            for name, places in names.items():
                column = model.__table__.c[name].type
                value = getattr(row, name)
                raw = None if value is None else column.to_integer(value)
                values = {name: raw, f"{name}_exact": getattr(row, f"{name}_exact")}
                yield explain_address.of(kind, row.id, name), figures.read(values, name, places)


def every_address(facts):
    yield from (*explain_address.TOTALS, "project.markup")
    kinds = {"outline_node": "node", "analysis": "analysis", "component": "component",
             "resource": "resource", "parameter": "parameter"}  # fmt: skip
    for table, kind in kinds.items():
        for row in facts.inputs[table]:
            found = (explain_address.of(kind, row, f) for f in explain_address.FIGURES[kind])
            yield from (address for address in found if facts.reasons.of(address))
    yield from (a for f in explain_address.FIGURES["tail"]
                if facts.reasons.of(a := explain_address.of("tail", 1, f)))  # fmt: skip


def test_another_reader_of_the_reasons_gets_every_stored_figure(whole):
    project, facts = whole
    reader = Reader(facts.reasons)
    kept = {a: v for a, v in stored(project) if v is not None or facts.reasons.of(a)}
    assert len(kept) > 20
    assert {a: v for a, v in kept.items() if reader.value(a) != v} == {}
    addresses = list(every_address(facts))
    assert [a for a in addresses if reader.value(a) != facts.reasons.value(a)] == []


def test_a_page_at_present_says_what_the_whole_project_says(whole):
    project, facts = whole
    addresses = list(every_address(facts))
    for address in addresses[:: max(len(addresses) // 150, 1)]:
        page = explain.page(project, Asked(address))
        assert page.value == facts.reasons.value(address), address
        assert all(step.adds_up for step in page.steps), address


@pytest.mark.parametrize(
    "whole", [*BROUGHT, pytest.param(None, marks=pytest.mark.soak)], ids=[*NAMES, "demo"],
    indirect=True,
)  # fmt: skip
def test_from_the_total_to_every_coefficient_it_takes_at_most_six_pages(whole):
    project, facts = whole
    nearest, reached = ["rounded"], {"rounded": 1}
    for address in nearest:
        if reached[address] == 6:
            continue
        for step in explain.page(project, Asked(address)).steps:
            shown = [line.address for line in step.listed.lines]
            for following in [*shown, *(entry.address for entry in step.entries)]:
                if following not in reached:
                    reached[following] = reached[address] + 1
                    # Only what contains others leads on: the rest is an end already.
                    way = following.startswith(("node.", "component.", "analysis."))
                    nearest += [following] if way else []
    used = {row["analysis_id"] for row in facts.inputs["outline_node"].values()}
    wanted = {
        f"component.{i}.coefficient"
        for i, row in facts.inputs["component"].items()
        if row["analysis_id"] in used and row["kind"] != "note"
    }
    assert wanted
    assert wanted - set(reached) == set()


def test_its_proof_holds_what_the_database_stores(whole):
    project, _facts = whole
    found = explain_proof.of(project, "rounded")
    kept = dict(stored(project))
    assert F(found["nodes"]["rounded"]["value"]) == kept["rounded"]
    shared = found["nodes"].keys() & kept.keys()
    assert len(shared) > 10
    assert {a for a in shared if F(found["nodes"][a]["value"] or 0) != (kept[a] or 0)} == set()


@pytest.fixture
def edit(project, alice):
    """`edit(model, row, by=bob, column=value ...)`: one revision; its number."""

    def write(model, row, by=alice, **values):
        def action(draft):
            found = draft.project if model is Project else draft.get(model, row)
            for name, value in values.items():
                setattr(found, name, value)

        return revisions.run(Order(project.id, "quantity.set", by.id), action).revision

    return write


def page(project, address, **asked):
    return explain.page(db.session.get(Project, project.id), Asked(address, **asked))


def entry(project, address, term, **asked):
    (found,) = [e for step in page(project, address, **asked).steps for e in step.entries
                if e.address == term]  # fmt: skip
    return found


def test_each_input_names_who_set_it_last_and_when(project, bob, edit):
    term = f"node.{project.excavation}.quantity"
    amount = f"node.{project.excavation}.amount"
    assert entry(project, amount, term).author.who == "Alice"
    number = edit(OutlineNode, project.excavation, bob, quantity_typed=F(20))
    edit(OutlineNode, project.excavation, title="Galian")
    edit(OutlineNode, project.backfill, quantity_typed=F(5))
    author = entry(project, amount, term).author
    assert (author.who, author.number) == ("Bob", number)
    assert entry(project, amount, term, at=number).author.number == number
    assert entry(project, amount, term, at=number - 1).author.number == 1


def test_an_undo_is_the_author_of_what_it_put_back(project, bob, edit):
    edit(Resource, project.labourer, bob, price=F(1))
    number = history.undo(project.id, bob.id).revision
    found = entry(project, f"component.{project.component}.amount",
                  f"resource.{project.labourer}.price")  # fmt: skip
    assert (found.author.number, found.author.who, found.value) == (number, "Bob", F(100_000))


def test_a_rule_names_its_author(project, bob, edit):
    number = edit(Project, 0, bob, rounding={"total": {"mode": "down", "step": "1000"}})
    step = page(project, "rounded").steps[0]
    assert (step.rule_author.number, step.before - step.entry.value) == (number, F(250))
    assert step.rule


def test_a_price_tells_its_pack_source_region_and_day(project, edit):
    edit(
        Resource, project.labourer, price=None, pack_unit="zak", pack_size=F(40),
        pack_price=F(52_000), source="survei TB Maju", region="Sleman",
        price_date=date(2026, 10, 12),
    )  # fmt: skip
    found = entry(project, f"component.{project.component}.amount",
                  f"resource.{project.labourer}.price")  # fmt: skip
    assert found.source == "zak 40 OH: 52.000; survei TB Maju, Sleman, 12/10/2026"
    assert found.value == 1300
    (step,) = page(project, f"resource.{project.labourer}.price").steps
    assert step.numbers == "52.000 : 40"


@pytest.mark.parametrize(
    ("reason", "told"), [("file", "nol dari berkas"), ("disediakan", "disediakan")]
)
def test_a_zero_tells_its_reason(project, edit, reason, told):
    edit(Resource, project.labourer, price=F(0), zero_reason=reason)
    assert told in page(project, f"resource.{project.labourer}.price").steps[0].entry.source


def published(project, edit, **changed):
    rows = db.session.execute(
        select(Component).where(Component.analysis_id == project.analysis)
    ).scalars()
    form = {
        str(row.id): {n: getattr(row, n) for n in figures.COMPONENT_FORM}
        | {"coefficient": int(row.coefficient * 10**10), "price": None}
        for row in rows
    }  # fmt: skip
    db.session.rollback()
    edit(Analysis, project.analysis, edition="SE 47/2026", published=form)
    for row, value in changed.items():
        edit(Component, int(row[1:]), coefficient=value)


def test_a_coefficient_tells_edition_and_code_and_whether_it_was_changed(project, edit):
    address = f"component.{project.component}.coefficient"
    assert page(project, address).steps[0].entry.source.endswith("analisa proyek ini")
    published(project, edit)
    assert page(project, address).steps[0].entry.source == "SE 47/2026, T.01, sesuai terbitan"
    number = edit(Component, project.component, coefficient=F(1))
    assert page(project, address).steps[0].entry.source == "SE 47/2026, T.01, diubah di sini"
    past = page(project, address, at=number - 1).steps[0].entry.source
    assert past == "SE 47/2026, T.01, sesuai terbitan"
    form = page(project, f"analysis.{project.analysis}.direct_cost").steps[0].entry.source
    assert form == "T.01, SE 47/2026, diubah di sini"


def test_a_row_that_was_added_to_a_published_form_says_so(project, edit):
    published(project, edit)

    def add(draft):
        row = Component(
            analysis_id=project.analysis, position=1 << 30, kind="lump", category="other",
            label="Alat bantu", coefficient=F(1), price=F(5),
        )  # fmt: skip
        return {"row": draft.add(row).id}

    order = Order(project.id, "component.added", 1)
    made = revisions.run(order, add).result["row"]
    assert page(project, f"component.{made}.coefficient").steps[0].entry.source == (
        "SE 47/2026, T.01, baris tambahan"
    )


def test_a_formula_shows_its_parameters(project, edit):
    def add(draft):
        draft.add(Parameter(name="p", value=F("2.5"), label="Panjang", unit="m"))

    revisions.run(Order(project.id, "parameter.added", 1), add)
    edit(OutlineNode, project.excavation, quantity_typed=None, formula="=(12.5+p)*4")
    (step,) = page(project, f"node.{project.excavation}.quantity").steps
    assert step.numbers == "=(12,5+p)*4; p = 2,5"
    assert (step.entry.value, step.entries[0].label, step.entries[0].value) == (
        60,
        "Panjang",
        F(5, 2),
    )
    assert step.entry.author.who == "Alice"


def test_an_unknown_figure_names_the_price_that_is_missing(project):
    found = page(project, f"node.{project.backfill}.amount")
    assert found.value is None
    assert [(lack.address, lack.name) for lack in found.lacking] == [
        (f"resource.{project.sand}.price", "Pasir urug")
    ]
    total = page(project, "rounded")
    assert [lack.address for lack in total.lacking] == [f"node.{project.section}.amount"]
    assert total.value == F(1_086_250 + 495_000)
    section = page(project, f"node.{project.section}.amount")
    assert section.steps[0].left_out == 1


def test_the_way_up_leads_back_to_the_total(project):
    found = page(project, f"node.{project.excavation}.unit_price")
    assert [up.address for up in found.above] == [
        "rounded", f"node.{project.section}.amount", f"node.{project.excavation}.amount"
    ]  # fmt: skip
    (above,) = page(project, f"component.{project.component}.price").above
    assert (above.address, above.text) == (f"analysis.{project.analysis}.direct_cost",
                                           "T.01 Galian 1 m3")  # fmt: skip
    assert page(project, "rounded").above == []
    assert [up.address for up in page(project, "subtotal").above] == ["rounded"]


@pytest.mark.parametrize(
    ("address", "asked"),
    [("node.999.amount", {}), ("x", {}), ("rounded", {"at": 99}), ("rounded", {"at": 0}),
     ("component.999.price", {}), ("analysis.999.total", {}), ("resource.999.price", {}),
     ("parameter.9.value", {}), ("tail.1.amount", {}), ("node.9999999999.amount", {})],
)  # fmt: skip
def test_what_the_project_does_not_have_is_not_found(project, address, asked):
    with pytest.raises(NotFound):
        page(project, address, **asked)


def test_rows_of_another_project_are_not_found(project, alice):
    other = brought(OWN, alice)
    rows = {"node": project.excavation, "analysis": project.analysis, "resource": project.sand}
    figures_ = {"node": "amount", "analysis": "total", "resource": "price"}
    addresses = [explain_address.of(kind, row, figures_[kind]) for kind, row in rows.items()]
    for address in (*addresses, f"component.{project.component}.price"):
        with pytest.raises(NotFound):
            explain.page(db.session.get(Project, other), Asked(address))


@pytest.fixture
def long(project, alice):
    """A section of 250 items of 1, 2, 3 ... rupiah; its id and those of its items."""

    def fill(draft):
        section = {"kind": "section", "title": "Panjang", "position": 9 << 20}
        (top,) = draft.bulk_insert(OutlineNode, [section])
        rows = [
            {"kind": "item", "parent_id": top, "position": n << 20, "title": f"Baris {n}",
             "origin": "typed", "price": F(n), "markup_included": True, "quantity_typed": F(1)}
            for n in range(1, 251)
        ]  # fmt: skip
        return {"ids": [top, *draft.bulk_insert(OutlineNode, rows)]}

    top, *rows = revisions.run(Order(project.id, "row.added", alice.id), fill).result["ids"]
    return top, rows


@pytest.mark.parametrize("at", [None, 2])
def test_a_long_section_is_shown_in_pages_that_add_up(project, alice, long, edit, at):
    top, rows = long
    edit(OutlineNode, project.excavation, title="Lain")
    address = f"node.{top}.amount"
    asked = {"at": at}
    first = page(project, address, **asked)
    (step,) = first.steps
    assert [line.value for line in step.listed.lines] == list(range(1, 101))
    assert (step.listed.others, step.listed.rest) == (150, sum(range(101, 251)))
    assert (first.following, step.adds_up) == (rows[100], True)
    last = page(project, address, start=rows[200], **asked)
    assert [line.value for line in last.steps[0].listed.lines] == list(range(201, 251))
    assert (last.steps[0].listed.others, last.following) == (200, None)
    assert last.steps[0].listed.rest == sum(range(1, 201))


def test_the_authors_of_rows_made_together_are_found_too(project, alice, bob, long, edit):
    _top, rows = long
    number = edit(OutlineNode, rows[7], bob, price=F(99))
    assert page(project, f"node.{rows[6]}.price").steps[0].entry.author.number == 2
    assert page(project, f"node.{rows[7]}.price").steps[0].entry.author.number == number


def test_a_page_takes_few_statements_and_no_more_after_a_long_history(app, project, bob, edit):
    def measure():
        found = []
        for address in ("rounded", f"node.{project.excavation}.amount",
                        f"component.{project.component}.amount"):  # fmt: skip
            with counted(app) as seen:
                page(project, address)
            found.append(len(seen))
            db.session.rollback()
        return found

    before = measure()
    for n in range(1, 30):
        edit(OutlineNode, project.excavation, bob, quantity_typed=F(n))
    assert measure() == before
    assert max(before) <= 9


def test_the_json_of_a_page_has_figures_as_everywhere(project):
    found = explain.as_json(project.id, Asked(f"node.{project.excavation}.amount"))
    assert json.loads(json.dumps(found)) == found
    assert (found["value"], found["revision"]) == ("1086250", 1)
    first, price, cost = found["steps"]
    assert [child["value"] for child in first["children"]] == ["12.5", "86900"]
    assert (price["operation"], price["numbers"]) == ("markup", "79.000 × (1 + 10 %)")
    assert [c["name"] for c in cost["children"]] == ["Pekerja", "Mandor"]
    assert sum(F(child["value"]) for child in cost["children"]) == F(cost["value"]) == 79_000
    with pytest.raises(NotFound):
        explain.as_json(999, Asked("rounded"))
