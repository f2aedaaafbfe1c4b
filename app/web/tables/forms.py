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
from app.services.project_imports import Files
from app.services.tables import Reading
from app.web import keys

KEPT_NAME = "tables.zip"


@dataclass(frozen=True, slots=True)
class Brought:
    """The files and what they hold. An archive with its history has a `proof` instead of tables."""

    files: Files
    reading: Reading
    confirmed: bool
    proof: Proof | None = None

    @property
    def kept(self) -> str:
        """The files as text for a hidden field: what is larger is kept for a job."""
        content = self.files[0][1] if self.proof else tables.packed(self.files)
        return base64.b64encode(content).decode()


def files() -> Files:
    """The files of the request; none where nothing was chosen."""
    chosen = [f for f in request.files.getlist("files") if f.filename]
    return [(f.filename or "", f.read()) for f in chosen] or _kept()


def key(files: Files) -> Key | None:
    """The key of this form and these files."""
    found = keys.from_form()
    if found is None:
        return None
    body = hashlib.sha256(found.body_hash.encode())
    for name, content in files:
        body.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "replace") + content)
    return replace(found, body_hash=body.hexdigest())


def read(files: Files) -> Brought:
    """What the files hold."""
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
