"""POST /projects/<id>/parameters/: a new parameter."""

from tests.web.parameters.conftest import HX

GIVEN = {"name": "Luas", "value": "=2,5*4", "label": "Luas lantai", "unit": "m2", "l": "id"}


def test_adds_and_answers_with_the_list(owner, url, lines):
    answer = owner.post(url, data=GIVEN, headers=HX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="parameters">')
    assert "Tersimpan" in answer.text
    assert lines() == {"luas": "=2,5*4"}


def test_without_script_it_leads_back(owner, url):
    answer = owner.post(url, data=GIVEN)
    assert (answer.status_code, answer.location) == (303, url)


def test_what_is_wrong_stays_typed(owner, url, lines):
    for name, value in (("1x", "2"), ("x", "1.5"), ("max", "1"), ("x", "=x"), ("x", "=nada")):
        answer = owner.post(url, data={"name": name, "value": value})
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text
        assert f'value="{value}"' in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert lines() == {}


def test_the_same_form_twice_adds_one(owner, url, lines):
    for _ in range(2):
        assert owner.post(url, data=GIVEN | {"_key": "k" * 20}).status_code == 303
    assert len(lines()) == 1


def test_others_may_not(assert_refused, url):
    assert_refused(url, **GIVEN)
