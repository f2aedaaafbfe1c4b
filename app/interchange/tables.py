"""The table format: project.json and CSV files to one value. docs/tables.md describes it."""

from collections.abc import Mapping, Sequence

from app.domain.errors import Problem
from app.domain.tables import Tables
from app.interchange import analyses, archive, components, heading, outline, prices, sheet

#: More findings than anybody reads are counted.
MOST_PROBLEMS = 1000


def read(files: Mapping[str, bytes]) -> tuple[Tables | None, list[Problem]]:
    """The project in these files; None where nothing of it can be used.

    Problems name file, line and column. A warning lost nothing; another problem refused a row
    or made a figure unknown.
    """
    problems = [
        Problem("file.kept_out", name, warning=True) for name in archive.KEPT_OUT if name in files
    ]
    found = _read(files, problems)
    if found is None:
        problems.append(Problem("tables.nothing"))
    if len(problems) > MOST_PROBLEMS:
        rest = len(problems) - MOST_PROBLEMS
        problems = [*problems[:MOST_PROBLEMS], Problem("tables.more", params={"count": rest})]
    return found, problems


def _read(files: Mapping[str, bytes], problems: list[Problem]) -> Tables | None:
    if heading.NAME not in files:
        problems.append(Problem("file.missing", heading.NAME))
        return None
    project, found = heading.read(files[heading.NAME])
    problems += found
    items = _sheet(files, "items", (outline.COLUMNS, outline.OPTIONS), problems)
    if project is None or items is None:
        return None
    parameters = _parameters(files, problems)
    resources = _resources(files, problems)
    library = _library(files, resources, parameters, problems)
    library.edition = project.edition
    items.parameters = parameters.values
    rows, refused = outline.read(items, library)
    analyses.orphans(library, refused)
    problems += library.sheet.problems + items.problems
    if not rows:
        return None
    parts = tuple(parameters.rows), tuple(resources.rows), tuple(library.rows)
    return Tables(project, *parts, tuple(rows))


def _parameters(files: Mapping[str, bytes], problems: list[Problem]) -> prices.Parameters:
    columns = (prices.PARAMETER_COLUMNS, prices.PARAMETER_OPTIONS)
    found = _sheet(files, "parameters", columns, problems)
    if found is None:
        return prices.Parameters()
    parameters = prices.parameters(found)
    problems += found.problems
    return parameters


def _resources(files: Mapping[str, bytes], problems: list[Problem]) -> prices.Resources:
    columns = (prices.RESOURCE_COLUMNS, prices.RESOURCE_OPTIONS)
    found = _sheet(files, "resources", columns, problems)
    if found is None:
        return prices.Resources()
    resources = prices.resources(found)
    problems += found.problems
    return resources


def _library(
    files: Mapping[str, bytes],
    resources: prices.Resources,
    parameters: prices.Parameters,
    problems: list[Problem],
) -> analyses.Library:
    keyed = _sheet(files, "analyses", (analyses.COLUMNS, analyses.OPTIONS), problems)
    parts = _sheet(files, "components", (components.COLUMNS, components.OPTIONS), problems)
    if parts is not None:
        parts.parameters = parameters.values
    library = analyses.library(resources, keyed, parts)
    problems += keyed.problems if keyed else ()
    return library


def _sheet(
    files: Mapping[str, bytes],
    table: str,
    columns: tuple[Sequence[str], Sequence[str]],
    problems: list[Problem],
) -> sheet.Sheet | None:
    """One table; one that the format asks for is missed where it is not there."""
    name = f"{table}.csv"
    if name not in files:
        if table in {"items", "components", "resources"}:
            problems.append(Problem("file.missing", name))
        return None
    found, reasons = sheet.read(files[name], name, *columns)
    problems += reasons
    return found
