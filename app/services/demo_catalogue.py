"""The starter catalogue as an edition: something to search and browse on the first day."""

import hashlib

from sqlalchemy import select

from app.extensions import db
from app.interchange.catalogue import Reading
from app.models import Edition
from app.services import catalogue_import, demo_files
from app.services.catalogue_import import Into

FILE_NAME = "demo/starter"


def load(by: int) -> int:
    """The starter catalogue, made an edition where there is none; its id.

    An edition that is ready is never written again: what a later program brings is for new
    installations. One that a killed start left half is made anew.
    """
    ready = select(Edition.id).where(Edition.kind == "starter", Edition.state == "ready")
    found = db.session.execute(ready.order_by(Edition.id).limit(1)).scalar_one_or_none()
    db.session.rollback()  # the import writes beside this session, whose snapshot would be old
    return _store(by) if found is None else found


def _store(by: int) -> int:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in demo_files.starter_files()))
    into = Into(demo_files.EDITION, by, FILE_NAME, digest.hexdigest(), "starter")
    report = catalogue_import.store(Reading("table", demo_files.starter()), into)
    return int(report["edition_id"])
