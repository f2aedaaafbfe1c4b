"""Large files that become projects: looked at by a job, stored by another, once or not at all."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.interchange import archive
from app.models import Blob, Job, Membership, User
from app.services import (
    archives,
    jobs,
    jobs_work,
    messages,
    project_imports,
    tables,
    transactions,
    verification,
)
from app.services.errors import NotFound
from app.services.idempotency import Key
from app.services.project_imports import Upload
from tests.services.imports.kiosk import KIOS, count, files, looked_at, many, projects


def test_what_is_stored_within_a_second_is_not_large(brought, monkeypatch):
    assert not project_imports.is_large(brought)
    assert not project_imports.is_large(many(1000))
    assert project_imports.is_large(many(project_imports.LINES))


@pytest.mark.parametrize("limit", ["LINES", "BYTES", "CARRIED"])
def test_lines_history_and_what_a_page_can_carry_make_it_large(brought, monkeypatch, limit):
    monkeypatch.setattr(project_imports, limit, 10)
    is_archive = len(brought) == 1
    assert project_imports.is_large(brought) is (limit != ("LINES" if is_archive else "BYTES"))


def test_many_revisions_are_large_however_short_they_are(context, project, monkeypatch):
    content = archives.export(project.id)
    monkeypatch.setattr(project_imports, "REVISION", project_imports.BYTES)
    assert project_imports.is_large([("a.zip", content)])


@pytest.mark.parametrize(
    "wrong",
    [
        [("x.zip", b"<html>" * 100_000)],
        [("x.zip", archive.pack({"items.csv": b"\n" * 100_000}))],
        [("x.zip", archive.pack({"manifest.json": b"{}"}))],
        [("items.csv", b"\n" * 100_000)],
        [("project.json", b"{}"), ("items.csv", b"\n" * 100_000), ("ITEMS.CSV", b"\n")],
    ],
)
def test_what_is_no_project_is_never_large_so_that_it_is_refused_at_once(wrong):
    assert not project_imports.is_large(wrong)


# --- the look -------------------------------------------------------------------------------


def test_a_look_tells_what_would_be_stored_and_stores_nothing(seen, brought):
    assert projects() == []
    report = seen.report
    if len(brought) > 1:
        reading = tables.read(KIOS)
        assert (report.preview, report.problems) == (
            tables.preview(reading.tables), reading.problems,
        )  # fmt: skip
        assert report.told is None
        return
    proof = archives.prove(brought[0][1])
    shown = (report.preview.amounts, report.preview.recap, report.preview.items)
    assert shown == (proof.preview.amounts, proof.preview.recap, proof.preview.items)
    assert report.told == proof.preview.told
    assert report.problems == proof.problems


def test_a_file_that_is_refused_says_why_and_goes(alice, work):
    seen = looked_at(files(items=b"no,title\n,\n"), alice, work)
    assert seen.report.preview is None
    assert "tables.nothing" in {p.code for p in seen.report.problems}
    assert count(Blob) == 0
    with pytest.raises(NotFound):
        project_imports.store(seen)


def test_an_archive_that_was_damaged_says_why_and_goes(alice, work, context, project):
    content = archives.export(project.id)
    parts = archive.pack({"manifest.json": b"{}", "rest": content})
    seen = looked_at([("a.zip", parts)], alice, work)
    assert [p.code for p in seen.report.problems] == ["project_archive.format"]
    assert (seen.report.preview, count(Blob)) == (None, 0)


def test_figures_that_cannot_be_kept_are_told_by_the_look(alice, work):
    items = b"no,title,quantity,price\n8,a,999999,999999999999\n"
    seen = looked_at(files(items=items), alice, work)
    assert seen.report.problems[-1].code == "figure.too_large"
    assert seen.report.preview is None


def test_the_same_form_twice_is_one_look(brought, alice, context):
    key = Key("a-key-of-a-form", "tables.bring", "x" * 64)
    first, second = (project_imports.receive(Upload(brought, alice.id, key)) for _ in range(2))
    assert (first, count(Blob)) == (second, 1)


def test_a_form_that_comes_again_after_its_look_was_stopped_is_looked_at(brought, alice, work):
    key = Key("a-key-of-a-form", "tables.bring", "x" * 64)
    stopped = project_imports.receive(Upload(brought, alice.id, key))
    jobs.cancel(stopped, alice)
    again = [project_imports.receive(Upload(brought, alice.id, key)) for _ in range(2)]
    assert again[0] == again[1] != stopped
    work()
    assert project_imports.looked(again[0], alice).may_be_stored


def test_the_file_of_a_look_that_was_stopped_goes_and_others_stay(brought, alice, work, context):
    stopped, waiting = (project_imports.receive(Upload(brought, alice.id)) for _ in range(2))
    jobs.cancel(stopped, alice)
    project_imports.sweep()
    assert [*db.session.execute(select(Blob.id)).scalars()] == [jobs.find(waiting).params["blob"]]
    work()
    project_imports.sweep()
    assert project_imports.looked(waiting, alice).may_be_stored
    assert count(Blob) == 1


def test_of_one_person_the_latest_files_are_kept(brought, alice, bob, context, monkeypatch):
    monkeypatch.setattr(project_imports, "KEPT", 2)
    project_imports.receive(Upload(brought, bob.id))
    first, second, third = (project_imports.receive(Upload(brought, alice.id)) for _ in range(3))
    kept = {*db.session.execute(select(Blob.id)).scalars()}
    held = [jobs.find(number).params["blob"] in kept for number in (first, second, third)]
    assert (held, len(kept)) == ([False, True, True], 3)


def test_a_look_is_nobody_elses(brought, people, work):
    number = project_imports.receive(Upload(brought, people["alice"].id))
    for name in ("bob", "vera", "charlie", "admin"):
        with pytest.raises(NotFound):
            project_imports.looked(number, people[name])


def test_another_kind_of_job_is_no_look(alice, context):
    with pytest.raises(NotFound):
        project_imports.looked(jobs.ask(jobs.Asked("catalogue.preview", alice.id)), alice)


# --- the storing ----------------------------------------------------------------------------


def test_what_was_looked_at_is_stored_as_a_project_of_ones_own(seen, alice, work):
    number = project_imports.store(seen)
    work()
    job, (project,) = jobs.find(number), projects()
    assert (job.state, job.result["project"]) == ("done", project.id)
    assert job.result["items"] == seen.report.preview.items > 0
    assert project.rounded == seen.report.preview.recap.rounded
    assert verification.verify(db.session, project.id).differences == ()
    owner = db.session.execute(
        select(Membership.user_id, Membership.role).where(Membership.project_id == project.id)
    ).all()
    assert owner == [(alice.id, "owner")]


def test_the_file_goes_with_the_storing(seen, work):
    project_imports.store(seen)
    assert count(Blob) == 1
    work()
    assert count(Blob) == 0


def test_one_look_gives_one_project_however_often_it_is_confirmed(seen, alice, work):
    first, second = project_imports.store(seen), project_imports.store(seen)
    work()
    after = project_imports.looked(seen.job.id, alice)
    assert first == second == project_imports.store(after)
    assert (after.may_be_stored, len(projects())) == (False, 1)


def test_an_import_that_was_cancelled_stores_nothing_and_may_be_asked_again(seen, alice, work):
    number = project_imports.store(seen)
    jobs.cancel(number, alice)
    work()
    assert projects() == []
    again = project_imports.looked(seen.job.id, alice)
    assert again.may_be_stored
    assert project_imports.store(again) != number
    work()
    assert len(projects()) == 1


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled": True}])
def test_who_may_not_make_projects_any_more_gets_none(seen, alice, work, change):
    number = project_imports.store(seen)
    with transactions.writing() as session:
        user = session.get(User, alice.id)
        user.role = change.get("role", user.role)
        user.disabled_at = user.created_at if "disabled" in change else None
    work()
    job = jobs.find(number)
    assert (job.state, projects()) == ("failed", [])
    assert [p.code for p in job.problems] == ["project_import.forbidden"]
    assert "tidak" in messages.text(job.problems[0])


def test_who_left_the_project_that_was_taken_out_still_owns_the_file(context, project, bob, work):
    """The archive is a file of one's own: what it came from is not asked again."""
    seen = looked_at([("a.zip", archives.export(project.id))], bob, work)
    number = project_imports.store(seen)
    with transactions.writing() as session:
        gone = select(Membership).where(Membership.user_id == bob.id)
        session.delete(session.execute(gone).scalar_one())
    work()
    made = jobs.find(number).result["project"]
    assert made != project.id
    assert [m.project_id for m in db.session.execute(gone).scalars()] == [made]


