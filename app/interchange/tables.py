"""The table format: project.json and CSV files to one value. docs/tables.md describes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.errors import Problem
from app.domain.tables import Tables
from app.interchange import analyses, archive, components, heading, outline, prices, sheet

#: More findings than anybody reads are counted.
MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class _Brought:
    """The files, who is told of each row, and what is wrong with them so far."""

    files: Mapping[str, bytes]
    each: Callable[[], None]
    problems: list[Problem] = field(default_factory=list)

    def table(self, which: str, columns: tuple[Sequence[str], Sequence[str]]) -> sheet.Sheet | None:
        """One table; one that the format asks for is missed where it is not there."""
        name = f"{which}.csv"
        if name not in self.files:
            if which in {"items", "components", "resources"}:
                self.problems.append(Problem("file.missing", name))
            return None
        found, reasons = sheet.read(self.files[name], name, *columns)
        self.problems.extend(reasons)
        if found is not None:
            found.each = self.each
        return found


def read(
    files: Mapping[str, bytes], each: Callable[[], None] = sheet.unheard
) -> tuple[Tables | None, list[Problem]]:
    """The project in these files; None where nothing of it can be used.

    Problems name file, line and column. A warning lost nothing; another problem refused a row
    or made a figure unknown. `each` is called for every row of the longer tables.
    """
    brought = _Brought(files, each)
    problems = brought.problems
    problems += [
        Problem("file.kept_out", name, warning=True) for name in archive.KEPT_OUT if name in files
    ]
    found = _read(brought)
    if found is None:
        problems.append(Problem("tables.nothing"))
    if len(problems) > MOST_PROBLEMS:
        rest = len(problems) - MOST_PROBLEMS
        problems = [*problems[:MOST_PROBLEMS], Problem("tables.more", params={"count": rest})]
    return found, problems


def _read(brought: _Brought) -> Tables | None:
    files, problems = brought.files, brought.problems
    if heading.NAME not in files:
        problems.append(Problem("file.missing", heading.NAME))
        return None
    project, found = heading.read(files[heading.NAME])
    problems += found
    items = brought.table("items", (outline.COLUMNS, outline.OPTIONS))
    if project is None or items is None:
        return None
    parameters = _parameters(brought)
    resources = _resources(brought)
    library = _library(brought, resources, parameters)
    library.edition = project.edition
    items.parameters = parameters.values
    rows, refused = outline.read(items, library)
    analyses.orphans(library, refused)
    problems += library.sheet.problems + items.problems
    if not rows:
        return None
    parts = tuple(parameters.rows), tuple(resources.rows), tuple(library.rows)
    return Tables(project, *parts, tuple(rows))


def _parameters(brought: _Brought) -> prices.Parameters:
    found = brought.table("parameters", (prices.PARAMETER_COLUMNS, prices.PARAMETER_OPTIONS))
    if found is None:
        return prices.Parameters()
    parameters = prices.parameters(found)
    brought.problems.extend(found.problems)
    return parameters


def _resources(brought: _Brought) -> prices.Resources:
    found = brought.table("resources", (prices.RESOURCE_COLUMNS, prices.RESOURCE_OPTIONS))
    if found is None:
        return prices.Resources()
    resources = prices.resources(found)
    brought.problems.extend(found.problems)
    return resources


def _library(
    brought: _Brought, resources: prices.Resources, parameters: prices.Parameters
) -> analyses.Library:
    keyed = brought.table("analyses", (analyses.COLUMNS, analyses.OPTIONS))
    parts = brought.table("components", (components.COLUMNS, components.OPTIONS))
    if parts is not None:
        parts.parameters = parameters.values
    library = analyses.library(resources, keyed, parts)
    brought.problems.extend(keyed.problems if keyed else ())
    return library
