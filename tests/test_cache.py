"""The cache: alike in memory and in Redis, and without consequences when Redis is gone."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app import observe
from app.cache import MEMORY_BYTES, Memory
from app.extensions import cache
from tests.fixtures.processes import free_port

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(params=["memory", "redis"])
def kept(request, make_app, sqlite):
    """An application with each kind of cache, its context pushed."""
    url = request.getfixturevalue("redis_server").url if request.param == "redis" else ""
    with make_app(database_url=sqlite, redis_url=url).app_context() as context:
        yield context


def counted() -> tuple[float, float]:
    return observe.cache_hits._value.get(), observe.cache_misses._value.get()


def test_what_json_can_hold_comes_back(kept):
    value = {"total": "8814010000", "rows": [1, None, True, "m³"]}
    assert cache.set("a", value)
    assert cache.get("a") == value
    assert cache.has("a")
    assert cache.delete("a")
    assert cache.get("a") is None
    assert not cache.delete("a")


def test_objects_are_refused_rather_than_pickled(kept):
    with pytest.raises(TypeError):
        cache.set("a", object())
    assert cache.get("a") is None


def test_hits_and_misses_are_counted(kept):
    hits, misses = counted()
    cache.get("a")
    cache.set("a", 1)
    cache.get("a")
    cache.get("a")
    assert counted() == (hits + 2, misses + 1)


def test_what_is_there_is_not_added_again(kept):
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1


def test_a_value_ends_after_its_time(kept):
    cache.set("a", 1, timeout=timedelta(milliseconds=900))
    cache.set("b", 1, timeout=0)
    time.sleep(1.1)
    assert (cache.get("a"), cache.get("b")) == (None, 1)


def test_clearing_forgets_our_keys(kept):
    cache.set("a", 1)
    assert cache.clear()
    assert cache.get("a") is None


def test_clearing_leaves_the_keys_of_others(make_app, sqlite, redis_server):
    import redis

    with redis.Redis.from_url(redis_server.url) as other:
        other.set("theirs", "x")
        with make_app(database_url=sqlite, redis_url=redis_server.url).app_context():
            cache.set("a", 1)
            cache.clear()
        assert other.keys("*") == [b"theirs"]


def test_a_dead_store_is_a_miss_and_is_not_asked_again_at_once(make_app, sqlite):
    url = f"redis://127.0.0.1:{free_port()}/0"
    with make_app(database_url=sqlite, redis_url=url).app_context():
        begun = time.perf_counter()
        assert not cache.set("a", 1)
        assert cache.get("a") is None
        assert not cache.clear()
        assert time.perf_counter() - begun < 5
        begun = time.perf_counter()
        for _ in range(1000):
            cache.get("a")
        assert time.perf_counter() - begun < 5


def test_a_store_that_comes_back_is_asked_after_its_rest(
    make_app, sqlite, redis_server, monkeypatch
):
    with make_app(database_url=sqlite, redis_url=redis_server.url).app_context():
        cache.set("a", 1)
        redis_server.stop()
        assert cache.get("a") is None
        redis_server.start()
        assert not cache.set("a", 2)
        later = time.monotonic() + 5.1
        monkeypatch.setattr("app.cache.time.monotonic", lambda: later)
        assert cache.set("a", 2)
        assert cache.get("a") == 2


def test_memory_stays_within_its_bounds():
    store = Memory("t:", 60)
    piece = "x" * (MEMORY_BYTES // 4)
    for name in "abcd":
        store.set(name, piece)
        store.get("a")
    assert [store.has(name) for name in "abcd"] == [True, False, True, True]
    assert not store.set("e", "x" * (MEMORY_BYTES + 1))
    assert store.has("a")


def test_a_process_without_redis_does_not_load_it(tmp_path):
    code = (
        "import sys; from pathlib import Path; from app import create_app;"
        "from app.config import Config; create_app(Config(instance_path=Path(sys.argv[1])));"
        "print('redis' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
