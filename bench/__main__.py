"""`make bench`: measure on both databases and write bench/results.md.

`python -m bench house search` prints these parts only, and leaves the page as it is.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import Config
from app.serve import settle
from bench import (
    archive,
    begin,
    catalogue,
    explain,
    hand,
    house,
    journeys,
    line,
    moment,
    projects,
    search,
    whole,
    workbook,
)
from tests.fixtures.postgres import make_server

HEAD = (
    "items", "build", "import", "quantity edit", "coefficient edit", "one price everywhere",
    "verify", "statements of an edit",
)  # fmt: skip
ABOUT = """\
Written by `make bench`. Times are p50 / p95 in milliseconds of whole writes with commit;
10 components an analysis, 10 items an analysis (at most 1,000 analyses); the one price is used
by every analysis and so reaches every item. Import reads the project from a zip of tables and
stores it in one transaction. PostgreSQL runs with fsync on. The second table has whole requests
for the page of a figure, after 1,000 edits.
"""
RESULTS = Path(__file__).with_name("results.md")


PARTS = (
    "house",
    "explain",
    "moment",
    "workbook",
    "archive",
    "catalogue",
    "jobs",
    "search",
    "journeys",
    "hand",
    "start",
    "line",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A migrated database to measure on; each part pushes the contexts that it needs."""

    app: Flask
    url: str
    folder: Path


def main(arguments: list[str]) -> None:
    """Measure everything and write the page; or only print the parts that are named."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parts = parser.parse_args(arguments).parts
    if unknown := set(parts).difference(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    settle()
    page = "\n".join(_measured(set(parts or PARTS)))
    if not parts:
        RESULTS.write_text(page, encoding="utf-8")
    print(page)


def _measured(parts: set[str]) -> list[str]:
    made = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}"
    lines = ["# Measured\n", ABOUT, f"{made}, {os.cpu_count()} cores.\n"]
    if parts & ON_DATABASES.keys():
        lines += _on_databases(parts)
    if "search" in parts:
        lines += _search()
    if "journeys" in parts:
        lines += ["## Bytes\n", journeys.ABOUT, _drawn(journeys.HEAD, journeys.run())]
    if "hand" in parts:
        lines += ["## In the hand\n", hand.ABOUT, _drawn(hand.HEAD, hand.run())]
    if "start" in parts:
        seconds, megabytes = whole.first_answer()
        first = f"First answer {seconds:.1f} s after a second start"
        lines.append(f"{first}; idle {megabytes:.0f} MB.\n")
    if "line" in parts:
        lines += ["## Slow lines\n", line.ABOUT, _drawn(line.HEAD, line.run())]
    return lines


def _on_databases(parts: set[str]) -> list[str]:
    folder = Path(tempfile.mkdtemp(prefix="taksir-bench-"))
    server = make_server({})
    lines = []
    try:
        server.run("CREATE DATABASE bench")
        for name, url in (
            ("SQLite", f"sqlite:///{folder / 'bench.db'}"),
            ("PostgreSQL", server.url("bench")),
        ):
            lines.append(f"## {name}\n")
            place = Place(create_app(Config(instance_path=folder, database_url=url)), url, folder)
            with place.app.app_context():
                upgrade()
            for part, measured in ON_DATABASES.items():
                lines += measured(place) if part in parts else []
    finally:
        server.stop()
        shutil.rmtree(server.folder)
        shutil.rmtree(folder)
    return lines


def _house(place: Place) -> list[str]:
    with place.app.app_context():
        return [_drawn(HEAD, house.run())]


def _explain(place: Place) -> list[str]:
    return [_drawn(explain.HEAD, explain.run(place.app))]


def _moments(place: Place) -> list[str]:
    return [_drawn(moment.HEAD, moment.run(place.app))]


def _archives(place: Place) -> list[str]:
    with place.app.app_context():
        return ["Archives, with their whole history:\n", _drawn(archive.HEAD, archive.run())]


def _catalogues(place: Place) -> list[str]:
    """Imports of the real workbooks, and what another user's edits feel of one; none without."""
    with place.app.app_context():
        felt = catalogue.felt(place.url, place.folder, projects.person("catalogue@taksir.test"))
        found = [] if felt is None else catalogue.imports(place.url, place.folder)
    if felt is None:
        return []
    rows = [(i.layout, f"{i.seconds:.1f} s", f"{i.megabytes:.0f} MB") for i in found]
    edits = f"Quantity edits of another user: {felt.alone} alone, {felt.meanwhile} meanwhile"
    return [
        _drawn(("workbook", "import", "peak memory"), rows),
        f"{edits} ({felt.ratio:.1f} times the p95).\n",
    ]


def _jobs(place: Place) -> list[str]:
    with place.app.app_context():
        times = begin.begins(place.url, place.folder, projects.person("jobs@taksir.test"))
    return [f"A job begins {times} after it is asked for.\n"]


def _workbooks(place: Place) -> list[str]:
    with place.app.app_context():
        by = projects.person("workbook@taksir.test")
        rows = workbook.run(place.url, place.folder, by)
    head = ("items", "workbook with formulas", "peak memory of the process", "file")
    return [_drawn(head, rows)]


#: Parts that are measured on each database, in the order of the page.
ON_DATABASES: dict[str, Callable[[Place], list[str]]] = {
    "house": _house,
    "explain": _explain,
    "moment": _moments,
    "workbook": _workbooks,
    "archive": _archives,
    "catalogue": _catalogues,
    "jobs": _jobs,
}


def _search() -> list[str]:
    lines = ["## Search\n", _drawn(("analyses", "index", "memory", "query"), search.run())]
    if found := search.found():
        lines.append(f"{found.first_five} of {found.queries} queries find theirs in five.\n")
    return lines


def _drawn(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    table = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in table) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
