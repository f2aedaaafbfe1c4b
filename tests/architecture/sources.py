"""The project's own files, as the architecture tests read them."""

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("bench/**/*.py"), ROOT / "wsgi.py"])
TESTS = sorted(ROOT.glob("tests/**/*.py"))
TEMPLATES = sorted(ROOT.glob("app/templates/**/*.html"))
STYLES = sorted(ROOT.glob("app/static/css/**/*.css"))
SCRIPTS = sorted(ROOT.glob("app/static/js/**/*.js"))
TEXTS = (".py", ".html", ".css", ".js", ".md", ".cfg", ".toml", ".po", ".sh", ".lock", ".svg")
NOT_OURS = {".git", ".venv", "vendor", "instance", "__pycache__", "build", "dist"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring and nested functions' own lines."""
    doc = function.body[0] if ast.get_docstring(function) else None
    said = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (function.end_lineno or 0) - function.lineno + 1 - said


def texts() -> Iterator[Path]:
    """Every text file that is committed: a folder of another tool is not ours."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(p in NOT_OURS or p.endswith(("egg-info", "_cache")) for p in parts)
        named = path.suffix in TEXTS or path.name in {"Makefile", "Procfile", "run", ".gitignore"}
        if path.is_file() and named and not hidden:
            yield path


def setup() -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.read(ROOT / "setup.cfg", encoding="utf-8")
    return read
