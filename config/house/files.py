"""Files that only their owner may read, and directories that a server may still be using."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from config.house.errors import SetupError


def write_private(path: Path, text: str) -> None:
    """Writes a 0600 file; readers see the old text or the new, never a part."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def wait_until_deserted(
    directory: Path, *, by: str, seconds: float, check: Callable[[], None]
) -> None:
    """Waits for the processes ``by`` of a killed predecessor to leave ``directory``.

    Raises SetupError if one stays. ``check`` is called between two looks.
    """
    deadline = time.monotonic() + seconds
    while pids := _processes_in(directory.resolve(), by):
        if time.monotonic() > deadline:
            raise SetupError(f"{by} (pid {pids[0]}) still uses {directory}: `kill {pids[0]}`.")
        check()
        time.sleep(0.02)


def _processes_in(directory: Path, name: str) -> list[int]:
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if _is(pid, name=name, directory=directory)]


def _is(pid: int, *, name: str, directory: Path) -> bool:
    process = Path(f"/proc/{pid}")
    try:
        return (process / "cwd").readlink() == directory and (
            (process / "comm").read_text().strip() == name
        )
    except OSError:  # ended meanwhile, or another user's
        return False
