"""Every route against every person, made from the URL map: a new route is covered unasked."""

from collections.abc import Iterator
from fractions import Fraction
from http import HTTPStatus

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.models import Parameter
from app.services import access, revisions
from app.services.revisions import Order
from app.web.access import DECLARED

RIGHTS = {"alice": "owner", "bob": "editor", "vera": "viewer"}
STRANGERS = ("charlie", "admin")
#: Arguments that name a row: asked with a row of another project they must say 404.
ROWS = {"node_id", "resource_id", "analysis_id", "component_id", "row_id", "parameter_id"}
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.fixture
def arguments(app: Flask, project, alice) -> dict[str, int | str]:
    def add(draft):
        return {"parameter": draft.add(Parameter(name="p", value=Fraction(2))).id}

    with app.app_context():
        made = revisions.run(Order(project.id, "parameter.added", alice.id), add)
    return {
        "project_id": project.id,
        "node_id": project.excavation,
        "resource_id": project.labourer,
        "analysis_id": project.analysis,
        "component_id": project.component,
        "row_id": project.component,
        "parameter_id": made.result["parameter"],
        "user_id": 999,
        "number": 2,
        "address": "rounded",
    }


def rules(app: Flask, kind: str) -> Iterator[tuple[Rule, str, str]]:
    for rule in app.url_map.iter_rules():
        declared, right = getattr(app.view_functions[rule.endpoint], DECLARED)
        if declared == kind:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, right


def address(app: Flask, rule: Rule, arguments: dict[str, int | str]) -> str:
    values = {name: arguments.get(name, 1) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    kinds = [getattr(app.view_functions[r.endpoint], DECLARED)[0] for r in app.url_map.iter_rules()]
    assert set(kinds) == {"public", "members", "site", "project"}
    assert kinds.count("project") > 30


def test_a_stranger_and_an_admin_find_no_project(app, login, people, arguments) -> None:
    found = []
    for name in STRANGERS:
        client = login(app.test_client(), people[name])
        for rule, method, _ in rules(app, "project"):
            answer = client.open(address(app, rule, arguments), method=method)
            if answer.status_code != HTTPStatus.NOT_FOUND:
                found.append((name, method, rule.rule, answer.status_code))
    assert found == []


def test_nobody_in_particular_is_sent_to_the_login(app, arguments) -> None:
    found = []
    for kind in ("project", "site", "members"):
        for rule, method, _ in rules(app, kind):
            if method == "GET":
                answer = app.test_client().get(address(app, rule, arguments))
                if answer.status_code != HTTPStatus.SEE_OTHER or "/login" not in answer.location:
                    found.append((rule.rule, answer.status_code))
    assert found == []


def test_a_member_below_the_right_is_refused_and_above_it_is_not(
    app, login, people, arguments
) -> None:
    found = []
    for name, right in RIGHTS.items():
        client = login(app.test_client(), people[name])
        for rule, method, needs in rules(app, "project"):
            if access.allows(right, needs) and (method == "POST" or "number" in rule.arguments):
                continue
            answer = client.open(address(app, rule, arguments), method=method)
            allowed = access.allows(right, needs)
            expected = answer.status_code not in REFUSED and answer.status_code < 500
            if allowed != expected or (not allowed and answer.status_code != HTTPStatus.FORBIDDEN):
                found.append((name, method, rule.rule, answer.status_code))
    assert found == []


def test_an_empty_form_of_the_owner_breaks_nothing(app, login, people, arguments) -> None:
    client = login(app.test_client(), people["alice"])
    found = []
    for rule, method, _ in rules(app, "project"):
        # Deletions last: they would take the rows that the others need.
        if method == "POST" and not rule.rule.endswith("/deletion"):
            answer = client.post(address(app, rule, arguments), data={})
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                found.append((rule.rule, answer.status_code))
    assert found == []


def test_a_row_of_another_project_does_not_exist_in_this_one(
    app, login, people, project, arguments, charlie
) -> None:
    with app.app_context():
        order = Order(0, "project.created", charlie.id)
        values = {"kind": "private", "name": "Lain", "markup_percent": Fraction(0)}
        other = revisions.create(order, values, lambda _draft: None).project_id
    client = login(app.test_client(), people["charlie"])
    found = []
    for rule, method, _ in rules(app, "project"):
        if ROWS & rule.arguments:
            url = address(app, rule, {**arguments, "project_id": other})
            answer = client.open(url, method=method)
            if answer.status_code not in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
                found.append((method, rule.rule, answer.status_code))
    assert found == []


@pytest.mark.parametrize("bad", ["0", "-1", "9223372036854775808", "1e3", "abc", "%00"])
def test_an_impossible_project_id_is_simply_not_found(app, login, people, bad) -> None:
    client = login(app.test_client(), people["alice"])
    answer = client.get(f"/projects/{bad}/recap")
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_sites_own_pages_are_for_its_admin(app, login, people, arguments) -> None:
    found = []
    for name in ("vera", "charlie"):
        client = login(app.test_client(), people[name])
        for rule, method, role in rules(app, "site"):
            if people[name].role not in {role, "admin"}:
                answer = client.open(address(app, rule, arguments), method=method)
                if answer.status_code != HTTPStatus.FORBIDDEN:
                    found.append((name, method, rule.rule, answer.status_code))
    assert found == []
