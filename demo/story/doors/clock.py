import subprocess
import sys
from datetime import timedelta
from pathlib import Path

_MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


class Clock:
    """The shop's demo clock, which only an operator moves: by a management command.

    Nothing is triggered: sweeps find what is due the next time they come by.
    """

    def __init__(self) -> None:
        self.moved_by = timedelta(0)

    def move_to(self, moved_by: timedelta) -> None:
        """Have it run this far ahead of where it was when the demonstration began."""
        manage("shift_clock", _as_argument(moved_by - self.moved_by))
        self.moved_by = moved_by


def manage(*words: str) -> str:
    """Run a management command of the shop; its output. Raises CalledProcessError."""
    command = [sys.executable, str(_MANAGE), *words]
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)  # noqa: S603
    return done.stdout


def _as_argument(span: timedelta) -> str:
    for unit, length in _UNITS.items():
        if not span % length:
            return f"{span // length}{unit}"
    return f"{span // timedelta(seconds=1)}s"
