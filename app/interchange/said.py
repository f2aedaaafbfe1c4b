"""What is said about a file: each kind in a list that somebody may read, of more the number."""

from collections import Counter

from app.domain.errors import Problem

#: Problems of one kind that are listed.
LISTED = 5_000


class Said:
    """Problems as they are found; those that nobody would read are counted and not kept."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(self, *problems: Problem) -> None:
        """Put problems on the list."""
        for problem in problems:
            self._counts[problem.code] += 1
            if self._counts[problem.code] <= LISTED:
                self.problems.append(problem)

    def finished(self, sheet: str = "") -> list[Problem]:
        """The list, with how many more there are of the kinds that were too many."""
        more = [
            Problem("table.more", sheet, {"code": code, "count": count - LISTED}, warning=True)
            for code, count in self._counts.items()
            if count > LISTED
        ]
        return [*self.problems, *more]
