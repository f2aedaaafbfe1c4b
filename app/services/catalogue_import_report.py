"""What an import found, as JSON: kept with the edition, shown on pages, printed by the command."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.catalogue import Difference
from app.domain.errors import Problem
from app.domain.numbers import json_figure
from app.domain.printed import Comparison
from app.interchange.catalogue import Reading
from app.services import messages
from app.services.catalogue_import_plan import Plan

Report = dict[str, Any]
#: What a catalogue is counted by: nothing of it where there is no catalogue.
COUNTS = ("analyses", "components", "resources", "prices")


def report(reading: Reading, plan: Plan | None, comparison: Comparison | None) -> Report:
    """The findings of one file; without a plan nothing of it can be stored.

    Figures are decimal texts in rupiah; `cause` of a difference is a problem code.
    """
    counts = {name: len(getattr(plan, name)) if plan else 0 for name in COUNTS}
    problems = [*reading.problems, *(plan.problems if plan else ())]
    return {
        "layout": reading.layout,
        **counts,
        "printed": comparison.printed if comparison else 0,
        "equal": comparison.equal if comparison else 0,
        "counts": dict(reading.counts),
        "different": [_difference(each) for each in (comparison.different if comparison else ())],
        "problems": stored(problems),
    }


def stored(problems: Iterable[Problem]) -> list[Report]:
    """Problems as they are kept: without words, which depend on the reader."""
    return [
        {
            **_where(problem.place),
            "code": problem.code,
            "params": dict(problem.params),
            "warning": problem.warning,
        }
        for problem in problems
    ]


def problem(kept: Mapping[str, Any]) -> Problem:
    """A kept problem as a value."""
    place = "!".join(filter(None, (kept["sheet"], kept["cell"])))
    return Problem(kept["code"], place, kept["params"], warning=kept["warning"])


def cause(kept: Mapping[str, Any]) -> Problem:
    """The cause of a kept difference as a value."""
    place = "!".join(filter(None, (kept["sheet"], kept["cell"])))
    return Problem(kept["cause"], place, kept["params"], warning=True)


def told(found: Report, edition: str) -> Report:
    """What the command prints: the same, with sentences for people instead of parameters."""
    return {
        "edition": edition,
        "layout": found["layout"],
        **{name: found[name] for name in COUNTS},
        "printed": found["printed"],
        "equal": found["equal"],
        "different": [
            {name: each[name] for name in ("sheet", "cell", "code", "title", "printed", "computed")}
            | {"cause": messages.text(cause(each))}
            for each in found["different"]
        ],
        "problems": told_problems(found["problems"]),
    }


def told_problems(kept: Sequence[Mapping[str, Any]]) -> list[Report]:
    """Problems with their sentences."""
    return [
        {
            "sheet": each["sheet"],
            "cell": each["cell"],
            "code": each["code"],
            "message": messages.text(problem(each)),
        }
        for each in kept
    ]


def nothing(problems: Iterable[Problem]) -> Report:
    """The report of a file that was not read."""
    counts = dict.fromkeys(COUNTS, 0)
    found: Report = {
        "layout": None,
        **counts,
        "printed": 0,
        "equal": 0,
        "counts": {},
        "different": [],
    }
    return {**found, "problems": stored(problems)}


def _difference(each: Difference) -> Report:
    return {
        "sheet": each.place.sheet,
        "cell": each.place.cell,
        "code": each.code,
        "title": each.title,
        "printed": _figure(each.printed),
        "computed": _figure(each.computed),
        "cause": each.cause,
        "params": dict(each.params or {}),
    }


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else json_figure(value)[0]


def _where(place: str) -> dict[str, str]:
    sheet, mark, cell = place.rpartition("!")
    return {"sheet": sheet, "cell": cell} if mark else {"sheet": place, "cell": ""}
