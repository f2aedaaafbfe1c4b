"""What was found in a workbook, in readable portions: by kind, page by page."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.domain.errors import Problem
from app.services import messages
from app.web import filters
from app.web.catalogue import finding_names, places, wording

PAGE_SIZE = 50
#: Parameters of problems that are figures in the notation of files.
_FIGURES = {"suggestion", "value", "file", "computed", "price"}
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
DIFFERENT = "different"
Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of finding and how often it is there."""

    code: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Different:
    """A printed unit price that arithmetic does not give; rupiah."""

    place: str
    code: str
    title: str
    printed: Fraction | None
    computed: Fraction | None
    cause: str


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with its place and the sentence for it."""

    place: str
    code: str
    text: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """The portion that the address asks for. `part`: differences of prices, or problems."""

    part: str
    groups: Sequence[Group]
    lines: Sequence[Different | Found]
    pages: Sequence[tuple[str, str | None]]


def of(report: Report) -> Findings:
    """Return the findings of a report: the kind and the page of the address, else the first."""
    counts = _counts(report)
    asked = places.text("kind", 100)
    chosen = asked if asked in counts else next(iter(counts), "")
    rows = _rows(report, chosen)
    last = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, places.number("page") or 1), last)
    make = _different if chosen == DIFFERENT else _found
    return Findings(
        DIFFERENT if chosen == DIFFERENT else "problems",
        [Group(code, _label(code), n, _url(code, 1), code == chosen) for code, n in counts.items()],
        [make(row) for row in rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]],
        _pages(chosen, page, last),
    )


def _counts(report: Report) -> dict[str, int]:
    """How many of each kind: prices first, then what lost something, then the remarks.

    An edition that no file made has no report.
    """
    different = report.get("different")
    found = {DIFFERENT: len(different)} if different else {}
    problems = sorted(report.get("problems", ()), key=lambda row: bool(row.get("warning")))
    return {**found, **Counter(row["code"] for row in problems)}


def _rows(report: Report, code: str) -> Sequence[Mapping[str, Any]]:
    if code == DIFFERENT:
        found: Sequence[Mapping[str, Any]] = report["different"]
        return found
    return [row for row in report.get("problems", ()) if row["code"] == code]


def _different(row: Mapping[str, Any]) -> Different:
    return Different(
        _place(row),
        row["code"],
        row["title"],
        _figure(row["printed"]),
        _figure(row["computed"]),
        _sentence(row["cause"], row.get("params") or {}),
    )


def _found(row: Mapping[str, Any]) -> Found:
    params = row.get("params") or {}
    named = str(params.get("code", ""))
    text = _sentence(row["code"], params)
    return Found(_place(row), "" if named in text else named, text, bool(row.get("warning")))


def _sentence(code: str, params: Mapping[str, Any]) -> str:
    """Say it with figures as this person writes them; what a cell holds stays as it is there."""
    shown = {
        name: filters.number(Fraction(text), 10, 0)
        for name, text in params.items()
        if name in _FIGURES and _DECIMAL.fullmatch(str(text))
    }
    return messages.text(Problem(code, params={**params, **shown}), filters.figures())


def _label(code: str) -> str:
    if code == DIFFERENT:
        return str(_("Printed prices that differ"))
    return str(finding_names.KINDS.get(code) or _("Other"))


def _place(row: Mapping[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("sheet", "cell") if row.get(name))


def _figure(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _pages(code: str, page: int, last: int) -> list[tuple[str, str | None]]:
    if last == 1:
        return []
    near = {1, last, *range(max(1, page - 2), min(last, page + 2) + 1)}
    return [(str(n), None if n == page else _url(code, n)) for n in sorted(near)]


def _url(code: str, page: int) -> str:
    where = {**(request.view_args or {}), "kind": code, "page": page if page > 1 else None}
    return url_for(request.endpoint or "", **where, _anchor="findings")


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what is in a workbook as (label, figure) pairs."""
    new = report["new"] or {}
    found = [
        (_("Analyses"), report["analyses"]),
        (_("Components"), report["components"]),
        (_("Resources"), report["resources"]),
    ]
    if report["prices"]:
        found.append((_("Prices"), report["prices"]))
    if report["printed"]:
        found.append((_("Printed unit prices"), report["printed"]))
        found.append((_("of these equal to the computed ones"), report["equal"]))
    if new.get("against"):
        found.append(
            (_("Analyses new against “%(name)s”", name=new["against"]), new["analyses_new"])
        )
    counts = report["counts"] if report["layout"] != "form" else {}
    found += [
        (str(name), counts[code]) for code, name in wording.COUNTS.items() if counts.get(code)
    ]
    return [(label, filters.number(count, 0)) for label, count in found]
