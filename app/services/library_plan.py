"""What publishing an analysis of a project into the office library would do, before it is done."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.domain import codes, formula
from app.domain.errors import Problem
from app.models import CatalogueAnalysis, Edition
from app.services import adopt_forms, adopt_sources, messages
from app.services.adopt_forms import CATALOGUE, Book, Line, Values
from app.services.errors import NotFound

_BEARING = {"resource", "analysis", "lump"}
_KEY_LIMIT = 400
#: How many characters of a title a message quotes.
_QUOTED = 80

messages.add(
    {
        "library.unchanged": _l("“%(title)s” stands in %(edition)s just so: nothing to publish."),
        "library.empty": _l("“%(title)s” has no row with a price. Add its rows first."),
        "library.no_unit": _l("“%(title)s” has no unit. Give it one first."),
        "library.no_coefficient": _l("“%(row)s” in “%(title)s” has no coefficient."),
        "library.parameters": _l(
            "“%(row)s” in “%(title)s” uses parameters of this project (%(names)s), which other"
            " projects do not have. Type its value instead."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One analysis on its way into the library.

    linked: it stands in its edition just so, and is pointed at there; same: the library holds it
    already; new: it becomes `version`. `catalogue` is its id where it stands, `previous` that of
    the version before.
    """

    id: int
    code: str
    title: str
    unit: str
    state: Literal["linked", "same", "new"]
    version: int
    edition: str
    catalogue: int | None = None
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps, those that others need first; the analysis asked for is the last."""

    steps: Sequence[Step]
    book: Book
    problems: Sequence[Problem]

    @property
    def root(self) -> Step:
        """The analysis that was asked for."""
        return self.steps[-1]

    @property
    def inner(self) -> Sequence[Step]:
        """The analyses inside it."""
        return self.steps[:-1]

    @property
    def new(self) -> list[Step]:
        """The analyses that get a version."""
        return [step for step in self.steps if step.state == "new"]


def code_key(code: str) -> str:
    """The sort key of a code, as catalogues keep it."""
    return codes.sort_key(code)[:_KEY_LIMIT]


def title_key(title: str) -> str:
    """The key of a title, however it is spaced and whatever its case."""
    folded = " ".join(unicodedata.normalize("NFKC", title).casefold().split())
    return hashlib.sha256(folded.encode()).hexdigest()


def plan(session: Session, project_id: int, analysis_id: int) -> Plan:
    """What publishing would do now, and why not; NotFound without such an analysis."""
    book = adopt_forms.load(session, adopt_forms.of_project(project_id), [analysis_id])
    if analysis_id not in book.heads:
        raise NotFound
    shelf = _Shelf(session, book)
    steps: list[Step] = []
    placed: dict[int, object] = {}
    for i in book.order():
        lines = book.lines(i, placed)
        step = shelf.step(book.heads[i], lines)
        placed[i] = step.catalogue or ("new", i)
        steps.append(step)
    problems = [problem for step in steps for problem in _problems(step, book)]
    if steps[-1].state == "linked":
        root = steps[-1]
        said: dict[str, str | int] = {"title": root.title[:_QUOTED], "edition": root.edition}
        problems = [Problem("library.unchanged", params=said)]
    return Plan(steps, book, problems)


def _problems(step: Step, book: Book) -> list[Problem]:
    if step.state != "new":
        return []
    title: dict[str, str | int] = {"title": step.title[:_QUOTED]}
    rows = book.rows[step.id]
    found = [] if step.unit else [Problem("library.no_unit", params=title)]
    if not any(row["kind"] in _BEARING for row in rows):
        found.append(Problem("library.empty", params=title))
    for row in rows:
        problem = _row_problem(row, {**title, "row": book.name(row)[:_QUOTED]})
        found += [problem] if problem else []
    return found


def _row_problem(row: Values, said: Mapping[str, str | int]) -> Problem | None:
    if row["kind"] == "note":
        return None
    if row["formula"] is None:
        missing = row["coefficient"] is None
        return Problem("library.no_coefficient", params=said) if missing else None
    parsed = formula.parse(row["formula"], "c")
    names = ", ".join(sorted(getattr(parsed, "names", ())))
    return Problem("library.parameters", params={**said, "names": names}) if names else None


class _Shelf:
    """Analyses of catalogues that those of a book may be, in three statements."""

    def __init__(self, session: Session, book: Book) -> None:
        found = [dict(row) for row in session.execute(_alike(book)).mappings()]
        self.heads = {row["id"]: row for row in found}
        self.book = adopt_forms.load(session, CATALOGUE, self.heads, deep=False)
        self.confirmed = adopt_sources.confirmations(session, self.book)
        rows = [row for rows in self.book.rows.values() for row in rows]
        self.own = {row["nested_id"]: row["nested_id"] for row in rows}

    def step(self, head: Values, lines: Sequence[Line]) -> Step:
        """Where an analysis of the project stands already, or what becomes of it."""
        texts = {name: head[name] for name in ("id", "code", "title", "unit")}
        for i, known in self.heads.items():
            if _came_from(head, known) and self._is(i, head, lines):
                at = {"version": known["version"], "edition": known["name"], "catalogue": i}
                return Step(**texts, state="linked", **at)
        key = (code_key(head["code"]), title_key(head["title"]))
        for i, known in self.heads.items():
            is_office = known["kind"] == "office" and known["is_latest"]
            if not is_office or (known["code_key"], known["title_key"]) != key:
                continue
            if self._is(i, head, lines):
                at = {"version": known["version"], "edition": known["name"], "catalogue": i}
                return Step(**texts, state="same", **at)
            version = known["version"] + 1
            return Step(**texts, state="new", version=version, edition="", previous=i)
        return Step(**texts, state="new", version=1, edition="")

    def _is(self, known_id: int, head: Values, lines: Sequence[Line]) -> bool:
        known = self.book.heads[known_id]
        unit = self.confirmed.get(known_id) or known["unit"]
        is_open = known["unit_state"] == "proposed" and known_id not in self.confirmed
        same_unit = is_open or unit == head["unit"]
        return same_unit and self.book.lines(known_id, self.own) == tuple(lines)


def _came_from(head: Values, known: Values) -> bool:
    names = ("code", "title")
    same_texts = all(head[name] == known[name] for name in names)
    return bool(head["published"] is not None and head["edition"] == known["name"] and same_texts)


def _alike(book: Book) -> Any:  # noqa: ANN401
    heads = book.heads.values()
    row = CatalogueAnalysis
    came = and_(
        Edition.name.in_({head["edition"] for head in heads}),
        row.code.in_({head["code"] for head in heads}),
        row.title.in_({head["title"] for head in heads}),
    )
    office = and_(
        Edition.kind == "office",
        row.is_latest,
        row.code_key.in_({code_key(head["code"]) for head in heads}),
        row.title_key.in_({title_key(head["title"]) for head in heads}),
    )
    columns = (row.id, row.code, row.title, row.version, row.is_latest, row.code_key,
               row.title_key, Edition.name, Edition.kind)  # fmt: skip
    joined = select(*columns).join(Edition, Edition.id == row.edition_id)
    return joined.where(Edition.state == "ready", or_(came, office)).order_by(row.id)
