"""Every label that code gives to a revision has a sentence, and every sentence is whole."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

import app as package
from app.services import words

ROOT = Path(package.__file__).parent
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def orders(path: Path) -> Iterator[tuple[ast.Module, ast.expr]]:
    """The label of every Order(...) of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Order":
            yield tree, node.args[1]


def given() -> tuple[set[str], set[str], list[ast.Module]]:
    """Labels given as they are, beginnings of labels that are put together, the other files."""
    plain: set[str] = set()
    begun: set[str] = set()
    others: list[ast.Module] = []
    for path in ROOT.rglob("*.py"):
        for tree, label in orders(path):
            if isinstance(label, ast.Constant):
                plain.add(label.value)
            elif isinstance(label, ast.JoinedStr):
                begun.add(label.values[0].value)
            else:
                others.append(tree)
    return plain, begun, others


def test_every_label_written_in_the_code_has_a_sentence():
    plain, begun, _ = given()
    assert len(plain) > 20
    assert plain - words.labels().keys() == set()
    assert [b for b in begun if not any(code.startswith(b) for code in words.labels())] == []


def test_every_label_handed_through_a_name_has_a_sentence():
    _, _, others = given()
    handed = {code for tree in others for code in handed_over(tree)}
    assert len(handed) > 4
    assert handed - words.labels().keys() == set()


def handed_over(tree: ast.Module) -> Iterator[str]:
    """Codes in calls of those functions of a file that take a label, or named so before."""
    takers = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        if any(argument.arg == "label" for argument in node.args.args)
    }
    for node in ast.walk(tree):
        names = [node.func] if isinstance(node, ast.Call) else getattr(node, "targets", [])
        called = {getattr(name, "attr", getattr(name, "id", "")) for name in names}
        if called & ({"label"} if isinstance(node, ast.Assign) else takers):
            values = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
            yield from (v for v in values if isinstance(v, str) and CODE.fullmatch(v))


def test_a_sentence_takes_what_it_knows_and_marks_what_it_does_not(app_sqlite: Flask):
    params = {"of": "numbers.frozen", "with": {}, "number": 1234}
    with app_sqlite.test_request_context():
        said = [words.sentence(label, params) for label in words.labels()]
    assert all(said)
    assert [text for text in said if "%(" in text] == []


def test_an_undo_names_what_it_undid(app_sqlite: Flask):
    params = {"of": "price.set", "with": {"name": "Pasir"}, "number": 12}
    with app_sqlite.test_request_context(headers={"Cookie": "language=en"}):
        said = words.sentence("undo", params)
        unknown = words.sentence("no.such", {})
    assert said == "Undone 12: Changed the price of “Pasir”"
    assert unknown == "Changed the project (no.such)"
