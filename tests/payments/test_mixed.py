"""Several methods in one payment: held together, captured together, given back together."""

import pytest

from ledger.models import Hold
from members.errors import WalletFrozen
from members.selectors import points, stored_value, wallet
from members.services import freeze_wallet
from orders.models import Order
from payments import services
from payments.channels.base import Payment
from payments.errors import MethodUnavailable, OneProviderOnly, PaymentInsufficient
from payments.models import Attempt, PaymentChannel
from tests.members.purses import credit, give
from tests.orders.factories import a_member, a_shop, place, status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
    an_order,
    booked,
    books,
    dispositions,
    fresh,
    now,
    start,
    with_balance,
)

pytestmark = pytest.mark.django_db

ALL = ("points", "stored_value", "balance", "wechat")
# What the three are worth, and what is left for a provider.
POINTS, CARDS, BALANCE = 3_000, 2_000, 1_000
REST = PRICE - POINTS - CARDS - BALANCE


@pytest.fixture
def member(channels):
    """Who has points, cards and balance, but not enough of any."""
    member = with_balance(BALANCE, a_member())
    give(member, POINTS + 50)
    credit(member, CARDS)
    return member


@pytest.fixture
def order(member):
    order = an_order(member)
    Order.objects.filter(pk=order.pk).update(points_cap_amount=PRICE // 2)
    return order


def has(member) -> tuple[int, ...]:
    """What the member can spend: points, stored value, balance."""
    purses = points(member.pk), stored_value(member.pk), wallet(member.pk)
    return tuple(purse.available for purse in purses)


def tenders(attempt) -> list[tuple[str, int, str]]:
    return list(attempt.tenders.values_list("method", "amount", "status"))


def take(attempt, *, amount=REST, transaction="4200", confirmed=True):
    money = Payment(attempt.out_trade_no, transaction, amount, "CNY", now())
    return services.capture_payment(channel="wechat", payment=money, confirmed=confirmed, at=now())


def pending_holds() -> int:
    return Hold.objects.filter(status="open").count()


FULL, SPENT = (POINTS + 50, CARDS, BALANCE), (50, 0, 0)


def test_all_is_held_and_the_provider_is_asked_for_its_share_alone(wechat, member, order):
    attempt = start(order, *ALL)

    assert (attempt.status, attempt.channel, attempt.amount) == ("open", "wechat", PRICE)
    assert tenders(attempt) == [
        ("points", POINTS, "held"),
        ("stored_value", CARDS, "held"),
        ("balance", BALANCE, "held"),
        ("wechat", REST, "held"),
    ]
    assert has(member) == SPENT
    assert wechat.order(attempt.out_trade_no)["request"]["amount"]["total"] == REST


def test_the_providers_word_captures_every_part(wechat, member, order):
    attempt = start(order, *ALL)
    wechat.pay(attempt.out_trade_no)

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert status_of(order) == "awaiting_shipment"
    assert {status for _method, _amount, status in tenders(attempt)} == {"captured"}
    assert (has(member), pending_holds()) == (SPENT, 0)
    assert books() == {"clearing": -REST, "funds": PRICE}
    assert booked("points_redeemed") == -POINTS  # what the points were worth
    services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())
    assert has(member) == FULL


def test_refunded_in_pieces_each_purse_gets_back_just_what_it_gave(member):
    a_shop({"TEA-01": 3})
    order = place({"TEA-01": 3}, member=member, at=now())
    Order.objects.filter(pk=order.pk).update(points_cap_amount=POINTS)
    with_balance(3 * PRICE, member)
    before = has(member)
    start(order, "points", "stored_value", "balance")

    for pieces in (1, 1):
        services.request_refund(
            order_id=order.pk,
            lines={1: pieces},
            shipping=False,
            reason="",
            actor=STAFF,
            at=now(),
        )
        assert all(now_has < had for now_has, had in zip(has(member), before, strict=True))
    services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())

    assert (has(member), books(), booked("points_redeemed")) == (before, {}, 0)
    assert status_of(order) == "refunded"


def test_without_a_provider_all_is_captured_at_once(member, order):
    with_balance(PRICE, member)

    attempt = start(order, "points", "stored_value", "balance")

    assert (attempt.status, attempt.channel) == ("captured", "balance")
    assert has(member) == (50, 0, BALANCE + PRICE - (PRICE - POINTS - CARDS))
    assert (status_of(order), books()) == ("awaiting_shipment", {"funds": PRICE})


