"""Every main screen: readable for everybody, as wide as its window, within its policy."""

import pytest

from app.extensions import db
from app.models import Analysis, OutlineNode, Resource, User
from app.services import transactions
from tests.browser import people, school

#: Name and address; the numbers stand for the project and rows of it.
SCREENS = {
    "home": "/",
    "new project": "/projects/new",
    "import": "/projects/import",
    "sheet": "/projects/{project}/",
    "item": "/projects/{project}/items/{item}",
    "new item": "/projects/{project}/items/new",
    "parameters": "/projects/{project}/parameters/",
    "numbering": "/projects/{project}/numbering",
    "analyses": "/projects/{project}/analyses",
    "analysis": "/projects/{project}/analyses/{analysis}",
    "prices": "/projects/{project}/prices",
    "resource": "/projects/{project}/resources/{resource}",
    "recap": "/projects/{project}/recap",
    "overview": "/projects/{project}/overview",
    "overview then": "/projects/{project}/overview?at=1",
    "sheet then": "/projects/{project}/?at=1",
    "reasoning": "/projects/{project}/explain/rounded",
    "reasoning of a row": "/projects/{project}/explain/node.{item}.amount",
    "export": "/projects/{project}/export",
    "copy": "/projects/{project}/copy",
    "new row": "/projects/{project}/analyses/{analysis}/components/new?q=a",
    "preset": "/projects/{project}/preset?kind=bid",
    "history": "/projects/{project}/history",
    "revision": "/projects/{project}/history/1",
    "settings": "/projects/{project}/settings",
    "members": "/projects/{project}/members",
    "account": "/account",
    "keys": "/help/keys",
    "users": "/users",
    "glossary": "/help/glossary",
    "catalogue": "/catalogue",
}
DESK = {"width": 1366, "height": 768}
#: A phone; an office screen of 1366 points at 200 %; a tablet.
NARROW = [{"width": width, "height": 740} for width in (360, 683, 800)]


@pytest.fixture
def addresses(app, admin, live_server):
    project = people.bring(app, admin, school.school())
    ids = {"project": project, **rows(app, project)}
    return {name: path.format(**ids) for name, path in SCREENS.items()}


def rows(app, project):
    def first(model, *where):
        query = db.select(model.id).where(model.project_id == project, *where)
        return db.session.scalar(query.order_by(model.id).limit(1))

    with app.app_context():
        return {
            "item": first(OutlineNode, OutlineNode.kind == "item"),
            "analysis": first(Analysis),
            "resource": first(Resource),
        }


def speak(app, person, language):
    with app.app_context(), transactions.writing() as session:
        user = session.get(User, person.id)
        user.language = user.number_locale = language


@pytest.fixture
def visit(app, login, admin, addresses):
    """`visit(page, language)`: each screen in turn, as the administrator who owns the project."""

    def walk(page, language):
        speak(app, admin, language)
        here = {"domain": "127.0.0.1", "path": "/"}
        chosen = {"theme": "light", "language": language}
        page.context.add_cookies([{"name": n, "value": v, **here} for n, v in chosen.items()])
        page.goto("/login")
        yield "login"
        people.enter(page.context, app, login, admin)
        for name, address in addresses.items():
            page.goto(address)
            yield name

    return walk


#: Words alone differ between the languages: not every run looks at colours and targets in both.
LANGUAGES = ["id", pytest.param("en", marks=pytest.mark.soak)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_sound_in_light_and_dark(browser_page, visit, pictures, language):
    page, found = browser_page, {}
    for name in visit(page, language):
        assert page.locator("html").get_attribute("lang") == language
        found[name] = people.accessibility(page)
        if small := people.small_targets(page):
            found[name]["targets"] = small
        if found[name]:
            page.screenshot(path=pictures / f"{name}-{language}-dark.png")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_screen_is_sound_in_english_too(browser_page, visit):
    page, found = browser_page, {}
    for name in visit(page, "en"):
        assert page.locator("html").get_attribute("lang") == "en"
        found[name] = people.accessibility_of_words(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_is_wider_than_its_window(new_context, visit, pictures, language):
    """In the longer language, and then in one that is longer still."""
    page, wrong = new_context(viewport=NARROW[0], has_touch=True).new_page(), {}
    small: dict[str, list[str]] = {}
    for name in visit(page, language):
        for size in NARROW:
            wrong |= measured(page, size, name, pictures)
        page.set_viewport_size(NARROW[0])
        small[name] = people.small_targets(page)
        people.lengthen(page)
        for size in (NARROW[0], DESK):
            wrong |= measured(page, size, f"{name}, its words a third longer,", pictures)
    assert wrong == {}
    assert {name: found for name, found in small.items() if found} == {}


def test_no_screen_is_wider_than_a_phone_in_english_either(new_context, visit, pictures):
    page, wrong = new_context(viewport=NARROW[0], has_touch=True).new_page(), {}
    for name in visit(page, "en"):
        wrong |= measured(page, NARROW[0], name, pictures)
    assert wrong == {}


def measured(page, size, name, pictures):
    """What is too wide there, if anything; a picture is left of it."""
    page.set_viewport_size(size)
    place, found = f"{name} at {size['width']}", (people.overflow(page), people.cut_figures(page))
    if found[0] <= 0 and not found[1]:
        return {}
    page.screenshot(path=pictures / f"{place}.png")
    return {place: found}
