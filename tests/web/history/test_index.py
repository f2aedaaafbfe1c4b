"""The list of revisions: who, when, what, before and after, what it did to the sum."""

import re
from fractions import Fraction
from html import unescape

import pytest

from app.services import history, history_read
from tests.fixtures_people import csrf_token
from tests.statements import counted
from tests.web.history.history_writes import put, set_quantity


@pytest.fixture
def get(client, project, login, alice):
    def ask(person=alice, **query):
        login(client, person)
        return client.get(f"/projects/{project.id}/history", query_string=query)

    return ask


def page_text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_each_revision_says_who_what_before_after_and_its_effect(app, project, alice, bob, get):
    set_quantity(app, project, bob, "20.25")
    said = page_text(get())
    # 7.75 m3 more of (0.75 x 100,000 + 0.025 x 160,000) x 1.1
    effect = Fraction("7.75") * 79_000 * Fraction(11, 10)
    assert effect == 673_475
    row = "Bob Mengubah volume I.1 Galian tanah 12,50 20,25 +673.475,00 Kembalikan"
    assert row in said
    assert "2 perubahan oleh 2 orang" in said


def test_one_person_is_not_called_people(app, client, project, alice, bob, get):
    get()
    client.post("/account/language", data={"language": "en", "csrf_token": csrf_token(app)})
    assert "1 change by 1 person since" in page_text(get())
    set_quantity(app, project, bob, "20.25")
    assert "2 changes by 2 people since" in page_text(get())


def test_numbers_follow_the_person_not_the_language(app, project, alice, get, client):
    typed = {"quantity_typed": None, "formula": "=(12.5+p)*4"}
    put(app, project, alice, "outline_node", project.excavation, **typed)
    client.set_cookie("language", "en")
    assert "=(12,5+p)*4" in page_text(get())


def test_several_changes_show_the_first_and_count_the_rest(app, project, alice, get):
    from app.models import OutlineNode
    from app.services import revisions
    from app.services.revisions import Order

    def action(draft):
        for node in draft.find(OutlineNode, OutlineNode.kind == "item"):
            node.quantity_typed = Fraction(99)

    with app.app_context():
        revisions.run(Order(project.id, "quantities.set", alice.id), action)
    assert 'aria-label="+2 lagi">+2</a>' in get().text


def test_a_revision_that_was_taken_back_says_so_and_offers_nothing(app, project, alice, get):
    number = set_quantity(app, project, alice, 3)
    with app.app_context():
        undo = history.undo(project.id, alice.id).revision
    answer = get()
    said = page_text(answer)
    assert f"dibatalkan oleh {undo}" in answer.text
    assert f"Membatalkan {number}: Mengubah volume I.1 Galian tanah" in said
    assert f"/history/{number}/reversal" not in answer.text
    assert f"/history/{undo}/reversal" in answer.text


def test_names_stand_in_the_list_and_beside_it(app, project, alice, get):
    with app.app_context():
        history.name(project.id, alice.id, 1, ("Terbit <1>", "untuk PPK"))
    answer = get()
    listed, beside = answer.text.split("<aside")
    assert "<bdi>Terbit &lt;1&gt;</bdi>" in listed
    assert "<bdi>Terbit &lt;1&gt;</bdi>" in beside
    assert "Terbit <1>" not in answer.text
    assert "Terbit <1>" not in answer.text


def test_the_filter_by_person_shows_that_person_alone(app, project, alice, bob, get):
    mine = set_quantity(app, project, alice, 3)
    theirs = set_quantity(app, project, bob, 4)
    said = get(who=bob.id).text
    assert f'id="h-{theirs}"' in said
    assert f'id="h-{mine}"' not in said


def test_the_filter_by_row_shows_that_row_and_names_it(app, project, alice, get):
    one = set_quantity(app, project, alice, 3)
    other = set_quantity(app, project, alice, 7, project.signboard)
    answer = get(table="outline_node", row=project.signboard)
    assert f'id="h-{other}"' in answer.text
    assert f'id="h-{one}"' not in answer.text
    assert "Perubahan pada: 1 Papan nama" in page_text(answer)


def test_the_filter_by_row_looks_through_so_many_and_goes_on(app, project, alice, get, monkeypatch):
    monkeypatch.setattr(history_read, "SEARCHED", 2)
    wanted = set_quantity(app, project, alice, 7, project.signboard)
    for quantity in (3, 4, 5):
        set_quantity(app, project, alice, quantity)
    query = {"table": "outline_node", "row": project.signboard}
    first = get(**query)
    assert f'id="h-{wanted}"' not in first.text
    following = int(re.search(r"before=(\d+)", first.text)[1])
    assert f'id="h-{wanted}"' in get(before=following, **query).text


def test_pages_follow_each_other_without_gap_or_repetition(app, project, alice, get, monkeypatch):
    monkeypatch.setattr(history_read, "PAGE", 3)
    for quantity in range(20, 27):
        set_quantity(app, project, alice, quantity)
    seen, before = [], None
    while before is not False:
        text = get(before=before).text
        seen += [int(n) for n in re.findall(r'id="h-(\d+)"', text)]
        more = re.search(r"before=(\d+)", text)
        before = int(more[1]) if more else False
    assert seen == list(range(8, 0, -1))


@pytest.mark.parametrize(
    "query",
    [{"before": "x"}, {"who": "9" * 10, "before": "9" * 10}, {"table": "user_account", "row": 1},
     {"table": "outline_node", "row": "9" * 10}, {"before": 0}],
    ids=["no number", "too large", "no such table", "no such row", "before the beginning"],
)  # fmt: skip
def test_odd_addresses_are_answered(get, query):
    assert get(**query).status_code == 200


def test_a_viewer_reads_and_finds_no_buttons(app, project, alice, vera, get):
    set_quantity(app, project, alice, 3)
    answer = get(vera)
    assert answer.status_code == 200
    assert "reversal" not in answer.text
    assert "/undo" not in answer.text


def test_a_stranger_finds_nothing(charlie, get):
    assert get(charlie).status_code == 404


def test_a_page_takes_a_dozen_statements_however_much_it_shows(app, project, alice, get):
    for quantity in range(20, 40):
        set_quantity(app, project, alice, quantity)
        put(app, project, alice, "component", project.component, coefficient=Fraction(quantity))
        put(app, project, alice, "resource", project.labourer, price=Fraction(quantity))
    get()
    with counted(app) as seen:
        get()
    assert len(seen) <= 12, seen


def test_undo_and_redo_are_offered_when_there_is_something(app, project, alice, get):
    assert get().text.count(" disabled>") == 2
    number = set_quantity(app, project, alice, 3)
    with app.app_context():
        undo = history.undo(project.id, alice.id).revision
    said = page_text(get())
    assert f"Ulang {undo}" in said or f"Ulangi {undo}" in said
    assert number == undo - 1