def test_a_price_in_points_alone_is_paid_at_once_with_no_money(member, order):
    Order.objects.filter(pk=order.pk).update(
        payable_points=2_000,
        goods_amount=0,
        shipping_amount=0,
        payable_amount=0,
        points_cap_amount=0,
    )
    order.lines.update(amount=0, unit_price_amount=0, unit_points=2_000)
    order.instalments.update(amount=0, points=2_000)

    attempt = start(order, "points")

    assert (attempt.status, attempt.amount, tenders(attempt)) == (
        "captured",
        0,
        [("points", 0, "captured")],
    )
    assert (status_of(order), books(), has(member)[0]) == ("awaiting_shipment", {}, 1_050)


def test_what_does_not_cover_moves_nothing(member, order):
    with pytest.raises(PaymentInsufficient) as refused:
        start(order, "points", "stored_value", "balance")

    assert refused.value.facts["missing_amount"] == REST
    assert (has(member), Attempt.objects.count(), status_of(order)) == (FULL, 0, "pending_payment")


@pytest.mark.parametrize(
    ("why", "refusal"),
    [
        ("two providers", OneProviderOnly),
        ("frozen", WalletFrozen),
        ("rest too small", MethodUnavailable),
        ("a method off", MethodUnavailable),
    ],
)
def test_a_press_that_is_refused_leaves_the_open_payment_and_its_holds(
    wechat, member, order, why, refusal
):
    before = start(order, "points", "wechat")
    methods = ALL
    match why:
        case "two providers":
            methods = (*ALL[:-1], "wechat", "alipay")
        case "frozen":
            freeze_wallet(member_id=member.pk, reason="", actor=STAFF, at=now())
        case "rest too small":
            PaymentChannel.objects.filter(code="wechat").update(minimum_amount=REST + 1)
        case "a method off":
            services.switch_channel(code="stored_value", enabled=False)

    with pytest.raises(refusal):
        start(order, *methods, product="native")

    assert (fresh(before).status, has(member)) == ("open", (50, CARDS, BALANCE))
    assert wechat.order(before.out_trade_no)["trade_state"] == "NOTPAY"


def test_the_same_press_goes_on_and_another_mix_closes_the_first_one(wechat, member, order):
    first = start(order, *ALL)
    assert start(order, *ALL).pk == first.pk

    second = start(order, *ALL, points=1_000)

    assert wechat.order(first.out_trade_no)["trade_state"] == "CLOSED"
    assert {status for _method, _amount, status in tenders(first)} == {"voided"}
    assert tenders(second)[0] == ("points", 1_000, "held")
    assert has(member) == (POINTS + 50 - 1_000, 0, 0)
    third = start(order, "wechat")
    assert tenders(third) == [("wechat", PRICE, "held")]
    assert (has(member), pending_holds()) == (FULL, 0)


def test_closing_the_order_gives_every_part_back(wechat, member, order):
    start(order, *ALL)

    services.close_unpaid_order(order_id=order.pk, reason="", actor=STAFF, at=now())

    assert (status_of(order), has(member), pending_holds()) == ("closed", FULL, 0)


@pytest.mark.parametrize("spent_since", [False, True])
def test_paid_after_its_end_it_is_taken_whole_or_not_at_all(wechat, member, order, spent_since):
    attempt = start(order, *ALL)
    services.close_attempt(attempt=attempt, at=now())
    assert has(member) == FULL
    if spent_since:
        start(an_order(with_balance(PRICE, member)), "balance")
        start(an_order(member), "stored_value", "wechat")
    left = has(member)

    take(attempt)

    if spent_since:
        assert (dispositions(order), status_of(order)) == (["late"], "pending_payment")
        assert (fresh(attempt).status, has(member)) == ("closed", left)
    else:
        assert (dispositions(order), status_of(order)) == (["captured"], "awaiting_shipment")
        assert (has(member), books()) == (SPENT, {"clearing": -REST, "funds": PRICE})


def test_the_whole_price_from_the_provider_is_another_amount_than_was_asked(wechat, member, order):
    attempt = start(order, *ALL)

    take(attempt, amount=PRICE)

    assert dispositions(order) == ["mismatched"]
    assert (status_of(order), has(member), pending_holds()) == ("pending_payment", FULL, 0)
