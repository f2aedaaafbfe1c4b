import re
from datetime import timedelta

import pytest

from app.models.types import now
from app.web import jobs_pages

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def running(**values):
    return {
        "state": "running",
        "lease_until": now() + timedelta(seconds=20),
        "attempts": 1,
        "started_at": now(),
        **values,
    }


def test_a_waiting_job_asks_again_by_itself_and_without_script_the_page_does(alices, asked):
    number = asked()
    page = alices.get(f"/jobs/{number}")

    assert page.status_code == 200
    assert "Menunggu giliran" in page.text
    assert f'hx-get="/jobs/{number}?wait=1" hx-trigger="every 1s"' in page.text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("waited", "next_wait"),
    [("1", 2), ("2", 4), ("4", 8), ("8", 8), ("99999", 8), ("-1", 1), ("0", 1), ("x", 1), ("", 1)],
)
def test_the_pauses_double_up_to_eight_seconds(alices, asked, waited, next_wait):
    number = asked()
    answer = alices.get(f"/jobs/{number}?wait={waited}", headers=PARTIAL)

    assert f'wait={next_wait}" hx-trigger="every {next_wait}s"' in answer.text
    assert "<html" not in answer.text
    assert f'id="job-{number}"' in answer.text


@pytest.mark.parametrize(("age", "next_wait"), [(0, 1), (25, 1), (60, 8)])
def test_whoever_is_led_on_by_the_end_is_not_kept_waiting_for_it(
    alices, asked, become, monkeypatch, age, next_wait
):
    monkeypatch.setitem(jobs_pages.LEADS, "test", lambda _job: "")
    number = asked()
    become(number, created_at=now() - timedelta(seconds=age))
    answer = alices.get(f"/jobs/{number}?wait=4", headers=PARTIAL)
    assert f'hx-trigger="every {next_wait}s"' in answer.text


def test_a_running_job_tells_step_percent_and_time_left(alices, asked, become):
    number = asked()
    begun = now() - timedelta(minutes=2)
    become(number, **running(step="", step_at=begun, progress=25, total=100))
    page = alices.get(f"/jobs/{number}")

    assert re.search(r"<b>Menyiapkan</b> · 25\s%", page.text)
    assert "sisa waktu sekitar 6 menit" in page.text
    assert '<progress max="100" value="25"' in page.text


def test_a_job_that_is_being_stopped_promises_no_time(alices, asked, become):
    number = asked()
    begun = now() - timedelta(minutes=2)
    become(number, **running(step_at=begun, progress=25, total=100, cancel_asked=True))
    page = alices.get(f"/jobs/{number}")

    assert "<b>Sedang dihentikan</b>" in page.text
    assert "sisa waktu" not in page.text


def test_english_people_read_english(app, alices, asked, become, alice):
    number = asked()
    become(number, **running(step_at=now() - timedelta(seconds=60), progress=90, total=100))
    alices.post("/account/language", data={"language": "en"})
    page = alices.get(f"/jobs/{number}")

    assert "<b>Preparing</b>" in page.text
    assert "less than a minute left" in page.text


def test_a_job_that_began_again_says_so(alices, asked, become):
    number = asked()
    become(number, **running(attempts=2))
    assert "percobaan ke-2" in alices.get(f"/jobs/{number}").text


def test_a_done_job_stops_asking_and_leads_to_its_result(alices, asked, become, monkeypatch):
    number = asked()
    monkeypatch.setitem(jobs_pages.DONE, "test", lambda job: f"/seen/{job.result['made']}")
    become(number, state="done", result={"made": 5}, ended_at=now())

    page = alices.get(f"/jobs/{number}")
    assert '<a class="btn main" href="/seen/5">Lihat hasilnya</a>' in page.text
    assert "hx-trigger" not in page.text.partition("<main")[2]
    assert "http-equiv" not in page.text
    assert "Hentikan" not in page.text


def test_a_done_job_without_a_page_of_its_own_is_simply_done(alices, asked, become):
    number = asked()
    become(number, state="done", ended_at=now())
    page = alices.get(f"/jobs/{number}")
    assert ">Selesai</span>" in page.text
    assert "Lihat hasilnya" not in page.text


@pytest.mark.parametrize(("state", "said"), [("done", "selesai."), ("failed", "gagal.")])
def test_the_end_is_spoken_to_whoever_waits(alices, asked, become, state, said):
    number = asked()
    become(number, state=state, ended_at=now())
    answer = alices.get(f"/jobs/{number}?wait=4", headers=PARTIAL)
    assert f"Proses: {said}" in answer.text.partition("<hx-partial")[2]


def test_a_failed_job_tells_each_problem_with_its_place(alices, asked, become):
    number = asked()
    told = [{"code": "job.given_up", "place": "Sheet1!F<12>", "params": {"count": 3}}]
    become(number, state="failed", ended_at=now(), result={"problems": told})
    page = alices.get(f"/jobs/{number}")

    assert "<b>Sheet1!F&lt;12&gt;</b> Proses ini sudah dimulai 3 kali" in page.text


def test_a_stranger_finds_no_job_and_the_admin_does(app, login, asked, bob, admin):
    number = asked()
    assert login(app.test_client(), bob).get(f"/jobs/{number}").status_code == 404
    assert login(app.test_client(), admin).get(f"/jobs/{number}").status_code == 200


@pytest.mark.parametrize("number", ["0", "999", "9223372036854775808", "-1", "abc"])
def test_an_impossible_number_is_not_found(alices, number):
    assert alices.get(f"/jobs/{number}").status_code == 404
