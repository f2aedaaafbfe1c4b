"""Tables. Relations are by id only: no template or view can run a query by touching a row."""

from app.models.catalogue import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    ColumnMapping,
    Edition,
    ListedPrice,
    PriceList,
    UnitConfirmation,
)
from app.models.estimate import Analysis, Component, OutlineNode, Parameter, Resource
from app.models.job import Blob, Job
from app.models.project import Membership, Project
from app.models.revision import Idempotency, Keyframe, Revision, Trace
from app.models.user import EndedSession, SecurityEvent, User

__all__ = [
    "Analysis",
    "Blob",
    "CatalogueAnalysis",
    "CatalogueComponent",
    "CatalogueResource",
    "ColumnMapping",
    "Component",
    "Edition",
    "EndedSession",
    "Idempotency",
    "Job",
    "Keyframe",
    "ListedPrice",
    "Membership",
    "OutlineNode",
    "Parameter",
    "PriceList",
    "Project",
    "Resource",
    "Revision",
    "SecurityEvent",
    "Trace",
    "UnitConfirmation",
    "User",
]
