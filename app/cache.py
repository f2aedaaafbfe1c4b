"""Where computed results are kept: in this process, or in Redis without depending on it.

Values are JSON: what comes back from a shared store is data, never code (no pickle). Both
backends count hits and misses, and behave alike, so that what works embedded works in production.
"""

import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from flask import Flask
from flask_caching.backends.base import BaseCache

from app import observe

if TYPE_CHECKING:
    from redis import Redis

#: Seconds without a question to a Redis that failed.
REST = 5.0
TIMEOUT = 0.2
MEMORY_BYTES = 32 * 1024 * 1024

Answer = TypeVar("Answer")
Config = dict[str, Any]
Args = list[Any]
Timeout = int | timedelta | None


def connect(url: str) -> "Redis":
    """A client that waits a fifth of a second and tries once.

    Redis is loaded where there is one: every process without is 6 MB smaller.
    """
    from redis import Redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    # By address: host and port would bring ten retries, seconds for each page.
    once = Retry(NoBackoff(), 0)
    return Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=once)


def failure() -> type[Exception]:
    """What Redis raises; for an `except`, which asks only when something was raised."""
    from redis import RedisError  # noqa: PLC0415

    return RedisError


class JsonCache(BaseCache):
    """What both stores share: keys with a prefix, values as JSON bytes, counted lookups."""

    def __init__(self, prefix: str, default_timeout: int) -> None:
        super().__init__(default_timeout=default_timeout)
        self.prefix = prefix

    def get(self, key: str) -> object:
        """The value, or None when it is not there (any more)."""
        found = self._read(self.prefix + key)
        (observe.cache_misses if found is None else observe.cache_hits).inc()
        return None if found is None else json.loads(found)

    def set(self, key: str, value: object, timeout: Timeout = None) -> bool:
        """Keep what JSON can hold, for `timeout` seconds (0: as long as there is room)."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        if isinstance(timeout, timedelta):
            timeout = math.ceil(timeout.total_seconds())
        seconds = self.default_timeout if timeout is None else timeout
        return self._write(self.prefix + key, body, seconds)

    def add(self, key: str, value: object, timeout: Timeout = None) -> bool:
        """Keep a value unless there is one."""
        return not self.has(key) and self.set(key, value, timeout)

    def has(self, key: str) -> bool:
        return self._read(self.prefix + key) is not None

    def delete(self, key: str) -> bool:
        return self._remove(self.prefix + key)

    def _read(self, key: str) -> bytes | None:
        raise NotImplementedError

    def _write(self, key: str, body: bytes, seconds: int) -> bool:
        raise NotImplementedError

    def _remove(self, key: str) -> bool:
        raise NotImplementedError


class Memory(JsonCache):
    """In this process: the least recently used leave when 32 MiB are full."""

    def __init__(self, prefix: str, default_timeout: int) -> None:
        super().__init__(prefix, default_timeout)
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @classmethod
    def factory(cls, app: Flask, config: Config, args: Args, kwargs: Config) -> Self:  # noqa: ARG003
        return cls(config["CACHE_KEY_PREFIX"], config["CACHE_DEFAULT_TIMEOUT"])

    def _read(self, key: str) -> bytes | None:
        with self._lock:
            until, body = self._kept.get(key, (0.0, b""))
            if until <= time.monotonic():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return body

    def _write(self, key: str, body: bytes, seconds: int) -> bool:
        with self._lock:
            self._drop(key)
            if len(body) > MEMORY_BYTES:
                return False
            self._kept[key] = (time.monotonic() + (seconds or float("inf")), body)
            self._bytes += len(body)
            while self._bytes > MEMORY_BYTES:
                self._drop(next(iter(self._kept)))
            return True

    def _remove(self, key: str) -> bool:
        with self._lock:
            return self._drop(key)

    def _drop(self, key: str) -> bool:
        gone = self._kept.pop(key, None)
        self._bytes -= len(gone[1]) if gone else 0
        return gone is not None

    def clear(self) -> bool:
        with self._lock:
            self._kept.clear()
            self._bytes = 0
            return True


class FailSafeRedis(JsonCache):
    """Redis, of which a failure is a miss: it is asked again after five seconds, not before."""

    def __init__(self, url: str, prefix: str, default_timeout: int) -> None:
        super().__init__(prefix, default_timeout)
        self._redis = connect(url)
        self._rests_until = 0.0

    @classmethod
    def factory(cls, app: Flask, config: Config, args: Args, kwargs: Config) -> Self:  # noqa: ARG003
        return cls(config["REDIS_URL"], config["CACHE_KEY_PREFIX"], config["CACHE_DEFAULT_TIMEOUT"])

    def _ask(self, question: Callable[[], Answer], otherwise: Answer) -> Answer:
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return question()
        except failure():
            self._rests_until = time.monotonic() + REST
            return otherwise

    def _read(self, key: str) -> bytes | None:
        return self._ask(lambda: self._redis.get(key), None)  # type: ignore[return-value]

    def _write(self, key: str, body: bytes, seconds: int) -> bool:
        return self._ask(lambda: bool(self._redis.set(key, body, ex=seconds or None)), False)

    def _remove(self, key: str) -> bool:
        return self._ask(lambda: bool(self._redis.delete(key)), False)

    def clear(self) -> bool:
        """Forget our own keys; the store may hold others'."""

        def ours() -> bool:
            for key in self._redis.scan_iter(f"{self.prefix}*", count=1000):
                self._redis.delete(key)
            return True

        return self._ask(ours, False)
