"""The rules of an estimate: kind, markup, rounding, tail lines; what a preset would change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain import estimate as domain
from app.domain.errors import Problem
from app.domain.estimate import Policies
from app.domain.locale_numbers import Field, NumberLocale, show
from app.domain.numbers import NONE, Rounding
from app.domain.recap import Recap, TailLine
from app.extensions import db
from app.models import Project
from app.services import access, merge, messages, presets, revisions, snapshot
from app.services.draft import Draft
from app.services.revisions import Order, Outcome
from app.services.typed import Reader, Sent

MODES = ("none", "down", "up", "half_up")
BASES = ("subtotal", "running")
LABEL_LIMIT, MOST_LINES = 120, 20
HOURS = (1, 24)
#: 10 = 10 %. A markup or a tail line beyond a hundred percent is a slip of the hand.
PERCENT = Field(4, Fraction(0), Fraction(100), "%")
STEP = Field(4, Fraction(1, 10**4), Fraction(10**9))
FACTOR = Field(4, Fraction(0), Fraction(10))
_RATIO = re.compile(r"([0-9]{1,6})\s*/\s*([0-9]{1,6})")

messages.add(
    {
        "project.markup_unusual": _l(
            "The markup is stored, but the regulation names %(low)s to %(high)s percent for an"
            " owner's estimate."
        ),
        "tail.factor": _l("Write the part of the base as 11/12, above 0 and at most 10."),
        "tail.too_many": _l("At most %(limit)s tail lines."),
    },
    {
        "document_locale": _l("Language of the documents"),
        "hours_per_day": _l("Hours per day"),
        "numbering": _l("Numbering"),
    },
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a preset would do to the totals, before anything is stored."""

    preset: presets.Preset
    before: Recap
    after: Recap


def save(project_id: int, sent: Sent) -> list[Problem]:
    """Store kind, markup, rounding, hours and tail lines; what a reviewer would question in them.

    Needs the owner's right.
    Tail lines come as `row-0-label`, `row-0-percent` ... Raises Invalid naming fields, Conflict.
    """
    reader = Reader(sent)
    values: dict[str, Any] = {
        "kind": reader.choice("kind", presets.KINDS),
        "markup_percent": reader.needed("markup_percent", PERCENT),
        "hours_per_day": reader.whole("hours_per_day", HOURS) or presets.Preset("ee").hours_per_day,
    }
    rounding = Policies(**{step: _rounding(reader, step) for step in presets.STEPS})
    lines = _tail(reader)
    reader.done()

    def action(draft: Draft) -> None:
        merge.put(draft, sent.seen, {**values, **_written(draft.project, rounding, lines)})

    order = Order(project_id, "project.rules", sent.by, key=sent.key, right="owner")
    revisions.run(order, action)
    return presets.remarks(values["kind"], values["markup_percent"])


def apply(project_id: int, sent: Sent) -> Outcome:
    """Give the project all rules of the preset of `kind`; needs the owner's right."""
    kind = Reader(sent).raw("kind")
    preset = presets.of(kind)

    def action(draft: Draft) -> None:
        rules = preset.rules() | _written(draft.project, preset.policies, preset.tail)
        for name, value in rules.items():
            setattr(draft.project, name, value)

    order = Order(project_id, f"project.preset.{kind}", sent.by, key=sent.key, right="owner")
    return revisions.run(order, action)


def effect(project_id: int, by: int, kind: str) -> Effect:
    """What the preset of `kind` would make of the totals; nothing is written."""
    access.enter(project_id, by)
    preset = presets.of(kind)
    present = snapshot.estimate(snapshot.inputs(db.session(), project_id))
    changed = replace(
        present,
        markup_percent=preset.markup_percent,
        policies=preset.policies,
        tail=preset.tail,
    )
    return Effect(preset, domain.compute(present).recap, domain.compute(changed).recap)


def policies(project: Project) -> Policies:
    """Where the project rounds."""
    return snapshot.policies(project.rounding)


def tail(project: Project) -> tuple[TailLine, ...]:
    """The tail lines of the project."""
    return snapshot.tail(project.tail)


