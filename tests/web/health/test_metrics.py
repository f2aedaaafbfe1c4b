import pytest

TOKEN = "q9Zt2LwR7xVb4NcM8sYk1HdJ6fGp3AuE"
FAR = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def guarded(make_app, database_url):
    return make_app(database_url=database_url, metrics_token=TOKEN).test_client()


def test_this_machine_may_read_them(client):
    client.get("/livez")
    answer = client.get("/metrics", headers={"Host": "127.0.0.1:8000"})

    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    for name in (
        "http_requests_total{",
        "http_request_duration_seconds_bucket{",
        "rate_limit_hits_total",
        "cache_hits_total",
        "cache_misses_total",
        "db_connection_pool_usage ",
        'jobs{state="waiting"} 0.0',
        'jobs{state="running"} 0.0',
        'jobs{state="failed"} 0.0',
    ):
        assert name in answer.text


@pytest.mark.parametrize("address", ["::1", "127.8.8.8"])
def test_every_loopback_address_is_this_machine(client, address):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "", "unix:/run/x"])
def test_a_stranger_finds_nothing(client, address):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_what_a_proxy_passes_on_is_a_strangers(client, name):
    assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_a_foreign_host_name_that_points_here_finds_nothing(client):
    assert client.get("/metrics", headers={"Host": "evil.example"}).status_code == 404


def test_the_token_opens_them_from_afar(guarded):
    answer = guarded.get("/metrics", environ_base=FAR, headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_a_wrong_token_finds_nothing(guarded, header):
    answer = guarded.get("/metrics", environ_base=FAR, headers={"Authorization": header})

    assert answer.status_code == 404


def test_without_a_configured_token_none_opens_them(client):
    answer = client.get("/metrics", environ_base=FAR, headers={"Authorization": "Bearer "})

    assert answer.status_code == 404


def test_they_are_told_while_the_database_is_away(make_app, tmp_path):
    client = make_app(database_url=f"sqlite:///{tmp_path / 'new.db'}").test_client()
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert "http_requests_total" in answer.text
