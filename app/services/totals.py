"""The stored totals of a project, exact: the scaled column, or its ratio where that is inexact."""

from fractions import Fraction
from typing import Literal

from app.domain import recap as domain
from app.domain.numbers import from_stored
from app.domain.recap import Recap
from app.extensions import db
from app.models import Project
from app.services import snapshot
from app.services.figures import MONEY

Name = Literal["subtotal", "total", "rounded"]
NAMES: tuple[Name, ...] = ("subtotal", "total", "rounded")
#: Where a session that reads a named version has the recap that stands for it.
STANDING = "taksir_recap"


def exact(project: Project, name: Name) -> Fraction:
    """Rupiah of one total."""
    ratio = getattr(project, f"{name}_exact")
    value: Fraction = getattr(project, name)
    return value if ratio is None else from_stored(0, ratio, MONEY)


def recap(project: Project) -> Recap:
    """Subtotal, tail lines and totals; of a named version those that were kept with its name."""
    standing: Recap | None = db.session.info.get(STANDING)
    if standing is not None:
        return standing
    tail, policies = snapshot.tail(project.tail), snapshot.policies(project.rounding)
    return domain.recap(exact(project, "subtotal"), tail, policies)
