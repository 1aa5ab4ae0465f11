"""The steps lead where a walk is to come: laws hold easily where nothing ever happens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from members.models import Card
from payments.channels.base import RefundState
from payments.lifecycle import Destination
from payments.models import ProviderPayment, TopUpPurpose
from payments.rules import LatePayment
from tests.walk import figures
from tests.walk.provider import Provider
from tests.walk.test_random_walk import Walk
from tests.walk.town import a_town


def test_steps_lead_to_the_ends_that_matter(provider: Provider) -> None:
    town = a_town(provider)
    figures.prepare()

    @settings(max_examples=1, database=None)
    @given(st.none())  # events of steps belong to an example
    def lead(_nothing: None) -> None:
        walk = Walk(town)
        try:
            pay_a_presale_in_full(walk)
            ship_receive_and_refund(walk)
            pay_late(walk)
            bring_money(walk)
        finally:
            walk.teardown()

    lead()


def pay_a_presale_in_full(walk: Walk) -> None:
    walk.order_ahead(which=0, quantity=1)
    walk.all_laws_hold()
    walk.pay_for_a_deal(which=0, own=[])
    balance = walk.orders[0].instalments.get(status="pending")
    walk.clock.move_to(balance.opens_at)
    walk.pay_for_a_deal(which=0, own=[])
    walk.all_laws_hold()
    assert [order.status for order in walk.orders] == ["awaiting_shipment"]
    assert len(walk.provider.payments) == 2


def ship_receive_and_refund(walk: Walk) -> None:
    walk.ship(which=0)
    walk.all_laws_hold()
    walk.receive(which=0, is_put_off=False)
    walk.all_laws_hold()
    assert [order.status for order in walk.orders] == ["received"]
    walk.refund_everything(which=0, destination=Destination.ORIGINAL)
    walk.all_laws_hold()
    while walk.pending_there():
        walk.decide_a_refund(which=0, state=RefundState.SUCCEEDED, is_told=True)
    walk.all_laws_hold()
    assert [order.status for order in walk.orders] == ["refunded"]


def pay_late(walk: Walk) -> None:
    for policy in (LatePayment.RETURN, LatePayment.REOPEN):
        walk.buy_now(which=0, basket={"TEA": 1}, coupons="none", is_by_staff=False)
        walk.rule_on_late_payments(policy=policy)
        walk.all_laws_hold()
        walk.pay_what_is_given_up(which=0, own=[])
        walk.all_laws_hold()
    assert [order.status for order in walk.orders[1:]] == ["closed", "awaiting_shipment"]
    assert ProviderPayment.objects.filter(disposition="late").count() == 1


def bring_money(walk: Walk) -> None:
    walk.top_up(which=0, purpose=TopUpPurpose.BALANCE, amount=5_000, is_paid=True)
    walk.bind_a_card(which=0, is_mistyped=False)
    walk.all_laws_hold()
    assert [top_up.status for top_up in walk.top_ups] == ["paid"]
    assert Card.objects.filter(bound_at__isnull=False).count() == 1
