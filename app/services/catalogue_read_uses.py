"""Where an analysis or a resource of an edition is used in one person's projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, literal, select

from app.extensions import db
from app.models import (
    Analysis,
    CatalogueAnalysis,
    CatalogueResource,
    Component,
    Edition,
    Membership,
    OutlineNode,
    Project,
    Resource,
)
from app.services.catalogue_editions import known_id


@dataclass(frozen=True, slots=True)
class Use:
    """A row of a project that came from the edition, or names the same resource.

    `items` counts the items by that analysis itself; for a resource, the analyses that use it.
    """

    project_id: int
    project: str
    row_id: int
    state: Literal["published", "modified", "own", ""]
    items: int


def analysis_uses(analysis_id: int, me: int) -> list[Use]:
    """Analyses of one's projects that came from this one; one statement."""
    source = CatalogueAnalysis
    items = (
        select(func.count())
        .where(
            OutlineNode.project_id == Analysis.project_id, OutlineNode.analysis_id == Analysis.id
        )
        .correlate(Analysis)
        .scalar_subquery()
    )
    statement = (
        select(Project.id, Project.name, Analysis.id, Analysis.state, items)
        .join(Analysis, Analysis.project_id == Project.id)
        .join(source, (source.code == Analysis.code) & (source.title == Analysis.title))
        .join(Edition, (Edition.id == source.edition_id) & (Edition.name == Analysis.edition))
        .where(source.id == known_id(analysis_id), Edition.state == "ready")
    )
    return _own(statement, me)


def resource_uses(resource_id: int, me: int) -> list[Use]:
    """Resources of one's projects with the same identity; one statement."""
    source = CatalogueResource
    rows = (
        select(func.count(Component.analysis_id.distinct()))
        .where(Component.project_id == Resource.project_id, Component.resource_id == Resource.id)
        .correlate(Resource)
        .scalar_subquery()
    )
    statement = (
        select(Project.id, Project.name, Resource.id, literal(""), rows)
        .join(Resource, Resource.project_id == Project.id)
        .join(source, source.identity == Resource.identity)
        .where(source.id == known_id(resource_id))
    )
    return _own(statement, me)


def _own(statement: Select[tuple[int, str, int, str, int]], me: int) -> list[Use]:
    """Only projects that the person may see: a stranger's do not exist."""
    mine = statement.join(Membership, Membership.project_id == Project.id).where(
        Membership.user_id == me, Project.trashed_at.is_(None)
    )
    rows: Sequence[object] = db.session.execute(mine.order_by(Project.name, Project.id)).all()
    return [Use(*row) for row in rows]  # type: ignore[misc]
