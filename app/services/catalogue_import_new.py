"""What a file brings that the present catalogues do not have."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import CatalogueAnalysis, Edition
from app.services.catalogue_import_plan import Plan


def news(plan: Plan | None, sha256: str) -> dict[str, Any]:
    """Analyses that are new against the current edition, and the edition that has this very file.

    `new`: {analyses_new, analyses_known, against: its name, or None without one}; `same_file`:
    {id, name} or None.
    """
    editions = db.session.execute(
        select(Edition.id, Edition.name, Edition.sha256, Edition.is_current, Edition.kind).where(
            Edition.state == "ready", Edition.kind != "office"
        )
    ).all()
    same = next((each for each in editions if each.sha256 and each.sha256 == sha256), None)
    current = next((each for each in editions if each.is_current), None)
    keys = [(row["code_key"], row["title_key"]) for row in (plan.analyses if plan else ())]
    known = _keys(current.id) if current else set()
    old = sum(key in known for key in keys)
    db.session.rollback()
    return {
        "new": {
            "analyses_new": len(keys) - old,
            "analyses_known": old,
            "against": current.name if current else None,
        },
        "same_file": {"id": same.id, "name": same.name} if same else None,
    }


def _keys(edition_id: int) -> set[tuple[str, str]]:
    statement = select(CatalogueAnalysis.code_key, CatalogueAnalysis.title_key).where(
        CatalogueAnalysis.edition_id == edition_id
    )
    return {(row.code_key, row.title_key) for row in db.session.execute(statement)}
