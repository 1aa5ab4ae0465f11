import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.house.console import Console
from config.house.crew import Crew
from config.house.interruption import Interruption
from tests.house.running import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with a ``var`` and ports of its own; whatever it started is gone afterwards."""
    a_house = House(tmp_path / "var")
    yield a_house
    a_house.raze()


@pytest.fixture
def elsewhere() -> Iterator[dict[str, str]]:
    """Settings that lead to servers of the caller's, so that the house starts none."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        yield {
            "DATABASE_URL": f"postgres://shop@{address}/shop",
            "REDIS_URL": f"redis://{address}/0",
        }


@pytest.fixture
def new_crew() -> Callable[[], Crew]:
    return lambda: Crew(Console(), Interruption())
