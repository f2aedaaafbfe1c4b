"""The security log: what happened to accounts and access, outside every project's journal."""

import logging

from flask import has_request_context, request

from app.models import SecurityEvent
from app.services.journal import DoorSession

SUBJECT_LENGTH = 300
log = logging.getLogger("taksir.security")


def record(session: DoorSession, action: str, subject: str = "", by: int | None = None) -> None:
    """Add an event to the transaction that it describes, and a line to the log.

    `subject` may be what a stranger typed: line breaks and other controls become visible marks.
    """
    subject = _visible(subject)[:SUBJECT_LENGTH]
    address = (request.remote_addr or "")[:64] if has_request_context() else ""
    session.add(SecurityEvent(action=action, user_id=by, subject=subject, address=address))
    fields = {"action": action, "user": by, "subject": subject, "address": address}
    log.info("security", extra={"fields": fields})


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
