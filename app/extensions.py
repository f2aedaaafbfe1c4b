"""Flask extensions, made once and bound to an application by create_app."""

import math
import time
from pathlib import Path
from typing import cast

import brotli
from flask import Flask, Response, current_app, g, request
from flask_caching import Cache
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from app import cache as stores
from app.config import Config

#: A page is pressed as hard as takes 14 ms for a sheet of 100 rows, and weighs a fourteenth less
#: than at the level of a download, which may be megabytes long: it would take seconds.
PAGE_LEVEL, PAGE_BYTES = 10, 200_000
#: An answer to a cell edit is often smaller, and stays readable.
SMALL_BYTES = 500
#: Blueprints whose answers depend on nobody: no statement is spent on who asks.
SAME_FOR_ALL = {"assets", "health"}
DEFAULTS: dict[str, object] = {
    "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
    "COMPRESS_MIN_SIZE": SMALL_BYTES,
    "COMPRESS_BR_LEVEL": 8,  # level 9 takes four times as long for nothing, 11 a hundred times
    "COMPRESS_ZSTD_LEVEL": 6,
    "CACHE_DEFAULT_TIMEOUT": 3600,
    "CACHE_KEY_PREFIX": "taksir:",
}


class Base(DeclarativeBase):
    """Base of every table, with named constraints so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def requester() -> str:
    """Whom a limit counts: the person, or the address while nobody is logged in."""
    me = g.get("me")
    return f"user:{me.id}" if me else f"address:{get_remote_address()}"


def write_limit() -> str:
    """What one person may write to one endpoint, as a limit like "240 per minute"."""
    return _granted("WRITE_LIMIT")


def login_limit() -> str:
    """How often logging in may fail, per account and per address."""
    return _granted("LOGIN_LIMIT")


def _granted(name: str) -> str:
    """The limit as set; without its shared store each process grants its part of it."""
    limit = cast("str", current_app.config[name])
    config: Config = current_app.config["TAKSIR"]
    is_alone = bool(config.redis_url) and limiter.limiter.storage is not limiter.storage
    return config.share(limit) if is_alone else limit


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate(render_as_batch=True)
csrf = CSRFProtect()
login = LoginManager()
# An address that changes on the road must not end a session; its epoch and its age do.
login.session_protection = None
#: Every write of every endpoint is limited without being told so. Its own headers would put a
#: Retry-After on every answer; `_tell_limit` sends the standard ones.
limiter = Limiter(
    key_func=requester,
    default_limits=[write_limit],
    headers_enabled=False,
    in_memory_fallback_enabled=True,
    swallow_errors=True,
)
cache = Cache()
compress = Compress()


def init_app(app: Flask) -> None:
    """Bind every extension to one application."""
    for name, value in DEFAULTS.items():
        app.config.setdefault(name, value)
    shared = bool(app.config["REDIS_URL"])
    app.config.setdefault("CACHE_TYPE", f"app.cache.{'FailSafeRedis' if shared else 'Memory'}")
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent.parent / "migrations"))
    login.init_app(app)
    # It only serves a cookie of its own that we do not use, and its look into the session would
    # make every answer, style sheet and poll too, vary with the cookie.
    app.after_request_funcs[None].remove(login._update_remember_cookie)  # noqa: SLF001
    # Before CSRF and limits: their refusals, too, speak the person's language.
    app.before_request(_recognise)
    csrf.init_app(app)
    _limit(app)
    cache.init_app(app)
    compress.init_app(app)
    app.after_request(_press)  # last in, first to run: what is pressed already is left alone


def _limit(app: Flask) -> None:
    # First in, last to run: by then a failed attempt to log in has been counted.
    app.after_request(_tell_limit)
    limiter._storage_dead = False  # noqa: SLF001 - one process may build several applications
    limiter.init_app(app)
    if _is_reading not in limiter._request_filters:  # noqa: SLF001
        limiter.request_filter(_is_reading)


def _press(response: Response) -> Response:
    """Press a page for whoever would get brotli from Flask-Compress, refused forms among them.

    Flask-Compress has one level for everything, and sends what is refused as long as it is.
    """
    asked = request.accept_encodings
    if response.mimetype != "text/html" or response.is_streamed or not asked["br"]:
        return response
    length = response.content_length or 0
    others = max(asked[each] for each in ("zstd", "gzip", "identity"))
    if SMALL_BYTES <= length <= PAGE_BYTES and asked["br"] >= others:
        response.set_data(brotli.compress(response.get_data(), quality=PAGE_LEVEL))
        response.headers["Content-Encoding"] = "br"
    return response


def _recognise() -> None:
    """Set `g.me`."""
    known = request.blueprint not in SAME_FOR_ALL and current_user.is_authenticated
    g.me = current_user._get_current_object() if known else None  # noqa: SLF001


def _is_reading() -> bool:
    return request.method in {"GET", "HEAD", "OPTIONS"}


def _tell_limit(response: Response) -> Response:
    """Say what is left of the tightest limit that this request counted against."""
    if not limiter.enabled or not limiter.current_limits:
        return response
    counted = limiter.limiter
    try:
        left = [
            (stats.remaining, max(0, math.ceil(stats.reset_time - time.time())), each.limit)
            for each in limiter.current_limits
            for stats in (counted.get_window_stats(each.limit, *each.request_args),)
        ]
    except stores.failure():
        return response  # the store died in between: the next request falls back
    remaining, seconds, limit = min(left, key=lambda each: each[:2])
    name = request.blueprint or "app"
    response.headers["RateLimit-Policy"] = f'"{name}";q={limit.amount};w={limit.get_expiry()}'
    response.headers["RateLimit"] = f'"{name}";r={remaining};t={seconds}'
    return response