def fields(project: Project, locale: NumberLocale) -> dict[str, str]:
    """The fields of the rules' form, tail lines aside, as this person would type them."""
    typed = {
        "kind": project.kind,
        "markup_percent": show(project.markup_percent, locale, 4, 0),
        "hours_per_day": str(project.hours_per_day),
    }
    for step in presets.STEPS:
        typed |= _rounding_fields(step, getattr(policies(project), step), locale)
    return typed


def tail_fields(project: Project, locale: NumberLocale) -> list[dict[str, str]]:
    """The fields of each tail line as this person would type them."""
    return [
        {
            "label": line.label,
            "percent": show(line.percent, locale, 4, 0),
            "base": line.base,
            "factor": str(line.base_factor),
            "sign": str(line.sign),
            **_own_rounding(line.rounding, locale),
        }
        for line in tail(project)
    ]


def _written(project: Project, rounding: Policies, lines: tuple[TailLine, ...]) -> dict[str, Any]:
    """Rules as columns; what means the same as before is left as it was written."""
    same_tail, same_rounding = tail(project) == lines, policies(project) == rounding
    return {
        "tail": project.tail if same_tail else [presets.stored_line(line) for line in lines],
        "rounding": project.rounding if same_rounding else presets.stored_policies(rounding),
    }


def _own_rounding(rounding: Rounding | None, locale: NumberLocale) -> dict[str, str]:
    if rounding is None:
        return {"mode": "", "step": ""}
    step = "" if rounding.mode == "none" else show(rounding.step, locale, 4, 0)
    return {"mode": rounding.mode, "step": step}


def _rounding_fields(step: str, rounding: Rounding, locale: NumberLocale) -> dict[str, str]:
    shown = _own_rounding(rounding, locale)
    return {f"{step}-mode": shown["mode"], f"{step}-step": shown["step"]}


def _rounding(reader: Reader, prefix: str) -> Rounding:
    mode = reader.choice(f"{prefix}-mode", MODES)
    if mode not in MODES or mode == "none":
        return NONE
    step = reader.needed(f"{prefix}-step", STEP)
    return Rounding(mode, step or Fraction(1))  # type: ignore[arg-type]


def _tail(reader: Reader) -> tuple[TailLine, ...]:
    """The lines in the order that was typed; lines without label and percent are none."""
    rows = [row for row in _rows(reader.names()) if _used(reader, row)]
    if len(rows) > MOST_LINES:
        reader.refuse([Problem("tail.too_many", "", {"limit": MOST_LINES})])
        return ()
    found = []
    for row in rows:
        place = reader.whole(f"{row}-place", (0, 999))
        found.append((999 if place is None else place, _line(reader, row)))
    return tuple(line for _place, line in sorted(found, key=lambda pair: pair[0]))


def _rows(names: Iterable[str]) -> list[str]:
    found = (re.fullmatch(r"row-([0-9]{1,3})-label", name) for name in names)
    return [f"row-{n}" for n in sorted({int(match[1]) for match in found if match})]


def _used(reader: Reader, row: str) -> bool:
    written = reader.raw(f"{row}-label") + reader.raw(f"{row}-percent")
    return bool(written.strip()) and not reader.raw(f"{row}-remove")


def _line(reader: Reader, row: str) -> TailLine:
    own = reader.raw(f"{row}-mode")
    return TailLine(
        label=reader.text(f"{row}-label", LABEL_LIMIT, needed=True),
        percent=reader.needed(f"{row}-percent", PERCENT),
        base=reader.choice(f"{row}-base", BASES),  # type: ignore[arg-type]
        base_factor=_factor(reader, f"{row}-factor"),
        sign=-1 if reader.choice(f"{row}-sign", ("1", "-1")) == "-1" else 1,
        rounding=_rounding(reader, row) if own else None,
    )


def _factor(reader: Reader, name: str) -> Fraction:
    """A part of the base: 11/12, or a number; nothing typed means all of it."""
    typed = reader.raw(name).strip()
    match = _RATIO.fullmatch(typed)
    if match is None:
        value = reader.number(name, FACTOR)
        found = Fraction(1) if value is None else value
    else:
        found = Fraction(int(match[1]), int(match[2])) if int(match[2]) else Fraction(0)
    if not 0 < found <= FACTOR.high:  # type: ignore[operator]
        reader.refuse([Problem("tail.factor", name)])
        return Fraction(1)
    return found
