"""POST /projects/<id>/parameters/<id>/texts: name, meaning, unit."""

import re

from tests.web.parameters.conftest import HX

GIVEN = {"version": "1", "name": "q", "label": "Lebar", "unit": "cm"}


def test_saves_and_answers_with_the_list(owner, url, p, lines):
    answer = owner.post(f"{url}{p}/texts", data=GIVEN, headers=HX)
    assert answer.status_code == 200
    assert "Lebar" in answer.text
    assert lines() == {"q": "2,00"}


def test_the_history_calls_its_columns_as_the_list_does(owner, url, p):
    owner.post(f"{url}{p}/texts", data=GIVEN)
    newest = url.replace("parameters/", "history")
    number = re.search(r'href="(/projects/\d+/history/\d+)"', owner.get(newest).text)[1]
    assert re.search(r"Arti\W.*Panjang.*Lebar", owner.get(number).text, re.DOTALL)


def test_without_script_it_leads_back(owner, url, p):
    assert owner.post(f"{url}{p}/texts", data=GIVEN).status_code == 303


def test_a_used_name_stays_and_says_where(owner, url, p, lines):
    owner.post(url, data={"name": "luas", "value": "=p*2"})
    answer = owner.post(f"{url}{p}/texts", data=GIVEN)
    assert answer.status_code == 422
    assert f'id="name-{p}-error"' in answer.text
    assert "luas" in answer.text
    assert set(lines()) == {"luas", "p"}


def test_sent_again_it_changes_nothing(owner, url, p, lines):
    for _ in range(2):
        assert owner.post(f"{url}{p}/texts", data=GIVEN).status_code == 303
    assert lines() == {"q": "2,00"}


def test_others_may_not(assert_refused, url, p):
    assert_refused(f"{url}{p}/texts", **GIVEN)
