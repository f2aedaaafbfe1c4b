"""Who is here: for a minute after the last question, by name, without the one who asks."""

import pytest

from app.services import presence

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def clock(monkeypatch):
    """`clock(61)`: seconds later."""
    now = [presence.time.time()]
    monkeypatch.setattr(presence.time, "time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def test_each_sees_the_others_and_not_oneself(project):
    assert presence.enter(project.id, 1, "Ani").names == ()
    assert presence.enter(project.id, 2, "Budi").names == ("Ani",)
    assert presence.enter(project.id, 3, "Citra").names == ("Ani", "Budi")
    assert presence.enter(project.id, 1, "Ani").names == ("Budi", "Citra")
    assert presence.enter(project.id + 1, 1, "Ani").names == ()


def test_who_asks_no_more_is_gone_after_a_minute(project, clock):
    presence.enter(project.id, 1, "Ani")
    clock(59)
    assert presence.enter(project.id, 2, "Budi").names == ("Ani",)
    clock(2)
    assert presence.enter(project.id, 2, "Budi").names == ()


def test_the_mark_tells_lists_apart(project):
    marks = {presence.Here(names).mark for names in ((), ("Ani",), ("Budi",), ("Ani", "Budi"))}
    assert len(marks) == 4
    assert presence.Here(()).mark == ""
