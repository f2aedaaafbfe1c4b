"""A stop signal must not lose an answer that somebody is waiting for."""

import http.client
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.fixtures.processes import accepts, free_port, stop, wait_for

SERVER = """
import sys, time
from app.config import Config
from app.serve import serve

def slow(environ, start_response):
    size = int(environ["PATH_INFO"].strip("/") or 0)
    environ["wsgi.input"].read()
    time.sleep(0.7)
    start_response("200 OK", [("Content-Length", str(size))])
    return [b"x" * size]

serve(slow, Config(port=int(sys.argv[1]), threads=2))
"""


@pytest.fixture
def server():
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    wait_for(lambda: accepts(port), process, "server")
    yield process, port
    stop(process)


@pytest.fixture
def connection(server):
    with closing(http.client.HTTPConnection("127.0.0.1", server[1], timeout=20)) as opened:
        yield opened


def ask(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as opened:
        opened.request("GET", "/10")
        answer = opened.getresponse()
        return answer.status, len(answer.read())


def ended(process):
    return process.wait(20)


def test_requests_under_way_and_in_the_queue_are_answered(server):
    process, port = server
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(ask, port) for _ in range(6)]
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        assert [answer.result() for answer in answers] == [(200, 10)] * 6

    assert ended(process) == 0


def test_a_long_answer_reaches_a_slow_reader_whole(server, connection):
    process, _ = server
    size = 3_000_000
    connection.request("GET", f"/{size}")
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    time.sleep(1.0)

    assert len(connection.getresponse().read()) == size
    assert ended(process) == 0


def test_a_body_that_is_still_arriving_is_waited_for(server, connection):
    process, _ = server
    connection.putrequest("POST", "/10")
    connection.putheader("Content-Length", "6")
    connection.endheaders(b"one")
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    connection.send(b"two")

    assert connection.getresponse().status == 200
    assert ended(process) == 0


def test_an_open_connection_without_a_request_holds_nobody(server, connection):
    process, _ = server
    connection.connect()
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)

    assert ended(process) == 0
    assert time.monotonic() - begun < 60


def test_nobody_new_is_let_in_while_the_last_are_served(server):
    process, port = server
    waiting = threading.Thread(target=ask, args=(port,))
    waiting.start()
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)

    assert not accepts(port)
    waiting.join()
    assert ended(process) == 0
