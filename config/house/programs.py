"""The processes of one shop. Benchmarks and crash tests start them by the same lines."""

import sys
from collections.abc import Mapping
from pathlib import Path

from config.house.process import Program

PROJECT = Path(__file__).resolve().parents[2]
# Blocking threads x workers is how many database connections the web holds open. Some of a
# worker's threads may wait for payment providers (core.calls): others are left.
WEB_WORKERS = 2
WEB_THREADS = 8
JOB_PROCESSES = 2
# True, and no news to who runs a demo shop: files are served from the apps' own folders, and
# root is who you are in a container.
_KNOWN_WARNINGS = [
    "ignore:No directory at",
    "ignore:You're running the worker with superuser privileges",
]


def web(environment: Mapping[str, str], *, port: int) -> Program:
    words = (
        f"granian --interface wsgi config.wsgi:application --host 127.0.0.1 --port {port}"
        f" --workers {WEB_WORKERS} --blocking-threads {WEB_THREADS}"
        " --respawn-failed-workers --workers-kill-timeout 8 --log-level warning"
    )
    return _python("web", words.split(), environment)


def worker(environment: Mapping[str, str]) -> Program:
    """Finishes the jobs that it has begun before it stops."""
    words = (
        f"celery -A config -q worker -c {JOB_PROCESSES} -Q default,periodic"
        " --without-gossip --without-mingle --pidfile="
    )
    return _python("worker", words.split(), environment, grace=20)


def beat(environment: Mapping[str, str], *, schedule: Path) -> Program:
    words = ["celery", "-A", "config", "-q", "beat", "-s", str(schedule), "--pidfile="]
    return _python("beat", words, environment)


def sandbox(environment: Mapping[str, str], *, port: int, state: Path) -> Program:
    """The payment and courier providers, played on this machine."""
    words = ["sandbox", "--port", str(port), "--local", "--state", str(state)]
    return _python("sandbox", words, environment)


def sandbox_keys(environment: Mapping[str, str], *, state: Path) -> Program:
    """Makes the sandbox's keys, and the merchant file that the demo shop's account is read from."""
    words = ["sandbox", "keys", "--state", str(state)]
    return _python("sandbox keys", words, environment, quiet=True)


def manage(environment: Mapping[str, str], *words: str) -> Program:
    """A management command; its output is shown only when it fails."""
    return Program(
        name=words[0],
        argv=[sys.executable, PROJECT / "manage.py", *words],
        environment=environment,
        directory=PROJECT,
        quiet=True,
    )


def _python(
    name: str,
    module: list[str],
    environment: Mapping[str, str],
    grace: float = 10,
    quiet: bool = False,
) -> Program:
    return Program(
        name=name,
        argv=[sys.executable, "-m", *module],
        environment={
            "PYTHONWARNINGS": ",".join(_KNOWN_WARNINGS),
            **environment,
            "PYTHONUNBUFFERED": "1",
        },
        directory=PROJECT,
        grace=grace,
        quiet=quiet,
    )
