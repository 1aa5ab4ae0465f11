"""``up``: the whole demo shop on this machine; ``serve``: its servers alone."""

import http.client
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.house import programs
from config.house.console import Console
from config.house.crew import Crew
from config.house.environment import (
    local_settings,
    sandbox_apps,
    sandbox_courier_account,
    with_callers_own,
)
from config.house.interruption import Interruption
from config.house.keys import load_keys
from config.house.lease import Lease
from config.house.ports import Port, port_from_environment, require_distinct
from config.house.programs import PROJECT
from config.house.servers import Servers
from config.house.welcome import welcome

_WEB_SECONDS = 120
# What a killed house leaves behind ends within its grace, most of it at once.
_PATIENCE_AFTER_KILL = 20.0


def lease_path(var: Path) -> Path:
    return var / "house.lease"


@dataclass(frozen=True)
class Shop:
    """One installation, with all that it keeps in ``var``."""

    var: Path
    console: Console
    interruption: Interruption

    def up(self) -> None:
        """Runs the shop until Interrupted, ChildDied or SetupError is raised."""
        web_port, sandbox_port = (
            port_from_environment(setting) for setting in ("WEB_PORT", "SANDBOX_PORT")
        )
        with self._servers(also=[web_port, sandbox_port]) as (crew, lease, environment):
            environment |= self._sandbox_apps(crew, environment)
            self._prepare(crew, environment)
            with self.console.step("start the shop") as step:
                self._start_programs(crew, environment, web_port.number, sandbox_port.number)
                crew.until(
                    lambda: _answers(web_port.number), seconds=_WEB_SECONDS, what="The web server"
                )
                step.note = "sandbox, web, worker, beat"
            lease.announce(environment)
            self.console.say(welcome(environment))
            crew.watch()

    def serve(self) -> None:
        """Runs the servers alone until Interrupted, ChildDied or SetupError is raised."""
        with self._servers(also=[]) as (crew, lease, environment):
            lease.announce(environment)
            self.console.say("The servers are up. Ctrl-C stops them.")
            crew.watch()

    @contextmanager
    def _servers(self, also: list[Port]) -> Iterator[tuple[Crew, Lease, dict[str, str]]]:
        """The servers, running: yields who watches them and the environment of the shop."""
        with Lease(lease_path(self.var)) as lease, Crew(self.console, self.interruption) as crew:
            servers = self._configure(lease)
            ports = [*servers.ports(), *also]
            require_distinct(ports)
            with self.console.step("start the servers") as step:
                for port in ports:
                    port.require_free(seconds=servers.patience, check=self.interruption.check)
                urls = servers.start(crew, self.interruption.check)
                step.note = f"data in {os.path.relpath(self.var)}"
            yield crew, lease, self._environment(servers.keys) | urls

    def _configure(self, lease: Lease) -> Servers:
        return Servers(
            directory=self.var,
            keys=load_keys(self.var / "keys.json", data=self.var / "postgres"),
            database_port=port_from_environment("DATABASE_PORT"),
            redis_port=port_from_environment("REDIS_PORT"),
            patience=_PATIENCE_AFTER_KILL if lease.predecessor_was_killed else 0.0,
        )

    def _environment(self, keys: Mapping[str, str]) -> dict[str, str]:
        return with_callers_own(
            local_settings(
                keys,
                web_port=port_from_environment("WEB_PORT").number,
                sandbox_port=port_from_environment("SANDBOX_PORT").number,
            )
            | {"SANDBOX_STATE": str(self.var / "sandbox")}
            | sandbox_courier_account(port_from_environment("SANDBOX_PORT").number)
        )

    def _sandbox_apps(self, crew: Crew, environment: Mapping[str, str]) -> dict[str, str]:
        """The settings that only the sandbox can give: what it calls the shop's WeChat apps."""
        surroundings = os.environ | environment
        state = Path(surroundings["SANDBOX_STATE"])
        with self.console.step("make the sandbox's keys"):
            crew.run(programs.sandbox_keys(surroundings, state=state))
        return with_callers_own(sandbox_apps(state))

    def _prepare(self, crew: Crew, environment: Mapping[str, str]) -> None:
        surroundings = os.environ | environment
        with self.console.step("migrate"):
            crew.run(programs.manage(surroundings, "migrate", "--no-input"))
        if next(PROJECT.glob("*/management/commands/load_demo.py"), None):
            with self.console.step("load the demo shop"):
                crew.run(programs.manage(surroundings, "load_demo", "--if-empty"))

    def _start_programs(
        self, crew: Crew, environment: Mapping[str, str], web_port: int, sandbox_port: int
    ) -> None:
        surroundings = os.environ | environment
        state = Path(surroundings["SANDBOX_STATE"])
        crew.start(programs.sandbox(surroundings, port=sandbox_port, state=state))
        crew.start(programs.web(surroundings, port=web_port))
        crew.start(programs.worker(surroundings))
        crew.start(programs.beat(surroundings, schedule=self.var / "beat-schedule"))


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
