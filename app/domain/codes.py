"""Codes of analyses and resources: `2.2.1.4.5`, `A.4.1.1.5`, `6.1 (1)`, `L.01`."""

import re
import unicodedata

_SEGMENT = re.compile(r"[0-9]+|[^\W\d_]+")


def sort_key(code: str) -> str:
    """Return text whose plain order is the order of the codes by their numeric segments.

    `1.2.10` comes after `1.2.9`, numbers before letters, a code before the codes below it.
    Codes that differ only in punctuation, case or leading zeros (`L.01`, `L01`) have one key.
    """
    folded = unicodedata.normalize("NFKC", code).casefold()
    return " ".join(_comparable(segment) for segment in _SEGMENT.findall(folded))


def _comparable(segment: str) -> str:
    if not segment.isdecimal():
        return segment
    number = segment.lstrip("0")
    return f"{len(number):02}{number}"
