"""What the list of projects is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask import url_for


@dataclass(frozen=True, slots=True)
class Wish:
    """Search, kind and page of the list, as the address says them."""

    search: str
    kind: str
    page: int

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read an address; what is no page number is the first page."""
        page = args.get("page", "")
        number = int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 1
        return cls(args.get("q", "")[:200], args.get("kind", ""), number)


def pages(page: int, count: int, wish: Wish) -> list[tuple[str, str | None]]:
    """Links to the pages of the list: the first, the last, and those around the present one."""
    if count < 2:
        return []
    near = {1, count, *range(max(1, page - 2), min(count, page + 2) + 1)}
    asked: dict[str, Any] = {"q": wish.search or None, "kind": wish.kind or None}
    return [
        (str(n), None if n == page else url_for("home.index", page=n, **asked))
        for n in sorted(near)
    ]
