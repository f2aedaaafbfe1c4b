"""What others did in the row meanwhile: merged without a question, but never without a word."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.services import messages
from app.web import hx


def tell(done: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Name who changed which other fields of a row that was saved."""
    for who, columns in done:
        # What has no word is book-keeping of the program.
        words = {messages.field(name): name for name in columns}
        fields = ", ".join(word for word, name in words.items() if word != name)
        said = _(
            "%(who)s changed this row too: %(fields)s. All of it is kept.", who=who, fields=fields
        )
        hx.toast("info", said)


def saved(ids: Iterable[int], done: Mapping[str, Any]) -> dict[int, str]:
    """Return the state of rows that were stored together.

    A repeat that comes late is no news of those that were changed since.
    """
    overtaken = done.get("overtaken", ())
    if overtaken:
        hx.toast("warn", _("It was stored when it was sent first. Part of it was changed since."))
    return {each: "saved" for each in ids if each not in overtaken}
