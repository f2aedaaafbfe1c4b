"""Style sheet and scripts: kept in memory, compressed once, addressed by a hash of their bytes."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue

from app.web.access import public

FOLDER = Path(__file__).parent.parent / "static"
#: The first one says which layer overrides which; the others stand as they compress best.
LAYERS = ("tokens", "components", "layout", "base", "print", "reset")
SOURCES = {
    "style.css": tuple(f"css/{layer}.css" for layer in LAYERS),
    "app.js": ("js/app.js", "js/unsent.js"),
    "sheet.js": ("js/sheet.js",),
    "later.js": ("js/later.js",),
    "htmx.js": ("vendor/htmx-4.0.1/htmx.min.js",),
    "icon.svg": ("icon.svg",),
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    mimetype: str
    version: str


class Sessions(SecureCookieSessionInterface):
    """Whoever looks into the session makes an answer vary with the cookie: not a file's."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.blueprint != bp.name:
            super().save_session(app, session, response)


@cache
def load(name: str) -> Asset:
    body = b"\n".join((FOLDER / path).read_bytes() for path in SOURCES[name])
    if name.endswith(".css"):  # what is meant for its writers need not travel
        body = re.sub(rb"/\*.*?\*/", b"", body, flags=re.DOTALL)
        body = re.sub(rb"(?<=[:,;{}~])\s+|\s+(?=[{}~])", b"", body)
    return Asset(body, TYPES[Path(name).suffix], hashlib.sha256(body).hexdigest()[:8])


@cache
def compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=11, mode=brotli.MODE_TEXT))
    return gzip.compress(body, 9, mtime=0)


def asset(name: str) -> str:
    """Return the address of a file of SOURCES, with the hash that makes it immutable."""
    return url_for("assets.serve", name=name, v=_current(name).version)


@bp.get("/static/<name>")
@public
def serve(name: str) -> ResponseReturnValue:
    if name not in SOURCES:
        abort(404)
    found = _current(name)
    response = _encoded(found)
    response.set_etag(found.version)
    fresh = request.args.get("v") == found.version
    response.headers["Cache-Control"] = FOREVER if fresh else "no-cache"
    return response.make_conditional(request)


@bp.get("/favicon.ico")
@public
def icon() -> Response:
    """Where browsers look by themselves: no page has to carry the icon or its address."""
    response = _encoded(_current("icon.svg"))
    response.headers["Cache-Control"] = A_DAY
    return response


def _encoded(found: Asset) -> Response:
    accepted = request.accept_encodings
    encoding = next((code for code in ("br", "gzip") if accepted[code] > 0), "")
    body = compressed(found.body, encoding) if encoding else found.body
    response = Response(body, mimetype=found.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return response


def _current(name: str) -> Asset:
    if current_app.debug:
        load.cache_clear()
    return load(name)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
