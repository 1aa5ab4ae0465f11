"""What may happen to a top-up at the same moment: real threads on real transactions."""

from threading import Barrier, local

import pytest

from payments import services
from payments.errors import PaymentAlreadyMade, TopUpNotOpen, TopUpTooMuch
from payments.models import Notification, ProviderPayment, TopUp
from payments.rules import TOP_UP_LIMIT
from payments.services import payables
from payments.services import top_up as top_up_module
from tests.fixtures.sandbox import PATIENCE
from tests.orders.factories import a_member
from tests.payments.factories import books, now
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
from tests.payments.waiting import until
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_notifications_beside_a_query_credit_once(reachable):
    top_up = a_top_up()
    attempt = start(top_up)
    reachable.fault("notify_drop", times=1)
    reachable.pay(attempt.out_trade_no)

    statuses, _asked = race(
        [
            lambda: reachable.notify(attempt.out_trade_no, times=50, parallel=True),
            lambda: services.query_attempt(attempt_id=attempt.pk, at=now()),
        ]
    )

    assert set(statuses) == {204}
    until(lambda: status_of(top_up) == "paid")
    assert ProviderPayment.objects.count() == Notification.objects.count() == 1
    assert (credits_of(top_up), has(top_up.member_id)) == ([AMOUNT], {"balance": AMOUNT})


@pytest.fixture
def unlocked(monkeypatch):
    """The top-up's lock taken away: two read it before either writes."""
    both_have_read, mine = Barrier(2, timeout=PATIENCE), local()

    def read_only(top_up_id):
        top_up = payables.PayableTopUp(TopUp.objects.get(pk=top_up_id))
        if not hasattr(mine, "has_read"):
            mine.has_read = True
            both_have_read.wait()
        return top_up

    return lambda: monkeypatch.setattr(payables, "lock_top_up", read_only)


def test_two_payments_at_once_credit_once_and_one_goes_back(wechat):
    top_up = a_top_up()
    attempt = start(top_up)

    race([lambda: tell(attempt, "1"), lambda: tell(attempt, "2")])

    assert sorted(dispositions(top_up)) == ["captured", "duplicate"]
    assert credits_of(top_up) == [AMOUNT]
    assert books() == {"clearing": -2 * AMOUNT, "late": AMOUNT}


def test_without_the_lock_only_the_database_would_stop_the_second_payment(wechat, unlocked):
    top_up = a_top_up()
    attempt = start(top_up)
    unlocked()

    outcomes = race([lambda: tell(attempt, "1"), lambda: tell(attempt, "2")])

    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert (dispositions(top_up), credits_of(top_up)) == (["captured"], [AMOUNT])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_payment_or_cancelling_wins_and_the_other_follows(wechat, _round):
    top_up = a_top_up()
    attempt = start(top_up)

    received, closed = race([lambda: tell(attempt), lambda: close(top_up)])

    if isinstance(closed, PaymentAlreadyMade | TopUpNotOpen):
        world = ("paid", "captured", [AMOUNT], {"clearing": -AMOUNT})
    else:
        assert closed is None
        world = ("closed", "late", [], {"clearing": -AMOUNT, "late": AMOUNT})
    assert (status_of(top_up), received.disposition, credits_of(top_up), books()) == world


def test_top_ups_begun_at_once_stay_within_the_limit(channels):
    TOP_UP_LIMIT.change(500)
    member = a_member()

    outcomes = race([lambda: a_top_up(member)] * 4)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        *["TopUp"] * 2,
        *["TopUpTooMuch"] * 2,
    ]
    assert TopUp.objects.count() == 2


def test_without_its_lock_the_limit_would_be_passed(channels, monkeypatch):
    TOP_UP_LIMIT.change(200)
    member, both_have_counted = a_member(), Barrier(2, timeout=PATIENCE)
    count = top_up_module._require_within_limits

    def counted(*args):
        count(*args)
        both_have_counted.wait()

    monkeypatch.setattr(top_up_module, "lock_name", lambda name: None)
    monkeypatch.setattr(top_up_module, "_require_within_limits", counted)

    outcomes = race([lambda: a_top_up(member)] * 2)

    assert not any(isinstance(outcome, TopUpTooMuch) for outcome in outcomes)
    assert TopUp.objects.count() == 2
