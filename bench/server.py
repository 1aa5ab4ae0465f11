"""The web server under test."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from config.house import programs
from config.house.ports import free_port


@contextmanager
def web(**settings: str) -> Iterator[int]:
    """The production server on a free port, started as production starts it."""
    port = free_port()
    program = programs.web({**os.environ, "DEMO": "0", **settings}, port=port)
    process = subprocess.Popen(program.argv, env=dict(program.environment), cwd=program.directory)
    try:
        _until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _until_it_answers(port: int) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The web server on port {port} does not answer.")
