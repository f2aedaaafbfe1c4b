from sqlalchemy import event

from app.extensions import db


def test_it_answers_without_asking_the_database(app, client):
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    answer = client.get("/livez")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert statements == []


def test_it_sets_no_cookie_and_is_not_kept(client):
    answer = client.get("/livez")

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_only_read(client):
    assert client.post("/livez").status_code in {400, 405}
