import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.models import Job
from app.models.types import now
from app.services import health, jobs, transactions
from app.services.jobs import Asked

DEAD_POSTGRES = "postgresql+psycopg://taksir@127.0.0.1:9/none"


def ready(app):
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.json


def test_a_migrated_database_is_ready(app):
    assert ready(app) == (200, {"status": "ready"})


def test_postgresql_is_ready_too(make_app, postgresql):
    assert ready(make_app(database_url=postgresql)) == (200, {"status": "ready"})


def test_a_database_without_tables_is_down(make_app, tmp_path):
    assert ready(make_app(database_url=f"sqlite:///{tmp_path / 'new.db'}"))[0] == 503


def test_a_database_of_another_release_is_down(app):
    with app.app_context():
        connection = health.db.engine.raw_connection()
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
        connection.commit()
        connection.close()

    assert ready(app) == (503, {"status": "down"})


def test_a_database_that_is_not_there_is_down_within_the_budget(make_app):
    app = make_app(database_url=DEAD_POSTGRES)
    begun = time.monotonic()

    assert ready(app) == (503, {"status": "down"})
    assert time.monotonic() - begun < 10


def test_with_redis_it_is_ready(make_app, sqlite, redis_server):
    assert ready(make_app(database_url=sqlite, redis_url=redis_server.url))[1] == {
        "status": "ready"
    }


def test_without_its_redis_it_is_degraded_and_serves_on(make_app, sqlite, redis_server):
    redis_server.stop()
    app = make_app(database_url=sqlite, redis_url=redis_server.url)

    assert ready(app) == (200, {"status": "degraded"})


def test_work_that_waits_for_a_moment_is_no_concern(app, alice):
    with app.app_context():
        jobs.ask(Asked("test", alice.id))

    assert ready(app) == (200, {"status": "ready"})


@pytest.mark.parametrize("field", ["created_at", "lease_until"])
def test_work_that_nobody_takes_for_a_minute_is_degraded_and_pages_are_served(app, alice, field):
    values = {"kind": "test", "user_id": alice.id, field: now() - timedelta(seconds=61)}
    state = "running" if field == "lease_until" else "waiting"
    with app.app_context(), transactions.writing() as session:
        session.add(Job(**values, state=state))

    assert ready(app) == (200, {"status": "degraded"})


def test_an_answer_is_kept_for_two_seconds(monkeypatch):
    probe, asked = health.Probe(), []
    now = [100.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])

    def check():
        asked.append(now[0])
        return "ready"

    for moment in (100.0, 101.9, 102.1):
        now[0] = moment
        assert probe.ask(check) == "ready"

    assert asked == [100.0, 102.1]


def test_a_check_that_hangs_is_down_and_is_not_started_twice(monkeypatch):
    monkeypatch.setattr(health, "BUDGET_SECONDS", 0.05)
    probe, release, started = health.Probe(), threading.Event(), []

    def hang():
        started.append(1)
        release.wait(10)
        return "ready"

    assert [probe.ask(hang), probe.ask(hang)] == ["down", "down"]
    release.set()
    probe.worker.join()
    assert (probe.ask(hang), len(started)) == ("ready", 1)


def test_a_check_that_breaks_is_down(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", lambda _told: None)

    def broken():
        raise OSError("no such file")

    assert health.Probe().ask(broken) == "down"


def test_the_folder_of_migrations_is_the_projects():
    assert (Path(health.MIGRATIONS) / "env.py").is_file()


@pytest.mark.parametrize("state", ["ready", "degraded", "down"])
def test_a_stranger_learns_the_state_and_nothing_else(app, monkeypatch, state):
    monkeypatch.setattr(health, "readiness", lambda: state)

    assert ready(app)[1] == {"status": state}
