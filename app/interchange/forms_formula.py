"""Formulas of a sheet as the domain can evaluate them: cells of the same sheet are names."""

import re

from app.domain import formula
from app.domain.errors import Problem
from app.domain.formula import Formula
from app.interchange.book import letters

#: Sums over longer ranges are left to the value that the file holds.
_RANGE = 60
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?|[A-Z]{1,3}[0-9]{1,7})%")
_CELLS = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_NAME = re.compile(r"([a-z]{1,3})([1-9][0-9]{0,6})")
_UNSAFE = re.compile(r"[\[\]!\"':]")
_LOOKUP = re.compile(
    r"VLOOKUP\(([A-Z]{1,3}[0-9]{1,7}),(?:'[^']*'|[^,()'])+,[0-9]{1,2},(?:FALSE|0)\)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"=\+?(?:'((?:[^']|'')+)'|([^'!()+*/]+))!([A-Z]{1,3}[0-9]{1,7})")
_SINGLE = re.compile(r"=\+?\(?([A-Z]{1,3}[0-9]{1,7})\)?")

#: The name that stands for what a lookup finds.
LOOKED_UP = "looked_up"


def bare(text: str) -> str:
    """A formula without the marks that only matter when it is copied."""
    return text.replace("$", "").strip()


def spelled(text: str) -> str:
    """A formula of numbers and cells of its own sheet as the domain writes it; else nothing."""
    plain = bare(text)
    if len(plain) > formula.MAX_LENGTH:
        return ""
    body = _PERCENT.sub(r"(\1/100)", plain)
    body = re.sub("^=[+]", "=", _CELLS.sub(_listed, body))
    return body if body.startswith("=") and not _UNSAFE.search(body) else ""


def expression(text: str) -> Formula | None:
    """What a formula computes from numbers and cells of its own sheet; None for all else."""
    body = spelled(text)
    found = formula.parse(body, "c") if body else None
    if found is None or isinstance(found, Problem):
        return None
    known = all(name == LOOKED_UP or position(name) for name in found.names)
    return found if known else None


def lookup(text: str) -> tuple[str, Formula] | None:
    """For `=VLOOKUP(D7,prices,3,FALSE)/1350`: the name of D7, and what is done with the price."""
    body = bare(text)
    match = _LOOKUP.search(body)
    if match is None:
        return None
    found = expression(body[: match.start()] + LOOKED_UP + body[match.end() :])
    if found is None or found.names != {LOOKED_UP}:
        return None
    return match[1].lower(), found


def elsewhere(text: str) -> tuple[str, str] | None:
    """For a formula that is one cell of another sheet: that sheet, and the name of the cell."""
    match = _ELSEWHERE.fullmatch(bare(text))
    if match is None:
        return None
    return (match[1] or match[2] or "").replace("''", "'"), match[3].lower()


def single(text: str) -> str | None:
    """For a formula that is one cell of its own sheet: the name of that cell."""
    match = _SINGLE.fullmatch(bare(text))
    return match[1].lower() if match else None


def is_external(text: str) -> bool:
    """Whether a formula takes something from another file."""
    return re.search(r"\[[^\]]+\]", text) is not None and "!" in text


def name(row: int, column: int) -> str:
    """How formulas here call a cell: `f12`."""
    return f"{letters(column + 1).lower()}{row}"


def position(cell: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a cell by its name."""
    match = _NAME.fullmatch(cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 96
    return int(match[2]), column - 1


def replaced(found: Formula, values: dict[str, str]) -> str | None:
    """The canonical text with each cell's own text in its place; None if that grows too long."""
    text = re.sub(
        _NAME.pattern + r"(?![a-z0-9_(])",
        lambda match: values.get(match[0], match[0]),
        found.canonical,
    )
    again = formula.parse(text, "c")
    return None if isinstance(again, Problem) or again.names else again.canonical


def _listed(match: re.Match[str]) -> str:
    first, last = int(match[2]), int(match[4])
    if match[1] != match[3] or not first <= last < first + _RANGE:
        return match[0]
    return ",".join(f"{match[1]}{row}" for row in range(first, last + 1))
