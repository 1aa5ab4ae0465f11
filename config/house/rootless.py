"""How to run PostgreSQL, which refuses to run as root, when we are root.

First choice: a user namespace of one uid, in which root is called 1000. To the file system the
server is still root, so nothing changes owner or mode and a private home directory stays private.
Containers often forbid that; then the server runs as ``nobody``, and its data directory, which
we made, is given to that user. The way to it and to the binaries must be passable for everybody.
"""

import functools
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.house.errors import SetupError

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
_NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """``prefix`` goes before the command; ``user`` is the uid that starts it (None: ours)."""

    prefix: Sequence[str] = ()
    user: int | None = None

    def take(self, path: Path) -> None:
        """Gives a path of ours, and all below it, to this identity where it is not already."""
        owner = os.geteuid() if self.user is None else self.user
        if path.stat().st_uid == owner:
            return
        for each in (path, *path.rglob("*")):
            os.chown(each, owner, owner, follow_symlinks=False)


@functools.cache
def identity_for(binary: Path) -> Identity:
    """The first identity under which ``binary`` runs. Raises SetupError if there is none."""
    if os.geteuid() != 0:
        return Identity()
    for identity in (Identity(prefix=_NAMESPACE), Identity(user=_NOBODY)):
        if _runs(binary, identity):
            return identity
    raise SetupError(
        "PostgreSQL refuses to run as root, this machine forbids user namespaces (`unshare --user`)"
        f" and the user nobody cannot reach {binary.parent}: start as another user,"
        " or set DATABASE_URL to a PostgreSQL of yours."
    )


def _runs(binary: Path, identity: Identity) -> bool:
    try:
        trial = subprocess.run(
            [*identity.prefix, binary, "--version"],
            user=identity.user,
            group=identity.user,
            extra_groups=None if identity.user is None else [],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return trial.returncode == 0
