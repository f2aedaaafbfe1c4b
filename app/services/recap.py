"""The recap of a project from its stored figures: sections, tail lines, totals, words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_uppercase
from typing import Literal

from sqlalchemy import RowMapping, and_, or_, select

from app.domain import recap as domain
from app.domain.estimate import Policies
from app.domain.numbers import Rounding, from_stored
from app.domain.recap import TailLine
from app.domain.words import in_words, rupiah_in_words
from app.extensions import db
from app.models import OutlineNode, Project
from app.services import projects, snapshot, totals
from app.services.figures import MONEY

Kind = Literal["subtotal", "base", "tail", "total", "rounded"]
_HUNDREDTH = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the first or second level; `weight` in percent of the subtotal.

    Id 0 stands for the items that are in no section.
    """

    id: int
    number: str
    title: str
    level: int
    amount: Fraction
    incomplete: int
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the sections: its letter, the letters it is made `of`, and its tail line."""

    letter: str
    kind: Kind
    amount: Fraction
    of: str = ""
    source: TailLine | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the recap prints; figures in rupiah, exact."""

    sections: Sequence[Section]
    lines: Sequence[Line]
    subtotal: Fraction
    total: Fraction
    rounded: Fraction
    words: str
    incomplete: int
    policies: Policies
    tail: Sequence[TailLine]
    ceiling: Fraction | None
    margin: Fraction | None


def of(project: Project) -> Summary:
    """The recap of a project as it stands: one statement."""
    policies, tail = snapshot.policies(project.rounding), snapshot.tail(project.tail)
    figures = totals.recap(project)
    return Summary(
        sections=weighed(_sections(project.id), figures.subtotal),
        lines=lines(figures, tail, policies.total),
        subtotal=figures.subtotal,
        total=figures.total,
        rounded=figures.rounded,
        words=words(figures.rounded, project.document_locale),
        incomplete=project.incomplete,
        policies=policies,
        tail=tail,
        ceiling=project.ceiling,
        margin=projects.margin(project),
    )


def lines(figures: domain.Recap, tail: Sequence[TailLine], total: Rounding) -> list[Line]:
    """Jumlah, every tail line with its base where that is a part, the total, the rounded total.

    A line that would only repeat the one above it (no tail, no rounding) is left out.
    """
    letters = iter(ascii_uppercase * 2)
    found = [Line(next(letters), "subtotal", figures.subtotal)]
    running = found[0].letter
    for line, figure in zip(tail, figures.tail, strict=True):
        basis = running if line.base == "running" else found[0].letter
        if line.base_factor != 1:
            found.append(Line(next(letters), "base", figure.base, _bracketed(basis), line))
            basis = found[-1].letter
        found.append(Line(next(letters), "tail", figure.amount, _bracketed(basis), line))
        running += f" {'+' if line.sign == 1 else '−'} {found[-1].letter}"
    if tail:
        found.append(Line(next(letters), "total", figures.total, running))
    if total.mode != "none":
        found.append(Line(next(letters), "rounded", figures.rounded, found[-1].letter))
    return found


def _bracketed(letters: str) -> str:
    return f"({letters})" if " " in letters else letters


def words(amount: Fraction, language: str) -> str:
    """An amount in words as documents print it: to the sen, where it is not whole rupiah."""
    spoken: Literal["id", "en"] = "en" if language == "en" else "id"
    sen = Rounding("half_up", Fraction(1, 100))(amount) * 100
    rupiah, rest = divmod(abs(int(sen)), 100)
    text = rupiah_in_words(-rupiah if sen < 0 else rupiah, spoken)
    return f"{text} {in_words(rest, spoken)} sen" if rest else text


def weighed(sections: Sequence[Section], subtotal: Fraction) -> list[Section]:
    """Sections with their weights: first levels in hundredths that add up to their share.

    Largest remainders get the missing hundredths, so that the column ends at 100.00.
    """
    top = [s for s in sections if s.level == 1]
    shares = largest_remainder([s.amount for s in top], subtotal)
    weights = {s.id: share for s, share in zip(top, shares, strict=True)}
    return [replace(s, weight=weights.get(s.id)) for s in sections]


def largest_remainder(amounts: Sequence[Fraction], whole: Fraction) -> list[Fraction | None]:
    """Percents of `whole` with two decimals whose sum is that of the exact shares, rounded."""
    if whole <= 0:
        return [None] * len(amounts)
    exact = [amount * 100 * _HUNDREDTH / whole for amount in amounts]
    down = [int(share) for share in exact]
    missing = Rounding("half_up")(sum(exact, Fraction(0))) - sum(down)
    by_remainder = sorted(range(len(exact)), key=lambda i: (down[i] - exact[i], i))
    for i in by_remainder[: int(missing)]:
        down[i] += 1
    return [Fraction(n, _HUNDREDTH) for n in down]


def _sections(project_id: int) -> list[Section]:
    """Sections of two levels in sheet order, then what the items outside of them come to."""
    node = OutlineNode
    section = and_(node.kind == "section", node.level <= 2)
    statement = (
        select(
            node.id, node.kind, node.number, node.title, node.level,
            node.amount, node.amount_exact, node.incomplete,
        )
        .where(
            node.project_id == project_id,
            or_(section, and_(node.kind == "item", node.level == 1)),
        )
        .order_by(node.sort_path)
    )  # fmt: skip
    rows = db.session.execute(statement).mappings().all()
    sections = [_section(row) for row in rows if row["kind"] == "section"]
    loose = [_section(row) for row in rows if row["kind"] == "item"]
    if loose:
        amount = sum((item.amount for item in loose), Fraction(0))
        sections.append(Section(0, "", "", 1, amount, sum(item.incomplete for item in loose)))
    return sections


def _section(row: RowMapping) -> Section:
    amount, exact = row["amount"] or Fraction(0), row["amount_exact"]
    if exact is not None:
        amount = from_stored(0, exact, MONEY)
    return Section(row["id"], row["number"], row["title"], row["level"], amount, row["incomplete"])
