"""POST /projects/<id>/parameters/<id>/value."""

from tests.web.parameters.conftest import HX


def test_saves_and_answers_with_the_list(owner, url, p, lines):
    answer = owner.post(f"{url}{p}/value", data={"version": "1", "value": "3,5"}, headers=HX)
    assert answer.status_code == 200
    assert lines() == {"p": "3,50"}


def test_without_script_it_leads_back(owner, url, p):
    assert owner.post(f"{url}{p}/value", data={"version": "1", "value": "3"}).status_code == 303


def test_what_is_wrong_stays_typed_beside_its_row(owner, url, p, lines):
    answer = owner.post(f"{url}{p}/value", data={"version": "1", "value": "=p+1"})
    assert answer.status_code == 422
    assert f'id="value-{p}-error"' in answer.text
    assert "p → p" in answer.text
    assert lines() == {"p": "2,00"}


def test_a_conflict_tells_both_values(owner, as_, bob, url, p, lines):
    as_(bob).post(f"{url}{p}/value", data={"version": "1", "value": "3"})
    answer = owner.post(f"{url}{p}/value", data={"version": "1", "value": "4"})
    assert answer.status_code == 409
    assert "Bob" in answer.text
    assert 'value="4"' in answer.text
    owner.post(f"{url}{p}/value", data={"version": "2", "value": "4"})
    assert lines() == {"p": "4,00"}


def test_sent_again_it_has_one_effect(owner, url, p, lines):
    for _ in range(2):
        owner.post(f"{url}{p}/value", data={"version": "1", "value": "4"})
    assert lines() == {"p": "4,00"}


def test_others_may_not(assert_refused, url, p):
    assert_refused(f"{url}{p}/value", version="1", value="3")


def test_a_parameter_of_nowhere_is_not_found(owner, url):
    assert owner.post(f"{url}999999/value", data={"value": "1"}).status_code == 404
