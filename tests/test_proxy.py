"""The line that browser journeys take: as slow as it says, and faulty in the same way each time."""

import http.client
import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import proxy
from tests.proxy import Profile

LOST = (http.client.HTTPException, OSError)


class Echo(BaseHTTPRequestHandler):
    """Answers with as many bytes as the path says, and keeps what was posted."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer()

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.posted.append(self.rfile.read(length))
        self.answer()

    def answer(self):
        body = b"x" * int(self.path[1:])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.posted = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def through(server):
    """`with through(profile, seed=1) as (line, ask)`; `ask(bytes, body)` on one connection."""

    @contextmanager
    def made(profile, seed=1):
        with proxy.line(server.server_port, profile, seed) as line:
            connection = http.client.HTTPConnection(line.address.removeprefix("http://"), timeout=9)

            def ask(size, body=None):
                try:
                    connection.request("POST" if body else "GET", f"/{size}", body)
                    with connection.getresponse() as answer:
                        return answer.read()
                except LOST:
                    connection.close()
                    raise

            with closing(connection):
                yield line, ask

    return made


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def test_a_line_without_limits_carries_what_it_is_given(through, server):
    with through(proxy.FAST) as (line, ask):
        assert ask(300_000) == b"x" * 300_000
        assert ask(2, b"y" * 50_000) == b"xx"
        assert server.posted == [b"y" * 50_000]
        assert line.faults == []


def test_bytes_take_as_long_as_the_rate_says(through):
    with through(Profile(down=40_000, up=20_000)) as (_line, ask):
        ask(1)
        assert 0.5 <= seconds(lambda: ask(20_000)) < 2
        assert 0.5 <= seconds(lambda: ask(1, b"y" * 10_000)) < 2


def test_connections_share_the_rate(through, server):
    with through(Profile(down=40_000)) as (line, ask):
        other = http.client.HTTPConnection(line.address.removeprefix("http://"), timeout=9)
        start = time.monotonic()
        other.request("GET", "/10000")
        ask(10_000)
        other.getresponse().read()
        assert 0.5 <= time.monotonic() - start < 2
        other.close()


def test_a_connection_and_each_question_cost_a_round_trip(through):
    with through(Profile(round_trip=0.2)) as (_line, ask):
        assert 0.4 <= seconds(lambda: ask(1)) < 2
        assert 0.2 <= min(seconds(lambda: ask(20_000)) for _ in range(3)) < 0.4


def test_a_stall_holds_up_without_losing_order(through, server):
    profile = Profile(stalls=0.3, stall_seconds=(0.05, 0.1))
    body = bytes(range(256)) * 40
    with through(profile, seed=3) as (line, ask):
        taken = seconds(lambda: ask(5, body))
        stalled = [fault.seconds for fault in line.faults]
        assert stalled
        assert all(each >= 0.05 for each in stalled)
        assert taken >= max(stalled)
        assert server.posted == [body]


def failed(ask):
    with pytest.raises(LOST) as raised:
        ask(2_000, b"once")
    return raised.value


def test_a_cut_before_never_reaches_the_server(through, server):
    with through(proxy.FAST) as (line, ask):
        line.cut_next("before")
        failed(ask)
        assert server.posted == []
        ask(1, b"again")
        assert server.posted == [b"again"]
        assert line.cuts() == {"before": 1}


def test_after_a_cut_behind_the_server_the_work_is_done_and_nobody_was_told(through, server):
    with through(proxy.FAST) as (line, ask):
        line.cut_next("after")
        failed(ask)
        assert server.posted == [b"once"]
        assert line.cuts() == {"after": 1}


def test_every_write_can_be_cut_for_a_while(through, server):
    with through(proxy.FAST) as (line, ask):
        with line.cutting("before"):
            failed(ask)
            failed(ask)
        ask(1, b"again")
        assert server.posted == [b"again"]


def test_an_answer_can_break_off(through, server):
    with through(proxy.FAST) as (line, ask):
        line.cut_next("within")
        assert isinstance(failed(ask), http.client.IncompleteRead)
        assert server.posted == [b"once"]


def test_questions_are_not_cut_only_writes(through):
    with through(Profile(cuts=1)) as (line, ask):
        assert ask(3) == b"xxx"
        failed(ask)
        assert sum(line.cuts().values()) == 1


def test_the_same_seed_gives_the_same_faults_and_another_others(through):
    def story(seed):
        with through(Profile(stalls=0.2, stall_seconds=(0.001, 0.002), cuts=0.6), seed) as (
            line,
            ask,
        ):
            for size in (1, 9_000, 1, 9_000) * 5:
                with suppress(*LOST):
                    ask(size, b"y" * 3_000)
            return line.faults

    first = story(1)
    assert {"stall", *proxy.PLACES} == {fault.kind for fault in first}
    assert story(1) == first
    assert story(2) != first


def test_nothing_passes_in_a_tunnel(through, server):
    with through(Profile(round_trip=0.2)) as (line, ask):
        ask(1)
        with line.tunnel():
            failed(ask)
            failed(ask)
        assert server.posted == []
        assert ask(2) == b"xx"


def test_a_tunnel_cuts_what_is_under_way(through):
    with through(Profile(down=1_000)) as (line, ask):
        ask(1)
        with ExitStack() as held:
            threading.Timer(0.2, lambda: held.enter_context(line.tunnel())).start()
            assert seconds(lambda: failed(ask)) < 1


def test_a_line_that_becomes_another_one_hangs_up(through):
    with through(proxy.FAST) as (line, ask):
        ask(1)
        line.become(Profile(round_trip=0.2))
        time.sleep(0.1)
        failed(ask)
        assert 0.4 <= seconds(lambda: ask(1)) < 2


def test_the_line_ends_with_its_block(through, server):
    with through(proxy.FAST) as (line, ask):
        ask(1)
        host, port = line.address.removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), 1)
