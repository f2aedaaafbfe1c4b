"""The tests themselves: each says something, and what says nothing is not a test."""

import ast

from tests.architecture.sources import TESTS, functions, name

CHECKS = {"raises", "warns", "fail"}


def checks(function):
    """Whether a test asserts: itself, by `pytest.raises`, or by a function named for it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in CHECKS or called.lstrip("_").startswith(("assert", "expect", "check")):
                return True
    return False


def collected():
    for path in TESTS:
        if path.name.startswith("test_"):
            yield path, [f for f in functions(path) if f.name.startswith("test_")]


def test_every_test_asserts_something():
    silent = [f"{name(p)}:{f.name}" for p, tests in collected() for f in tests if not checks(f)]

    assert silent == []


def test_every_file_of_tests_has_tests():
    machines = ("TestCase", "Machine")
    empty = [
        name(path)
        for path, tests in collected()
        if not tests and not any(word in path.read_text(encoding="utf-8") for word in machines)
    ]
    assert empty == []


def test_no_two_tests_of_a_file_share_a_name():
    doubled = [
        name(path)
        for path, tests in collected()
        if len({(f.name, f.col_offset) for f in tests}) < len(tests)
    ]
    assert doubled == []
