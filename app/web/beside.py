"""What others did in the row meanwhile: merged without a question, but never without a word."""

from collections.abc import Iterable

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
