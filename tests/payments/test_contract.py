"""What every external way of paying keeps to, channel by channel and product by product.

Each is prepared, opened as its client opens it, paid at the provider's cashier, notified and
captured; and each refuses what it must. A new channel or product is one line of WAYS.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import requests

from payments import channels, services
from payments.channels.base import Closed, Trade, TradeState
from payments.errors import MethodUnavailable
from payments.models import Attempt, Notification, PaymentChannel, ProviderPayment
from tests.fixtures.sandbox import SandboxControl
from tests.orders.factories import status_of
from tests.payments.factories import (
    PRICE,
    an_order,
    books,
    dispositions,
    fresh,
    now,
    open_incidents,
    start,
    with_wechat,
)

pytestmark = pytest.mark.django_db

Parameters = dict[str, str]


@dataclass(frozen=True)
class Way:
    """``opens`` is what the payer's client does: the address of the cashier that it comes to."""

    channel: str
    product: str
    opens: Callable[[SandboxControl, Parameters], str]

    def __str__(self) -> str:
        return f"{self.channel}-{self.product}"


def scans(wechat: SandboxControl, given: Parameters) -> str:
    return f"{wechat.base_url}/cashier/?code_url={given['code_url']}"


def invokes(client: str) -> Callable[[SandboxControl, Parameters], str]:
    return lambda wechat, given: wechat.invoke(client, given)["cashier_url"]


def follows(parameter: str) -> Callable[[SandboxControl, Parameters], str]:
    return lambda _provider, given: requests.get(given[parameter], timeout=5).url


def calls_the_app(alipay: SandboxControl, given: Parameters) -> str:
    number = alipay.open(given["order_string"])["out_trade_no"]
    return f"{alipay.base_url}/alipay/cashier?number={number}"


WAYS = [
    Way("wechat", "native", scans),
    Way("wechat", "jsapi", invokes("jsapi")),
    Way("wechat", "mini", invokes("mini")),
    Way("wechat", "h5", follows("h5_url")),
    Way("wechat", "app", invokes("app")),
    Way("alipay", "qr", follows("qr_code")),
    Way("alipay", "page", follows("url")),
    Way("alipay", "wap", follows("url")),
    Way("alipay", "app", calls_the_app),
]
# Forged; rightly signed, but for another app: a failure answer, and nothing moves.
REFUSED = {"notify_forge": 401, "notify_wrong_appid": 400}
every_way = pytest.mark.parametrize("way", WAYS, ids=str)


def provider_of(way: Way, request: pytest.FixtureRequest, reachable: str = "") -> SandboxControl:
    fixtures = {"wechat": reachable or "wechat", "alipay": f"alipay_{reachable}".rstrip("_")}
    provider: SandboxControl = request.getfixturevalue(fixtures[way.channel])
    return provider


def begun(way: Way, provider: SandboxControl) -> Attempt:
    member = with_wechat(provider) if way.channel == "wechat" else None
    return start(an_order(member), way.channel, product=way.product)


def test_the_suite_knows_every_way():
    known = {(channel, p) for channel, products in channels.PRODUCTS.items() for p in products}
    internal = {(channel, channel) for channel in channels.INTERNAL}

    assert {(way.channel, way.product) for way in WAYS} == known - internal


@every_way
@pytest.mark.django_db(transaction=True)
def test_it_is_paid_at_the_cashier_and_captured_by_the_right_notification_only(way, request):
    provider = provider_of(way, request, "reachable")
    attempt = begun(way, provider)
    order = attempt.instalment.order

    provider.fault("notify_drop")  # those of the schedule; ours are sent beside it
    cashier = way.opens(provider, attempt.parameters)
    page = requests.post(cashier, {"action": "pay"}, timeout=10)
    assert "支付成功" in page.text
    for fault, answer in REFUSED.items():
        assert provider.notify(attempt.out_trade_no, fault={"kind": fault}) == [answer]
    assert (fresh(attempt).status, status_of(order), books()) == ("open", "pending_payment", {})
    assert not Notification.objects.exists()
    assert open_incidents() == ["foreign_notification"]

    assert provider.notify(attempt.out_trade_no) in ([200], [204])

    assert status_of(order) == "awaiting_shipment"
    assert fresh(attempt).status == "captured"
    assert dispositions(order) == ["captured"]
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    assert Notification.objects.get().outcome == "captured"


@every_way
def test_who_refuses_at_the_cashier_can_still_pay_and_is_found_by_asking(way, request):
    provider = provider_of(way, request)
    attempt = begun(way, provider)
    cashier = way.opens(provider, attempt.parameters)

    requests.post(cashier, {"action": "refuse"}, timeout=10)
    services.query_attempt(attempt_id=attempt.pk, at=now())
    assert (fresh(attempt).status, books()) == ("open", {})

    requests.post(cashier, {"action": "pay"}, timeout=10)
    services.query_attempt(attempt_id=attempt.pk, at=now())
    assert status_of(attempt.instalment.order) == "awaiting_shipment"
    assert ProviderPayment.objects.get().amount == PRICE


@every_way
def test_what_is_closed_takes_no_money(way, request):
    provider = provider_of(way, request)
    attempt = begun(way, provider)
    gateway = channels.external(way.channel, provider.merchant)
    cashier = way.opens(provider, attempt.parameters)

    assert gateway.close(attempt.out_trade_no) == Closed()
    page = requests.post(cashier, {"action": "pay"}, timeout=10)

    assert "订单已关闭" in page.text
    assert gateway.query(attempt.out_trade_no) == Trade(TradeState.CLOSED)


@every_way
def test_what_staff_took_off_is_neither_offered_nor_taken(way, request):
    provider = provider_of(way, request)
    channel = PaymentChannel.objects.get(code=way.channel)
    channel.products.remove(way.product)
    channel.save()

    with pytest.raises(MethodUnavailable):
        begun(way, provider)

    assert set(channels.offered(channel)) == set(channels.PRODUCTS[way.channel]) - {way.product}
    assert not Attempt.objects.exists()
