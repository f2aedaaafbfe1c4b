"""Addresses for whoever watches the server; they tell a stranger nothing but a state."""

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from app import observe
from app.config import Config
from app.services import health
from app.web.access import public

bp = Blueprint("health", __name__)
STATUS = {"ready": 200, "degraded": 200, "down": 503}
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


@bp.get("/livez")
@public
def live() -> ResponseReturnValue:
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    state = health.readiness()
    return jsonify(status=state), STATUS[state], {"Cache-Control": "no-store"}


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    if not (_shows_token() or _asked_on_this_machine()):
        abort(404)
    observe.pool_usage.set(health.pool_usage())
    for state, count in health.jobs_by_state().items():
        observe.jobs.labels(state).set(count)
    return Response(
        observe.exposition(),
        content_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _shows_token() -> bool:
    config: Config = current_app.config["TAKSIR"]
    given = request.authorization
    if not config.metrics_token or given is None or given.type != "bearer":
        return False
    return hmac.compare_digest((given.token or "").encode(), config.metrics_token.encode())


def _asked_on_this_machine() -> bool:
    """A proxy on this machine is a stranger's mouth, and so is a foreign host name."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
