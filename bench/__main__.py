"""`make bench`: measure on both databases and write bench/results.md."""

import os
import platform
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.config import Config
from app.serve import settle
from bench import archive, catalogue, house, projects, search, whole
from tests.fixtures.postgres import make_server

HEAD = (
    "items", "build", "import", "quantity edit", "coefficient edit", "one price everywhere",
    "verify", "statements of an edit",
)  # fmt: skip
ABOUT = """\
Written by `make bench`. Times are p50 / p95 in milliseconds of whole writes with commit;
10 components an analysis, 10 items an analysis (at most 1,000 analyses); the one price is used
by every analysis and so reaches every item. Import reads the project from a zip of tables and
stores it in one transaction. PostgreSQL runs with fsync on.
"""
RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Measure everything and write the page."""
    settle()
    made = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}"
    lines = ["# Measured\n", ABOUT, f"{made}, {os.cpu_count()} cores.\n"]
    folder = Path(tempfile.mkdtemp(prefix="taksir-bench-"))
    server = make_server({})
    try:
        server.run("CREATE DATABASE bench")
        for name, url in (
            ("SQLite", f"sqlite:///{folder / 'bench.db'}"),
            ("PostgreSQL", server.url("bench")),
        ):
            lines += [f"## {name}\n", *_table(url, folder), *_archives(url, folder)]
            lines += _catalogues(url, folder)
    finally:
        server.stop()
        shutil.rmtree(server.folder)
        shutil.rmtree(folder)
    lines += _search()
    seconds, megabytes = whole.first_answer()
    lines.append(f"First answer {seconds:.1f} s after a second start; idle {megabytes:.0f} MB.\n")
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def _table(url: str, folder: Path) -> list[str]:
    app = create_app(Config(instance_path=folder, database_url=url))
    with app.app_context():
        upgrade()
        rows = house.run()
    return [_drawn(HEAD, rows)]


def _archives(url: str, folder: Path) -> list[str]:
    app = create_app(Config(instance_path=folder, database_url=url))
    with app.app_context():
        return ["Archives, with their whole history:\n", _drawn(archive.HEAD, archive.run())]


def _catalogues(url: str, folder: Path) -> list[str]:
    """Imports of the real workbooks, and what another user's edits feel of one; none without."""
    app = create_app(Config(instance_path=folder, database_url=url))
    with app.app_context():
        by = projects.person("catalogue@taksir.test")
        felt = catalogue.felt(url, folder, by)
        found = catalogue.imports(url, folder)
    if felt is None:
        return []
    rows = [(i.layout, f"{i.seconds:.1f} s", f"{i.megabytes:.0f} MB") for i in found]
    edits = f"Quantity edits of another user: {felt.alone} alone, {felt.meanwhile} meanwhile.\n"
    return [_drawn(("workbook", "import", "peak memory"), rows), edits]


def _search() -> list[str]:
    lines = ["## Search\n", _drawn(("analyses", "index", "memory", "query"), search.run())]
    if found := search.found():
        lines.append(f"{found.first_five} of {found.queries} queries find theirs in five.\n")
    return lines


def _drawn(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    table = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in table) + "\n"


if __name__ == "__main__":
    main()
