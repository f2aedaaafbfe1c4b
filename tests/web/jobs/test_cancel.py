PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_it_stops_a_waiting_job_and_answers_its_part_of_the_page(alices, asked):
    number = asked()
    answer = alices.post(f"/jobs/{number}/cancellation", headers=PARTIAL)

    assert answer.status_code == 200
    assert ">Dihentikan</span>" in answer.text
    assert "hx-trigger" not in answer.text


def test_without_script_the_page_of_the_job_follows(alices, asked):
    number = asked()
    answer = alices.post(f"/jobs/{number}/cancellation")

    assert (answer.status_code, answer.location) == (303, f"/jobs/{number}")
    assert "Dihentikan" in alices.get(answer.location).text


def test_a_running_job_says_that_it_is_stopping_and_is_asked_once(alices, asked, app):
    from app.services import jobs_claims

    number = asked()
    with app.app_context():
        jobs_claims.take("w", {"test"})
    answer = alices.post(f"/jobs/{number}/cancellation", headers=PARTIAL)

    assert "<b>Sedang dihentikan</b>" in answer.text
    assert "<button" not in answer.text
    assert f'hx-get="/jobs/{number}?wait=1"' in answer.text


def test_twice_is_once(alices, asked):
    number = asked()
    first, second = (
        alices.post(f"/jobs/{number}/cancellation", headers=PARTIAL).text for _ in range(2)
    )
    assert first == second


def test_a_stranger_finds_no_job_and_stops_none(app, login, asked, alices, bob):
    number = asked()
    answer = login(app.test_client(), bob).post(f"/jobs/{number}/cancellation")

    assert answer.status_code == 404
    assert "Menunggu giliran" in alices.get(f"/jobs/{number}").text
