"""The ways of paying. A new one is one file here and one line below."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from payments.channels import wechat_products
from payments.channels.alipay import Alipay, AlipayCredentials
from payments.channels.balance import Balance
from payments.channels.base import External, Internal
from payments.channels.points import Points
from payments.channels.stored_value import StoredValue
from payments.channels.wechat import WechatCredentials, WechatPay

if TYPE_CHECKING:
    from payments.models import PaymentChannel

INTERNAL: dict[str, Internal] = {
    Points.code: Points(),
    StoredValue.code: StoredValue(),
    Balance.code: Balance(),
}
# What the shopper's client may ask for, by channel; a channel's first is its default.
PRODUCTS: dict[str, tuple[str, ...]] = {
    **{code: (code,) for code in INTERNAL},
    WechatPay.code: WechatPay.products,
    Alipay.code: Alipay.products,
}
METHODS = sorted(PRODUCTS)


def is_internal(code: str) -> bool:
    return code in INTERNAL


def offered(channel: "PaymentChannel") -> tuple[str, ...]:
    """The products of a channel that staff have chosen and its credentials allow."""
    products = PRODUCTS.get(channel.code, ())
    if channel.code == WechatPay.code:
        products = wechat_products.possible(channel.credentials)
    return tuple(product for product in products if product in channel.products)


def external(code: str, credentials: Mapping[str, str]) -> External:
    """The gateway of a provider. Raises ValueError for credentials that cannot be right."""
    try:
        if code == WechatPay.code:
            return _wechat(WechatCredentials(**credentials))
        if code == Alipay.code:
            return _alipay(AlipayCredentials(**credentials))
    except TypeError:
        fields = ", ".join(CREDENTIAL_FIELDS[code])
        raise ValueError(f"credentials of {code} must be: {fields}") from None
    raise ValueError(f"{code} is no external channel")


CREDENTIAL_FIELDS: dict[str, tuple[str, ...]] = {
    WechatPay.code: tuple(WechatCredentials.__dataclass_fields__),
    Alipay.code: tuple(AlipayCredentials.__dataclass_fields__),
}


def _wechat(credentials: WechatCredentials) -> WechatPay:
    return _wechat_at(credentials, settings.WECHATPAY_BASE_URL, *_ours(WechatPay.code))


@lru_cache(maxsize=8)  # reading keys takes milliseconds
def _wechat_at(
    credentials: WechatCredentials, base_url: str, notify_url: str, shop_url: str
) -> WechatPay:
    return WechatPay(credentials, base_url=base_url, notify_url=notify_url, shop_url=shop_url)


def _alipay(credentials: AlipayCredentials) -> Alipay:
    return _alipay_at(credentials, settings.ALIPAY_BASE_URL, *_ours(Alipay.code))


@lru_cache(maxsize=8)
def _alipay_at(
    credentials: AlipayCredentials, base_url: str, notify_url: str, shop_url: str
) -> Alipay:
    return Alipay(credentials, base_url=base_url, notify_url=notify_url, shop_url=shop_url)


def _ours(channel: str) -> tuple[str, str]:
    """Where a provider calls us, and where it leads shoppers back to."""
    return f"{settings.PUBLIC_BASE_URL}/notify/{channel}", settings.STOREFRONT_URL
