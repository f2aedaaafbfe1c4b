"""Who may use whom: the contracts of setup.cfg, and what they cannot say."""

import ast
import os
import subprocess
import sys

from tests.architecture.sources import CODE, ROOT, name

VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_every_layer_uses_only_what_its_contract_allows():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()"]
    ran = subprocess.run(
        [*command, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "0 broken" in ran.stdout, ran.stdout + ran.stderr
    assert ran.returncode == 0


def test_the_arithmetic_needs_nothing_but_the_standard_library():
    domain = [path for path in CODE if name(path).startswith("app/domain/")]
    foreign = {
        f"{name(path)}: {module}"
        for path in domain
        for module in imported(path)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not module.startswith("app.domain")
    }
    assert domain
    assert foreign == set()


def test_the_arithmetic_knows_no_binary_fractions():
    floats = {
        f"{name(path)}:{node.lineno}"
        for path in CODE
        if name(path).startswith("app/domain/")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    }
    assert floats == set()


def test_no_page_slice_imports_another():
    web = ROOT / "app" / "web"
    slices = {folder.name for folder in web.iterdir() if (folder / "routes.py").is_file()}
    crossed = {
        f"{name(path)}: {module}"
        for each in slices
        for path in (web / each).rglob("*.py")
        for module in imported(path)
        if module.startswith("app.web.") and module.split(".")[2] in slices - {each}
    }
    assert slices
    assert crossed == set()


def test_every_module_has_a_name_that_says_something():
    assert {name(path) for path in CODE if path.stem in VAGUE} == set()
