"""The mapping form: what each column of an unknown table means, as a person says it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.services import catalogue_import
from app.web.catalogue import wording

_FIELD = re.compile(r"column-(?P<index>[0-9]{1,4})")
_SAMPLES, _LONGEST = 3, 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table with its first values, the chosen meaning and what is wrong with it."""

    index: int
    letters: str
    heading: str
    samples: Sequence[str]
    meaning: str
    error: str = ""

    @property
    def field(self) -> str:
        """The name of its control."""
        return f"column-{self.index}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """The columns as shown, and what is wrong as (field, sentence) pairs."""

    columns: Sequence[Column]
    wrong: Sequence[tuple[str, str]]

    @property
    def meanings(self) -> dict[str, int]:
        """Index of the column by meaning."""
        return {one.meaning: one.index for one in self.columns if one.meaning}


def proposed(report: Mapping[str, Any], columns: Mapping[str, int]) -> Mapped:
    """Return the columns with the meanings that were guessed, remembered or chosen before."""
    return Mapped(_columns(report, {index: name for name, index in columns.items()}, {}), ())


def chosen(report: Mapping[str, Any]) -> Mapped:
    """Return the columns as the form says, with what is wrong: a meaning twice, one missing."""
    said = _sent(len(report["heading"]))
    errors: dict[int, str] = {}
    for index, meaning in said.items():
        if index != min(i for i, each in said.items() if each == meaning):
            errors[index] = _("This meaning is chosen for another column already.")
    columns = _columns(report, said, errors)
    wrong = [(f"column-{index}", text) for index, text in errors.items()]
    missing = _missing(set(said.values()))
    if missing:
        names = ", ".join(str(wording.MEANINGS[code]) for code in missing)
        text = _("Choose a column for: %(names)s.", names=names)
        wrong.insert(0, (columns[0].field if columns else "", text))
    return Mapped(columns, wrong)


def _sent(width: int) -> dict[int, str]:
    found = {}
    for name, meaning in request.form.items():
        match = _FIELD.fullmatch(name)
        if match and meaning in catalogue_import.MEANINGS and int(match["index"]) < width:
            found[int(match["index"])] = meaning
    return dict(sorted(found.items()))


def _columns(
    report: Mapping[str, Any], meanings: Mapping[int, str], errors: Mapping[int, str]
) -> list[Column]:
    return [
        Column(
            index,
            _letters(index),
            heading,
            _samples(report["sample"], index),
            meanings.get(index, ""),
            errors.get(index, ""),
        )
        for index, heading in enumerate(report["heading"])
    ]


def _samples(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    values = [row[index] for row in rows if index < len(row) and row[index]]
    return [text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…" for text in values][
        :_SAMPLES
    ]


def _letters(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    text = ""
    while index >= 0:
        index, place = divmod(index, 26)
        text, index = chr(65 + place) + text, index - 1
    return text


def _missing(said: set[str]) -> list[str]:
    """What a table must say: names, and with them either analyses or prices."""
    needed = set(catalogue_import.REQUIRED)
    if "price" not in said or "coefficient" in said:
        needed |= {"coefficient"} if "code" in said else {"title", "coefficient"}
    return [code for code in wording.MEANINGS if code in needed - said]
