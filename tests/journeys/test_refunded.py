from core.clock import now
from members.roles import Role
from payments.models import RefundLeg
from payments.services import advance_leg
from tests.journeys.doors import Desk
from tests.payments.factories import PRICE, books, with_balance


def test_refunded_to_the_balance_at_once(shopper, shelf, relay):
    with_balance(PRICE, shopper.member)
    number = shopper.buy({"TEA-01": 1})["number"]
    shopper.pay(number, "balance")
    relay()

    Desk(Role.SUPERVISOR).refund(number, reason="changed her mind")
    relay()

    assert shopper.status_of(number) == "refunded"
    assert shopper.balance() == PRICE
    assert shelf()["TEA-01"] == (10, 0)
    assert [each["event"] for each in shopper.look("me/notices")["results"]] == ["refund.finished"]


def test_refunded_by_wechat_when_wechat_says_so(shopper, shelf, relay, wechat, eager):
    number = shopper.buy({"TEA-01": 1})["number"]
    wechat.pay(shopper.pay(number, "wechat")["number"])
    # Cancelling asks WeChat first, and so finds out that it is paid.
    cancelled = shopper.api.post(f"/api/v1/orders/{number}/cancel", {}, format="json")
    assert cancelled.json()["code"] == "payment.already_paid"

    Desk(Role.FINANCE).refund(number, reason="out of season")
    relay()
    assert shopper.status_of(number) == "refunding"
    assert shelf()["TEA-01"] == (10, 0)
    assert books() == {"clearing": -PRICE, "funds": PRICE}

    leg = RefundLeg.objects.get()
    wechat.settle(leg.out_refund_no)
    advance_leg(leg_id=leg.pk, at=now())
    relay()

    assert shopper.status_of(number) == "refunded"
    assert books() == {}
