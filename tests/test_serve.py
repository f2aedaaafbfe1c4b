"""Choosing a port and reading the settings; how the server stops is in faults/test_sigterm.py."""

import signal
import socket
import threading
import urllib.request
from contextlib import contextmanager

import pytest

from app import serve
from app.config import Config, ConfigError


def hello(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


@pytest.fixture
def neighbour():
    """Somebody else's server on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def unsignalled(monkeypatch):
    """The signals a server takes over, given back after the test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_port_that_was_asked_for_and_is_taken_is_refused_by_name(neighbour):
    with pytest.raises(ConfigError, match=f"^TAKSIR_PORT: {neighbour} is taken$"):
        serve.listen(hello, Config(port=neighbour))


def test_without_a_wish_the_next_free_port_is_used(neighbour, monkeypatch):
    monkeypatch.setattr(serve, "DEFAULT_PORT", neighbour)
    server = serve.listen(hello, Config())
    stop = threading.Event()
    stop.set()
    serve.run(server, stop)

    assert neighbour < int(server.effective_port) < neighbour + serve.PORTS_TRIED


def test_an_address_of_another_machine_is_told_as_it_is():
    with pytest.raises(OSError, match="assign requested address"):
        serve.listen(hello, Config(host="192.0.2.1"))


def test_the_address_is_printed_once_it_answers(unsignalled, capsys, monkeypatch):
    answers = []

    def visit(server, stop):
        runner = threading.Thread(target=lambda: original(server, stop))
        runner.start()
        address = capsys.readouterr().out.split()[-1]
        with urllib.request.urlopen(address) as response:  # noqa: S310 - our own address
            answers.append((response.read(), response.headers["Server"]))
        signal.raise_signal(signal.SIGTERM)
        runner.join(10)
        answers.append(runner.is_alive())

    original = serve.run
    monkeypatch.setattr(serve, "run", visit)
    serve.serve(hello, Config(port=None))

    assert answers == [(b"hello", None), False]


def test_a_second_signal_finds_nothing_left_to_do(unsignalled, monkeypatch):
    ended, told = serve.run, []

    def run(server, stop):
        signal.raise_signal(signal.SIGTERM)
        ended(server, stop)
        told.append(stop.is_set())

    monkeypatch.setattr(serve, "run", run)
    serve.serve(hello, Config(port=None))
    signal.raise_signal(signal.SIGTERM)

    assert told == [True]


def test_an_ipv6_address_is_shown_as_a_link():
    assert serve._shown("::1") == "[::1]"
    assert serve._shown("127.0.0.1") == "127.0.0.1"


def test_without_a_trusted_proxy_nobody_may_say_who_the_client_is():
    chosen = serve._adjustments(Config())

    assert "trusted_proxy" not in chosen
    assert chosen["clear_untrusted_proxy_headers"] is False


def test_the_trusted_proxy_alone_says_who_the_client_is():
    chosen = serve._adjustments(Config(trusted_proxy="127.0.0.1"))

    assert chosen["trusted_proxy"] == "127.0.0.1"
    assert chosen["clear_untrusted_proxy_headers"] is True


def test_a_bad_setting_stops_the_start_with_one_line(monkeypatch):
    monkeypatch.setenv("TAKSIR_PORT", "many")

    with pytest.raises(SystemExit, match=r"^TAKSIR_PORT: must be a whole number"):
        serve.main([])


def test_main_prepares_and_starts_a_worker_before_it_serves_when_told_to(monkeypatch, tmp_path):
    steps = []
    monkeypatch.setenv("TAKSIR_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setattr(serve.observe, "log_to", lambda _stream: None)
    monkeypatch.setattr(serve, "create_app", lambda _config: hello)
    monkeypatch.setattr("app.cli.prepare.prepare", lambda _app: steps.append("prepare"))
    monkeypatch.setattr(serve, "serve", lambda _app, _config: steps.append("serve"))
    monkeypatch.setattr("app.jobs.child.Child", lambda: worker(steps))
    serve.main([])
    serve.main(["--prepare"])

    assert steps == ["serve", "prepare", "worker", "serve", "worker ends"]


@contextmanager
def worker(steps):
    steps.append("worker")
    yield
    steps.append("worker ends")
