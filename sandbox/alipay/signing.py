"""Signatures of both directions: RSA2, which is RSASSA-PKCS1-v1_5 with SHA-256, in base64."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from sandbox.alipay.errors import ApiError
from sandbox.alipay.keys import Keys

REQUIRED = {
    "method": "isv.missing-method",
    "app_id": "isv.missing-app-id",
    "sign_type": "isv.missing-signature-type",
    "sign": "isv.missing-signature",
    "timestamp": "isv.missing-timestamp",
    "version": "isv.missing-version",
}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def authenticate(parameters: Mapping[str, str], keys: Keys) -> None:
    """Whether the merchant's app has signed these parameters, all but ``sign`` and the empty ones.

    Raises ApiError, unsigned: 40001 for what is missing, 40002 for what is wrong.
    """
    for name, sub_code in REQUIRED.items():
        if not parameters.get(name):
            raise ApiError("40001", sub_code, f"缺少{name}参数", signed=False)
    if parameters["app_id"] != keys.merchant.app_id:
        raise _wrong("isv.invalid-app-id", "无效的AppID参数")
    if parameters["sign_type"] != "RSA2":
        raise _wrong("isv.invalid-signature-type", "应用只接受RSA2签名")
    if parameters.get("charset", "utf-8").lower() != "utf-8":
        raise _wrong("isv.invalid-charset", "字符集错误")
    if not TIMESTAMP.fullmatch(parameters["timestamp"]):
        raise _wrong("isv.invalid-timestamp", "非法的时间戳参数")
    message = to_be_signed({name: v for name, v in parameters.items() if name != "sign"})
    try:
        signature = b64decode(parameters["sign"], validate=True)
        keys.merchant.public_key.verify(signature, message.encode(), PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        raise _wrong("isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥") from None


def _wrong(sub_code: str, sub_msg: str) -> ApiError:
    return ApiError("40002", sub_code, sub_msg, signed=False)


def to_be_signed(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if value)


def sign(key: RSAPrivateKey, message: str, *, sha1: bool = False) -> str:
    """``sha1`` makes the old kind, which sign_type calls RSA."""
    signature = key.sign(message.encode(), PKCS1v15(), SHA1() if sha1 else SHA256())  # noqa: S303
    return b64encode(signature).decode()


def signed_answer(key: RSAPrivateKey, name: str, content: Mapping[str, Any]) -> bytes:
    """``{"<name>": content, "sign": …}``; what is signed is the content's very text."""
    text = answer_text(content)
    return f'{{"{name}":{text},"sign":"{sign(key, text)}"}}'.encode()


def answer_text(content: Mapping[str, Any]) -> str:
    """JSON with every slash escaped, as Alipay writes it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def signed_form(key: RSAPrivateKey, fields: Mapping[str, str]) -> dict[str, str]:
    """Fields of a notification or a return: neither ``sign`` nor ``sign_type`` is signed."""
    return {**fields, "sign_type": "RSA2", "sign": sign(key, to_be_signed(fields))}
