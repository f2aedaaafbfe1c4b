"""What an operator sees: one JSON log line a request, and counters for a collector.

Counters live in this process. Several processes are several targets for the collector, each
on its own port.
"""

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TextIO

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

registry = CollectorRegistry()
requests = Counter(
    "http_requests_total", "Answers given", ["method", "route", "status"], registry=registry
)
durations = Histogram(
    "http_request_duration_seconds",
    "Time from request to answer",
    ["method", "route"],
    buckets=BUCKETS,
    registry=registry,
)
limit_hits = Counter(
    "rate_limit_hits_total", "Requests refused by a limit", ["policy"], registry=registry
)
cache_hits = Counter("cache_hits_total", "Results found in the cache", registry=registry)
cache_misses = Counter("cache_misses_total", "Results not in the cache", registry=registry)
pool_usage = Gauge(
    "db_connection_pool_usage", "Database connections in use, 1 = all", registry=registry
)
jobs = Gauge("jobs", "Jobs that are kept, by state", ["state"], registry=registry)
log = logging.getLogger("taksir.request")


class JsonLines(logging.Formatter):
    """One record, one line: JSON escapes every line break that a client could smuggle in."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def init_app(app: Flask) -> None:
    """Bind first: whatever answers later is then timed and logged too."""
    app.before_request(_begin)
    app.after_request(_finish)


def log_to(stream: TextIO) -> None:
    """Send every library's records, not only ours, through one JSON handler."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Seven lines of plumbing would stand before the address and the password of a first start.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def exposition() -> bytes:
    """The counters in the text format that collectors read."""
    return generate_latest(registry)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.request_begun = time.perf_counter()


def _finish(response: Response) -> Response:
    seconds = time.perf_counter() - g.request_begun
    method = request.method if request.method in METHODS else "other"
    route = request.url_rule.rule if request.url_rule else "unmatched"
    requests.labels(method, route, response.status_code).inc()
    durations.labels(method, route).observe(seconds)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        limit_hits.labels(request.endpoint).inc()  # each endpoint has a policy of its own
    fields = {
        "request_id": g.request_id,
        "method": method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": getattr(g.get("me"), "id", None),
    }
    # The template of the address, never the address: it may hold a reset token.
    log.info("request", extra={"fields": fields})
    if not response.cache_control.immutable:  # a kept file would tell the id of another request
        response.headers["X-Request-ID"] = g.request_id
    return response
