"""The keys of both sides: what WeChat keeps, and what the demo merchant gets from WeChat."""

import fcntl
import json
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.x509.oid import NameOID

from sandbox.keyfiles import private_pem, public_pem, random_text, write_secret

MERCHANT_NAME = "叮单商城"
APP_IDS = ("appid", "mini_appid", "mobile_appid")


@dataclass(frozen=True)
class Merchant:
    """A merchant as WeChat knows it: its certificate's public key, never its private key."""

    name: str
    mchid: str
    appids: frozenset[str]
    serial_no: str
    apiv3_key: str
    public_key: RSAPublicKey


@dataclass(frozen=True)
class Keys:
    """The platform's key pair, and the one merchant it serves."""

    platform_key: RSAPrivateKey
    platform_key_id: str
    merchant: Merchant


def ensure_keys(state_dir: Path) -> Keys:
    """Make the keys at the first call, read them at every later one.

    ``state_dir/merchant.json`` (0600) is what a merchant would download from WeChat:
    mchid, serial_no, private_key (PKCS#8 PEM), apiv3_key (32 characters), public_key
    (PEM), public_key_id (``PUB_KEY_ID_…``) and the app ids that are bound to him: of the
    official account (appid), the mini-program (mini_appid) and the phone's own app
    (mobile_appid). WeChat's own keys stand apart from it, in ``state_dir/wechatpay/``.
    """
    own = state_dir / "wechatpay"
    own.mkdir(parents=True, exist_ok=True)
    with (own / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a first start and `sandbox keys` may coincide
        if not (state_dir / "merchant.json").exists():
            _make_keys(state_dir, own)
        _bind_apps(state_dir / "merchant.json")
    return _read_keys(state_dir, own)


def _make_keys(state_dir: Path, own: Path) -> None:
    platform_key = generate_private_key(public_exponent=65537, key_size=2048)
    merchant_key = generate_private_key(public_exponent=65537, key_size=2048)
    mchid = "19" + random_text(string.digits, 8)
    certificate = _certificate(merchant_key, mchid)

    write_secret(own / "platform_key.pem", private_pem(platform_key))
    write_secret(
        own / "merchant.pem", certificate.public_bytes(serialization.Encoding.PEM).decode()
    )
    merchant = {
        "mchid": mchid,
        "serial_no": f"{certificate.serial_number:X}",
        "private_key": private_pem(merchant_key),
        "apiv3_key": random_text(string.ascii_letters + string.digits, 32),
        "public_key": public_pem(platform_key.public_key()),
        "public_key_id": "PUB_KEY_ID_" + random_text(string.digits, 28),
    }
    write_secret(state_dir / "merchant.json", json.dumps(merchant, indent=2))


def _bind_apps(merchant_file: Path) -> None:
    """Those that he has not yet: folders of earlier versions lack some."""
    merchant = json.loads(merchant_file.read_text())
    if missing := [name for name in APP_IDS if name not in merchant]:
        merchant |= {name: "wx" + secrets.token_hex(8) for name in missing}
        write_secret(merchant_file, json.dumps(merchant, indent=2))


def _read_keys(state_dir: Path, own: Path) -> Keys:
    merchant = json.loads((state_dir / "merchant.json").read_text())
    platform_key = serialization.load_pem_private_key(
        (own / "platform_key.pem").read_bytes(), password=None
    )
    certificate = x509.load_pem_x509_certificate((own / "merchant.pem").read_bytes())
    return Keys(
        cast(RSAPrivateKey, platform_key),
        merchant["public_key_id"],
        Merchant(
            name=MERCHANT_NAME,
            mchid=merchant["mchid"],
            appids=frozenset(merchant[name] for name in APP_IDS),
            serial_no=f"{certificate.serial_number:X}",
            apiv3_key=merchant["apiv3_key"],
            public_key=cast(RSAPublicKey, certificate.public_key()),
        ),
    )


def _certificate(key: RSAPrivateKey, mchid: str) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, mchid),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sandbox merchant"),
        ]
    )
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=5 * 365))
        .sign(key, hashes.SHA256())
    )
