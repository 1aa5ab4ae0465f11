"""Refunds: reserved before any call, one number for ever, done when the provider says so."""

from contextlib import suppress
from datetime import timedelta

import pytest

from core.db import atomic, savepoint
from core.incidents import close_cured, kind_of
from core.models import Incident
from ledger.models import Entry
from members.models import Notice
from payments import services
from payments.channels.base import RefundResult, RefundState
from payments.errors import NothingToRefund, RefundNotClosed
from payments.models import PaymentChannel, ProviderPayment, Refund, RefundLeg, Tender
from products.models import StockItem
from tests.orders.factories import status_of
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

pytestmark = pytest.mark.django_db


def refund(order, at=None) -> Refund:
    return services.request_refund(
        order_id=order.pk, reason="not wanted", actor=STAFF, at=at or now()
    )


def leg_of(order) -> RefundLeg:
    return RefundLeg.objects.filter(refund__order=order).latest("pk")


def step(order) -> RefundLeg:
    """The next step of the order's newest leg: send it, or ask after it."""
    services.advance_leg(leg_id=leg_of(order).pk, at=now())
    return leg_of(order)


def refunds_at(wechat, attempt) -> list[tuple[str, int, str]]:
    rows = wechat.order(attempt.out_trade_no)["refunds"]
    return [(row["out_refund_no"], row["amount"]["refund"], row["status"]) for row in rows]


def test_balance_is_back_at_once_and_the_goods_with_it(channels):
    member = with_balance(PRICE)
    order = an_order(member)
    start(order, "balance")
    assert available(member) == 0

    done = refund(order)

    assert available(member) == PRICE
    assert status_of(order) == "refunded"
    assert done.finished_at is not None
    assert StockItem.objects.get().reserved == 0
    assert books() == {}


def test_wechat_accepts_first_and_refunds_later(wechat, relay):
    order = an_order()
    attempt = paid_by_wechat(order, wechat)

    refund(order)
    assert status_of(order) == "refunding"
    assert leg_of(order).status == "created"
    relay()  # sends it
    assert leg_of(order).status == "pending"  # trap 56: accepted is not refunded
    assert status_of(order) == "refunding"
    assert books() == {"clearing": -PRICE, "funds": PRICE}
    wechat.settle(leg_of(order).out_refund_no)
    step(order)
    relay()

    assert refunds_at(wechat, attempt) == [(f"{order.number}R1_1", PRICE, "SUCCESS")]
    assert (leg_of(order).status, status_of(order)) == ("succeeded", "refunded")
    assert books() == {}
    notice = Notice.objects.get(event="refund.finished")
    assert notice.facts["amount"] == PRICE


def test_a_refund_is_refused_twice_over(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)

    with pytest.raises(NothingToRefund):
        refund(order)

    assert Refund.objects.count() == 1
    assert Tender.objects.get().refunded_amount == PRICE


def test_an_unpaid_order_has_nothing_to_refund(channels):
    order = an_order()

    with pytest.raises(NothingToRefund):
        refund(order)

    assert status_of(order) == "pending_payment"


@pytest.mark.parametrize("kind", ["drop_connection", "system_error"])
def test_without_an_answer_the_same_number_is_sent_again(wechat, kind):
    """Trap 55: a new number would refund twice."""
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    refund(order)
    extra = {"executed": "yes"} if kind == "system_error" else {}
    wechat.fault(kind, operation="refund", times=1, **extra)

    assert step(order).status == "sent"
    assert refunds_at(wechat, attempt) == [(f"{order.number}R1_1", PRICE, "PROCESSING")]
    assert step(order).status == "pending"

    assert refunds_at(wechat, attempt) == [(f"{order.number}R1_1", PRICE, "PROCESSING")]


def test_the_intent_is_committed_before_the_call(wechat):
    """Trap 57: whatever happens to us in the call, the number is known."""
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    leg = leg_of(order)
    wechat.fault("drop_connection", operation="refund", times=1)

    services.advance_leg(leg_id=leg.pk, at=now())

    assert leg_of(order).out_refund_no == leg.out_refund_no
    assert leg_of(order).status == "sent"
    assert services.lease_refund_legs(at=now() + timedelta(minutes=2), limit=10) == [leg.pk]


def test_a_refusal_is_reported_and_tried_again_under_the_same_number(wechat):
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    refund(order)
    wechat.fault("refund_not_enough", times=1)

    refused = step(order)

    assert (refused.status, refused.failure[:10]) == ("created", "NOT_ENOUGH")
    assert open_incidents() == ["refund_refused"]
    assert step(order).status == "pending"
    assert open_incidents() == []
    assert refunds_at(wechat, attempt) == [(f"{order.number}R1_1", PRICE, "PROCESSING")]


def test_a_refund_whose_channel_has_lost_its_keys_is_reported_and_goes_on_with_new_ones(wechat):
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    refund(order)
    PaymentChannel.objects.filter(code="wechat").update(credentials="")

    kept = step(order)

    assert (kept.status, kept.failure != "") == ("created", True)
    assert open_incidents() == ["refund_refused"]
    assert close_cured(at=now()) == 0
    services.set_credentials(code="wechat", credentials=wechat.merchant)
    assert step(order).status == "pending"
    assert open_incidents() == []
    assert refunds_at(wechat, attempt) == [(f"{order.number}R1_1", PRICE, "PROCESSING")]


