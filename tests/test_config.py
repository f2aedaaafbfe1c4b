import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.config import Config, ConfigError, reference

GOOD_KEY = "q9Zt2LwR7xVb4NcM8sYk1HdJ6fGp3AuE"
PRODUCTION = {
    "TAKSIR_ENV": "production",
    "TAKSIR_SECRET_KEY": GOOD_KEY,
    "TAKSIR_DATABASE_URL": "postgresql://taksir@db.local/taksir",
}
BAD = [
    ("TAKSIR_ENV", "prod"),
    ("TAKSIR_SECRET_KEY", "short"),
    ("TAKSIR_SECRET_KEY", "a" * 40),
    ("TAKSIR_SECRET_KEY", "changeme-" + GOOD_KEY),
    ("TAKSIR_SECRET_KEY_FALLBACKS", f"{GOOD_KEY} short"),
    ("TAKSIR_DATABASE_URL", "mysql://root@db.local/taksir"),
    ("TAKSIR_DATABASE_URL", "sqlite://"),
    ("TAKSIR_DATABASE_URL", "taksir.db"),
    ("TAKSIR_REDIS_URL", "http://127.0.0.1:6379"),
    ("TAKSIR_HOST", "all of them"),
    ("TAKSIR_HOST", "localhost"),
    ("TAKSIR_PORT", "0"),
    ("TAKSIR_PORT", "65536"),
    ("TAKSIR_PORT", "80O0"),
    ("TAKSIR_PORT", "-1"),
    ("TAKSIR_PORT", "٨٠٠٠"),
    ("TAKSIR_THREADS", "0"),
    ("TAKSIR_THREADS", "4.5"),
    ("TAKSIR_THREADS", "9" * 5000),
    ("TAKSIR_PROCESSES", "many"),
    ("TAKSIR_WRITE_LIMIT", "240"),
    ("TAKSIR_WRITE_LIMIT", "0 per minute"),
    ("TAKSIR_LOGIN_LIMIT", "10 per fortnight"),
    ("TAKSIR_LOGIN_LIMIT", "10 per minute; 9 per day"),
    ("TAKSIR_SESSION_HOURS", "0"),
    ("TAKSIR_POLL_SECONDS", "0"),
    ("TAKSIR_TRUSTED_PROXY", "*"),
    ("TAKSIR_METRICS_TOKEN", "token"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_name(name, value):
    with pytest.raises(ConfigError, match=f"^{name}: must be "):
        Config.from_env({name: value})


@pytest.mark.parametrize(
    "name", ["TAKSIR_SECRET_KEY", "TAKSIR_SECRET_KEY_FALLBACKS", "TAKSIR_METRICS_TOKEN"]
)
def test_a_refused_secret_is_not_shown(name):
    with pytest.raises(ConfigError) as refused:
        Config.from_env({name: "hunter2-hunter2"})

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("value", ["", "anything"])
def test_an_unknown_variable_is_refused_by_name(value):
    with pytest.raises(ConfigError, match=r"^TAKSIR_SECRET_KEYS: no such setting$"):
        Config.from_env({"TAKSIR_SECRET_KEYS": value, "PATH": "/bin"})


def test_every_problem_is_told_at_once():
    with pytest.raises(ConfigError) as refused:
        Config.from_env({"TAKSIR_PORT": "x", "TAKSIR_COLOUR": "red", "TAKSIR_ENV": "production"})

    named = [line.partition(":")[0] for line in str(refused.value).splitlines()]
    assert named == [
        "TAKSIR_COLOUR",
        "TAKSIR_DATABASE_URL",
        "TAKSIR_PORT",
        "TAKSIR_SECRET_KEY",
    ]


@pytest.mark.parametrize("name", ["TAKSIR_SECRET_KEY", "TAKSIR_DATABASE_URL"])
def test_production_demands_key_and_database(name):
    environ = {key: value for key, value in PRODUCTION.items() if key != name}

    with pytest.raises(ConfigError, match=f"^{name}: required in production$"):
        Config.from_env(environ)


def test_an_empty_variable_counts_as_unset():
    assert Config.from_env({"TAKSIR_PORT": "", "TAKSIR_REDIS_URL": ""}) == Config()


def test_values_arrive_with_their_types():
    config = Config.from_env(
        {
            **PRODUCTION,
            "TAKSIR_PORT": "9000",
            "TAKSIR_SECRET_KEY_FALLBACKS": f"{GOOD_KEY[::-1]} {GOOD_KEY[1:]}x",
        }
    )

    assert (config.port, config.threads) == (9000, 4)
    assert config.secret_key_fallbacks == (GOOD_KEY[::-1], GOOD_KEY[1:] + "x")
    assert config.database == "postgresql+psycopg://taksir@db.local/taksir"


def test_production_cookies_travel_over_https_only(tmp_path):
    flask = Config.from_env({**PRODUCTION, "TAKSIR_INSTANCE_PATH": str(tmp_path)}).to_flask()

    assert flask["SESSION_COOKIE_NAME"] == "__Host-taksir"
    assert (flask["SESSION_COOKIE_SECURE"], flask["SESSION_COOKIE_HTTPONLY"]) == (True, True)
    assert flask["SESSION_IDLE"] == timedelta(hours=12)


def test_an_embedded_installation_needs_no_variable_at_all(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    flask = Config.from_env({}).to_flask()

    assert flask["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'instance' / 'taksir.db'}"
    assert flask["REDIS_URL"] is None
    assert flask["SESSION_COOKIE_SECURE"] is False


def test_the_embedded_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = Config(instance_path=tmp_path / "instance").to_flask()["SECRET_KEY"]
    again = Config(instance_path=tmp_path / "instance").to_flask()["SECRET_KEY"]

    kept = tmp_path / "instance" / "secret_key"
    assert first == again == kept.read_text()
    assert len(first) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_two_processes_that_start_together_get_one_key(tmp_path):
    def key(_: int) -> object:
        return Config(instance_path=tmp_path).to_flask()["SECRET_KEY"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(key, range(32)))) == 1


def test_without_redis_each_process_grants_its_share_of_a_limit(tmp_path):
    alone = Config(instance_path=tmp_path, processes=4).to_flask()
    shared = Config(instance_path=tmp_path, processes=4, redis_url="redis://127.0.0.1").to_flask()

    assert (alone["WRITE_LIMIT"], alone["LOGIN_LIMIT"]) == ("60 per minute", "2 per minute")
    assert (shared["WRITE_LIMIT"], shared["LOGIN_LIMIT"]) == ("240 per minute", "10 per minute")


def test_a_share_is_never_nothing():
    assert Config(processes=64).share("10 per minute") == "1 per minute"


def test_overrides_win_over_everything(tmp_path):
    flask = Config(
        instance_path=tmp_path, overrides={"TESTING": True, "SECRET_KEY": "x"}
    ).to_flask()

    assert (flask["TESTING"], flask["SECRET_KEY"]) == (True, "x")


def test_every_setting_has_a_variable_and_a_reason():
    rows = reference()

    assert ("TAKSIR_THREADS", "4") in [row[:2] for row in rows]
    assert all(name.startswith("TAKSIR_") and len(why) > 10 for name, _, why in rows)
    assert Path("instance") == Config().instance_path
