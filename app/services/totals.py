"""The stored totals of a project, exact: the scaled column, or its ratio where that is inexact."""

from fractions import Fraction
from typing import Literal

from app.domain.numbers import from_stored
from app.models import Project
from app.services.figures import MONEY

Name = Literal["subtotal", "total", "rounded"]


def exact(project: Project, name: Name) -> Fraction:
    """Rupiah of one total."""
    ratio = getattr(project, f"{name}_exact")
    value: Fraction = getattr(project, name)
    return value if ratio is None else from_stored(0, ratio, MONEY)
