"""Who is looking at a project right now: kept in the cache for a minute, and nowhere else."""

import time
import zlib
from dataclasses import dataclass
from typing import Any

from app.extensions import cache

#: Seconds after which somebody who does not ask any more is not here any more.
KEPT = 60


@dataclass(frozen=True, slots=True)
class Here:
    """The others who are here, by name; `mark` is another text for every other list."""

    names: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A few characters that a page sends back to say which list it shows; "" of nobody."""
        said = "\n".join(self.names)
        return f"{zlib.crc32(said.encode()):x}" if said else ""


def enter(project_id: int, user_id: int, name: str) -> Here:
    """Note that a person looks at a project, and return who else does.

    Two people who come in the same moment may miss each other once: their next question mends it.
    """
    key, moment = f"here:{project_id}", time.time()
    kept: Any = cache.get(key) or {}
    present = {i: entry for i, entry in kept.items() if entry[1] > moment}
    present[str(user_id)] = [name, moment + KEPT]
    cache.set(key, present, timeout=KEPT)
    others = (entry[0] for i, entry in present.items() if i != str(user_id))
    return Here(tuple(sorted(others)))
