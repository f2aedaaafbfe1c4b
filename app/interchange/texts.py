"""Text of files: decoded as UTF-8 or refused, one form of it is kept."""

import re
import unicodedata

from app.domain.errors import Problem

_MARKS_AT_LINE_STARTS = re.compile("^\ufeff+", re.MULTILINE)
_SPACING = re.compile(r"[\t\r\n]+")
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: A cell of a program that takes these for a formula is written with an apostrophe before it.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r'])")


def decoded(content: bytes, name: str) -> str | Problem:
    """The text of a file, without byte order marks (some programs set one on every line)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        return Problem("file.encoding", name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem("file.encoding", f"{name}:{line}")
    text = _MARKS_AT_LINE_STARTS.sub("", text)
    start = text.lstrip()[:200].lower()
    if not start:
        return Problem("file.empty", name)
    if start.startswith("<"):
        return Problem("file.html", name)
    return text


def unguarded(cell: str) -> str:
    """The text of a cell without the apostrophe that kept programs from running it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def cleaned(value: str, limit: int) -> str | Problem:
    """The text as it is kept: one line, composed (NFC), trimmed; or what is wrong with it."""
    text = value
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _SPACING.sub(" ", value))
        for position, char in enumerate(text, 1):
            code = _refused(char)
            if code:
                return Problem(code, params={"position": position})
    text = text.strip()
    return text if len(text) <= limit else Problem("text.too_long", params={"limit": limit})


def _refused(char: str) -> str:
    if char in _DIRECTIONS:
        return "text.direction"
    if char == "\ufffd" or unicodedata.category(char) == "Cs":
        return "text.broken"
    is_control = unicodedata.category(char) in {"Cc", "Zl", "Zp"}
    return "text.control" if is_control else ""
