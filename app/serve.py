"""`python -m app.serve`: the web server of an installation.

`--prepare` first migrates, makes the first administrator and loads the example, in the same
process, so that a second start takes no longer than a start; a worker comes and goes with it.
"""

import argparse
import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress.server import create_server
from waitress.wasyncore import dispatcher

from app import create_app, observe
from app.config import DEFAULT_PORT, UPLOAD_BYTES, Config, ConfigError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PORTS_TRIED = 50
DRAIN_SECONDS = 30
BACKLOG_TURNS = 64
Server = Any  # waitress ships no types, and its stubs miss what stopping needs


def serve(app: "WSGIApplication", config: Config) -> None:
    """Serve until SIGTERM or Ctrl-C, then answer what had been asked before leaving."""
    stop, listening = threading.Event(), list[Server]()

    def end(_number: int, _frame: object) -> None:
        # Awake first, then told: once `stop` stands, nobody may write to what the loop closes,
        # and a second signal finds nothing left to do.
        if not stop.is_set():
            for server in listening:
                server.pull_trigger()
            stop.set()

    # Before anybody can connect: who is let in is answered, however early the signal comes.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    listening.append(server := listen(app, config))
    print(f"Taksir: http://{_shown(config.host)}:{server.effective_port}", flush=True)
    run(server, stop)


def listen(app: "WSGIApplication", config: Config) -> Server:
    """A server bound to the configured port, or without one to the first free from 8000 up."""
    first = config.port or DEFAULT_PORT
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    for port in range(first, first + (1 if config.port else PORTS_TRIED)):
        try:
            # Bound here: the server starts its threads before it finds a port taken.
            bound = socket.create_server((config.host, port), family=family, backlog=1024)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return create_server(app, sockets=[bound], **_adjustments(config))
    raise ConfigError(f"TAKSIR_PORT: {first} is taken")


def run(server: Server, stop: threading.Event) -> None:
    """The server's own loop drops what is under way when it is told to stop; this one does not."""
    sockets = server._map  # noqa: SLF001 - there is no public way to turn its loop once
    loop = partial(server.asyncore.loop, map=sockets, use_poll=server.adj.asyncore_use_poll)
    try:
        while not stop.is_set():
            loop(timeout=server.adj.asyncore_loop_timeout, count=1)
        loop(timeout=0, count=BACKLOG_TURNS)  # who had connected before the signal is let in
        dispatcher.close(server)  # stops accepting; the server's own close would cut the threads
        deadline = time.monotonic() + DRAIN_SECONDS
        while _busy(server) and time.monotonic() < deadline:
            loop(timeout=0.05, count=1)
    finally:
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(sockets, ignore_all=True)


def _busy(server: Server) -> bool:
    channels = server.active_channels.values()
    return any(c.request or c.requests or c.total_outbufs_len for c in channels)


def _adjustments(config: Config) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "threads": config.threads,
        "ident": "",
        "channel_timeout": 60,
        "max_request_body_size": UPLOAD_BYTES + 1024 * 1024,  # the application answers in words
        # Without a trusted proxy nothing reads these headers, and /metrics must see them.
        "clear_untrusted_proxy_headers": False,
    }
    if config.trusted_proxy:
        chosen["trusted_proxy"] = config.trusted_proxy
        chosen["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
        chosen["clear_untrusted_proxy_headers"] = True
    return chosen


def settle() -> None:
    """Look through what start-up made once, not again and again while people wait.

    Ten thousand rows of one answer are more objects than the collector's first look is meant for:
    a price that reaches them all took up to half as long again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m app.serve", description="Serve Taksir.")
    parser.add_argument("--prepare", action="store_true", help="migrate and start a worker first")
    chosen = parser.parse_args(arguments)
    try:
        config = Config.from_env(os.environ)
        observe.log_to(sys.stderr)
        app = create_app(config)
        if chosen.prepare:
            from app.cli.prepare import prepare  # noqa: PLC0415 - a bad setting is told at once

            prepare(app)
        settle()
        with _worker(chosen.prepare):
            serve(app, config)
    except ConfigError as error:
        raise SystemExit(str(error)) from None


def _worker(wanted: bool) -> AbstractContextManager[object]:
    """Where one command is the whole installation, the worker is part of it."""
    if not wanted:
        return nullcontext()
    from app.jobs.child import Child  # noqa: PLC0415 - a bad setting is told at once

    return Child()


if __name__ == "__main__":
    main(sys.argv[1:])
