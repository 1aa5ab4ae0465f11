"""The keys of both sides: what Alipay keeps, and what the demo merchant gets from Alipay."""

import fcntl
import json
import string
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)

from sandbox.keyfiles import private_pem, public_pem, random_text, write_secret

MERCHANT_NAME = "叮单商城"
MERCHANT_FILE = "alipay.json"


@dataclass(frozen=True)
class Merchant:
    """A merchant's app as Alipay knows it: its public key, never its private key."""

    name: str
    app_id: str
    seller_id: str
    public_key: RSAPublicKey


@dataclass(frozen=True)
class Keys:
    """The platform's key pair, and the one merchant it serves."""

    platform_key: RSAPrivateKey
    merchant: Merchant


def ensure_keys(state_dir: Path) -> Keys:
    """Make the keys at the first call, read them at every later one.

    ``state_dir/alipay.json`` (0600) is what a merchant has of Alipay: app_id, seller_id (16
    digits, ``2088…``), private_key (the app's own, PKCS#8 PEM) and public_key (Alipay's, PEM).
    Alipay's own keys stand apart from it, in ``state_dir/alipay/``.
    """
    own = state_dir / "alipay"
    own.mkdir(parents=True, exist_ok=True)
    with (own / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a first start and `sandbox keys` may coincide
        if not (state_dir / MERCHANT_FILE).exists():
            _make_keys(state_dir, own)
    return _read_keys(state_dir, own)


def _make_keys(state_dir: Path, own: Path) -> None:
    platform_key = generate_private_key(public_exponent=65537, key_size=2048)
    app_key = generate_private_key(public_exponent=65537, key_size=2048)
    write_secret(own / "platform_key.pem", private_pem(platform_key))
    write_secret(own / "app_public_key.pem", public_pem(app_key.public_key()))
    merchant = {
        "app_id": "2021" + random_text(string.digits, 12),
        "seller_id": "2088" + random_text(string.digits, 12),
        "private_key": private_pem(app_key),
        "public_key": public_pem(platform_key.public_key()),
    }
    write_secret(state_dir / MERCHANT_FILE, json.dumps(merchant, indent=2))


def _read_keys(state_dir: Path, own: Path) -> Keys:
    merchant = json.loads((state_dir / MERCHANT_FILE).read_text())
    platform_key = serialization.load_pem_private_key(
        (own / "platform_key.pem").read_bytes(), password=None
    )
    app_key = serialization.load_pem_public_key((own / "app_public_key.pem").read_bytes())
    return Keys(
        cast(RSAPrivateKey, platform_key),
        Merchant(
            name=MERCHANT_NAME,
            app_id=merchant["app_id"],
            seller_id=merchant["seller_id"],
            public_key=cast(RSAPublicKey, app_key),
        ),
    )
