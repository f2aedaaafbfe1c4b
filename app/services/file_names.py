"""Names of files that people take out: plain on every system, whatever the project is called."""

import re

_LENGTH = 60


def of(project_id: int, name: str, ending: str) -> str:
    """`taksir-7-Rumah-contoh.xlsx`; the ending with its dot."""
    words = re.sub(r"[^\w-]+", "-", name).strip("-_")[:_LENGTH]
    return f"taksir-{project_id}-{words}".rstrip("-") + ending
