import io
import json
import logging
import sys

import pytest
from flask import Flask, abort, g

from app import observe


@pytest.fixture
def small():
    """A bare application with nothing but the observer."""
    app = Flask(__name__)
    observe.init_app(app)
    app.add_url_rule("/reset/<token>", view_func=lambda token: token, endpoint="reset")
    app.add_url_rule("/busy", view_func=lambda: abort(429), endpoint="busy")
    return app.test_client()


@pytest.fixture
def lines():
    """The JSON lines written so far, by a handler of the test's own."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(observe.JsonLines())
    observe.log.addHandler(handler)
    observe.log.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    observe.log.removeHandler(handler)


def count(name, **labels):
    return observe.registry.get_sample_value(name, labels) or 0.0


def test_a_request_is_one_line_with_its_route_and_not_its_address(small, lines):
    small.get("/reset/very-secret-token?password=hunter2")

    (line,) = lines()
    assert {"request_id", "time", "ms"} < line.keys()
    assert (line["method"], line["route"], line["status"]) == ("GET", "/reset/<token>", 200)
    assert line["user"] is None
    assert "secret" not in json.dumps(line)
    assert "hunter2" not in json.dumps(line)


def test_the_person_is_named_by_number(lines):
    class Me:
        id = 7
        email = "alice@example.com"

    app = Flask(__name__)
    observe.init_app(app)
    app.before_request(lambda: setattr(g, "me", Me))
    app.test_client().get("/")

    assert lines()[0]["user"] == 7
    assert "alice" not in json.dumps(lines())


def test_a_sane_request_id_is_kept_and_told_back(small, lines):
    answer = small.get("/reset/x", headers={"X-Request-ID": "abc-123.DEF_4"})

    assert answer.headers["X-Request-ID"] == lines()[0]["request_id"] == "abc-123.DEF_4"


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a"b\\c<script>', "ünïcödé-id", ""])
def test_an_odd_request_id_is_replaced(small, given):
    answer = small.get("/reset/x", headers={"X-Request-ID": given.encode().decode("latin-1")})

    assert observe.REQUEST_ID.fullmatch(answer.headers["X-Request-ID"])
    assert answer.headers["X-Request-ID"] != given


def test_a_line_break_in_a_message_stays_inside_its_line():
    record = logging.LogRecord(
        "x", logging.INFO, "", 1, 'evil\r\n{"level": "error"}\u2028', (), None
    )

    text = observe.JsonLines().format(record)
    assert len(text.splitlines()) == 1
    assert json.loads(text)["message"].startswith("evil\r\n")


def test_an_exception_is_part_of_its_line():
    try:
        int("broken")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "oops", (), sys.exc_info())

    line = json.loads(observe.JsonLines().format(record))
    assert "ValueError: invalid literal" in line["exception"]


def test_all_loggers_write_json_to_one_stream():
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    try:
        observe.log_to(stream)
        logging.getLogger("some.library").warning("hello")
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level = before

    assert json.loads(stream.getvalue())["logger"] == "some.library"


def test_answers_are_counted_by_method_route_and_status(small):
    labels = {"method": "GET", "route": "/reset/<token>", "status": "200"}
    before = count("http_requests_total", **labels)
    small.get("/reset/a")
    small.get("/reset/b")

    assert count("http_requests_total", **labels) == before + 2
    timed = {"method": "GET", "route": "/reset/<token>"}
    assert count("http_request_duration_seconds_count", **timed) >= 2
    assert count("http_request_duration_seconds_bucket", le="2.5", **timed) >= 2


def test_strangers_cannot_make_new_series(small):
    small.get("/nothing/here/1")
    small.get("/nothing/here/2")
    small.open("/reset/x", method="BREW")

    text = observe.exposition().decode()
    assert "/nothing" not in text
    assert "BREW" not in text
    assert count("http_requests_total", method="GET", route="unmatched", status="404") >= 2


def test_a_refused_request_counts_as_a_hit_of_its_limit(small):
    before = count("rate_limit_hits_total", policy="busy")
    small.get("/busy")

    assert count("rate_limit_hits_total", policy="busy") == before + 1
