"""Pages run on SQLite alone: what differs between databases is proven below them, in services."""

import pytest
from flask import Flask

from tests import large_projects
from tests.fixtures_people import csrf_token
from tests.live import served
from tests.web.wiring import received


@pytest.fixture
def database_url(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def app_sqlite(app: Flask) -> Flask:
    return app


@pytest.fixture
def bobs(app: Flask, login, bob):
    """A client of Bob, who edits."""
    return login(app.test_client(), bob)


@pytest.fixture
def alices(app: Flask, login, alice):
    return login(app.test_client(), alice)


@pytest.fixture
def veras(app: Flask, login, vera):
    """A client of Vera, who looks."""
    return login(app.test_client(), vera)


@pytest.fixture
def strangers(app: Flask, login, charlie):
    return login(app.test_client(), charlie)


@pytest.fixture
def htmx() -> dict[str, str]:
    """Headers of a request that wants a piece of the page."""
    return {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def live(app):
    """The port of the real web server."""
    with served(app) as port:
        yield port


@pytest.fixture
def wire(app, live, login, alice):
    """`wire(address)`, `wire(address, form=...)`: what travels, as Alice's browser asks for it."""
    cookie = login(app.test_client(), alice).get_cookie("taksir").value

    def ask(address, *, form=None, anonymous=False, partial=False):
        lines = [
            f"{'POST' if form is not None else 'GET'} {address} HTTP/1.1",
            f"Host: 127.0.0.1:{live}",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: id-ID",
        ]
        if not anonymous:
            lines += [f"Cookie: taksir={cookie}"]
        if partial or form is not None:
            lines += ["HX-Request: true", "HX-Request-Type: partial"]
        if form is not None:
            lines += [
                f"X-CSRFToken: {csrf_token(app)}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(form)}",
            ]
        return received(live, "\r\n".join([*lines, "", form or ""]).encode())

    return ask


@pytest.fixture
def hundred(app, alice):
    return large_projects.make(app, alice.id, 100)
