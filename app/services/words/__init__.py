"""The history in words: every label code of a revision has a sentence.

Each slice keeps its sentences in a module here, as `LABELS: {code: lazy text}`; they are found by
themselves.
"""

import pkgutil
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from flask_babel import gettext as _

from app.domain.locale_numbers import NumberLocale, show


class _Params(dict[str, Any]):
    """A sentence with a hole is better than none."""

    def __missing__(self, key: str) -> str:
        return "…"


@cache
def labels() -> Mapping[str, object]:
    """Every label code with its sentence; two modules that name one code raise ValueError."""
    merged: dict[str, object] = {}
    for module in pkgutil.iter_modules(__path__):
        own = getattr(import_module(f"{__name__}.{module.name}"), "LABELS", {})
        twice = merged.keys() & own.keys()
        if twice:
            message = f"{module.name}: {sorted(twice)} have a sentence already"
            raise ValueError(message)
        merged.update(own)
    return merged


def sentence(label: str, params: Mapping[str, Any], locale: NumberLocale = "id") -> str:
    """What a revision did, in the language of the request; an unknown code says its own name.

    The params of undo, redo and revert are {"of": label, "with": its params, "number": revision}.
    """
    told = {
        name: show(Fraction(value), locale, 0) if type(value) is int else value
        for name, value in params.items()
        if name not in {"of", "with"}
    }
    if "of" in params:
        told["what"] = sentence(params["of"], params.get("with") or {}, locale)
    text = labels().get(label)
    if text is None:
        return str(_("Changed the project (%(code)s)", code=label))
    return str(text) % _Params(told)
