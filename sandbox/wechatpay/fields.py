"""What the requests may hold: lengths, character sets and limits as WeChat publishes them."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.addresses import is_loopback
from sandbox.wechatpay.validation import (
    Broken,
    Fields,
    Rule,
    flag,
    instant,
    list_of,
    number,
    one_of,
    text,
)

TRADE_NUMBER = r"0-9A-Za-z_\-|*"
REFUND_NUMBER = r"0-9A-Za-z_\-|*@"

OUT_TRADE_NO = text(32, least=6, charset=TRADE_NUMBER)
MCHID = text(32)
CNY = one_of("CNY")
FUNDS = one_of("AVAILABLE", "UNSETTLED")


def notify_url(*, local: bool, remote: bool) -> Rule:
    """A public http(s) address without a query; this machine's own only in a local sandbox."""

    def check(value: Any, path: str) -> None:
        try:
            url = urlsplit(value)
            host, _ = url.hostname, url.port
        except ValueError:
            raise Broken("不是合法的URL") from None
        if url.scheme not in ("http", "https") or not host:
            raise Broken("必须为http或https地址")
        if url.query or url.fragment or "?" in value:
            raise Broken("不能携带查询参数")
        if is_loopback(host) and not local:
            raise Broken("必须为外网可访问的地址，不能为localhost或回环地址")
        if not is_loopback(host) and not remote:
            raise Broken("沙箱未获准访问外部地址：需要 --allow-remote 启动参数")

    return text(255, check=check)


def _ip(value: Any, path: str) -> None:
    try:
        ip_address(value)
    except ValueError:
        raise Broken("不是合法的IP地址") from None


GOODS = Fields(
    {
        "merchant_goods_id": text(32),
        "quantity": number(least=1),
        "unit_price": number(),
    },
    {"wechatpay_goods_id": text(32), "goods_name": text(256)},
)
DETAIL = Fields(
    {},
    {"cost_price": number(), "invoice_id": text(32), "goods_detail": list_of(GOODS)},
)
STORE = Fields({"id": text(32)}, {"name": text(256), "area_code": text(32), "address": text(512)})
SCENE_OPTIONS: dict[str, Rule] = {"device_id": text(32), "store_info": STORE}
SCENE = Fields({"payer_client_ip": text(45, check=_ip)}, SCENE_OPTIONS)
H5 = Fields(
    {"type": one_of("iOS", "Android", "Wap")},
    {
        "app_name": text(64),
        "app_url": text(128),
        "bundle_id": text(128),
        "package_name": text(128),
    },
)


def _payer_of_h5(*, local: bool) -> Rule:
    def check(value: Any, path: str) -> None:
        _ip(value, path)
        if is_loopback(value) and not local:
            raise Broken("不能为回环地址")

    return text(45, check=check)


def prepay(*, local: bool, remote: bool) -> Mapping[str, Fields]:
    """The four prepay requests by the last part of their path: native, jsapi, h5, app."""
    required: dict[str, Rule] = {
        "appid": text(32),
        "mchid": MCHID,
        "description": text(127),
        "out_trade_no": OUT_TRADE_NO,
        "notify_url": notify_url(local=local, remote=remote),
        "amount": Fields({"total": number(least=1)}, {"currency": CNY}),
    }
    optional: dict[str, Rule] = {
        "time_expire": instant,
        "attach": text(128),
        "goods_tag": text(32),
        "support_fapiao": flag,
        "limit_pay": list_of(one_of("no_balance", "no_credit", "no_debit", "balance_only")),
        "detail": DETAIL,
        "settle_info": Fields({}, {"profit_sharing": flag}),
    }
    scene: dict[str, Rule] = {"scene_info": SCENE}
    openid: dict[str, Rule] = {"payer": Fields({"openid": text(128)}, {})}
    h5_scene: dict[str, Rule] = {
        "scene_info": Fields(
            {"payer_client_ip": _payer_of_h5(local=local), "h5_info": H5}, SCENE_OPTIONS
        )
    }
    return {
        "native": Fields(required, optional | scene),
        "app": Fields(required, optional | scene),
        "jsapi": Fields(required | openid, optional | scene),
        "h5": Fields(required | h5_scene, optional),
    }


CLOSE = Fields({"mchid": MCHID}, {})
QUERY = Fields({"mchid": MCHID}, {})
NO_QUERY = Fields({}, {})

REFUND_GOODS = Fields(
    {
        "merchant_goods_id": text(32),
        "unit_price": number(),
        "refund_amount": number(least=1),
        "refund_quantity": number(least=1),
    },
    {"wechatpay_goods_id": text(32), "goods_name": text(256)},
)
REFUND_SOURCE = Fields(
    {"account": one_of("AVAILABLE", "UNAVAILABLE"), "amount": number(least=1)}, {}
)


def refund(*, local: bool, remote: bool) -> Fields:
    return Fields(
        {
            "out_refund_no": text(64, charset=REFUND_NUMBER),
            "amount": Fields(
                {"refund": number(least=1), "total": number(least=1), "currency": CNY},
                {"from": list_of(REFUND_SOURCE)},
            ),
        },
        {
            "transaction_id": text(32),
            "out_trade_no": OUT_TRADE_NO,
            "reason": text(80),
            "notify_url": notify_url(local=local, remote=remote),
            "funds_account": FUNDS,
            "goods_detail": list_of(REFUND_GOODS),
        },
    )
