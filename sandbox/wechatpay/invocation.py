"""What WeChat does when a page, a mini-program or an app calls for payment: it verifies what the
merchant's server has signed for that client, and then shows the cashier."""

from base64 import b64decode
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.wechatpay import orders
from sandbox.wechatpay.orders import Order
from sandbox.wechatpay.platform import Platform

# What each client must be given, all of it text.
PARAMETERS = {
    "jsapi": ("appId", "timeStamp", "nonceStr", "package", "signType", "paySign"),
    "mini": ("timeStamp", "nonceStr", "package", "signType", "paySign"),
    "app": ("appId", "partnerId", "prepayId", "packageValue", "nonceStr", "timeStamp", "sign"),
}
TRADE_TYPES = {"jsapi": "JSAPI", "mini": "JSAPI", "app": "APP"}
_PREFIX = "prepay_id="


class Wrong(StrEnum):
    """Why the client does not even show the cashier."""

    PARAMETERS = "parameters"
    PREPAY_ID = "prepay_id"
    APP_ID = "app_id"
    SIGNATURE = "signature"


class NotInvoked(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


def invoke(platform: Platform, client: str, given: Mapping[str, Any]) -> Order:
    """The trade that the client is to pay. Raises NotInvoked."""
    named = PARAMETERS[client]
    if set(given) != set(named) or not all(isinstance(value, str) for value in given.values()):
        raise NotInvoked(Wrong.PARAMETERS)
    if client == "app":
        prepay_id, signed, proof = given["prepayId"], given["prepayId"], given["sign"]
        right = given["packageValue"] == "Sign=WXPay"
        right = right and given["partnerId"] == platform.keys.merchant.mchid
    else:
        signed, proof = given["package"], given["paySign"]
        prepay_id = signed.removeprefix(_PREFIX)
        right = signed.startswith(_PREFIX) and given["signType"] == "RSA"
    if not right:
        raise NotInvoked(Wrong.PARAMETERS)
    order = orders.find_alias(platform, prepay_id)
    if order is None or order["trade_type"] != TRADE_TYPES[client]:
        raise NotInvoked(Wrong.PREPAY_ID)
    app_id = orders.app_id(order)
    if given.get("appId", app_id) != app_id:
        raise NotInvoked(Wrong.APP_ID)
    _verify(platform, (app_id, given["timeStamp"], given["nonceStr"], signed), proof)
    return order


def _verify(platform: Platform, lines: tuple[str, ...], signature: str) -> None:
    message = "".join(f"{line}\n" for line in lines).encode()
    try:
        platform.keys.merchant.public_key.verify(
            b64decode(signature, validate=True), message, PKCS1v15(), SHA256()
        )
    except (ValueError, InvalidSignature):
        raise NotInvoked(Wrong.SIGNATURE) from None
