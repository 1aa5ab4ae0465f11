"""The secrets of this installation, made at its first start and kept under ``var/``."""

import base64
import json
import secrets
from pathlib import Path

from config.house.errors import SetupError
from config.house.files import write_private


def load_keys(path: Path, *, data: Path) -> dict[str, str]:
    """SECRET_KEY, CREDENTIALS_KEY and the passwords of the embedded servers.

    Raises SetupError if the file is gone while ``data``, locked by its password, remains.
    """
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    if data.exists():
        raise SetupError(
            f"{path} is gone, and {data} cannot be opened without it:"
            " bring it back, or start afresh with `make clean`."
        )
    keys = new_keys()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps(keys, indent=2))
    return keys


def new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        # Fernet's form: url-safe base64 of 32 bytes.
        "CREDENTIALS_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DATABASE_PASSWORD": secrets.token_hex(24),
        "REDIS_PASSWORD": secrets.token_hex(24),
    }
