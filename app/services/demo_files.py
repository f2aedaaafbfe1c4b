"""The starter catalogue and the example building, read from the files they are written in.

The catalogue names resources by name and unit and says where each figure comes from; the building
names analyses of the catalogue. Both are read as one project by the reader of the table format.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from app.domain import catalogue
from app.domain.catalogue import Catalogue, Place, Price
from app.domain.tables import AnalysisRow, ComponentRow, ResourceRow, Tables
from app.interchange import analyses, components, prices
from app.interchange import tables as reader
from app.services.errors import Invalid

FOLDER = Path(__file__).parent.parent / "demo"
#: The edition that the starter catalogue is: analyses of the example say so, too.
EDITION = "Katalog awal (SE 30/SE/Dk/2025)"

Cells = dict[str, str]
_ANALYSES, _COMPONENTS, _RESOURCES = "analyses.csv", "components.csv", "resources.csv"


@dataclass(frozen=True, slots=True)
class Files:
    """What the files hold: the building with every analysis, and what is said of each."""

    tables: Tables
    #: By place of the analysis: chapter, source, note.
    about: tuple[Cells, ...]


def building(folder: Path = FOLDER) -> Tables:
    """The example building with the analyses and resources that it uses.

    Raises Invalid naming file and line where it cannot be read.
    """
    return _used(_read(folder).tables)


def catalogue_tables(folder: Path = FOLDER) -> Tables:
    """The building together with every analysis of the catalogue, used or not."""
    return _read(folder).tables


def starter(folder: Path = FOLDER) -> Catalogue:
    """All analyses as the workbook of an edition would say them; prices are illustrations."""
    files = _read(folder)
    resources = files.tables.resources
    lines = iter(range(2, 10**6))
    return Catalogue(
        "table",
        tuple(
            _analysis(files, place, [_row(files.tables, c, next(lines)) for c in row.components])
            for place, row in enumerate(files.tables.analyses)
        ),
        tuple(_price(row, line) for line, row in enumerate(resources, 2)),
    )


def starter_files(folder: Path = FOLDER) -> list[Path]:
    """The files of the catalogue, in one order."""
    return sorted((folder / "starter").iterdir())


def _read(folder: Path) -> Files:
    about = _rows(folder / "starter" / _ANALYSES)
    tables, problems = reader.read(_as_project(folder, about))
    if tables is None or problems:
        raise Invalid(*problems)
    return Files(tables, tuple(about))


def _as_project(folder: Path, about: Iterable[Cells]) -> dict[str, bytes]:
    """The files as the table format has them."""
    written = {path.name: path.read_bytes() for path in (folder / "school").iterdir()}
    keyed = [cells | {"key": cells["code"], "edition": EDITION} for cells in about]
    rows = [
        cells | {"resource_key": _key(cells, "resource"), "unit": ""}
        for cells in _rows(folder / "starter" / _COMPONENTS)
    ]
    named = [
        cells | {"key": _key(cells, "name")} for cells in _rows(folder / "starter" / _RESOURCES)
    ]
    return written | {
        _ANALYSES: _csv((*analyses.COLUMNS, *analyses.OPTIONS), keyed),
        _COMPONENTS: _csv((*components.COLUMNS, *components.OPTIONS), rows),
        _RESOURCES: _csv((*prices.RESOURCE_COLUMNS, *prices.RESOURCE_OPTIONS), named),
    }


def _key(cells: Cells, name: str) -> str:
    return f"{cells[name]} ({cells['unit']})" if cells[name] else ""


def _rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _csv(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _used(tables: Tables) -> Tables:
    """The project without the analyses and resources that nothing in it draws on."""
    waiting = [row.analysis for row in tables.outline if row.analysis is not None]
    reached: set[int] = set()
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            rows = tables.analyses[place].components
            waiting += [row.nested for row in rows if row.nested is not None]
    kept = [tables.analyses[place] for place in sorted(reached)]
    drawn = {row.resource for analysis in kept for row in analysis.components}
    resources = {old: new for new, old in enumerate(sorted(i for i in drawn if i is not None))}
    moved = {old: new for new, old in enumerate(sorted(reached))}
    return replace(
        tables,
        resources=tuple(tables.resources[place] for place in resources),
        analyses=tuple(_moved(row, resources, moved) for row in kept),
        outline=tuple(
            row if row.analysis is None else replace(row, analysis=moved[row.analysis])
            for row in tables.outline
        ),
    )


def _moved(
    analysis: AnalysisRow, resources: Mapping[int, int], analyses_: Mapping[int, int]
) -> AnalysisRow:
    rows = tuple(
        replace(
            row,
            resource=None if row.resource is None else resources[row.resource],
            nested=None if row.nested is None else analyses_[row.nested],
        )
        for row in analysis.components
    )
    return replace(analysis, components=rows)


def _analysis(files: Files, place: int, rows: Iterable[catalogue.Row]) -> catalogue.Analysis:
    row, about = files.tables.analyses[place], files.about[place]
    return catalogue.Analysis(
        place=Place(_ANALYSES, f"A{place + 2}"),
        code=row.code,
        title=row.title,
        unit=row.unit,
        rows=tuple(rows),
        chapter=(about["chapter"],),
        notes=tuple(text for text in (about["source"], about["note"]) if text),
    )


def _row(tables: Tables, row: ComponentRow, line: int) -> catalogue.Row:
    resource = None if row.resource is None else tables.resources[row.resource]
    nested = None if row.nested is None else tables.analyses[row.nested]
    named = resource.name if resource else nested.title if nested else row.label
    source = resource or nested
    return catalogue.Row(
        place=Place(_COMPONENTS, f"C{line}"),
        kind=row.kind,
        category=row.category,
        name=named,
        unit=source.unit if source else row.unit,
        coefficient=row.coefficient,
        formula=row.formula,
        price=resource.unit_price if resource else None,
        nested_code=nested.code if nested else "",
        nested_title=nested.title if nested else "",
        percent_of=row.percent_of,
        percent_row=row.percent_row,
    )


def _price(row: ResourceRow, line: int) -> Price:
    return Price(
        place=Place(_RESOURCES, f"B{line}"),
        name=row.name,
        unit=row.unit,
        category=row.category,
        price=row.unit_price,
        source=row.source,
    )
