"""A shop of real processes, started by production's own lines, that die by kill -9."""

import http.client
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import redis
from kombu import Connection

from config.celery import app
from config.house import programs
from config.house.ports import Port
from config.house.process import Child, Program
from tests.house.running import children_of

PATIENCE = 60.0  # seconds; what is waited for takes two or three

WEB, WORKER, BEAT = "web", "worker", "beat"


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for what another process is about to do."""
    give_up_at = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < give_up_at, f"{what}: it did not happen within {PATIENCE:.0f} s"
        time.sleep(0.01)


class Shop:
    """``environment`` leads the processes to their database and queue; ``home`` keeps their logs.

    The web answers on ``port``, before and after it was killed.
    """

    def __init__(self, environment: Mapping[str, str], *, port: int, home: Path) -> None:
        self.environment = environment
        self._port = port
        self._home = home
        self._running: dict[str, Child] = {}

    # --- life and death -------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start those that are not running. The web answers when this returns."""
        for name in names:
            if name not in self._running:
                log = self._home / f"{name}.log"
                self._running[name] = Child(replace(self._program(name), log=log))
            assert not self._running[name].has_exited, self._running[name].last_words()
        if WEB in names:
            until(self._answers, "the web answers")

    def kill(self, *names: str) -> None:
        """kill -9 of a program and of all processes that it has started, all at once."""
        for name in names:
            os.killpg(self._running[name].pid, signal.SIGKILL)
        for name in names:
            self._running.pop(name).reap()
        if WEB in names:
            Port("WEB_PORT", self._port).require_free(seconds=PATIENCE, check=lambda: None)

    def kill_those_at_work(self, name: str) -> None:
        """kill -9 of the processes that a program has started, as when memory runs out.

        The program itself lives on, and is to replace them.
        """
        for pid in children_of(self._running[name].pid):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        self.kill(*self._running)

    def _program(self, name: str) -> Program:
        if name == WEB:
            return programs.web(self.environment, port=self._port)
        if name == WORKER:
            return programs.worker(self.environment)
        return programs.beat(self.environment, schedule=self._home / "beat-schedule")

    def _answers(self) -> bool:
        child = self._running[WEB]
        assert not child.has_exited, child.last_words()
        try:
            return self._exchange("GET", "/healthz", None, {})[0] == http.HTTPStatus.OK
        except OSError:
            return False

    # --- what people and beat do ----------------------------------------------------------

    def post(
        self, token: str, path: str, body: object, *, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Ask the storefront API as a member's device does; status and JSON.

        Raises OSError or HTTPException when the web dies meanwhile.
        """
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        status, answer = self._exchange("POST", f"/api/v1{path}", json.dumps(body), headers)
        return status, json.loads(answer)

    def tick(self, task: str) -> None:
        """Have the worker do now what beat starts by the clock."""
        with Connection(self.environment["REDIS_URL"]) as broker:
            app.send_task(task, queue="periodic", connection=broker)

    def settles(self, seen: Callable[[], bool], what: str) -> None:
        """Wait for it, and see that it stays so when the worker has done all jobs."""
        until(seen, what)
        until(self._is_idle, "all jobs are done")
        assert seen(), what

    def _is_idle(self) -> bool:
        with self.queue as queue:
            return queue.llen("default") + queue.llen("periodic") + queue.hlen("unacked") == 0

    @property
    def queue(self) -> "redis.Redis":
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def _exchange(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
