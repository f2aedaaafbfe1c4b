"""The page of a figure: steps, links, authors; a panel for htmx, a page for everybody else."""

import re
from fractions import Fraction
from html import unescape

import brotli
import pytest

from app.models import OutlineNode
from app.services import projects, revisions, rules
from app.services.revisions import Order
from app.services.typed import Sent
from app.web.explain.answers import column
from tests import large_projects
from tests.statements import counted
from tests.web.moment_pages import name_by_older_arithmetic

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "dialog#why"}


@pytest.fixture
def get(client, login, alice, project):
    """`get(address, person=..., htmx=..., at=...)`: the page of a figure of the small project."""

    def ask(address, person=alice, htmx=False, of=None, **query):
        url = f"/projects/{of or project.id}/explain/{address}"
        return login(client, person).get(url, query_string=query, headers=HX if htmx else {})

    return ask


def read(answer):
    """The text of a page, its tags and spaces left out."""
    text = re.sub(r"<(script|style|title)[^>]*>.*?</\1>", "", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def links(answer):
    return re.findall(r'/explain/([a-z0-9_.]+)(?:\?[^"]*)?"', answer.text)


def test_an_item_is_volume_times_unit_price_down_to_the_rows(get, project):
    answer = get(f"node.{project.excavation}.amount")
    said = read(answer)
    for text in (
        "Jumlah = Volume × Harga satuan", "12,5 × 86.900 = 1.086.250",
        "Harga satuan = Biaya langsung (D) × (1 + BUK)", "79.000 × (1 + 10 %) = 86.900",
        "Pekerja OH 0,75", "Alice", "rev. 1",
    ):  # fmt: skip
        assert text in said
    found = links(answer)
    for address in (f"node.{project.excavation}.quantity", f"node.{project.excavation}.unit_price",
                    f"node.{project.excavation}.markup", f"component.{project.component}.amount",
                    f"node.{project.section}.amount", "rounded"):  # fmt: skip
        assert address in found


def test_a_section_lists_what_adds_up_and_says_what_is_unknown(get, project):
    said = read(get(f"node.{project.section}.amount"))
    for text in (
        "Galian tanah", "Urugan pasir", "belum diketahui", "Jumlah, sama dengan angka di atas",
        "1 item belum ada jumlahnya", "Yang belum ada", "Harga satuan 2 Urugan pasir",
    ):  # fmt: skip
        assert text in said


def test_the_total_tells_its_rule_and_its_lines(app, get, project, alice):
    with app.app_context():
        rules.apply(project.id, Sent(alice.id, {"kind": "ee"}))
    said = read(get("rounded"))
    for text in (
        "Dibulatkan ke bawah ke kelipatan 1.000: 1.755.187,5 → 1.755.000.",
        "Aturan ditetapkan Alice", "1.581.250 + 173.937,5 = 1.755.187,5", "PPN 12 %",
    ):  # fmt: skip
        assert text in said
    base = read(get("tail.1.amount"))
    assert "17.393.750/12" in base or "11/12 × 1.581.250" in base


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_members_read_it(get, people, name):
    assert get("rounded", people[name]).status_code == 200


def test_a_stranger_finds_nothing(get, charlie):
    assert get("rounded", charlie).status_code == 404


@pytest.mark.parametrize(
    "address", ["nothing", "node.999.amount", "node.1", "tail.1.amount", "node.99999999999.amount"]
)
def test_what_is_no_figure_is_not_found(get, address):
    assert get(address).status_code == 404


def test_htmx_gets_the_reasoning_alone(get):
    answer = get("rounded", htmx=True)
    assert "<html" not in answer.text
    assert '<div id="explain">' in answer.text


def test_an_earlier_moment_is_marked_and_keeps_itself_in_its_links(app, get, project, alice):
    def action(draft):
        draft.get(OutlineNode, project.excavation).quantity_typed = Fraction(20)

    with app.app_context():
        revisions.run(Order(project.id, "quantity.set", alice.id), action)
    address = f"node.{project.excavation}.amount"
    past, now = get(address, at=1), get(address)
    assert "keadaan revisi 1, hanya baca" in read(past)
    assert "1.086.250" in read(past)
    assert "1.738.000" in read(now)
    ways = re.findall(r'/explain/node\.\d+\.quantity([^"]*)"', past.text)
    assert set(ways) == {"?at=1"}
    assert f'/projects/{project.id}/items/{project.excavation}?at=1"' in past.text
    assert re.search(r"Alice, [^<>]{5,40}, rev. 1\b", read(past))
    assert "hanya baca" not in read(get(address, at=2))


@pytest.mark.parametrize(
    "page", ["", "items/{0.excavation}", "recap", "prices", "analyses", "analyses/{0.analysis}"]
)
def test_every_page_of_a_moment_leads_to_the_reasons_of_that_moment(
    client, login, alice, project, page
):
    answer = login(client, alice).get(f"/projects/{project.id}/{page.format(project)}?at=1")
    ways = re.findall(r'/explain/[a-z0-9_.]+([^"]*)"', answer.text)
    assert ways
    assert set(ways) == {"?at=1"}


@pytest.mark.parametrize("htmx", [True, False])
def test_a_named_version_is_explained_with_the_figures_that_it_keeps(
    app, get, project, alice, htmx
):
    name_by_older_arithmetic(app, project, alice)
    said = read(get(f"node.{project.excavation}.amount", htmx=htmx, at=1))
    assert "12,5 × 86.900 = 1.086.250" in said
    assert " 999 " in said
    assert "Perhitungan yang sekarang menghasilkan Rp 1.581.250" in said
    assert "angka yang tersimpan berbeda" in read(get("subtotal", htmx=htmx, at=1))
    assert "Bukti dibuat dengan perhitungan yang sekarang" in said
    assert "erhitungan yang sekarang" not in read(get("rounded", htmx=htmx))


@pytest.mark.parametrize("at", ["0", "3", "x", "-1", "99999999999999999999", "1.5", "٣"])
def test_a_moment_there_is_not_is_not_found(get, at):
    assert get("rounded", at=at).status_code == 404
    assert get("rounded", **{"from": "x"}).status_code == 404


def test_texts_of_people_stay_texts(app, get, project, alice):
    with app.app_context():
        fields = {"name": "<b>x</b>", "paper": "F4", "document_locale": "id"}
        projects.set_header(project.id, Sent(alice.id, fields))

        def action(draft):
            draft.get(OutlineNode, project.excavation).title = "<script>x</script>"

        revisions.run(Order(project.id, "row.described", alice.id), action)
    text = get(f"node.{project.excavation}.amount").text
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


def test_it_speaks_english_with_english_numbers(client, get, project, alice, login):
    login(client, alice).post("/account/language", data={"language": "en"})
    said = read(client.get(f"/projects/{project.id}/explain/node.{project.excavation}.amount"))
    assert "Where this comes from: Amount" in said


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([Fraction(1), Fraction(5, 2)], ["1\u2008\u2007", "2,5"]),
        ([Fraction(1), None], ["1", "—"]),
        ([Fraction(1, 3), Fraction(1, 4)], ["1/3", "0,25"]),
        ([Fraction(1, 8), Fraction(1, 10**12)], ["0,125" + "\u2007" * 9, "0,000000000001"]),
        ([Fraction(1, 8), Fraction(1, 10**13)], ["0,125", "0,0000000000001"]),
    ],
)
def test_commas_stand_under_each_other(values, shown):
    assert column(values, "id") == shown


@pytest.fixture
def hundred(app, alice):
    return large_projects.make(app, alice.id, 120)


@pytest.mark.parametrize("at", ["", "?at=1"])
def test_a_page_is_light_and_takes_few_statements(app, client, login, alice, hundred, at):
    login(client, alice)
    base = f"/projects/{hundred}/explain/"
    headers = {"Accept-Encoding": "br"}
    for address in ("rounded", "node.1.amount", "node.2.amount", "node.3.amount",
                    "analysis.1.unit_price", "component.1.amount"):  # fmt: skip
        client.get(base + address + at)
        with counted(app) as seen:
            answer = client.get(base + address + at, headers=headers)
        assert answer.status_code == 200
        assert len(seen) <= 12, address
        assert len(answer.data) <= 8_000
        assert b"<html" in brotli.decompress(answer.data)
