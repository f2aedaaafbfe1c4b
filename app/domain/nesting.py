"""Analyses inside analyses: which comes first, and the circle nobody can compute."""

from collections.abc import Iterator, Mapping, Sequence

from app.domain.components import Component

Analyses = Mapping[int, Sequence[Component]]


def order(analyses: Analyses) -> list[int]:
    """Return every analysis once, after those it contains; of any depth.

    In a circle no order is right: its members still appear, and as each of them waits for a
    later one, the costs of all of them stay unknown.
    """
    return walk(analyses)[0]


def cycle(analyses: Analyses) -> list[int] | None:
    """Return the path of one circle, first and last being the same analysis, or None."""
    return walk(analyses)[1]


def walk(analyses: Analyses) -> tuple[list[int], list[int] | None]:
    """Return the order and the first circle met, in one pass without recursion."""
    done: list[int] = []
    closed: dict[int, bool] = {}
    circle: list[int] | None = None
    for start in analyses:
        if start in closed:
            continue
        closed[start] = False
        path = [(start, _nested(start, analyses))]
        while path:
            child = next(path[-1][1], None)
            if child is None:
                last = path.pop()[0]
                closed[last] = True
                done.append(last)
            elif child not in closed:
                closed[child] = False
                path.append((child, _nested(child, analyses)))
            elif circle is None and not closed[child]:
                open_ids = [analysis_id for analysis_id, _ in path]
                circle = [*open_ids[open_ids.index(child) :], child]
    return done, circle


def _nested(analysis_id: int, analyses: Analyses) -> Iterator[int]:
    """Yield the analyses used by the rows of one; rows that point nowhere are left out."""
    for row in analyses[analysis_id]:
        inner = row.analysis_id if row.kind == "analysis" else None
        if inner is not None and inner in analyses:
            yield inner
