"""The real web server, in a thread of the test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask

from app import serve
from app.config import Config


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Serve the application while the block runs, on the port given."""
    server, stop = serve.listen(app, Config()), threading.Event()
    runner = threading.Thread(target=serve.run, args=(server, stop), daemon=True)
    runner.start()
    try:
        yield server.effective_port
    finally:
        # A guest at the door wakes the loop. The server's own bell may be gone by now: the last
        # answer wakes it too, and it closes its bell as soon as it sees the flag.
        port = server.effective_port
        stop.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 5).close()
        runner.join()
