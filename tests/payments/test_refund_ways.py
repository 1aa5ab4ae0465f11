"""Where a refund goes, what holds it back, and what a provider allows of one payment."""

from datetime import timedelta

import pytest

from core.incidents import kind_of
from members.models import Notice
from payments import services
from payments.channels.base import Payment, RefundResult, RefundState
from payments.errors import RefundNotStuck, RefundTooLate, RefundTooOften, RefundTooSoon
from payments.models import ProviderPayment, Refund, RefundBlock, RefundLeg
from tests.orders.factories import a_member, status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
    an_order,
    available,
    books,
    now,
    open_incidents,
    paid_by_wechat,
    start,
    with_balance,
)
from tests.payments.refunding import an_order_of, fresh, in_two_instalments, refund_of

pytestmark = pytest.mark.django_db

LATER = timedelta(seconds=4)


def legs() -> list[tuple[str, str, int]]:
    return list(RefundLeg.objects.order_by("pk").values_list("method", "status", "amount"))


def paid_both_ways(wechat):
    """A deposit of 50.00 by balance, the rest by WeChat Pay."""
    order = an_order_of({"TEA-01": 2}, member=with_balance(5000))
    in_two_instalments(order, 5000)
    start(order, "balance")
    paid_by_wechat(order, wechat)
    return fresh(order)


def test_each_tender_gives_back_its_share_its_own_way(wechat):
    order = paid_both_ways(wechat)

    refund_of(order, {1: 1})

    assert legs() == [("balance", "succeeded", 2403), ("wechat", "created", 7497)]
    assert available(order.member) == 2403
    assert Refund.objects.get().finished_at is None


def test_what_a_provider_took_goes_to_the_balance_where_the_shopper_wants_it(wechat, relay):
    order = paid_both_ways(wechat)

    refund_of(order, None, shipping=True, destination="balance")
    relay()

    assert legs() == [("balance", "succeeded", 5000), ("balance", "succeeded", 15600)]
    assert available(order.member) == 20600
    assert (status_of(order), books()) == ("refunded", {"clearing": -15600})
    assert ProviderPayment.objects.get().refunded_amount == 0


# --- what a provider allows ---------------------------------------------------------------


def test_a_provider_wants_a_pause_between_two_refunds_of_a_payment(wechat):
    order = paid_both_ways(wechat)
    at = now()
    refund_of(order, {1: 1}, at=at)

    with pytest.raises(RefundTooSoon) as refused:
        refund_of(order, {1: 1}, at=at + timedelta(seconds=1))

    assert refused.value.facts["seconds"] == 2
    assert Refund.objects.count() == 1
    refund_of(order, {1: 1}, at=at + LATER)


def test_after_fifty_refunds_or_a_year_only_the_balance_is_left(wechat):
    """Trap 58."""
    order = paid_both_ways(wechat)
    for turn in range(50):
        refund_of(order, {}, goodwill_amount=2, at=now() + turn * LATER)

    with pytest.raises(RefundTooOften) as refused:
        refund_of(order, {1: 1}, at=now() + 51 * LATER)
    assert refused.value.facts["limit"] == 50
    with pytest.raises(RefundTooLate):
        refund_of(order, {1: 1}, at=now() + timedelta(days=366))

    assert Refund.objects.count() == 50
    refund_of(order, {1: 1}, at=now() + timedelta(days=366), destination="balance")


# --- held back ----------------------------------------------------------------------------


def block(refund: Refund, reference: str = "1") -> None:
    services.place_refund_block(refund_id=refund.pk, kind="split", reference=reference, at=now())


def lift(refund: Refund, reference: str = "1") -> None:
    services.lift_refund_block(refund_id=refund.pk, kind="split", reference=reference, at=now())


