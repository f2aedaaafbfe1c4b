"""Where a browser may be sent: only to pages of this site."""

import re
from urllib.parse import urlsplit

from flask import request

#: One slash, then printable ASCII: browsers read `//x`, `/\\x` and a stray tab as another host.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
LONGEST = 2000


def local(address: str | None) -> str | None:
    """The address if it is a path of this site, else None."""
    if address and len(address) <= LONGEST and _LOCAL.fullmatch(address):
        return address
    return None


def came_from(header: str = "Referer") -> str | None:
    """The page of this site that the browser says it was on."""
    try:
        parts = urlsplit(request.headers.get(header, ""))
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return local(parts.path + (f"?{parts.query}" if parts.query else ""))
