"""What has its place: bars on one line, words of fields whole, columns without holes."""

import re

import pytest
from playwright.sync_api import expect

from app.services import transactions, versions
from app.services.versions import Given
from tests.fixtures_adopt import add_analysis, add_edition, used

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
#: Laptops between the screens that everything was drawn for.
LAPTOPS = (1241, 1280, 1300, 1360)
#: Fields whose own words do not fit: what an empty one asks for, what a list has chosen.
CUT_WORDS = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const needed = (field) => {
    if (field.matches("input")) {
      const look = getComputedStyle(field, "::placeholder"), box = getComputedStyle(field);
      pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
      return pen.measureText(field.placeholder).width + parseFloat(box.paddingLeft)
        + parseFloat(box.paddingRight);
    }
    const alone = field.cloneNode(false);
    alone.append(new Option(field.selectedOptions[0].text));
    Object.assign(alone.style, {position: "absolute", width: "max-content"});
    field.after(alone);
    const width = alone.clientWidth;
    alone.remove();
    return width;
  };
  const fields = [...document.querySelectorAll("main :is([placeholder], select)")];
  return fields.filter((one) => one.checkVisibility() && needed(one) > one.clientWidth + 1)
    .map((one) => `${one.name}: ${one.placeholder ?? one.selectedOptions[0].text}`);
}"""
#: On how many lines a figure of eleven digits before the comma stands.
LINES = """(one) => {
  one.textContent = "+88.888.888.888,88";
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length;
}"""
#: The pages on which one searches, chooses or filters.
ASKING = (
    "/", "/catalogue/search", "{0}", "{0}?select=1", "{0}items/new", "{0}analyses", "{0}prices",
    "{0}prices?only=unused", "{0}prices?only=units", "{0}search?q=beton", "{0}history", "{0}?at=1",
)  # fmt: skip


@pytest.fixture
def named(app, admin, stored):
    """The school's first revision has a name, so that moments can be chosen."""
    with app.app_context():
        versions.name(int(stored[1].split("/")[2]), admin.id, 1, Given("HPS setelah penjelasan"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_on_a_laptop_the_bar_is_one_line_and_names_have_their_place(enter, stored, language):
    page = enter()
    page.goto(stored[1])
    page.locator(f"header button[value={language}]").click()
    page.wait_for_load_state()
    for width in LAPTOPS:
        page.set_viewport_size({"width": width, "height": 768})
        bar = page.locator(".tools").bounding_box()
        save = page.locator("button[form=sheet]").bounding_box()
        first = page.locator(".tools .btn").first.bounding_box()
        assert save["y"] == first["y"], width
        assert bar["height"] <= 40, width
        assert page.locator("tr.r .name").first.bounding_box()["width"] >= 200, width


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_of_a_field_are_whole_on_a_phone(enter, stored, language):
    sheet, page = stored[1], enter(**PHONE)
    page.goto(sheet)
    page.locator(f"header button[value={language}]").click()
    page.wait_for_load_state()
    wrong = {}
    analysis = analysis_of(page, sheet)
    asking = [each.format(sheet) for each in ASKING]
    for address in (*asking, f"{analysis}/components/new", analysis):
        page.goto(address)
        wrong[address] = page.evaluate(CUT_WORDS)
        if page.locator("main form.group [type=search]").count():
            assert_beside(page.locator("form.group [type=search]"), page.locator("form.group .btn"))
    assert {address: found for address, found in wrong.items() if found} == {}
    # The last page is an analysis: what adds a row stands on one line with nothing beside it.
    adding = page.locator("tr.add").first
    assert adding.bounding_box()["height"] <= adding.locator("input").bounding_box()["height"] + 13


def assert_beside(field, button):
    """Both stand on one line of the window."""
    first, second = field.bounding_box(), button.bounding_box()
    assert first["y"] == second["y"]
    assert second["x"] + second["width"] <= PHONE["viewport"]["width"]


def analysis_of(page, sheet):
    page.goto(f"{sheet}analyses")
    return page.locator("tr.r .name a").first.get_attribute("href")


def test_a_share_that_is_not_known_any_more_leaves_its_row_whole(enter, stored):
    page = enter()
    page.goto(stored[1])
    rows = page.locator("tr.r")
    rows.first.locator(".cell").fill("31,5")
    rows.first.locator(".cell").press("Enter")
    share = rows.nth(2).locator(".pct")
    expect(share.locator("span")).to_be_hidden()
    expect(share).to_be_visible()  # with its line and the colour of its row


def test_columns_of_the_overview_have_no_hole(enter, stored):
    page = enter()
    page.goto(f"{stored[1]}overview")
    gaps = []
    for above, below in (("#versions", "#recent"), ("#totals", "#sections")):
        first = page.locator("section", has=page.locator(above)).bounding_box()
        second = page.locator("section", has=page.locator(below)).bounding_box()
        assert first["x"] == second["x"]
        gaps.append(second["y"] - first["y"] - first["height"])
    assert max(gaps) <= 32
    page.set_viewport_size(PHONE["viewport"])
    order = page.evaluate("""["totals", "attention", "recent", "sections"].map(
      (id) => document.getElementById(id).getBoundingClientRect().top)""")
    assert order == sorted(order)


def test_a_project_without_sections_has_no_list_of_them(enter, live_server):
    page = enter()
    page.goto("/projects/new")
    page.fill("[name=name]", "Pagar kantor")
    page.get_by_role("button", name="Buat proyek ini").click()
    page.wait_for_url(re.compile(r"/projects/\d+/$"))
    expect(page.locator("h1")).to_have_text("Pagar kantor")
    expect(page.locator(".jump")).to_have_count(0)
    assert page.locator("table.sheet").bounding_box()["x"] == 16


def test_a_long_name_of_a_change_is_whole_on_a_phone(enter, stored):
    page = enter(**PHONE)
    page.goto(f"{stored[1]}items/new")
    title = (
        "Pembuatan dan pemasangan papan nama proyek dari multipleks dengan rangka kayu kelas tiga"
    )
    page.fill("[name=title]", title)
    page.get_by_role("button", name="Tambah", exact=True).click()
    page.wait_for_url("**#i-*")
    page.goto(f"{stored[1]}history")
    name = page.locator("#h-2 .name>span")
    expect(name).to_contain_text(title)
    assert name.evaluate("(one) => one.scrollHeight <= one.clientHeight")


@pytest.mark.parametrize("width", [1366, 1280, 360])
def test_the_effect_of_a_change_stands_on_one_line(enter, stored, width):
    page = enter()
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{stored[1]}history/1")
    figures = page.locator("aside dd", has_text=re.compile(r"^[+-]?[\d.]+,\d\d$"))
    expect(figures).to_have_count(2)
    for figure in figures.all():
        assert figure.evaluate(LINES) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_tools_of_an_analysis_stand_together(enter, stored):
    page = enter()
    page.goto(analysis_of(page, stored[1]))
    row = page.locator(".tools>a.btn").bounding_box()
    undo = page.locator(".tools>form.group").last.bounding_box()
    assert undo["x"] - row["x"] - row["width"] <= 8


@pytest.mark.parametrize("address", ["/catalogue/search?q=beton", "{0}analyses", "{0}prices"])
def test_lists_of_a_phone_reach_from_edge_to_edge_and_their_words_stand_under_the_title(
    app, enter, stored, address
):
    with app.app_context(), transactions.writing() as session:
        edition = add_edition(session, "SE 47/2026")
        labour = used(("Pekerja", "OH", "labour"), "0.3")
        add_analysis(session, edition, ("2.1", "Pembuatan 1 m3 beton", "m3"), [labour])
    page = enter(**PHONE)
    page.goto(address.format(stored[1]))
    row = page.locator("tr.r").first
    assert row.bounding_box()["x"] == 0
    assert row.bounding_box()["width"] == 360
    assert row.locator(".name").bounding_box()["x"] == page.locator("h1").bounding_box()["x"]


@pytest.mark.parametrize("asked", ["", "?only=units", "?q=Sumber"])
def test_the_bar_of_the_prices_is_one_line_and_a_market_price_is_whole(enter, stored, asked):
    page = enter()
    page.goto(f"{stored[1]}prices{asked}")
    save = page.locator("button[form=sheet]").bounding_box()
    assert save["y"] == page.locator(".tools .btn").first.bounding_box()["y"]
    assert page.locator(".tools").bounding_box()["height"] <= 40
    if not asked:
        market = page.locator("tr.r td.muted.x").first
        market.evaluate("(cell) => { cell.textContent = 'kaleng 25 kg: 11.125.000'; }")
        assert market.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")
