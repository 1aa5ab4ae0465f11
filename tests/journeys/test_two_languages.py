import pytest

from members.roles import Role
from orders.models import Order
from tests.journeys.doors import Desk
from tests.payments.factories import PRICE, with_balance


@pytest.mark.parametrize(
    ("language", "state", "refusal"),
    [
        ("en", "Awaiting shipment", "The order does not allow this now"),
        ("zh-hans", "待发货", "订单当前状态不允许此操作"),
    ],
)
def test_the_shopper_reads_the_order_in_either_language(shopper, language, state, refusal):
    with_balance(PRICE, shopper.member)
    number = shopper.buy({"TEA-01": 1})["number"]
    shopper.pay(number, "balance")

    assert shopper.look(f"orders/{number}", language)["status_text"] == state
    refused = shopper.api.post(
        f"/api/v1/orders/{number}/receive", headers={"Accept-Language": language}
    )
    assert refused.status_code == 409
    assert refused.json()["title"] == refusal
    # The storefront tells the timeline in its own words: kinds and facts are the same in each.
    assert shopper.look(f"orders/{number}/timeline", language) == shopper.look(
        f"orders/{number}/timeline"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Order placed, stock reserved", "¥107.00 received", "Paid in full"]),
        ("zh-hans", ["已下单，库存已预占", "已收款 ¥107.00", "已付清"]),
    ],
)
def test_staff_read_its_timeline_in_either_language(shopper, language, told):
    with_balance(PRICE, shopper.member)
    number = shopper.buy({"TEA-01": 1})["number"]
    shopper.pay(number, "balance")
    order = Order.objects.get(number=number)

    page = Desk(Role.CUSTOMER_SERVICE).client.get(
        f"/admin/orders/order/{order.pk}/change/", headers={"Accept-Language": language}
    )

    for sentence in told:
        assert sentence in page.content.decode()
