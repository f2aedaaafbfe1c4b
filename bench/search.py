"""Search in catalogues: times at 5,000 and 25,000 analyses, memory, and what queries find.

The titles are those of the two real workbooks where they are at hand, repeated with a few foreign
words until there are enough of them; else made of the words of the trade.
"""

import csv
import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain import units
from app.interchange import catalogue
from app.services.search_index import Entry, Index
from app.services.search_rank import rank
from bench import workbooks
from bench.measure import Times, timed

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "tests" / "data" / "queries.csv"
SIZES, ROUNDS, HITS, FIRST = (5_000, 25_000), 5, 20, 5
_THINGS = ("beton", "bekisting", "dinding bata", "lantai keramik", "pipa PVC", "kabel NYM", "pintu")
_SORTS = ("kelas I", "kelas II", "mutu tinggi", "cara manual", "semi mekanis", "lengkap", "tipe A")


@dataclass(frozen=True, slots=True)
class Found:
    """How many queries found what they want among the first five, and in the first place."""

    queries: int
    first_five: int
    first: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: seconds to build, megabytes held, milliseconds of a query."""

    analyses: int
    build: float
    megabytes: float
    query: Times


def measure(size: int) -> Measured:
    """Build an index of that size and ask it everything in the query file, several times."""
    entries = many(size)
    asked = [row["query"] for row in queries()]
    start = time.perf_counter()
    index = Index(entries)
    seconds = time.perf_counter() - start
    query = timed(lambda i: rank(asked[i % len(asked)], index, HITS), ROUNDS * len(asked))
    tracemalloc.start()
    held = Index(entries)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return Measured(held.size, seconds, megabytes, query)


def found() -> Found | None:
    """What the query file finds in the real workbooks; None without them."""
    books = real()
    if not books:
        return None
    indexes = {name: Index(entries) for name, entries in books.items()}
    places = [_place(row, books[row["book"]], indexes[row["book"]]) for row in queries()]
    right = [place for place in places if place is not None]
    return Found(len(places), len(right), right.count(0))


def run() -> list[tuple[str, ...]]:
    """Rows of a table: analyses, build, memory, p50 / p95 of a query."""
    return [
        (f"{m.analyses:,}", f"{m.build:.2f} s", f"{m.megabytes:.0f} MB", str(m.query))
        for m in map(measure, SIZES)
    ]


def queries() -> list[dict[str, str]]:
    """The queries with what each of them wants."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real() -> dict[str, list[Entry]]:
    """The analyses of both workbooks, as an import reads them."""
    paths = workbooks.present()
    if paths.keys() != workbooks.PATHS.keys():
        return {}
    books: dict[str, list[Entry]] = {}
    for name, path in paths.items():
        read = catalogue.read(path.read_bytes()).catalogue
        analyses = read.analyses if read else ()
        books[name] = [Entry(a.code, a.title, a.unit, a.original) for a in analyses]
    return books


def many(size: int) -> list[Entry]:
    """As many analyses as asked for."""
    chance = random.Random(1)  # noqa: S311 - the same titles every time, no secret
    known = [entry for entries in real().values() for entry in entries] or list(_made())
    more = (
        Entry(f"{one.code}.{number}", f"{one.title} {_foreign(chance)}", one.unit)
        for number, one in enumerate(chance.choices(known, k=max(0, size - len(known))))
    )
    return [*known[:size], *more]


def _made() -> Iterator[Entry]:
    for place, thing in enumerate(_THINGS):
        for number, sort in enumerate(_SORTS):
            title = f"Pemasangan 1 m2 {thing} {sort}, tebal {number + 1} cm"
            yield Entry(f"{place + 1}.{number + 1}", title, "m2")


def _foreign(chance: random.Random) -> str:
    return "tipe " + "".join(chance.choices("abdegiklmnoprstu", k=5))


def _place(row: dict[str, str], entries: Sequence[Entry], index: Index) -> int | None:
    unit = units.quantity_of(row["unit"])
    allowed = {i for i, e in enumerate(entries) if not unit or units.quantity_of(e.unit) == unit}
    codes, pieces = row["codes"].split(), row["title"].casefold().split("|")
    for place, (at, _score) in enumerate(rank(row["query"], index, FIRST, allowed)):
        hit = entries[at]
        if (not codes or hit.code in codes) and any(p in hit.title.casefold() for p in pieces):
            return place
    return None


if __name__ == "__main__":
    for line in run():
        print(*line, sep=" | ")
    print(found())
