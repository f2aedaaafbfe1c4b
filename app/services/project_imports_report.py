"""What a look at files found, as its job keeps it and its page tells it: no words, no floats."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from app.domain.errors import Problem
from app.domain.numbers import digits, whole
from app.domain.recap import Recap, TailFigure
from app.services import archive_proof
from app.services.archive_proof import Told
from app.services.tables import Preview

#: Names of people that are kept; a page shows fewer.
PEOPLE = 30
_COUNTS = (
    *("name", "sections", "items", "analyses", "components", "resources"),
    *("missing_prices", "incomplete"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What files hold, or None where nothing of it can be used; the history of an archive."""

    preview: Preview | None
    told: Told | None
    problems: tuple[Problem, ...]


def of(
    problems: Iterable[Problem],
    preview: Preview | archive_proof.Preview | None = None,
    told: Told | None = None,
) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "problems": [asdict(problem) for problem in problems],
        "preview": None if preview is None else _preview(preview),
        "told": None if told is None else _told(told),
    }


def read(kept: Mapping[str, Any]) -> Report:
    """The report as values."""
    preview, told = kept["preview"], kept["told"]
    return Report(
        None if preview is None else _shown(preview),
        None if told is None else _history(told),
        tuple(Problem(**one) for one in kept["problems"]),
    )


def _preview(found: Preview | archive_proof.Preview) -> dict[str, Any]:
    recap = found.recap
    return {
        **{name: getattr(found, name) for name in _COUNTS},
        "amounts": [[title, _text(amount)] for title, amount in found.amounts],
        "tail": [[line.label, _text(line.base), _text(line.amount)] for line in recap.tail],
        "recap": [_text(figure) for figure in (recap.subtotal, recap.total, recap.rounded)],
    }


def _shown(kept: Mapping[str, Any]) -> Preview:
    subtotal, total, rounded = map(_figure, kept["recap"])
    tail = tuple(TailFigure(label, _figure(b), _figure(a)) for label, b, a in kept["tail"])
    return Preview(
        **{name: kept[name] for name in _COUNTS},
        amounts=tuple((title, _figure(amount)) for title, amount in kept["amounts"]),
        recap=Recap(subtotal, tail, total, rounded),
    )


def _told(found: Told) -> dict[str, Any]:
    return {
        "people": found.people[:PEOPLE],
        "since": found.since and found.since.isoformat(),
        "until": found.until and found.until.isoformat(),
        "revisions": found.revisions,
    }


def _history(kept: Mapping[str, Any]) -> Told:
    return Told(
        people=list(kept["people"]),
        since=datetime.fromisoformat(kept["since"]),
        until=datetime.fromisoformat(kept["until"]),
        revisions=kept["revisions"],
    )


def _text(figure: Fraction) -> str:
    return f"{digits(figure.numerator)}/{digits(figure.denominator)}"


def _figure(text: str) -> Fraction:
    numerator, _, denominator = text.partition("/")
    return Fraction(whole(numerator), whole(denominator))
