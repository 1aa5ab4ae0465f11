"""Two things at the same instant."""

from collections.abc import Callable
from threading import Barrier, Thread


def race(action: Callable[[], None], *, against: Callable[[], None]) -> None:
    """Do both at once, on two threads; what ``action`` raises is raised."""
    start = Barrier(2)

    def rival() -> None:
        start.wait()
        against()

    thread = Thread(target=rival)
    thread.start()
    start.wait()
    try:
        action()
    finally:
        thread.join()
