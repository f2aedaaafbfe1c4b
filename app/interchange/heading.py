"""project.json: it is right as a whole or refused, because every field of it moves money."""

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.domain import numbering
from app.domain.errors import Problem
from app.domain.locale_numbers import PERCENT, Field, printable
from app.domain.numbers import NONE, Policies, Rounding
from app.domain.recap import TailLine
from app.domain.tables import Heading
from app.interchange import texts
from app.interchange.fields import Reader

NAME = "project.json"
KINDS = ("ee", "bid", "rap", "self", "private")
STEPS = ("quantity", "unit_price", "line", "tail", "total")
MODES = ("none", "down", "up", "half_up")
CEILING = Field(4, Fraction(0), 9 * 10**14 - Fraction(1, 10**4))
MOST_TAIL_LINES = 20
_FIELDS = frozenset(Heading.__dataclass_fields__) - {"policies"} | {"rounding"}
_TAIL_FIELDS = frozenset({"label", "percent", "base", "base_factor", "sign", "rounding"})
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class _TwiceError(ValueError):
    pass


def read(content: bytes) -> tuple[Heading | None, list[Problem]]:
    """The heading of the project; None with the reasons where any field is not right."""
    text = texts.decoded(content, NAME)
    if isinstance(text, Problem):
        return None, [text]
    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
            object_pairs_hook=_once,
        )
    except _TwiceError as error:
        return None, [Problem("file.json_twice", NAME, {"name": str(error)})]
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        return None, [Problem("file.json", f"{NAME}:{line}" if line else NAME)]
    if not isinstance(found, dict):
        return None, [Problem("file.json", NAME)]
    reader = Reader(found, NAME)
    heading = _heading(reader)
    refused = any(not problem.warning for problem in reader.problems)
    return None if refused else heading, reader.problems


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(printable(twice[:60]))
    return found


def _heading(reader: Reader) -> Heading:
    reader.only(_FIELDS)
    if reader.values.get("markup_percent") in (None, ""):
        reader.report("markup_percent", Problem("heading.markup_absent", warning=True))
    return Heading(
        name=reader.text("name", 300, needed=True),
        kind=reader.choice("kind", KINDS, "private"),
        markup_percent=reader.number("markup_percent", PERCENT) or Fraction(0),
        policies=_policies(reader.inside("rounding")),
        tail=_tail(reader),
        edition=reader.text("edition", 120),
        header=_header(reader.inside("header")),
        fiscal_year=reader.whole("fiscal_year", 1900, 2199),
        document_date=reader.day("document_date"),
        ceiling=reader.number("ceiling", CEILING),
        numbering=_numbering(reader),
        numbers_frozen=reader.flag("numbers_frozen"),
        hours_per_day=reader.whole("hours_per_day", 1, 24) or 7,
        paper=reader.choice("paper", ("F4", "A4", "A3", "Legal"), "F4"),
        document_locale=reader.choice("document_locale", ("id", "en"), "id"),
    )


def _policies(reader: Reader) -> Policies:
    reader.only(frozenset(STEPS))
    return Policies(**{step: _rounding(reader.inside(step)) for step in STEPS})


def _rounding(reader: Reader) -> Rounding:
    reader.only(frozenset({"mode", "step"}))
    mode = reader.choice("mode", MODES, "none")
    if mode == "none":
        return NONE
    if "step" not in reader.values:
        reader.report("step", Problem("cell.needed"))
    step = reader.ratio("step", Fraction(1))
    return Rounding(mode, step)  # type: ignore[arg-type]


def _tail(reader: Reader) -> tuple[TailLine, ...]:
    given = reader.values.get("tail")
    given = [] if given is None else given
    if not isinstance(given, list) or len(given) > MOST_TAIL_LINES:
        reader.report("tail", Problem("cell.shape"))
        return ()
    lines = (Reader.of(line, f"tail {i}", reader) for i, line in enumerate(given, 1))
    return tuple(_tail_line(line) for line in lines)


def _tail_line(reader: Reader) -> TailLine:
    reader.only(_TAIL_FIELDS)
    percent = reader.number("percent", PERCENT)
    if percent is None and "percent" not in reader.faulty:
        reader.report("percent", Problem("cell.needed"))
    rounds = reader.values.get("rounding") is not None
    return TailLine(
        label=reader.text("label", 200, needed=True),
        percent=percent or Fraction(0),
        base=reader.choice("base", ("subtotal", "running"), "subtotal"),  # type: ignore[arg-type]
        base_factor=reader.ratio("base_factor", Fraction(1)),
        sign=-1 if reader.choice("sign", ("1", "+1", "-1"), "1") == "-1" else 1,
        rounding=_rounding(reader.inside("rounding")) if rounds else None,
    )


def _header(reader: Reader) -> Mapping[str, str]:
    bad = [name for name in reader.values if not _KEY.fullmatch(name)]
    if bad or len(reader.values) > 40:
        reader.report("", Problem("cell.shape"))
        return {}
    return {name: text for name in reader.values if (text := reader.text(name, 300))}


def _numbering(reader: Reader) -> tuple[str, ...]:
    given = reader.values.get("numbering")
    if given in (None, []):
        return numbering.CLASSIC
    known = isinstance(given, list) and all(style in numbering.STYLES for style in given)
    if not known or len(given) > 10:
        reader.report("numbering", Problem("cell.shape"))
        return numbering.CLASSIC
    return tuple(given)