def test_a_provider_is_called_only_when_nothing_holds_the_refund_back(wechat, relay):
    order = paid_both_ways(wechat)
    refund = refund_of(order, {1: 1})
    block(refund)
    block(refund)  # asked twice, it is one
    block(refund, "2")

    relay()
    services.advance_leg(leg_id=RefundLeg.objects.latest("pk").pk, at=now())
    assert services.lease_refund_legs(at=now() + timedelta(days=1), limit=10) == []
    assert legs() == [("balance", "succeeded", 2403), ("wechat", "blocked", 7497)]

    lift(refund)
    assert legs()[1][1] == "blocked"
    lift(refund, "2")
    lift(refund, "2")
    assert RefundBlock.objects.filter(lifted_at=None).count() == 0
    (leg_id,) = services.lease_refund_legs(at=now(), limit=10)
    services.advance_leg(leg_id=leg_id, at=now())
    assert legs()[1][1] == "pending"


# --- stuck --------------------------------------------------------------------------------


def stuck(order, wechat, state: str) -> RefundLeg:
    services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())
    leg = RefundLeg.objects.latest("pk")
    services.advance_leg(leg_id=leg.pk, at=now())
    wechat.settle(leg.out_refund_no, state)
    services.advance_leg(leg_id=leg.pk, at=now())
    return RefundLeg.objects.get(pk=leg.pk)


@pytest.mark.parametrize("state", ["ABNORMAL", "CLOSED"])
def test_what_the_provider_cannot_deliver_is_paid_to_the_balance(wechat, relay, state):
    order = an_order()
    paid_by_wechat(order, wechat)
    leg = stuck(order, wechat, state)

    services.reroute_leg(leg_id=leg.pk, actor=STAFF, at=now())

    assert legs() == [("wechat", "rerouted", PRICE), ("balance", "succeeded", PRICE)]
    assert (status_of(order), available(order.member)) == ("refunded", PRICE)
    assert open_incidents() == []
    relay()
    assert Notice.objects.filter(event="refund.finished").count() == 1
    with pytest.raises(RefundNotStuck):
        services.reroute_leg(leg_id=leg.pk, actor=STAFF, at=now())


def test_a_refund_that_may_yet_arrive_is_not_paid_to_the_balance(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())
    leg = RefundLeg.objects.get()
    services.advance_leg(leg_id=leg.pk, at=now())

    with pytest.raises(RefundNotStuck):
        services.reroute_leg(leg_id=leg.pk, actor=STAFF, at=now())

    assert legs() == [("wechat", "pending", PRICE)]


def test_a_provider_that_pays_what_was_rerouted_is_reported(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    leg = stuck(order, wechat, "ABNORMAL")
    services.reroute_leg(leg_id=leg.pk, actor=STAFF, at=now())

    told = RefundResult(leg.out_refund_no, "503", PRICE, RefundState.SUCCEEDED)
    services.apply_refund_result(channel="wechat", result=told, actor=STAFF, at=now())

    assert legs()[0] == ("wechat", "rerouted", PRICE)
    assert open_incidents() == ["refund_paid_twice"]
    assert kind_of("refund_paid_twice") is not None


def test_a_payment_that_came_too_late_can_go_to_the_balance_as_well(wechat):
    order = an_order(a_member())
    attempt = start(order)
    services.close_unpaid_order(order_id=order.pk, reason="", actor=STAFF, at=now())
    money = Payment(attempt.out_trade_no, "4200", PRICE, "CNY", now())
    services.capture_payment(channel="wechat", payment=money, confirmed=False, at=now())
    leg = RefundLeg.objects.get()
    wechat.fault("system_error", operation="refund", times=1)
    services.advance_leg(leg_id=leg.pk, at=now())
    told = RefundResult(leg.out_refund_no, "503", PRICE, RefundState.CLOSED)
    services.apply_refund_result(channel="wechat", result=told, actor=STAFF, at=now())

    services.reroute_leg(leg_id=leg.pk, actor=STAFF, at=now())

    assert (available(order.member), books()) == (PRICE, {"clearing": -PRICE})
