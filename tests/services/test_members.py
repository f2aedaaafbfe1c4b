"""Members: owners decide, an owner always remains, the security log keeps it."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Membership, Revision, SecurityEvent, User
from app.models.types import now
from app.services import access, members, revisions, transactions
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


def codes(refused):
    return [(p.place, p.code) for p in refused.value.problems]


def log():
    db.session.rollback()
    statement = select(SecurityEvent.action, SecurityEvent.subject).order_by(SecurityEvent.id)
    return [tuple(row) for row in db.session.execute(statement)]


def test_members_are_listed_owners_first(project):
    assert [(m.name, m.role, m.right) for m in members.of(project.id)] == [
        ("Alice", "owner", "owner"),
        ("Bob", "editor", "editor"),
        ("Vera", "viewer", "viewer"),
    ]


def test_an_owner_adds_by_email_however_it_is_written(project, alice, charlie):
    members.add(project.id, alice.id, " CHARLIE@Office.example ", "editor")
    assert access.enter(project.id, charlie.id).right == "editor"
    assert log() == [("member.added", f"project {project.id}: charlie@office.example editor")]


def test_adding_twice_is_once(project, alice):
    for _ in range(2):
        members.add(project.id, alice.id, "charlie@office.example", "editor")
    assert (len(members.of(project.id)), len(log())) == (4, 1)


def test_a_member_is_not_added_with_another_role(project, alice):
    with pytest.raises(Invalid) as refused:
        members.add(project.id, alice.id, "bob@office.example", "owner")
    assert codes(refused) == [("email", "member.already")]


def test_who_is_not_there_cannot_be_added(project, alice):
    with pytest.raises(Invalid) as refused:
        members.add(project.id, alice.id, "nobody@office.example", "viewer")
    assert codes(refused) == [("email", "member.unknown")]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\0",
        "a\0@office.example",
        "a\ud800@office.example",
        "\0bob@office.example",
        "x" * 5000,
        "bob",
    ],
)
def test_what_is_no_address_is_refused_as_such(project, alice, typed):
    with pytest.raises(Invalid) as refused:
        members.add(project.id, alice.id, typed, "viewer")
    assert codes(refused) == [("email", "email.invalid")]


def test_a_disabled_person_counts_as_not_there(project, alice, charlie):
    with transactions.writing() as session:
        session.get(User, charlie.id).disabled_at = now()
    with pytest.raises(Invalid) as refused:
        members.add(project.id, alice.id, charlie.email, "viewer")
    assert codes(refused) == [("email", "member.unknown")]


def test_a_viewer_of_the_site_is_at_most_a_viewer_here(project, alice, vera):
    with pytest.raises(Invalid) as refused:
        members.change(project.id, alice.id, vera.id, "editor")
    assert codes(refused) == [("role", "member.only_viewer")]
    members.remove(project.id, alice.id, vera.id)
    with pytest.raises(Invalid) as refused:
        members.add(project.id, alice.id, vera.email, "owner")
    assert codes(refused) == [("role", "member.only_viewer")]


def test_roles_change_and_the_log_says_so(project, alice, bob):
    members.change(project.id, alice.id, bob.id, "owner")
    members.change(project.id, alice.id, bob.id, "owner")
    assert access.enter(project.id, bob.id).right == "owner"
    assert log() == [("member.changed", f"project {project.id}: bob@office.example owner")]


def test_the_last_owner_neither_leaves_nor_steps_down(project, alice):
    with pytest.raises(Invalid) as refused:
        members.remove(project.id, alice.id, alice.id)
    assert codes(refused) == [("role", "member.last_owner")]
    with pytest.raises(Invalid) as refused:
        members.change(project.id, alice.id, alice.id, "editor")
    assert codes(refused) == [("role", "member.last_owner")]


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled_at": now()}])
def test_an_owner_who_cannot_act_does_not_count(project, alice, bob, change):
    members.change(project.id, alice.id, bob.id, "owner")
    with transactions.writing() as session:
        for name, value in change.items():
            setattr(session.get(User, bob.id), name, value)
    with pytest.raises(Invalid):
        members.remove(project.id, alice.id, alice.id)


def test_an_owner_leaves_when_another_one_remains(project, alice, bob):
    members.change(project.id, alice.id, bob.id, "owner")
    members.remove(project.id, alice.id, alice.id)
    with pytest.raises(NotFound):
        access.enter(project.id, alice.id)
    assert log()[-1] == ("member.removed", f"project {project.id}: alice@office.example")


@pytest.mark.parametrize("name", ["bob", "vera", "charlie", "admin"])
def test_others_decide_nothing(project, people, name):
    person = people[name]
    refusal = NotFound if name in {"charlie", "admin"} else Forbidden
    with pytest.raises(refusal):
        members.add(project.id, person.id, "charlie@office.example", "viewer")
    with pytest.raises(refusal):
        members.change(project.id, person.id, people["vera"].id, "viewer")
    with pytest.raises(refusal):
        members.remove(project.id, person.id, people["vera"].id)
    assert len(members.of(project.id)) == 3


def test_who_is_no_member_cannot_be_changed_or_removed(project, alice, charlie):
    for user_id in (charlie.id, 999, 2**62):
        with pytest.raises(NotFound):
            members.change(project.id, alice.id, user_id, "viewer")
        with pytest.raises(NotFound):
            members.remove(project.id, alice.id, user_id)


@pytest.mark.parametrize("role", ["", "admin", "Owner"])
def test_other_roles_do_not_exist(project, alice, bob, role):
    with pytest.raises(Invalid) as refused:
        members.change(project.id, alice.id, bob.id, role)
    assert codes(refused) == [("role", "choice.unknown")]


def test_memberships_are_no_revisions(project, alice, bob):
    members.change(project.id, alice.id, bob.id, "viewer")
    numbers = db.session.execute(select(Revision.number)).scalars().all()
    roles = db.session.execute(select(Membership.role).where(Membership.user_id == bob.id))
    assert (numbers, roles.scalar_one()) == ([1], "viewer")


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63])
def test_ids_that_no_row_can_have_are_not_found(people, number):
    alice = people["alice"].id
    with pytest.raises(NotFound):
        members.add(number, alice, "bob@office.example", "viewer")
    with pytest.raises(NotFound):
        access.enter(number, alice)
    with pytest.raises(NotFound):
        revisions.run(Order(number, "project.header", alice), lambda _draft: None)
