"""The identity of a resource: unique per project, so that one thing has one price."""

from app.domain.identity import identity

__all__ = ["identity"]
