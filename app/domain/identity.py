"""When two rows of a price list are the same resource, however they are spelled."""

import hashlib
import unicodedata

from app.domain import units

#: Characters an identity has at most; a longer one ends in a digest of all of it.
LIMIT = 900
_DIGEST = 64


def identity(name: str, unit: str, category: str, code: str) -> str:
    """Return `name|unit|category|code` in one spelling: NFKC, case and spaces folded.

    `Semen  PORTLAND` in `Kg` is `semen portland` in `kg`. A bar within a part is escaped, so
    that different parts never read alike.
    """
    parts = (folded(name), units.canonical(unit), folded(category), folded(code))
    text = "|".join(map(_escaped, parts))
    if len(text) <= LIMIT:
        return text
    return text[: LIMIT - _DIGEST] + hashlib.sha256(text.encode()).hexdigest()


def named(name: str) -> str:
    """How the identity of every resource of this name begins, whatever its unit."""
    return _escaped(folded(name)) + "|"


def folded(text: str) -> str:
    """A text as it is compared: NFKC, one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("|", "\\|")
