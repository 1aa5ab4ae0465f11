"""Turns Ctrl-C, SIGTERM and a closed terminal into a question asked at safe points.

A signal handler that raised would cut start-up or shutdown in the middle of a step.
"""

import signal
from types import FrameType

from config.house.errors import Interrupted


class Interruption:
    def __init__(self) -> None:
        self._times_asked = 0

    def listen(self) -> None:
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants us to stay
            signal.signal(signal.SIGHUP, self._note)

    def leave_ctrl_c_to_the_command(self) -> None:
        """From now on Ctrl-C is for the command in the foreground; the terminal tells it too."""
        signal.signal(signal.SIGINT, lambda number, frame: None)

    def check(self) -> None:
        """Raises Interrupted if anybody asked us to stop."""
        if self._times_asked:
            raise Interrupted

    @property
    def is_urgent(self) -> bool:
        """Asked a second time: wait for nobody any more."""
        return self._times_asked > 1

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._times_asked += 1