def test_a_file_that_is_gone_stores_nothing(seen, work):
    number = project_imports.store(seen)
    with transactions.writing() as session:
        session.delete(session.get(Blob, seen.job.params["blob"]))
    work()
    assert [p.code for p in jobs.find(number).problems] == ["job.gone"]
    assert projects() == []


# --- how far it is --------------------------------------------------------------------------


def test_it_tells_its_steps_and_how_far_each_of_them_is(seen, brought, work, monkeypatch):
    told, real = [], jobs_work.claims.renew

    def renew(claim, **values):
        if values:
            told.append((values.get("step"), values.get("progress"), values.get("total")))
        return real(claim, **values)

    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    monkeypatch.setattr(jobs_work.claims, "renew", renew)
    project_imports.store(seen)
    work()
    steps = [step for step, _, _ in told if step]
    assert steps == [
        "project.reading" if len(brought) > 1 else "project.proving",
        "project.storing",
    ]
    total, after = told[0][2], [done for step, done, _ in told[1:] if step is None]
    assert after == sorted(after)
    assert after[-1] == (total - 3 if len(brought) > 1 else total)  # three tables have a heading


def test_stopped_while_it_reads_it_stops_there(seen, alice, work, monkeypatch):
    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    number, real = project_imports.store(seen), jobs_work.Work.step

    def step(self, code, total=None):
        real(self, code, total)
        jobs.cancel(number, alice)

    monkeypatch.setattr(jobs_work.Work, "step", step)
    work()
    job = jobs.find(number)
    assert (job.state, job.step in {"project.reading", "project.proving"}) == ("cancelled", True)
    assert projects() == []
    assert db.session.get(Job, number).result is None
