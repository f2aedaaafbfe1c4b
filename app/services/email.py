"""E-mail addresses as keys of accounts: one spelling, plainly shaped."""

import re
import unicodedata

from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.services import messages
from app.services.errors import Invalid

LENGTH = 254
# Stands where the typed text held what no database takes; no address contains it.
_UNKNOWN = "\ufffd"
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_SHAPE = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"._-][^\s@<>()\[\]\\,;:\"_]*")

messages.add(
    {
        "email.invalid": _l("This is not an e-mail address. It looks like name@office.example."),
        "email.taken": _l("There is already an account with this e-mail address."),
    },
    {"email": _l("E-mail address")},
)


def normalise(typed: str) -> str:
    """The one spelling under which an address is kept and looked up.

    What no database takes (NUL, half a surrogate pair) becomes a mark that no address contains.
    """
    known = _NO_TEXT.sub(_UNKNOWN, typed)
    return unicodedata.normalize("NFC", known.strip().casefold())[: LENGTH + 1]


def clean(typed: str, place: str = "email") -> str:
    """A well-shaped address in its one spelling; Invalid otherwise."""
    address = normalise(typed)
    domain = address.rpartition("@")[2]
    if (
        len(address) > LENGTH
        or not address.isprintable()
        or _UNKNOWN in address
        or not _SHAPE.fullmatch(address)
        or not all(domain.split("."))
        or "." not in domain
    ):
        raise Invalid(Problem("email.invalid", place))
    return address
