"""The resources of an edition: one a name, unit, category and code, however they are spelled."""

from app.domain.catalogue import Row
from app.domain.errors import Problem
from app.models import CatalogueResource
from app.services.catalogue_import_values import Values, clean, fitted
from app.services.identity import identity


class Resources:
    """Collects the resources that rows draw on; the first spelling of each stays."""

    def __init__(self, problems: list[Problem]) -> None:
        self.rows: list[Values] = []
        self._places: dict[str, int] = {}
        self._problems = problems

    def of(self, row: Row) -> int:
        """The place of the resource of a row."""
        name, unit, code = clean(row.name), clean(row.unit), clean(row.code)
        known = identity(name, unit, row.category, code)
        if known not in self._places:
            self._places[known] = len(self.rows)
            values = {
                "identity": known,
                "code": code,
                "name": name,
                "original": clean(row.original),
                "unit": unit,
                "category": row.category,
            }
            self.rows.append(fitted(CatalogueResource, values, str(row.place), self._problems))
        return self._places[known]
