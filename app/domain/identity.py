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
    parts = (_folded(name), units.canonical(unit), _folded(category), _folded(code))
    text = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    if len(text) <= LIMIT:
        return text
    return text[: LIMIT - _DIGEST] + hashlib.sha256(text.encode()).hexdigest()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
