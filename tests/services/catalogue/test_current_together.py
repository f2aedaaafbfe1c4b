"""Whatever ends at one moment: one edition is the current one."""

import threading
import time

import pytest

from app.models import Edition
from app.services import catalogue_editions
from app.services.catalogue_import import store
from app.services.catalogue_import_watch import Silent
from tests.services.catalogue.making import all_of, analysis, into, reading, stored


@pytest.fixture
def together(app, admin):
    """`together(one, other)`: both done in threads of their own; what they raised."""

    def run(*deeds):
        failed = []

        def one(deed):
            with app.app_context():
                try:
                    deed()
                except Exception as error:  # noqa: BLE001 - the test looks at what came
                    failed.append(error)

        threads = [threading.Thread(target=one, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return failed

    return run


class Met(Silent):
    """A run that ends only once another one stands at its end too, or could not get there."""

    def __init__(self, gate):
        self.gate = gate

    def done(self, session, result):
        try:
            self.gate.wait(1)
            time.sleep(0.3)
        except threading.BrokenBarrierError:
            self.gate.reset()


def load(name, gate):
    return lambda: store(reading(analysis()), into(name, sha256=name), Met(gate))


def current():
    return [each.name for each in all_of(Edition) if each.is_current]


def test_of_two_first_imports_that_end_together_one_is_current(app, together):
    gate = threading.Barrier(2)
    assert together(load("Satu", gate), load("Dua", gate)) == []
    with app.app_context():
        assert len(current()) == 1
        stored(edition="Tiga")
        assert len(current()) == 1


def test_an_import_that_ends_while_another_edition_is_chosen_leaves_one(app, admin, together):
    with app.app_context():
        store(reading(), into("Awal", sha256="1", kind="starter"))
        chosen = stored(edition="Lama")
    gate = threading.Barrier(2)

    def choose():
        gate.wait(5)
        catalogue_editions.set_current(chosen, admin.id)

    with app.app_context():
        catalogue_editions.set_current(all_of(Edition)[0].id, admin.id)
    assert together(load("Baru", gate), choose) == []
    with app.app_context():
        assert current() == ["Lama"]
