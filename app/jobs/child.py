"""The worker of an installation that is one command: it comes, stays and goes with the server."""

import logging
import os
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Self

#: Seconds before a worker that ended by itself is replaced; one that cannot start must not spin.
PAUSE = 1.0
#: Seconds for it to end in order; a worker gives back its jobs before.
PATIENCE = 25.0
log = logging.getLogger("taksir.jobs")


class Child:
    """`with Child():` a worker process runs, and is replaced when it dies."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()  # its leases run out, and another worker begins its jobs again
            process.wait()

    def _keep(self) -> None:
        while True:
            with self._lock:
                if self._over.is_set():
                    return
                self._process = subprocess.Popen(_command(), stdin=subprocess.DEVNULL)  # noqa: S603 - ours
            begun, ended = time.monotonic(), self._process.wait()
            if self._over.wait(PAUSE):
                return
            log.warning("worker ended (%s) after %.0f s", ended, time.monotonic() - begun)


def _command() -> list[str]:
    return [sys.executable, "-m", "app.jobs", "--parent", str(os.getpid())]
