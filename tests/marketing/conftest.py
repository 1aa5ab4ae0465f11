from collections.abc import Iterator

import pytest

from tests.marketing.group_buys import broken_laws


@pytest.fixture(autouse=True)
def _laws_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does with teams and their orders, the laws of the database hold after it."""
    yield
    if request.node.get_closest_marker("takes_without_an_order"):
        return
    if request.node.get_closest_marker("django_db"):
        assert broken_laws() == []
