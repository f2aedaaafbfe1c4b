"""Small parts: the budgets of docs/style.md, at the length where an argument no longer helps."""

import pytest

from tests.architecture import sources
from tests.architecture.sources import CODE, SCRIPTS, STYLES, TEMPLATES, TESTS, functions, name

FILE_LINES = 400
TEMPLATE_LINES = 120
FUNCTION_LINES = 50
VIEW_LINES = 25
VIEWS = ("route", "get", "post")


def too_long(paths, limit):
    return {name(p): len(sources.lines(p)) for p in paths if len(sources.lines(p)) > limit}


@pytest.mark.parametrize(
    ("paths", "limit"),
    [
        (CODE, FILE_LINES),
        (TESTS, FILE_LINES),
        (STYLES, FILE_LINES),
        (SCRIPTS, FILE_LINES),
        (TEMPLATES, TEMPLATE_LINES),
    ],
    ids=["code", "tests", "styles", "scripts", "templates"],
)
def test_no_file_is_longer_than_its_budget(paths, limit):
    assert too_long(paths, limit) == {}


def test_no_function_is_longer_than_its_budget():
    long = {
        f"{name(path)}:{function.name}": sources.length(function)
        for path in [*CODE, *TESTS]
        for function in functions(path)
        if sources.length(function) > FUNCTION_LINES
    }
    assert long == {}


def test_no_view_does_the_work_of_a_service():
    routes = [path for path in CODE if path.name == "routes.py"]
    long = {
        f"{name(path)}:{function.name}": sources.length(function)
        for path in routes
        for function in functions(path)
        if is_view(function) and sources.length(function) > VIEW_LINES
    }
    assert routes
    assert long == {}


def is_view(function):
    called = [getattr(d, "func", None) for d in function.decorator_list]
    return any(getattr(each, "attr", "") in VIEWS for each in called)
