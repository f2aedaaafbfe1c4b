"""POST /projects/<id>/density: how close the rows stand, for this browser."""


def test_the_choice_is_kept_in_a_cookie_and_leads_back(browser):
    origin = {"Referer": f"http://localhost{browser.base}?only=price"}
    url = browser.base + "density"
    assert "data-density" not in browser.get().text  # under a finger the style makes them roomy
    answer = browser.client.post(url, data={"density": "roomy"}, headers=origin)
    assert (answer.status_code, answer.location) == (303, f"{browser.base}?only=price")
    assert 'data-density="roomy"' in browser.get().text
    browser.post("density", density="<x>")
    assert 'data-density="dense"' in browser.get().text


def test_viewers_may_and_strangers_find_nothing(browse, vera, charlie):
    assert browse(vera).post("density", density="roomy").status_code == 303
    assert browse(charlie).post("density", density="roomy").status_code == 404
