"""The real web server, in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

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
        # Set by the loop itself: it closes what wakes it as soon as it sees the flag.
        server.trigger.pull_trigger(stop.set)
        runner.join()
