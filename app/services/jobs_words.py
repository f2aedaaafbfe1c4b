"""Kinds and steps of jobs in words. A service adds those of its own jobs where it defines them."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.services import messages

_TEXTS: dict[str, object] = {"": _l("Preparing")}

messages.add(
    {
        "job.broken": _l(
            "Something broke on our side, three times. It has been written down; tell your"
            " administrator."
        ),
        "job.given_up": _l(
            "The work was begun %(count)s times and never came to its end. Ask for it once"
            " more, or tell your administrator."
        ),
        "job.gone": _l("What this work was about is not there any more."),
        "job.forbidden": _l("You may not do this any more. Ask an owner of the project."),
    }
)


def add(texts: Mapping[str, object]) -> None:
    """Add the words of kinds ("catalogue.import") and of their steps ("reading")."""
    _TEXTS.update(texts)


def text(code: str) -> str:
    """The words of a kind or a step, in the language of the request."""
    return str(_TEXTS.get(code) or _l("Job"))
