"""A notification as it goes over the wire: encrypted, signed, and spoilt on demand."""

import copy
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from sandbox.faults import Fault
from sandbox.notifications import Envelope
from sandbox.wechatpay.keys import Keys
from sandbox.wechatpay.signing import encrypt, random_text, signed_headers

SPOILERS = (
    "notify_forge",
    "notify_stale",
    "notify_corrupt",
    "notify_wrong_amount",
    "notify_wrong_mchid",
    "notify_wrong_appid",
    "notify_unknown_serial",
)
"""The faults that spoil what is sent, as against whether and when it is sent."""

PROBE = "WECHATPAY/SIGNTEST/"


def seal(
    keys: Keys, event: Mapping[str, Any], resource: Mapping[str, Any], *, now: int
) -> Envelope:
    """The faithful one: ``resource`` encrypted into ``event``, signed with a fresh nonce."""
    return spoil(keys, event, resource, now=now, faults=())


def probe(
    keys: Keys, event: Mapping[str, Any], resource: Mapping[str, Any], *, now: int
) -> Envelope:
    """WeChat's test of its merchants: a wrong signature, which must not be answered with 2xx."""
    true = seal(keys, event, resource, now=now)
    signature = PROBE + true.headers["Wechatpay-Signature"][len(PROBE) :]
    headers = {**true.headers, "Wechatpay-Signature": signature}
    return Envelope(headers, true.body, "notify_probe")


def spoil(
    keys: Keys,
    event: Mapping[str, Any],
    resource: Mapping[str, Any],
    *,
    now: int,
    faults: Sequence[Fault],
) -> Envelope:
    """The notification with these faults, each of them one of ``SPOILERS``."""
    settings = {fault.kind: fault.settings for fault in faults}
    part = settings.get("notify_corrupt", {}).get("part")
    body = _body(keys, event, _falsified(resource, settings), spoil_ciphertext=part == "ciphertext")
    age = int(settings.get("notify_stale", {}).get("seconds", 0))
    proof = signed_headers(
        _forged_key() if "notify_forge" in settings else keys.platform_key,
        "PUB_KEY_ID_" + "9" * 28 if "notify_unknown_serial" in settings else keys.platform_key_id,
        body,
        timestamp=now - age,
    )
    if part == "body":
        body = body[:-8]
    headers = {"Content-Type": "application/json", **proof}
    return Envelope(headers, body, " ".join(settings))


def _body(
    keys: Keys, event: Mapping[str, Any], resource: Mapping[str, Any], *, spoil_ciphertext: bool
) -> bytes:
    nonce = random_text(12)
    kind = event["resource"]["original_type"]
    plaintext = json.dumps(resource, ensure_ascii=False).encode()
    ciphertext = encrypt(keys.merchant.apiv3_key, plaintext, nonce=nonce, associated_data=kind)
    if spoil_ciphertext:
        sealed = b64decode(ciphertext)
        ciphertext = b64encode(bytes([sealed[0] ^ 1]) + sealed[1:]).decode()
    secret = {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": ciphertext,
        "associated_data": kind,
        "nonce": nonce,
    }
    return json.dumps(
        {**event, "resource": {**event["resource"], **secret}}, ensure_ascii=False
    ).encode()


def _falsified(
    resource: Mapping[str, Any], settings: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any]:
    changed = copy.deepcopy(dict(resource))
    if "notify_wrong_amount" in settings:
        off_by = settings["notify_wrong_amount"]["off_by"]
        for name in changed["amount"]:
            if isinstance(changed["amount"][name], int):
                changed["amount"][name] += off_by
    if "notify_wrong_mchid" in settings:
        changed["mchid"] = "1900000000"
    if "notify_wrong_appid" in settings:
        changed["appid"] = "wx0000000000000000"
    return changed


@cache
def _forged_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)
