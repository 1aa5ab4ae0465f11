"""Signatures of both directions, and the encryption of notifications.

WECHATPAY2-SHA256-RSA2048 is RSASSA-PKCS1-v1_5 with SHA-256 over lines that each end in LF.
"""

import re
import secrets
import string
from base64 import b64decode, b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.web import Request
from sandbox.wechatpay.errors import ApiError, param_error
from sandbox.wechatpay.keys import Keys, Merchant

SCHEME = "WECHATPAY2-SHA256-RSA2048"
TIMESTAMP_TOLERANCE = 15 * 60  # seconds
NONCE_LENGTH = 32


def authenticate(request: Request, keys: Keys, *, now: float) -> Merchant:
    """The merchant who signed this request, over its bytes exactly as they came.

    Raises ApiError: 401 SIGN_ERROR for anything wrong with the Authorization header or
    the signature, 400 PARAM_ERROR for the other headers that every call must carry.
    """
    _check_headers(request, keys)
    fields = _authorization(request.headers.get("Authorization") or "")
    merchant = keys.merchant
    if fields["mchid"] != merchant.mchid or fields["serial_no"] != merchant.serial_no:
        raise _sign_error("商户号或商户API证书序列号有误", "unknown mchid or serial_no")
    if abs(now - int(fields["timestamp"])) > TIMESTAMP_TOLERANCE:
        raise _sign_error("Http头Authorization中的timestamp与发起请求的时间差过大", "timestamp")

    lines = (request.method, request.target, fields["timestamp"], fields["nonce_str"])
    message = "".join(f"{line}\n" for line in lines).encode() + request.body + b"\n"
    try:
        signature = b64decode(fields["signature"], validate=True)
        merchant.public_key.verify(signature, message, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        raise _sign_error(
            "签名错误",
            "sign not match",
            {
                "method": request.method,
                "url": request.target,
                "truncated_sign_message": message[:128].decode("utf-8", "replace"),
                "sign_message_length": len(message),
            },
        ) from None
    return merchant


def _check_headers(request: Request, keys: Keys) -> None:
    for header in ("Accept", "User-Agent"):
        if not request.headers.get(header):
            raise param_error(header, "Http头缺少Accept或User-Agent", location="header")
    content_type = request.headers.get("Content-Type") or ""
    if request.method == "POST" and not content_type.startswith("application/json"):
        raise param_error("Content-Type", "必须为application/json", location="header")
    serial = request.headers.get("Wechatpay-Serial")
    if serial and serial != keys.platform_key_id:
        raise param_error("Wechatpay-Serial", "平台公钥ID有误", value=serial, location="header")


def _authorization(header: str) -> dict[str, str]:
    """The five quoted pairs of the header, in whatever order they came."""
    scheme, _, rest = header.partition(" ")
    pairs = [re.fullmatch(r'\s*(\w+)="([^"]*)"\s*', part) for part in rest.split(",")]
    fields = {match[1]: match[2] for match in pairs if match}
    wanted = {"mchid", "nonce_str", "timestamp", "serial_no", "signature"}
    if scheme != SCHEME or set(fields) != wanted or len(pairs) != len(wanted):
        raise _sign_error("Http头Authorization格式有误", "malformed Authorization")
    well_timed = re.fullmatch(r"[0-9]{1,12}", fields["timestamp"])
    if not well_timed or not 0 < len(fields["nonce_str"]) <= NONCE_LENGTH:
        raise _sign_error("Http头Authorization格式有误", "malformed timestamp or nonce_str")
    return fields


def _sign_error(message: str, issue: str, sign_information: object = None) -> ApiError:
    detail: dict[str, object] = {"issue": issue}
    if sign_information is not None:
        detail["sign_information"] = sign_information
    return ApiError(401, "SIGN_ERROR", message, detail=detail)


def signed_headers(
    key: RSAPrivateKey, key_id: str, body: bytes, *, timestamp: int
) -> Mapping[str, str]:
    """The headers that prove an answer or a notification: fresh nonce, signature over ``body``."""
    nonce = random_text(32)
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return {
        "Wechatpay-Timestamp": str(timestamp),
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": b64encode(key.sign(message, PKCS1v15(), SHA256())).decode(),
        "Wechatpay-Serial": key_id,
        "Wechatpay-Signature-Type": SCHEME,
    }


def encrypt(apiv3_key: str, plaintext: bytes, *, nonce: str, associated_data: str) -> str:
    """AEAD_AES_256_GCM under the merchant's APIv3 key; base64 of ciphertext and tag."""
    sealed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), plaintext, associated_data.encode())
    return b64encode(sealed).decode()


def random_text(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))
