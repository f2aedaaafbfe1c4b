"""Text that people type: one form of it is stored, and what could deceive or break is refused.

    name = text.clean(form["name"], 300, "name")            # raises Invalid
    found = text.read(form["name"], 300, "name")            # a Problem instead, to collect several

Markup, SQL and the like are plain text here: each edge escapes for itself.
"""

import unicodedata

from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.services import messages
from app.services.errors import Invalid

#: Embeddings, overrides and isolates: they let a name read as another one. Marks that scripts
#: written from right to left need (U+200E, U+200F) are not among them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Half of a surrogate pair, or what a decoder puts where bytes were not UTF-8.
_REPLACEMENT = "\ufffd"
_BREAKS = "\u2028\u2029"

messages.add(
    {
        "text.empty": _l("This must not be empty."),
        "text.too_long": _l("This is too long: at most %(limit)s characters."),
        "text.broken": _l("This contains characters that cannot be read. Type it again."),
        "text.control": _l(
            "This contains an invisible control character or a line break (at character"
            " %(position)s). Remove it."
        ),
        "text.direction": _l(
            "This contains an invisible mark that turns the writing direction (at character"
            " %(position)s). Remove it."
        ),
    }
)


def clean(value: str, limit: int, place: str, *, needed: bool = False, lines: bool = False) -> str:
    """The text as it is stored: composed (NFC), trimmed, one line unless `lines`.

    Raises Invalid: text.too_long (`limit` counts characters), text.broken, text.control,
    text.direction, and text.empty where the text is `needed`.
    """
    found = read(value, limit, place, needed=needed, lines=lines)
    if isinstance(found, Problem):
        raise Invalid(found)
    return found


def read(
    value: str, limit: int, place: str, *, needed: bool = False, lines: bool = False
) -> str | Problem:
    """The text as it is stored, or what is wrong with it; see `clean`."""
    # Megabytes are refused before anything walks through them.
    if len(value) > 2 * limit + 1000:
        return Problem("text.too_long", place, {"limit": limit})
    if lines:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", value.strip())
    for position, char in enumerate(text, 1):
        code = _refused(char, lines)
        if code:
            return Problem(code, place, {"position": position})
    if len(text) > limit:
        return Problem("text.too_long", place, {"limit": limit})
    if needed and not any(char.isprintable() and not char.isspace() for char in text):
        return Problem("text.empty", place)
    return text


def _refused(char: str, lines: bool) -> str:
    if char.isprintable() and char != _REPLACEMENT:
        return ""
    if char in _DIRECTIONS:
        return "text.direction"
    category = unicodedata.category(char)
    if category == "Cs" or char == _REPLACEMENT:
        return "text.broken"
    if lines and char == "\n":
        return ""
    return "text.control" if category == "Cc" or char in _BREAKS else ""
