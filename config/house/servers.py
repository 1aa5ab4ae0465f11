"""The database and the queue: the caller's own where a URL is given, embedded otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.house.crew import Crew
from config.house.environment import given_url
from config.house.files import wait_until_deserted
from config.house.ports import Port
from config.house.postgres import Postgres
from config.house.valkey import Valkey

_LEAVE_SECONDS = 20  # a killed predecessor's servers end by themselves, at once as a rule
_START_SECONDS = 60  # recovery after a kill reads the log; milliseconds otherwise


@dataclass(frozen=True)
class Servers:
    """What to start, and where. A server whose URL is given is not started.

    ``patience``: seconds to wait for a port that a killed predecessor may still hold.
    """

    directory: Path
    keys: Mapping[str, str]
    database_port: Port
    redis_port: Port
    durable: bool = True
    patience: float = 0.0

    def ports(self) -> list[Port]:
        """Those that will be listened on."""
        wanted = {"DATABASE_URL": self.database_port, "REDIS_URL": self.redis_port}
        return [port for setting, port in wanted.items() if given_url(setting) is None]

    def start(self, crew: Crew, check: Callable[[], None]) -> dict[str, str]:
        """Starts them and returns their URLs by setting."""
        return {
            "DATABASE_URL": given_url("DATABASE_URL") or self._start_postgres(crew, check),
            "REDIS_URL": given_url("REDIS_URL") or self._start_valkey(crew, check),
        }

    def _start_postgres(self, crew: Crew, check: Callable[[], None]) -> str:
        postgres = Postgres(
            data=self.directory / "postgres",
            port=self.database_port.number,
            password=self.keys["DATABASE_PASSWORD"],
            log=self.directory / "log/postgres.log",
            durable=self.durable,
        )
        wait_until_deserted(postgres.data, by="postgres", seconds=_LEAVE_SECONDS, check=check)
        self.database_port.require_free(seconds=self.patience, check=check)
        postgres.initialise()
        postgres.forget_dead_postmaster()
        child = crew.start(postgres.program())
        crew.until(lambda: postgres.is_ready(child.pid), seconds=_START_SECONDS, what="PostgreSQL")
        postgres.prepare()
        return postgres.url

    def _start_valkey(self, crew: Crew, check: Callable[[], None]) -> str:
        valkey = Valkey(
            data=self.directory / "valkey",
            port=self.redis_port.number,
            password=self.keys["REDIS_PASSWORD"],
            log=self.directory / "log/valkey.log",
            durable=self.durable,
        )
        wait_until_deserted(valkey.data, by="valkey-server", seconds=_LEAVE_SECONDS, check=check)
        self.redis_port.require_free(seconds=self.patience, check=check)
        valkey.initialise()
        crew.start(valkey.program())
        crew.until(valkey.is_ready, seconds=_START_SECONDS, what="Valkey")
        return valkey.url
