"""GET /projects/<id>/resources/<rid>/row: a row as it is stored, after a conflict."""


def test_the_row_comes_as_it_is_stored_and_its_note_goes(veras, project, htmx):
    url = f"/projects/{project.id}/resources/{project.sand}/row?l=id&note=2"
    answer = veras.get(url, headers=htmx)
    assert answer.status_code == 200
    assert f'id="r-{project.sand}"' in answer.text
    assert f'hx-target="#c-{project.sand}-2" hx-swap="delete"' in answer.text


def test_without_script_it_leads_to_the_row_in_the_list(bobs, project):
    answer = bobs.get(f"/projects/{project.id}/resources/{project.sand}/row")
    assert answer.status_code == 303
    assert answer.location == f"/projects/{project.id}/prices?row={project.sand}#r-{project.sand}"


def test_a_stranger_and_an_unknown_row_find_nothing(bobs, strangers, project):
    url = f"/projects/{project.id}/resources/{project.sand}/row"
    assert strangers.get(url).status_code == 404
    assert bobs.get(f"/projects/{project.id}/resources/999/row").status_code == 404
