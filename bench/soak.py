"""`make soak`: steady use of one server over half an hour; memory and times must not drift.

Open loop: every person asks once a second, whatever the last answer took, and times count from the
intended moment. Everything runs on loopback and ends by itself.
"""

import argparse
import http.client
import random
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.config import Config
from app.models import OutlineNode, User
from app.services import revisions, transactions, verification
from app.services.revisions import Order
from bench import projects, whole
from tests.fixtures.processes import stop

PEOPLE, ITEMS = 20, 1_000
#: The share of requests that write: all by one account, below its limit.
EDITS = 0.15
#: What must hold from the first sixth of the run to the last.
SLOWER, GROWTH_MB, WAL_MB = 1.5, 12, 64


@dataclass
class Run:
    """What the people saw: (moment, seconds, status) of every request."""

    project: int
    cells: list[int]
    cookie: str
    token: str
    ends: float
    port: int = 0
    seen: list[tuple[float, float, int]] = field(default_factory=list)


def main() -> None:
    """Run, print, and leave with 1 where something drifted."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--minutes", type=float, default=30)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="taksir-soak-") as folder:
        app = create_app(Config(instance_path=Path(folder)))
        with app.app_context():
            upgrade()
            run = _prepare(app, minutes)
        process, run.port = whole.started(folder)
        try:
            samples = _use(run, process.pid, Path(folder))
        finally:
            stop(process)
        with app.app_context(), transactions.writing() as session:
            differences = verification.verify(session, run.project).differences
    failures = _judge(run, samples, minutes)
    if differences:
        failures.append(f"figures differ: {differences[:3]}")
    print("\n".join(failures) or "nothing drifted")
    sys.exit(1 if failures else 0)


def _prepare(app: Flask, minutes: float) -> Run:
    by = projects.person()
    project = projects.make(by, ITEMS)

    def cells(draft: revisions.Draft) -> dict[str, list[int]]:
        rows = draft.find(OutlineNode, OutlineNode.kind == "item")
        return {"ids": [row.id for row in rows]}

    found = revisions.run(Order(project, "none", by), cells).result["ids"]
    with transactions.writing() as session:
        session.get_one(User, by).must_change_password = False
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("soak")
    return Run(project, found, _cookie(app, by), str(token), minutes * 60)


def _cookie(app: Flask, by: int) -> str:
    """The signed cookie of a session, as the log-in page would set it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise SystemExit("no key to sign with")
    moment = int(time.time())
    held = {"_user_id": f"{by}:0", "since": moment, "seen": moment, "_permanent": True}
    return str(signer.dumps(held | {"ticket": "soak", "csrf_token": "soak"}))


def _use(run: Run, pid: int, folder: Path) -> list[tuple[float, float, float]]:
    """Let everybody work; (moment, resident MB, WAL MB) every ten seconds."""
    begun = time.monotonic()
    people = [
        threading.Thread(target=_work, args=(run, n, begun), daemon=True) for n in range(PEOPLE)
    ]
    for person in people:
        person.start()
    samples = []
    while time.monotonic() - begun < run.ends:
        time.sleep(min(10, run.ends / 30))
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        resident = re.search(r"VmRSS:\s+(\d+)", status)
        wal = folder / "taksir.db-wal"
        size = wal.stat().st_size / 1e6 if wal.exists() else 0.0
        samples.append((time.monotonic() - begun, int(resident[1]) / 1024 if resident else 0, size))
    for person in people:
        person.join(30)
    return samples


def _work(run: Run, number: int, begun: float) -> None:
    chance = random.Random(number)  # noqa: S311 - the same people every time
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=30)
    head = {"Cookie": f"taksir={run.cookie}"}
    at = number / PEOPLE
    while at < run.ends:
        time.sleep(max(0.0, begun + at - time.monotonic()))
        if chance.random() < EDITS:
            _edit(run, connection, head, chance)
        else:
            connection.request("GET", f"/projects/{run.project}/", headers=head)
        answer = connection.getresponse()
        answer.read()
        run.seen.append((at, time.monotonic() - begun - at, answer.status))
        at += 1


def _edit(
    run: Run, connection: http.client.HTTPConnection, head: dict[str, str], chance: random.Random
) -> None:
    cell = chance.choice(run.cells)
    body = urlencode({f"q-{cell}-1": str(chance.randrange(1, 999)), "csrf_token": run.token})
    form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    path = f"/projects/{run.project}/items/{cell}/quantity"
    connection.request("POST", path, body, headers=head | form)


def _judge(run: Run, samples: list[tuple[float, float, float]], minutes: float) -> list[str]:
    sixth = run.ends / 6
    first = sorted(s for at, s, _ in run.seen if sixth <= at < 2 * sixth)
    last = sorted(s for at, s, _ in run.seen if at >= run.ends - sixth)
    early, late = first[int(len(first) * 0.95)], last[int(len(last) * 0.95)]
    memory = [mb for at, mb, _ in samples if at >= 2 * sixth]
    wrong = sum(1 for _, _, status in run.seen if status >= 400)
    print(
        f"{len(run.seen)} requests in {minutes:g} minutes; p95 {early * 1000:.0f} ms, at the end "
        f"{late * 1000:.0f} ms; memory {memory[0]:.0f} to {memory[-1]:.0f} MB; {wrong} failures"
    )
    found = []
    if wrong:
        found.append(f"{wrong} answers of 400 and above")
    if late > SLOWER * early:
        found.append(f"p95 grew from {early:.3f} to {late:.3f} s")
    if memory[-1] - memory[0] > GROWTH_MB:
        found.append(f"memory grew from {memory[0]:.0f} to {memory[-1]:.0f} MB")
    if max(size for _, _, size in samples) > WAL_MB:
        found.append("the write-ahead log grew past its limit")
    return found


if __name__ == "__main__":
    main()
