from collections.abc import Mapping

from core.db import atomic
from payments import channels
from payments.channels.base import Trade, TradeState
from payments.errors import ChannelNotReady
from payments.models import PaymentChannel
from payments.models.encrypted import Secrets
from payments.services.gateway import gateway_of

# As a new shop starts: what needs nobody's keys is on.
_FIRST_SHOWN = {
    "points": {"name": "积分", "name_en": "Points", "position": 1, "is_enabled": True},
    "stored_value": {
        "name": "储值卡",
        "name_en": "Stored value",
        "position": 2,
        "is_enabled": True,
    },
    "balance": {"name": "余额", "name_en": "Balance", "position": 3, "is_enabled": True},
    "wechat": {"name": "微信支付", "name_en": "WeChat Pay", "position": 4},
    "alipay": {"name": "支付宝", "name_en": "Alipay", "position": 5},
}


@atomic
def list_channels() -> None:
    """A row for each way of paying that the code knows; rows that are there stay as they are."""
    PaymentChannel.objects.bulk_create(
        [
            PaymentChannel(code=code, products=list(channels.PRODUCTS[code]), **shown)
            for code, shown in _FIRST_SHOWN.items()
        ],
        ignore_conflicts=True,
    )


def require_usable(*, code: str, credentials: Mapping[str, str]) -> None:
    """Raises ChannelNotReady for credentials that cannot be right. Asks nobody."""
    if channels.is_internal(code):
        return
    try:
        channels.external(code, credentials)
    except ValueError as error:
        raise ChannelNotReady(channel=code, why=str(error)) from None


def probe_channel(*, code: str) -> None:
    """Ask the provider about a payment that is not there: only with the right keys it says so.

    Raises ChannelNotReady with what it said instead.
    """
    answer = gateway_of(code).query("probe_0000")
    if answer not in (Trade(TradeState.MISSING), Trade(TradeState.UNOPENED)):
        raise ChannelNotReady(channel=code, why=getattr(answer, "why", str(answer)))


@atomic
def set_credentials(*, code: str, credentials: Mapping[str, str]) -> None:
    """Store a channel's credentials, encrypted. Raises ChannelNotReady if they cannot be right."""
    require_usable(code=code, credentials=credentials)
    channel = PaymentChannel.objects.select_for_update(no_key=True).get(code=code)
    channel.credentials = Secrets(credentials)
    channel.save(update_fields=["credentials"])


@atomic
def switch_channel(*, code: str, enabled: bool) -> None:
    """Offer a channel to shoppers, or stop it. What is open under it goes on either way.

    Raises ChannelNotReady for a provider whose credentials are missing.
    """
    if enabled and not channels.is_internal(code):
        gateway_of(code)
    PaymentChannel.objects.filter(code=code).update(is_enabled=enabled)
