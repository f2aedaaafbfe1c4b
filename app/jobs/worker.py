"""A worker process: a few threads that do jobs, until it is told to end or its parent is gone."""

import logging
import os
import signal
import threading
import time
from datetime import datetime

from flask import Flask
from huey.consumer import Consumer, Worker

from app.jobs.carrier import Carrier

#: Python works on one thing at a time: more threads only let a short job pass a long one.
THREADS = 2
#: Seconds between two looks at the rows, message or not.
LOOK = 5.0
#: Seconds for the jobs under way to end by themselves, then to say their next word.
DRAIN, GIVE_BACK = 10.0, 10.0
#: Seconds between two looks at a queue that is a file; an answer within 0.3 s is promised.
POLL = 0.1
#: Longest pause while Redis is away.
AWAY = 5.0
HEALTH = 10
#: Redis is asked with a longer breath than the second for which it may hold the question.
BREATH = 3.0
log = logging.getLogger("taksir.jobs")


class Hand(Worker):  # type: ignore[misc]
    """Takes messages, and looks for work by itself: a job needs no queue to be done."""

    looked = float("-inf")

    def loop(self, now: datetime | None = None) -> None:
        """Look at the rows every few seconds, at the queue in between."""
        if time.monotonic() - self.looked >= LOOK:
            self.looked = time.monotonic()
            try:
                self.huey.work_off()
            except Exception:
                log.exception("looking for jobs failed")
        super().loop(now)


class Hands(Consumer):  # type: ignore[misc]
    """The threads, without their own idea of signals: SIGINT and SIGTERM both end in order."""

    worker_class = Hand

    def _set_signal_handlers(self) -> None:
        """Leave them as `run` sets them."""


def run(app: Flask, parent: int | None = None) -> None:
    """Work until SIGTERM, SIGINT or the end of `parent`; what is under way is brought to an end."""
    carrier, stop = Carrier(app, BREATH), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    hands = Hands(carrier, **_options(carrier))
    hands.start()
    turns = 0
    while not stop.wait(0.5) and parent in (None, os.getppid()):
        turns += 1
        if turns % (2 * HEALTH) == 0:
            hands.check_worker_health()
    _end(carrier, hands)


def _options(carrier: Carrier) -> dict[str, float]:
    common = {"workers": THREADS, "scheduler_interval": 10, "shutdown_timeout": DRAIN + GIVE_BACK}
    if carrier.storage.blocking:
        return {**common, "initial_delay": POLL, "backoff": 2, "max_delay": AWAY}
    return {**common, "initial_delay": POLL, "max_delay": POLL}


def _end(carrier: Carrier, hands: Hands) -> None:
    carrier.stopping.set()
    late = threading.Timer(DRAIN, carrier.leaving.set)
    late.daemon = True
    late.start()
    hands.stop(graceful=True)
    late.cancel()
    carrier.storage.close()
