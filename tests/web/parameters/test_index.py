"""GET /projects/<id>/parameters/: the list."""

from app.services import parameters
from app.services.outline_rows import Caller
from tests.statements import counted


def test_an_empty_list_says_what_parameters_are_for(owner, url):
    page = owner.get(url)
    assert page.status_code == 200
    assert "Belum ada parameter" in page.text


def test_the_list_shows_value_and_meaning(owner, url, p):
    page = owner.get(url).text
    for text in ("<code>p</code>", "2,00", "Panjang", "Simpan nilai"):
        assert text in page


def test_a_formula_has_one_sign_of_equality(app, owner, url, p, project, alice):
    with app.app_context():
        fields = {"name": "luas", "value": "=p*3", "label": "", "unit": "m2"}
        parameters.add(Caller(project.id, alice.id), fields, "id")
    page = owner.get(url).text
    assert "<summary><code>luas</code> =p*3</summary>" in page
    assert "<summary><code>p</code> = 2,00</summary>" in page


def test_a_viewer_reads_and_a_stranger_finds_nothing(as_, vera, charlie, url, p):
    page = as_(vera).get(url)
    assert "Panjang" in page.text
    assert "Simpan nilai" not in page.text
    assert as_(charlie).get(url).status_code == 404


def test_the_page_takes_at_most_twelve_statements(app, owner, url, p):
    with counted(app) as seen:
        owner.get(url)
    assert len(seen) <= 12
