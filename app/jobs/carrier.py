"""The queue that wakes workers: Redis where there is one, else a file of its own.

Its messages say "there is work" and nothing else. Which job, for whom and whether at all is for
the rows to say, so a message that is lost, doubled or late does no harm.
"""

import json
import logging
import threading
from contextlib import suppress
from typing import Any

from flask import Flask
from huey import Huey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import RedisStorage, SqliteStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.config import Config
from app.services import blobs, jobs, project_imports
from app.services.errors import Locked

#: Seconds that a request may lose to a queue that does not answer.
PATIENCE = 0.2

# Every wake-up would be a line in the log.
logging.getLogger("huey").setLevel(logging.WARNING)


class Names(Serializer):  # type: ignore[misc]
    """Messages as JSON: who can write to the queue must not be able to run code of theirs."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        number, name = json.loads(bytes(data))
        return Message(number, name, retries=0, retry_delay=0, args=(), kwargs={})


class Carrier(Huey):  # type: ignore[misc]
    """One process's end of the queue, and what is done there."""

    def __init__(self, app: Flask, patience: float = PATIENCE) -> None:
        super().__init__("taksir", results=False, serializer=Names(), **_storage(app, patience))
        self.app = app
        #: No further job is begun; and the jobs under way are given back.
        self.stopping, self.leaving = threading.Event(), threading.Event()
        self._sending = threading.Lock()
        self._wake_up = self.task(name="work_off")(self.work_off)
        self.periodic_task(crontab(minute="*/10"), name="tidy")(self.tidy)

    def send(self) -> None:
        """Wake a worker; a file is closed again, since most processes hardly ever send."""
        with self._sending:
            try:
                self._wake_up()
            finally:
                self.storage.close()

    def work_off(self) -> None:
        """Do job after job until there is none, or somebody's long write keeps them from us."""
        while not self.stopping.is_set():
            with self.app.app_context(), suppress(Locked):
                if jobs.run_next(jobs.worker_name(), self.leaving) is not None:
                    continue
            return

    def tidy(self) -> None:
        """Forget what nobody needs any more."""
        with self.app.app_context():
            jobs.sweep()
            blobs.sweep()
            project_imports.sweep()


def _storage(app: Flask, patience: float) -> dict[str, Any]:
    config: Config = app.config["TAKSIR"]
    if not config.redis_url:
        # Not flushed to the disk: what a power cut takes from it stands in the rows.
        path = str(config.folder / "queue.db")
        return {"storage_class": SqliteStorage, "filename": path, "fsync": False}
    pool = ConnectionPool.from_url(
        config.redis_url,
        socket_timeout=patience,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    return {"storage_class": RedisStorage, "connection_pool": pool}
