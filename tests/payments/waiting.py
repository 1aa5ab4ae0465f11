import time
from collections.abc import Callable

from tests.fixtures.sandbox import PATIENCE


def until(seen: Callable[[], bool]) -> None:
    """Wait for what another process or thread is about to do; fails when patience is over."""
    give_up_at = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < give_up_at, f"it did not happen within {PATIENCE:.0f} s"
        time.sleep(0.01)
