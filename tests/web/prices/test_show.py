"""GET /projects/<id>/resources/<rid>: price, description, and where it is used."""

from tests.statements import counted


def test_the_page_says_what_it_is_and_where_it_is_used(app, bobs, project):
    with counted(app) as seen:
        page = bobs.get(f"/projects/{project.id}/resources/{project.labourer}")
    assert page.status_code == 200
    assert len(seen) <= 12
    for text in ("Pekerja", "Tenaga kerja · OH", "Galian 1 m3", "0,7500", "Galian tanah"):
        assert text in page.text
    assert f'#i-{project.excavation}"' in page.text
    assert 'name="version" value="1"' in page.text


def test_a_pack_shows_its_exact_price(bobs, project):
    url = f"/projects/{project.id}/resources/{project.sand}"
    pack = {"version": "1", "pack_unit": "zak", "pack_size": "40", "pack_price": "62.000"}
    bobs.post(f"{url}/market", data=pack)
    text = bobs.get(url).text
    assert "Rp 1.550,00" in text
    assert "zak 40 m3: 62.000 · tepat" in text
    dump = {"version": "2", "pack_unit": "rit", "pack_size": "7", "pack_price": "1.560.000"}
    bobs.post(f"{url}/market", data=dump)
    text = bobs.get(url).text
    assert "Rp 222.857,1429" in text
    assert "1560000/7" in text


def test_a_viewer_reads_and_has_no_form(veras, project):
    text = veras.get(f"/projects/{project.id}/resources/{project.labourer}").text
    assert "Pekerja" in text
    assert "market-form" not in text
    assert "/deletion" not in text


def test_a_stranger_and_an_unknown_resource_find_nothing(bobs, strangers, project):
    url = f"/projects/{project.id}/resources/{project.labourer}"
    assert strangers.get(url).status_code == 404
    assert bobs.get(f"/projects/{project.id}/resources/999").status_code == 404
    assert bobs.get(f"{url}?items=99&analyses=0").status_code == 200
