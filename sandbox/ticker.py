"""One background thread that runs what has become due."""

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)

Job = Callable[[], float | None]
"""Does what is due now; returns the seconds until it wants to run again, None when idle."""

LONGEST_NAP = 1.0  # seconds


class Ticker:
    """Runs its jobs when their time comes, or at once after ``wake()``."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._woken = Event()
        self._stopped = False
        self._thread = Thread(target=self._run, name="sandbox-ticker", daemon=True)

    def add(self, job: Job) -> None:
        """Before the start."""
        self._jobs.append(job)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._stopped = True
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._woken.clear()
            waits = [LONGEST_NAP, *(self._run_job(job) for job in self._jobs)]
            self._woken.wait(max(0.0, min(waits)))

    def _run_job(self, job: Job) -> float:
        try:
            wait = job()
        except Exception:
            log.exception("a background job failed; it is tried again")
            wait = None
        return LONGEST_NAP if wait is None else wait
