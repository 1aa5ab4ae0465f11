"""The worker is killed while it sends money back, or delivers news: it does so once in the end."""

from dataclasses import replace

from core.actor import Actor
from core.models import OutboxMessage
from orders.models import Order
from payments import services
from payments.models import RefundLeg
from tests.crash.clock import leases_run_out, now
from tests.crash.factories import being_paid, number_of
from tests.crash.figures import PAID, finished_refunds, story_of
from tests.crash.points import (
    A_PARCEL_IS_PLANNED,
    stop_at_provider,
    stopped_at,
    wait_at_provider,
)
from tests.crash.shop import WORKER, Shop, until
from tests.fixtures.sandbox import SandboxControl

STAFF = Actor.staff(7)


def test_the_worker_is_killed_with_news_in_its_hands(shop: Shop, sandbox: SandboxControl):
    """What it had begun is undone; when its lease is over the news is delivered."""
    order = being_paid()
    with stopped_at(A_PARCEL_IS_PLANNED) as planning:
        sandbox.pay(number_of(order))
        planning.wait_for()
        shop.kill(WORKER)
    assert story_of(order) == replace(PAID, parcels=[])
    assert _deliveries(order) == [(1, False)]

    leases_run_out(shop)
    shop.start(WORKER)
    shop.tick("core.tasks.sweep_outbox")

    shop.settles(lambda: _deliveries(order) == [(2, True)], "the news is delivered")
    assert story_of(order) == PAID


def test_the_worker_is_killed_between_sending_a_refund_and_recording_it(
    shop: Shop, sandbox: SandboxControl
):
    """It is sent again under the same number, so that the provider refunds once."""
    order = being_paid()
    sandbox.pay(number_of(order))
    until(lambda: story_of(order) == PAID, "it is captured and planned")
    stop_at_provider(sandbox, "refund")
    services.request_refund(order_id=order.pk, reason="out of tea", actor=STAFF, at=now())
    shop.tick("core.tasks.sweep_outbox")
    wait_at_provider(sandbox)
    shop.kill(WORKER)
    number = RefundLeg.objects.get(refund__order=order).out_refund_no
    assert story_of(order).refunds == [(number, "sent")]
    assert _refunds_at(sandbox, order) == [(number, "PROCESSING")]

    leases_run_out(shop)
    shop.start(WORKER)
    for sweep in ("core.tasks.sweep_outbox", "payments.tasks.advance_refunds"):
        shop.tick(sweep)
    shop.settles(lambda: story_of(order).refunds == [(number, "pending")], "it is sent again")
    assert story_of(order).money == PAID.money

    sandbox.settle(number)
    shop.settles(lambda: story_of(order).told == ["refund.finished"], "the shopper is told")
    assert _refunds_at(sandbox, order) == [(number, "SUCCESS")]
    assert story_of(order) == replace(
        PAID,
        log=[*PAID.log, "start_refund", "finish_refund"],
        notified=["captured", "succeeded"],
        money={},
        entries=["payment_captured", "refund"],
        stock=["reserve", "release"],
        reservations=["released"],
        parcels=["cancelled"],
        refunds=[(number, "succeeded")],
        told=["refund.finished"],
    )
    assert finished_refunds(order) == 1


def _deliveries(order: Order) -> list[tuple[int, bool]]:
    """(attempts, delivered) of the news that the order goes to the warehouse."""
    messages = OutboxMessage.objects.filter(
        event="orders.OrderFulfilling", payload__order_id=order.pk
    )
    return [(each.attempts, each.delivered_at is not None) for each in messages]


def _refunds_at(sandbox: SandboxControl, order: Order) -> list[tuple[str, str]]:
    refunds = sandbox.order(number_of(order))["refunds"]
    return [(each["out_refund_no"], each["status"]) for each in refunds]
