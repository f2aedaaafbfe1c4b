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
    "history": "/projects/{project}/history",
    "settings": "/projects/{project}/settings",
    "members": "/projects/{project}/members",
    "account": "/account",
    "keys": "/help/keys",
    "users": "/users",
}
PHONE = {"width": 360, "height": 740}


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


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_screen_is_sound_in_light_and_dark(browser_page, visit, pictures, language):
    page, found = browser_page, {}
    for name in visit(page, language):
        assert page.locator("html").get_attribute("lang") == language
        page.screenshot(path=pictures / f"{name}-{language}-light.png", full_page=True)
        found[name] = people.accessibility(page)
        page.screenshot(path=pictures / f"{name}-{language}-dark.png", full_page=True)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_screen_is_wider_than_a_phone(new_context, visit, pictures, language):
    page, wider = new_context(viewport=PHONE, has_touch=True).new_page(), {}
    for name in visit(page, language):
        wider[name] = people.overflow(page)
        page.screenshot(path=pictures / f"{name}-{language}-phone.png", full_page=True)
    assert {name: pixels for name, pixels in wider.items() if pixels > 0} == {}