def test_a_refund_on_its_way_that_cannot_be_asked_after_is_reported_until_it_is_answered(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    step(order)
    PaymentChannel.objects.filter(code="wechat").update(credentials="")

    kept = step(order)

    assert (kept.status, kept.failure != "") == ("pending", True)
    assert open_incidents() == ["refund_refused"]
    assert close_cured(at=now()) == 0
    services.set_credentials(code="wechat", credentials=wechat.merchant)
    assert step(order).failure == ""
    assert open_incidents() == []


def test_a_refund_that_is_on_its_way_here_and_unknown_there_is_reported(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    wechat.fault("system_error", operation="refund", times=1)
    number = step(order).out_refund_no  # never arrived
    told = RefundResult(number, "503", PRICE, RefundState.PENDING)
    services.apply_refund_result(channel="wechat", result=told, actor=STAFF, at=now())

    kept = step(order)

    assert (kept.status, kept.failure[:19]) == ("pending", "RESOURCE_NOT_EXISTS")
    assert open_incidents() == ["refund_refused"]


def test_what_the_provider_closed_is_sent_again_under_a_new_number(wechat):
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    refund(order)
    step(order)
    wechat.settle(f"{order.number}R1_1", "CLOSED")

    closed = step(order)
    assert closed.status == "closed"
    assert open_incidents() == ["refund_closed"]
    assert ProviderPayment.objects.get().refunded_amount == 0  # let go of
    assert Tender.objects.get().refunded_amount == PRICE  # and owed all the same
    assert status_of(order) == "refunding"
    services.replace_leg(leg_id=closed.pk, actor=STAFF, at=now())
    services.replace_leg(leg_id=closed.pk, actor=STAFF, at=now())  # pressed twice
    step(order)
    wechat.settle(f"{order.number}R1_2")
    step(order)

    assert [number for number, *_rest in refunds_at(wechat, attempt)] == [
        f"{order.number}R1_1",
        f"{order.number}R1_2",
    ]
    assert status_of(order) == "refunded"
    assert open_incidents() == []
    assert books() == {}


def test_only_a_closed_refund_may_get_a_new_number(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    leg = step(order)

    with pytest.raises(RefundNotClosed):
        services.replace_leg(leg_id=leg.pk, actor=STAFF, at=now())

    assert RefundLeg.objects.count() == 1


def test_a_refund_that_is_stuck_stays_and_is_reported(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    step(order)
    wechat.settle(f"{order.number}R1_1", "ABNORMAL")

    assert step(order).status == "abnormal"

    assert open_incidents() == ["refund_abnormal"]
    assert status_of(order) == "refunding"
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_a_stuck_refund_is_asked_about_every_hour(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    step(order)
    wechat.settle(f"{order.number}R1_1", "ABNORMAL")
    due_at = step(order).next_step_at
    waits = []

    for _turn in range(4):
        services.lease_refund_legs(at=due_at, limit=10)
        next_at = leg_of(order).next_step_at
        waits.append(next_at - due_at)
        due_at = next_at

    assert waits == [timedelta(hours=1)] * 4


def test_what_is_refunded_is_booked_once_and_stays_refunded(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    number = step(order).out_refund_no

    for state in (RefundState.SUCCEEDED, RefundState.SUCCEEDED, RefundState.CLOSED):
        services.apply_refund_result(
            channel="wechat",
            result=RefundResult(number, "503", PRICE, state),
            actor=STAFF,
            at=now(),
        )

    assert leg_of(order).status == "succeeded"
    assert Entry.objects.filter(kind="refund").count() == 1
    assert books() == {}


def test_another_amount_than_was_asked_for_is_not_booked(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    number = step(order).out_refund_no

    services.apply_refund_result(
        channel="wechat",
        result=RefundResult(number, "503", PRICE - 1, RefundState.SUCCEEDED),
        actor=STAFF,
        at=now(),
    )

    assert leg_of(order).status == "pending"
    assert open_incidents() == ["refund_mismatch"]


def test_a_refund_that_was_rolled_back_is_never_sent(wechat, relay):
    """Trap 48: news of it leaves with the commit, or not at all."""
    order = an_order()
    attempt = paid_by_wechat(order, wechat)
    relay()

    with suppress(ZeroDivisionError), atomic(), savepoint():
        refund(order)
        raise ZeroDivisionError
    relay()

    assert not Refund.objects.exists()
    assert refunds_at(wechat, attempt) == []
    assert status_of(order) == "awaiting_shipment"


def test_every_cure_of_a_refunds_incident_works(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)
    refund(order)
    wechat.fault("refund_not_enough", times=1)
    step(order)

    press("refund_refused")
    assert leg_of(order).status == "pending"
    wechat.settle(f"{order.number}R1_1", "CLOSED")
    step(order)
    press("refund_closed")
    assert leg_of(order).out_refund_no == f"{order.number}R1_2"
    step(order)
    wechat.settle(f"{order.number}R1_2", "ABNORMAL")
    step(order)
    press("refund_abnormal")

    assert leg_of(order).method == "balance"
    assert status_of(order) == "refunded"
    assert open_incidents() == []


def press(kind: str) -> None:
    """The button beside an incident."""
    incident = Incident.objects.get(kind=kind, resolved_at=None)
    known = kind_of(kind)
    assert known.cure is not None
    assert known.link is not None
    assert known.link(incident.subject).startswith("/admin/payments/refund/")
    known.cure.run(incident.subject, STAFF, now())
