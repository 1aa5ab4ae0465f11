import time
from collections.abc import Callable

PATIENCE = 10.0  # seconds


def until(seen: Callable[[], bool]) -> None:
    """Wait for what another process or thread is about to do; fails after ten seconds."""
    give_up_at = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < give_up_at, "it did not happen within ten seconds"
        time.sleep(0.01)
