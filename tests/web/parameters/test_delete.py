"""POST /projects/<id>/parameters/<id>/deletion."""

from tests.web.parameters.conftest import HX


def test_deletes_and_answers_with_the_list(owner, url, p, lines):
    answer = owner.post(f"{url}{p}/deletion", headers=HX)
    assert answer.status_code == 200
    assert lines() == {}


def test_without_script_it_leads_back(owner, url, p):
    assert owner.post(f"{url}{p}/deletion").status_code == 303


def test_a_used_one_stays_and_says_where(owner, url, p, lines):
    owner.post(url, data={"name": "luas", "value": "=p*2"})
    answer = owner.post(f"{url}{p}/deletion")
    assert answer.status_code == 422
    assert "dipakai oleh 1 rumus: luas" in answer.text
    assert set(lines()) == {"luas", "p"}


def test_the_same_form_twice_deletes_once(owner, url, p):
    for _ in range(2):
        assert owner.post(f"{url}{p}/deletion", data={"_key": "k" * 20}).status_code == 303


def test_others_may_not(assert_refused, url, p):
    assert_refused(f"{url}{p}/deletion")
