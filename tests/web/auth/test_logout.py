"""POST /logout."""


def test_ends_the_session_and_empties_the_storage_of_the_browser(client, login, alice):
    login(client, alice)
    answer = client.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert client.get("/account").status_code == 303
    with client.session_transaction() as session:
        assert "_user_id" not in session


def test_says_so_on_the_log_in_page(client, login, alice):
    login(client, alice)
    client.post("/logout")
    assert "Anda sudah keluar." in client.get("/login").text


def test_a_link_does_not_log_anybody_out(client, login, alice):
    login(client, alice)
    assert client.get("/logout").status_code == 405
    assert client.get("/account").status_code == 200


def test_another_site_cannot_log_anybody_out(client, login, alice):
    login(client, alice)
    del client.environ_base["HTTP_X_CSRFTOKEN"]
    assert client.post("/logout").status_code == 400
    assert client.get("/account").status_code == 200


def test_a_copy_of_the_cookie_opens_nothing_any_more(app, client, login, alice):
    login(client, alice)
    copied = client.get_cookie("taksir").value
    other = app.test_client()
    other.set_cookie("taksir", copied)
    assert other.get("/account").status_code == 200
    client.post("/logout")
    other.set_cookie("taksir", copied)
    assert other.get("/account").status_code == 303


def test_other_sessions_of_the_same_person_go_on(app, client, login, alice):
    login(client, alice)
    other = login(app.test_client(), alice)
    client.post("/logout")
    assert other.get("/account").status_code == 200
