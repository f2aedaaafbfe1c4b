"""The small project and its published analysis, as services see them."""

from collections.abc import Iterator

import pytest

from app.extensions import db
from app.services import verification
from tests.fixtures_analyses import Fence, published_fence
from tests.fixtures_people import Person, SmallProject


@pytest.fixture
def site(context: object, project: SmallProject) -> Iterator[SmallProject]:
    yield project  # every test leaves figures that verify
    db.session.rollback()
    assert verification.verify(db.session()).differences == ()


@pytest.fixture
def fence(context: object, project: SmallProject, alice: Person) -> Fence:
    return published_fence(project.id, alice.id)
