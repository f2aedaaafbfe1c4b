"""What a person brings: files just chosen, or those that the page kept after the look at them."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace

from flask import request
from werkzeug.exceptions import BadRequest

from app.services import archives, tables
from app.services.archives import Proof
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.tables import Reading
from app.web import keys

#: Bytes that the page itself carries to the second step; more is chosen again.
KEPT_BYTES = 300 * 1024
KEPT_NAME = "tables.zip"


@dataclass(frozen=True, slots=True)
class Brought:
    """The files and what they hold; `kept` travels in the page, empty where they are too large.

    An archive with its history has a `proof` instead of tables.
    """

    files: list[tuple[str, bytes]]
    reading: Reading
    confirmed: bool
    proof: Proof | None = None

    @property
    def kept(self) -> str:
        """The files as text for a hidden field."""
        content = self.files[0][1] if self.proof else tables.packed(self.files)
        return base64.b64encode(content).decode() if len(content) <= KEPT_BYTES else ""

    def key(self) -> Key | None:
        """The key of this form and these files."""
        key = keys.from_form()
        if key is None:
            return None
        body = hashlib.sha256(key.body_hash.encode())
        for name, content in self.files:
            body.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "replace") + content)
        return replace(key, body_hash=body.hexdigest())


def brought() -> Brought | None:
    """The files of the request; None where none were chosen."""
    chosen = [f for f in request.files.getlist("files") if f.filename]
    files = [(f.filename or "", f.read()) for f in chosen] or _kept()
    if not files:
        return None
    confirmed = request.form.get("confirmed") == "1"
    if len(files) > 1 or not archives.recognises(files[0][1]):
        return Brought(files, tables.uploaded(files), confirmed)
    try:
        proof = archives.prove(files[0][1])
    except Invalid as refused:
        return Brought(files, Reading(None, tuple(refused.problems)), confirmed)
    return Brought(files, Reading(None, proof.problems), confirmed, proof)


def _kept() -> list[tuple[str, bytes]]:
    text = request.form.get("kept", "")
    if not text:
        return []
    try:
        return [(KEPT_NAME, base64.b64decode(text, validate=True))]
    except (binascii.Error, ValueError):
        raise BadRequest from None
