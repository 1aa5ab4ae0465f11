"""Money in another amount or currency, whatever the reason: booked as it is, and sent back."""

import pytest

from core.incidents import close_cured, kind_of
from core.models import Incident
from ledger import selectors as ledger
from payments import services
from payments.channels import wechat as wechat_channel
from payments.channels.base import Payment, RefundResult, RefundState
from payments.models import Refund, RefundLeg
from payments.services.gateway import gateway_of
from tests.orders.factories import status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
    an_order,
    books,
    dispositions,
    fresh,
    now,
    open_incidents,
    start,
)

pytestmark = pytest.mark.django_db


def take(attempt, *, amount=PRICE, currency="CNY", confirmed=False):
    money = Payment(attempt.out_trade_no, "4200", amount, currency, now())
    return services.capture_payment(channel="wechat", payment=money, confirmed=confirmed, at=now())


@pytest.mark.parametrize("amount", [PRICE - 1, PRICE + 1])
def test_another_amount_that_the_provider_confirms_goes_back(wechat, amount):
    order = an_order()
    attempt = start(order)

    take(attempt, amount=amount)
    assert books() == {"clearing": -amount, "suspense": amount}
    assert fresh(attempt).status == "open"
    take(attempt, amount=amount, confirmed=True)

    assert dispositions(order) == ["mismatched"]
    assert Refund.objects.get().amount == amount
    assert (fresh(attempt).status, status_of(order)) == ("closed", "pending_payment")
    assert books() == {"clearing": -amount, "suspense": amount}  # until it has arrived
    assert open_incidents() == ["payment_mismatch"]  # somebody should see why
    assert start(order).out_trade_no == f"{order.number}_2"


def test_a_mismatch_is_cured_once_the_money_is_back_with_the_payer(wechat):
    attempt = start(an_order())
    take(attempt, amount=PRICE - 1, confirmed=True)
    leg = RefundLeg.objects.get()
    assert (close_cured(at=now()), open_incidents()) == (0, ["payment_mismatch"])

    services.advance_leg(leg_id=leg.pk, at=now())  # refused: the provider knows of no such money
    arrived = RefundResult(leg.out_refund_no, "503", leg.amount, RefundState.SUCCEEDED)
    services.apply_refund_result(channel="wechat", result=arrived, actor=STAFF, at=now())

    assert close_cured(at=now()) == 1
    assert open_incidents() == []


def test_another_currency_is_booked_in_that_currency(wechat):
    order = an_order()

    take(start(order), currency="USD")

    assert books() == {}
    suspense = ledger.account("suspense", unit="USD")
    assert ledger.balance_of(suspense.pk).balance == PRICE
    assert status_of(order) == "pending_payment"


def test_a_figure_in_suspense_changes_only_by_the_providers_word(wechat):
    order = an_order()
    attempt = start(order)
    take(attempt, amount=1)

    take(attempt, amount=PRICE)  # told again, otherwise: still only told

    assert dispositions(order) == ["suspense"]
    assert books() == {"clearing": -1, "suspense": 1}


def test_the_cure_of_a_mismatch_asks_the_provider(wechat):
    order = an_order()
    attempt = start(order)
    take(attempt, amount=1)
    incident = Incident.objects.get(kind="payment_mismatch")
    kind = kind_of(incident.kind)
    assert kind.still_true(incident.subject)
    assert str(attempt.pk) in kind.link(incident.subject)

    kind.cure.run(incident.subject, STAFF, now())  # the provider says: not paid at all

    assert kind.still_true(incident.subject)
    assert dispositions(order) == ["suspense"]


def test_a_coupon_of_the_providers_own_is_no_other_amount(wechat):
    """Trap 59: the payer pays less and gets less back; the shop has, and gives, the whole."""
    gateway = gateway_of("wechat")
    paid = gateway._trade(
        {
            "mchid": wechat.merchant["mchid"],
            "appid": wechat.merchant["appid"],
            "trade_state": "SUCCESS",
            "out_trade_no": "26112600000000000001_1",
            "transaction_id": "4200",
            "amount": {"total": PRICE, "payer_total": PRICE - 100, "currency": "CNY"},
            "success_time": now().isoformat(),
        }
    )
    refunded = wechat_channel._refund(
        {
            "out_refund_no": "26112600000000000001R1_1",
            "refund_id": "5030",
            "amount": {"total": PRICE, "refund": 5350, "payer_total": PRICE - 100}
            | {"payer_refund": 5300},
        },
        "SUCCESS",
    )

    assert paid.payment is not None
    assert (paid.payment.amount, refunded.amount) == (PRICE, 5350)
