"""What others changed since a page was rendered: its rows, or that too much is new to name rows.

The journal of the few revisions since says which inputs were set; what they reach is looked up.
A page that is long out of date is told to load again: that is cheaper for everybody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Project, Revision, User
from app.services import authors, journal
from app.services.journal import Change
from app.services.outline_read import Row, known_id, rows, select_rows

#: Rows that are sent one by one; revisions, journal bytes and reached rows that are looked through.
ROWS, REVISIONS, BYTES, REACHED = 12, 50, 64_000, 500
#: Inputs of a row that move or renumber others, or reach everything below a section.
_STRUCTURE = {"parent_id", "position", "kind", "number_typed"}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: its revision, and the rows from the first to the last."""

    since: int
    first: int = 0
    last: int = 0
    locale: NumberLocale = "id"
    #: Whose page it is, and the revisions since that were made on it: it shows them already.
    reader: int = 0
    own: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new: rows of the page with their sections, or a reason to load it again."""

    #: The others who did it; the reader is nobody else, in another window as well.
    who: Sequence[str] = ()
    rows: Sequence[Row] = ()
    #: The other who set a row last, "" where only the reader did; rows that were reached through a
    #: price have nobody.
    by: Mapping[int, str] = field(default_factory=dict)
    #: How many rows are new where they are too many to be sent, 0 otherwise.
    count: int = 0
    #: Rows came, went or moved, or the whole estimate did.
    is_structural: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """A revision since: who made it ("" the reader), the size of its journal."""

    number: int
    who: str
    size: int
    #: Made on the page itself, which shows it.
    is_known: bool


@dataclass(slots=True)
class _Touched:
    """The inputs that were set since, by what they reach."""

    nodes: dict[int, str] = field(default_factory=dict)
    analyses: set[int] = field(default_factory=set)
    components: set[int] = field(default_factory=set)
    resources: set[int] = field(default_factory=set)
    parameters: bool = False
    structure: bool = False


def since(project: Project, page: Page) -> Changes:
    """What changed after the page's revision: at most five statements."""
    missed = project.revision - page.since
    if missed < 0:  # a page of what was never, or of a database that was put back
        return Changes(is_structural=True)
    made = _revisions(project.id, page)
    news = [one for one in made if not one.is_known]
    who = tuple(dict.fromkeys(one.who for one in news if one.who))
    if not 0 < missed == len(made) or sum(one.size for one in news) > BYTES:
        return Changes(who, is_structural=True)
    touched = _touched(project.id, {one.number: one.who for one in news})
    if touched.structure:
        return Changes(who, is_structural=True)
    reached = _reached(project.id, touched)
    if len(reached) > REACHED:
        return Changes(who, is_structural=True)
    return _on_page(project, page, reached, Changes(who, by=touched.nodes))


def _revisions(project_id: int, page: Page) -> list[_Made]:
    size = func.length(Revision.changes)
    statement = (
        select(Revision.number, authors.number(), authors.shown(), size)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id, Revision.number > page.since)
        .order_by(Revision.number)
        .limit(REVISIONS)
    )
    found = []
    for number, by, name, weight in db.session.execute(statement):
        mine = by == page.reader
        known = mine and number in page.own
        found.append(_Made(number, "" if mine else name, weight, known))
    return found


def _touched(project_id: int, made: Mapping[int, str]) -> _Touched:
    own = (Revision.project_id == project_id, Revision.number.in_(sorted(made)))
    statement = select(Revision.number, Revision.changes).where(*own).order_by(Revision.number)
    found = _Touched()
    for number, stored in db.session.execute(statement):
        for change in journal.changes_of(stored):
            _touch(found, change, made[number])
    return found


def _touch(found: _Touched, change: Change, who: str) -> None:
    fresh_or_gone = change.before is None or change.after is None
    values = {**(change.before or {}), **(change.after or {})}
    match change.table:
        case "outline_node":
            found.structure |= fresh_or_gone or not _STRUCTURE.isdisjoint(values)
            found.structure |= "markup_percent" in values
            found.nodes[change.id] = who or found.nodes.get(change.id, "")
        case "analysis":
            found.analyses.add(change.id)
        case "component":
            found.components.add(change.id)
            found.analyses.update(i for i in (values.get("analysis_id"),) if i)
        case "resource":
            found.resources.add(change.id)
        case "parameter":
            found.parameters = True
        case _:
            found.structure = True


def _reached(project_id: int, touched: _Touched) -> Mapping[int, str]:
    """Paths of the rows that may say something else now, by id."""
    node = OutlineNode
    conditions: list[ColumnElement[bool]] = [node.id.in_(sorted(touched.nodes))]
    if touched.parameters:
        conditions.append(node.formula.is_not(None))
    if touched.analyses or touched.components or touched.resources or touched.parameters:
        conditions.append(node.analysis_id.in_(_analyses(project_id, touched)))
    statement = (
        select(node.id, node.sort_path)
        .where(node.project_id == project_id, or_(*conditions))
        .limit(REACHED + 1)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _analyses(project_id: int, touched: _Touched) -> list[int]:
    """Analyses that were changed, and those into which they are nested, however deeply."""
    row, formulas = Component, Component.formula.is_not(None) if touched.parameters else false()
    first = or_(
        row.id.in_(sorted(touched.components)),
        row.resource_id.in_(sorted(touched.resources)),
        formulas,
    )
    changed = select(row.analysis_id).where(row.project_id == project_id, first)
    itself = or_(Analysis.id.in_(sorted(touched.analyses)), Analysis.id.in_(changed))
    own = select(Analysis.id).where(Analysis.project_id == project_id, itself)
    up = own.cte(recursive=True)
    around = select(row.analysis_id).join(up, row.nested_id == up.c.id)
    up = up.union(around.where(row.project_id == project_id))
    return list(db.session.execute(select(up.c.id)).scalars())


def _on_page(project: Project, page: Page, reached: Mapping[int, str], said: Changes) -> Changes:
    """The rows of the page among the reached ones; sections above them wherever they were."""
    first, last = _ends(project.id, page)
    shown = [i for i, path in reached.items() if first <= path <= last]
    if len(shown) > ROWS:
        return Changes(said.who, count=len(shown))
    above = _above(reached.values())
    sections = [path for path in above if first <= path <= last or first.startswith(path)]
    if not shown and not sections:
        return said
    wanted = or_(OutlineNode.id.in_(shown), OutlineNode.sort_path.in_(sections))
    statement = select_rows().where(and_(OutlineNode.project_id == project.id, wanted))
    found = rows(project, statement.order_by(OutlineNode.sort_path), page.locale)
    return Changes(said.who, found, said.by)


def _ends(project_id: int, page: Page) -> tuple[str, str]:
    node, ids = OutlineNode, (known_id(page.first), known_id(page.last))
    statement = select(node.id, node.sort_path).where(
        node.project_id == project_id, node.id.in_(ids)
    )
    paths = {row[0]: row[1] for row in db.session.execute(statement)}
    # A page whose ends are gone shows nothing that could be named: "~" sorts behind every path.
    return paths.get(ids[0], "~"), paths.get(ids[1], "")


def _above(paths: Iterable[str]) -> Collection[str]:
    """The paths of all sections around rows with these paths."""
    found = set[str]()
    for path in paths:
        steps = path.split(".")[:-2]
        found.update(".".join(steps[: i + 1]) + "." for i in range(len(steps)))
    return found
