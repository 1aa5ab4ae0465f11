"""The ways to pay with WeChat Pay: what each asks WeChat, and what its client opens.

The client's parameters are signed with the merchant's key over four lines. In the last one a
page and a mini-program sign ``prepay_id=wx…``, an app the bare ``wx…``.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from wechatpayv3 import WeChatPayType

H5_LINK_LIVES = timedelta(minutes=5)
_H5_SCENE = {"type": "Wap"}


@dataclass(frozen=True, slots=True)
class Product:
    """``app`` names the credential that holds the id of the app that is paid in."""

    pay_type: WeChatPayType
    app: str
    wants_openid: bool = False
    wants_ip: bool = False
    # How long what the client got can be opened; None: as long as any payment may take.
    good_for: timedelta | None = None


PRODUCTS = {
    "native": Product(WeChatPayType.NATIVE, "appid"),
    "jsapi": Product(WeChatPayType.JSAPI, "appid", wants_openid=True),
    "mini": Product(WeChatPayType.MINIPROG, "mini_appid", wants_openid=True),
    "h5": Product(WeChatPayType.H5, "appid", wants_ip=True, good_for=H5_LINK_LIVES),
    "app": Product(WeChatPayType.APP, "mobile_appid"),
}


def possible(credentials: Mapping[str, str]) -> tuple[str, ...]:
    """The products whose app the merchant has."""
    return tuple(name for name, product in PRODUCTS.items() if credentials.get(product.app))


def asked_of_payer(product: Product, *, openid: str, ip: str) -> dict[str, Any]:
    """What a prepay says of who pays."""
    asked: dict[str, Any] = {}
    if product.wants_openid:
        asked["payer"] = {"openid": openid}
    if product.wants_ip:
        asked["scene_info"] = {"payer_client_ip": ip, "h5_info": _H5_SCENE}
    return asked


@dataclass(frozen=True, slots=True)
class Client:
    """What the parameters of every client are made of. ``sign`` takes the lines."""

    app_id: str
    mchid: str
    shop_url: str
    sign: Callable[[list[str]], str]

    def parameters(self, name: str, answer: Mapping[str, str]) -> dict[str, str]:
        """Raises KeyError for an answer without what the product is paid by."""
        if name == "native":
            return {"code_url": answer["code_url"]}
        if name == "h5":
            back = quote(self.shop_url, safe="")
            return {"h5_url": f"{answer['h5_url']}&redirect_url={back}"}
        if name == "app":
            return self._for_app(answer["prepay_id"])
        page = self._for_page(f"prepay_id={answer['prepay_id']}")
        # A mini-program is the app; a page says which one it is of.
        return page if name == "mini" else {"appId": self.app_id} | page

    def _for_page(self, package: str) -> dict[str, str]:
        stamp, nonce = _stamp(), secrets.token_hex(16)
        return {
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self.sign([self.app_id, stamp, nonce, package]),
        }

    def _for_app(self, prepay_id: str) -> dict[str, str]:
        stamp, nonce = _stamp(), secrets.token_hex(16)
        return {
            "appId": self.app_id,
            "partnerId": self.mchid,
            "prepayId": prepay_id,
            "packageValue": "Sign=WXPay",
            "nonceStr": nonce,
            "timeStamp": stamp,
            "sign": self.sign([self.app_id, stamp, nonce, prepay_id]),
        }


def _stamp() -> str:
    return str(int(time.time()))
