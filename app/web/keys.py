"""The key that a form carries, so that sending it twice has one effect."""

import hashlib
import re

from flask import request
from werkzeug.exceptions import BadRequest

from app.services.idempotency import Key

FIELD = "_key"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{8,100}")
_NOT_HASHED = {FIELD, "csrf_token"}


def from_form() -> Key | None:
    """Return the key of the posted form with a hash of what was posted; None without a key."""
    value = request.form.get(FIELD)
    if not value:
        return None
    if not _SHAPE.fullmatch(value):
        raise BadRequest
    body = hashlib.sha256(request.path.encode())
    for name, text in sorted(request.form.items(multi=True)):
        if name not in _NOT_HASHED:
            body.update(f"\0{len(name)}:{name}={len(text)}:{text}".encode("utf-8", "replace"))
    return Key(value, request.endpoint or "", body.hexdigest())
