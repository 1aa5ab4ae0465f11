from datetime import timedelta

from core.clock import shift
from members.roles import Role
from tests.journeys.doors import Desk, beat
from tests.payments.factories import PRICE, books


def test_bought_and_paid_by_wechat_which_the_shop_finds_out_by_asking(
    shopper, shelf, relay, wechat, eager
):
    number = shopper.buy({"TEA-01": 1})["number"]
    payment = shopper.pay(number, "wechat")
    assert payment["parameters"]["code_url"].startswith("weixin://")

    wechat.pay(payment["number"])  # scanned; the notification is lost on its way
    assert shopper.status_of(number) == "pending_payment"
    shift(timedelta(seconds=16))
    beat()

    assert shopper.status_of(number) == "awaiting_shipment"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    relay()
    Desk(Role.OPERATIONS).ship(number, "SF1000000000002")
    relay()
    assert shopper.status_of(number) == "shipped"
    shift(timedelta(days=7))
    beat()
    assert shopper.status_of(number) == "received"
    assert shelf()["TEA-01"] == (9, 0)
