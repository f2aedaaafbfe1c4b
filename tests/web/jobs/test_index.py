from tests.statements import counted


def test_one_sees_ones_own_jobs_the_newest_first(alices, asked, bob):
    first, second, other = asked(), asked(), asked(by=bob.id)
    page = alices.get("/jobs").text

    assert page.index(f'href="/jobs/{second}"') < page.index(f'href="/jobs/{first}"')
    assert f'href="/jobs/{other}"' not in page


def test_a_job_says_which_edition_or_file_it_is_about(alices, asked, become):
    become(asked(), params={"edition": "SE 30/2025"})
    become(asked(), state="done", result={"file": "AHSP.xlsx"})
    page = alices.get("/jobs").text
    assert "SE 30/2025" in page
    assert "AHSP.xlsx" in page


def test_without_any_it_says_so(alices):
    assert "Belum ada." in alices.get("/jobs").text


def test_a_long_list_takes_no_more_statements_than_a_short_one(app, alices, asked):
    asked()
    with counted(app) as few:
        alices.get("/jobs")
    for _ in range(60):
        asked()
    with counted(app) as many:
        page = alices.get("/jobs").text

    assert len(many) == len(few) <= 3
    assert page.count('href="/jobs/') == 50
