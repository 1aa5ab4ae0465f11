"""Top-ups: paid by one provider, credited once, and whatever comes otherwise goes back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.models import DemoClock
from members.errors import WalletFrozen
from members.models import Lot, Notice
from members.selectors import statement, statement_of
from members.services import freeze_wallet
from orders.models import Order
from payments import selectors, services, tasks
from payments.errors import (
    MethodUnavailable,
    PaymentAlreadyMade,
    PaymentRefused,
    TopUpNotOpen,
    TopUpOutOfRange,
    TopUpTooMuch,
    TopUpWindowOver,
)
from payments.events import TopUpPaid
from payments.models import Attempt, Refund, TopUp, TopUpEvent
from payments.rules import TOP_UP_LIMIT
from payments.services import Way
from tests.orders.factories import a_member
from tests.payments.factories import (
    STAFF,
    an_order,
    books,
    fresh,
    now,
    open_incidents,
    overdue,
    with_balance,
)
from tests.payments.factories import start as start_order
from tests.payments.top_ups import (
    AMOUNT,
    a_top_up,
    close,
    credits_of,
    dispositions,
    has,
    start,
    status_of,
    tell,
)

pytestmark = pytest.mark.django_db

PURPOSES = ("balance", "stored_value")


def told_of(top_up: TopUp) -> list[str]:
    return list(TopUpEvent.objects.filter(top_up=top_up).values_list("kind", flat=True))


def befall(fate: str, top_up: TopUp, attempt: Attempt, provider) -> None:
    """What may become of a payment, at the provider or in what it tells."""
    match fate:
        case "pays":
            provider.pay(attempt.out_trade_no)
            services.query_attempt(attempt_id=attempt.pk, at=now())
        case "times out":
            services.resume_closing(attempt_id=attempt.pk, at=overdue() + timedelta(minutes=2))
        case "pays late":
            befall("times out", top_up, attempt, provider)
            tell(attempt)
        case "pays twice":
            tell(attempt, "1")
            tell(attempt, "2")
        case "wrong amount":
            tell(attempt, amount=AMOUNT - 1, confirmed=True)


@pytest.mark.parametrize("method", ["wechat", "alipay"])
@pytest.mark.parametrize(
    ("fate", "status", "became", "late", "suspense"),
    [
        ("pays", "paid", ["captured"], 0, 0),
        ("times out", "closed", [], 0, 0),
        ("pays late", "closed", ["late"], AMOUNT, 0),
        ("pays twice", "paid", ["captured", "duplicate"], AMOUNT, 0),
        ("wrong amount", "created", ["mismatched"], 0, AMOUNT - 1),
    ],
)
def test_whatever_becomes_of_its_payment(request, method, fate, status, became, late, suspense):
    provider = request.getfixturevalue(method)
    member = a_member()
    for purpose in PURPOSES:
        top_up = a_top_up(member, purpose=purpose)
        attempt = start(top_up, method)
        befall(fate, top_up, attempt, provider)
        assert (status_of(top_up), dispositions(top_up)) == (status, became)
        assert credits_of(top_up) == ([AMOUNT] if status == "paid" else [])
        returned = [AMOUNT - 1] if suspense else [AMOUNT] if late else []
        refunds = Refund.objects.filter(top_up=top_up, kind="return_of_payment")
        assert list(refunds.values_list("amount", flat=True)) == returned

    assert has(member.pk) == (dict.fromkeys(PURPOSES, AMOUNT) if status == "paid" else {})
    assert (books().get("late", 0), books().get("suspense", 0)) == (2 * late, 2 * suspense)
    assert books().get("funds", 0) == 0


def test_what_the_provider_refuses_is_free_for_another_try(wechat, settings):
    top_up = a_top_up()
    name, settings.SHOP_NAME = settings.SHOP_NAME, "x" * 200  # WeChat Pay takes 127 characters
    with pytest.raises(PaymentRefused):
        start(top_up)
    settings.SHOP_NAME = name

    attempt = start(top_up)

    assert list(top_up.attempts.order_by("pk").values_list("status", flat=True)) == [
        "failed",
        "open",
    ]
    assert attempt.out_trade_no == f"{top_up.number}_2"


def test_it_stands_in_the_statement_and_is_told_once(wechat, relay, published):
    paid = published(TopUpPaid)
    balance, card = a_top_up(), a_top_up(a_member("13900000001"), purpose="stored_value")
    for top_up in (balance, card):
        tell(start(top_up))
    relay()

    assert {(event.method, event.purpose) for event in paid} == {
        ("wechat", "balance"),
        ("wechat", "stored_value"),
    }
    (line,) = statement(balance.member_id)
    assert (line.entry.kind, line.entry.reference, line.amount) == (
        "top_up",
        balance.number,
        AMOUNT,
    )
    (line,) = statement_of("stored_value", card.member_id)
    assert (line.entry.kind, line.entry.reference) == ("top_up", card.number)
    lot = Lot.objects.get(member_id=card.member_id)
    assert (lot.source, lot.remaining, lot.expires_at) == ("paid", AMOUNT, None)
    notices = Notice.objects.filter(event="top_up.paid").order_by("pk")
    assert [(row.member_id, row.facts["amount"]) for row in notices] == [
        (balance.member_id, AMOUNT),
        (card.member_id, AMOUNT),
    ]
    assert told_of(balance) == ["top_up.created", "payment.opened", "payment.captured"]


def test_what_was_topped_up_pays_an_order(wechat):
    member = a_member()
    tell(start(a_top_up(member)))

    assert start_order(an_order(member), "balance").status == "captured"


def test_a_lost_notification_is_found_by_the_sweep(wechat, eager):
    top_up = a_top_up()
    attempt = start(top_up, at=now() - timedelta(seconds=16))
    wechat.pay(attempt.out_trade_no)

    tasks.query_payments()

    assert (status_of(top_up), credits_of(top_up)) == ("paid", [AMOUNT])


def test_an_amount_in_suspense_is_taken_once_the_provider_confirms_what_was_asked(wechat):
    top_up = a_top_up()
    attempt = start(top_up)
    tell(attempt, amount=AMOUNT - 1)
    assert (status_of(top_up), dispositions(top_up)) == ("created", ["suspense"])
    assert open_incidents() == ["payment_mismatch"]

    tell(attempt, confirmed=True)

    assert (status_of(top_up), dispositions(top_up)) == ("paid", ["captured"])
    assert (books(), open_incidents()) == ({"clearing": -AMOUNT}, [])


def test_a_late_payment_goes_back_through_the_provider_and_is_told(wechat, relay):
    top_up = a_top_up()
    attempt = start(top_up)
    close(top_up)
    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    wechat.fault("pay_after_close", times=1)
    wechat.pay(attempt.out_trade_no)
    services.query_attempt(attempt_id=attempt.pk, at=now())
    refund = Refund.objects.get()
    assert (refund.number, refund.top_up) == (f"{top_up.number}R1", top_up)

    leg = refund.legs.get()
    services.advance_leg(leg_id=leg.pk, at=now())
    wechat.settle(leg.out_refund_no)
    services.advance_leg(leg_id=leg.pk, at=now())
    relay()

    assert (status_of(top_up), credits_of(top_up), books()) == ("closed", [], {})
    told = Notice.objects.filter(member_id=top_up.member_id).order_by("pk")
    assert [(row.event, row.facts["top_up"]) for row in told] == [
        ("payment.late", top_up.number),
        ("refund.finished", top_up.number),
    ]
    assert told_of(top_up)[-2:] == ["payment.late", "refund.finished"]


# --- what is refused ----------------------------------------------------------------------


def test_only_one_provider_pays_it(wechat):
    member = with_balance(AMOUNT)
    top_up = a_top_up(member)

    for methods in (("balance",), ("points",), ("balance", "wechat")):
        with pytest.raises(MethodUnavailable) as refused:
            start(top_up, *methods)
        assert refused.value.facts["available"] == ["wechat"]

    assert not top_up.attempts.exists()
    choice = services.choice_of(services.PayableTopUp(top_up), Way(("wechat",), "native"), at=now())
    assert [(option.channel.code, option.amount) for option in choice.options] == [
        ("wechat", AMOUNT)
    ]
    assert [(share.method, share.amount) for share in choice.shares] == [("wechat", AMOUNT)]


@pytest.mark.parametrize("amount", [99, 100_001])
def test_one_top_up_is_neither_too_small_nor_too_large(member, amount):
    with pytest.raises(TopUpOutOfRange) as refused:
        a_top_up(member, amount)

    assert refused.value.facts == {"least": 100, "most": 100_000}
    assert not TopUp.objects.exists()


def test_what_waits_to_be_paid_counts_towards_the_limit_of_its_purse(member):
    TOP_UP_LIMIT.change(500)
    with_balance(10_000, member)
    open_one = a_top_up(member, 30_000)

    with pytest.raises(TopUpTooMuch) as refused:
        a_top_up(member, 10_001)
    assert refused.value.facts == {"limit": 50_000, "left": 10_000}
    a_top_up(member, 50_000, purpose="stored_value")
    close(open_one)
    a_top_up(member, 40_000)

    assert TopUp.objects.filter(status="created").count() == 2


def test_a_frozen_wallet_is_not_topped_up_but_gets_what_was_paid_meanwhile(wechat):
    begun, paid = a_top_up(), a_top_up(a_member("13900000001"))
    attempt = start(paid)
    for top_up in (begun, paid):
        freeze_wallet(member_id=top_up.member_id, reason="disputed", actor=STAFF, at=now())

    with pytest.raises(WalletFrozen):
        a_top_up(begun.member)
    with pytest.raises(WalletFrozen):
        start(begun)
    tell(attempt)

    assert not begun.attempts.exists()
    assert (status_of(paid), has(paid.member_id)) == ("paid", {"balance": AMOUNT})


def test_what_has_ended_is_neither_paid_nor_cancelled(wechat):
    top_up, late = a_top_up(), a_top_up(a_member("13900000001"))
    tell(start(top_up))

    for verb in (start, close):
        with pytest.raises(TopUpNotOpen):
            verb(top_up)
    with pytest.raises(TopUpWindowOver):
        start(late, at=overdue())

    assert (status_of(top_up), status_of(late)) == ("paid", "created")


# --- closing ------------------------------------------------------------------------------


def test_its_clock_closes_it_at_the_provider_first(wechat, eager):
    idle, paying = a_top_up(), a_top_up(a_member("13900000001"))
    attempt = start(paying)
    clock.shift(timedelta(minutes=31))

    tasks.close_overdue_top_ups()
    assert (status_of(idle), status_of(paying)) == ("closed", "created")
    tasks.close_overdue_payments()
    DemoClock.objects.all().delete()

    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    assert (status_of(paying), fresh(attempt).status) == ("closed", "closed")
    told = TopUpEvent.objects.filter(kind="top_up.closed").values_list("actor", "facts")
    assert list(told) == [("rule:top_up_timeout", {"reason": "payment timeout"})] * 2


def test_cancelling_what_was_paid_at_the_provider_credits_it(wechat):
    top_up = a_top_up()
    attempt = start(top_up)
    wechat.pay(attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        close(top_up)

    assert (status_of(top_up), credits_of(top_up)) == ("paid", [AMOUNT])


def test_another_provider_may_be_chosen_and_the_first_is_closed(wechat, alipay):
    top_up = a_top_up()
    first = start(top_up)

    second = start(top_up, "alipay")

    assert wechat.order(first.out_trade_no)["trade_state"] == "CLOSED"
    assert (fresh(first).status, second.status) == ("closed", "open")


# --- the database -------------------------------------------------------------------------


def test_an_attempt_and_a_refund_belong_to_one_thing(wechat):
    """What no service would write is refused by the database."""
    order, top_up = an_order(), a_top_up()
    attempt = start(top_up)
    instalment = Order.objects.get().instalments.get()
    asked = {"channel": "wechat", "product": "native", "amount": 1, "opened_at": now()}
    asked |= {"expires_at": now(), "status": "closed", "ended_at": now()}
    returned = {"amount": 1, "kind": "order", "requested_at": now()}
    wrong = [
        lambda: Attempt.objects.create(
            out_trade_no="both_1", **asked, instalment=instalment, top_up=top_up
        ),
        lambda: Attempt.objects.create(out_trade_no="none_1", **asked),
        lambda: Refund.objects.create(number="both", **returned, order=order, top_up=top_up),
        lambda: Refund.objects.create(number="order", **returned, top_up=top_up),
    ]

    for write in wrong:
        with (
            pytest.raises(IntegrityError, match=r"belongs_to_one_thing|pays_one_thing"),
            transaction.atomic(),
        ):
            write()

    assert selectors.attempts_at_top_up(top_up.pk).get() == attempt
