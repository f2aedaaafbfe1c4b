"""After any writes, several at once, stored figures equal the whole computation."""

import pytest

from tests.services.review.steps import Estimator

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize("seed", [41, 1007])
def test_no_shortcut_of_recalculation_differs_from_the_whole(alice, seed):
    estimator = Estimator(seed, alice.id)
    for _ in range(25):
        estimator.write()
    estimator.check_history()
    assert len(estimator.done) == 25
