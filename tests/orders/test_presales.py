"""Presales: what is claimed of them by whom, what staff decide, who is told when."""

from datetime import timedelta
from functools import partial

import pytest

from core.clock import real_now, shift
from core.db import atomic
from core.models import DemoClock
from marketing import services, tasks
from marketing.deals import DealKind, DealWanted
from marketing.errors import (
    OfferFrozen,
    OfferLimitReached,
    OfferNotOpen,
    OfferSoldOut,
    OfferTooSmall,
    OtherGoods,
    UnknownDeal,
)
from marketing.events import PresaleFailed
from marketing.models import Presale, PresaleClaim, PresaleStage, PromotionChange
from members.models import Notice
from orders.errors import QuoteChanged
from orders.models import Order
from orders.services import Item, close_order, forfeit_order, place_order, quote_order
from tests.marketing.presales import (
    DEPOSIT,
    DUE,
    ENDS,
    OPENS,
    PRICE,
    SHIPPING,
    WORTH,
    a_presale,
    capture_next,
    claim_of,
    claimed,
    order_presale,
    reserved,
)
from tests.orders.factories import NOON, RULE, STAFF, a_member, an_address
from tests.payments.factories import broken_laws
from tests.races import race

pytestmark = pytest.mark.django_db


def test_a_deposit_now_and_the_rest_in_its_window_of_a_price_that_the_deposit_lowers():
    order = order_presale(a_presale(), 2)

    deposit, balance = order.instalments.order_by("number")
    assert order.payable_amount == 2 * PRICE - 2 * (WORTH - DEPOSIT) + SHIPPING
    assert (deposit.purpose, deposit.amount) == ("deposit", 2 * DEPOSIT)
    assert (deposit.opens_at, deposit.due_at) == (NOON, NOON + timedelta(minutes=30))
    assert (balance.purpose, balance.amount) == ("balance", 2 * (PRICE - WORTH) + SHIPPING)
    assert (balance.opens_at, balance.due_at) == (OPENS, DUE)
    assert (deposit.refundable, balance.refundable) == (False, True)
    assert reserved() == 0
    assert broken_laws() == []


def test_a_claim_is_short_then_firm_then_goods_in_a_warehouse():
    presale = a_presale()
    order = order_presale(presale, 2)
    assert (claim_of(order).deposit_paid_at, claimed(presale)) == (None, 2)

    capture_next(order, at=NOON)
    assert (claim_of(order).deposit_paid_at, claim_of(order).paid_at) == (NOON, None)
    assert reserved() == 0

    capture_next(order, at=OPENS)
    assert (claim_of(order).paid_at, claimed(presale), reserved()) == (OPENS, 2, 2)


def test_the_deposit_has_to_be_paid_within_the_warm_up():
    order = order_presale(a_presale(), at=ENDS - timedelta(minutes=5))

    assert order.payment_due_at == ENDS


@pytest.mark.parametrize(
    ("terms", "quantity", "at", "refusal"),
    [
        ({"starts_at": NOON + timedelta(hours=1)}, 1, NOON, OfferNotOpen),
        ({}, 1, ENDS, UnknownDeal),
        ({}, 3, NOON, OfferLimitReached),
        ({"claimed": 4}, 2, NOON, OfferSoldOut),
    ],
)
def test_what_is_not_open_or_too_much_is_refused_and_nothing_is_claimed(
    terms, quantity, at, refusal
):
    presale = a_presale(**terms)

    with pytest.raises(refusal):
        order_presale(presale, quantity, at=at)

    assert not PresaleClaim.objects.exists()
    assert claimed(presale) == terms.get("claimed", 0)


def test_other_goods_and_unknown_offers_are_refused():
    presale = a_presale()
    member = a_member()
    address = an_address(member).public_id
    wanted = {"member_id": member.pk, "address_id": address, "at": NOON}
    with pytest.raises(UnknownDeal):
        quote_order(
            items=[Item("TEA-01", 1)], deal=DealWanted(DealKind.PRESALE, "no-such"), **wanted
        )
    presale.sku.pk, presale.sku.code = None, "TEA-02"
    presale.sku.save(force_insert=True)
    with pytest.raises(OtherGoods):
        quote_order(
            items=[Item("TEA-02", 1)],
            deal=DealWanted(DealKind.PRESALE, str(presale.public_id)),
            **wanted,
        )


def test_a_member_orders_up_to_the_limit_and_again_when_an_order_has_closed():
    presale, member = a_presale(), a_member()
    first = order_presale(presale, 2, member=member)
    with pytest.raises(OfferLimitReached) as refused:
        order_presale(presale, 1, member=member)
    assert refused.value.facts == {"limit": 2, "left": 0}

    close_order(order_id=first.pk, actor=RULE, reason="timeout", at=NOON)
    close_again = partial(services.give_back_deals, [("presale", first.number)], at=NOON)
    close_again()  # twice is once

    assert claimed(presale) == 0
    order_presale(presale, 2, member=member)
    assert broken_laws() == []


def test_a_changed_price_is_told():
    presale, member = a_presale(), a_member()
    address = an_address(member).public_id
    wanted = {
        "member_id": member.pk,
        "items": [Item("TEA-01", 1)],
        "address_id": address,
        "deal": DealWanted(DealKind.PRESALE, str(presale.public_id)),
        "at": NOON,
    }
    seen = quote_order(**wanted).quote.fingerprint
    change(presale, deposit_amount=DEPOSIT + 1)

    with pytest.raises(QuoteChanged):
        place_order(fingerprint=seen, entry_point="buy_now", actor=RULE, **wanted)
    assert claimed(presale) == 0


def test_a_claim_that_was_given_back_is_taken_again_while_there_is_room():
    presale = a_presale(quota=2)
    order = order_presale(presale, 2)
    close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON)

    services.take_deal_again(kind="presale", reference=order.number, at=NOON)
    services.take_deal_again(kind="presale", reference=order.number, at=NOON)
    assert (claimed(presale), claim_of(order).given_back_at) == (2, None)

    services.give_back_deals([("presale", order.number)], at=NOON)
    order_presale(presale, 1)
    with pytest.raises(OfferSoldOut), atomic():
        services.take_deal_again(kind="presale", reference=order.number, at=NOON)


def test_a_member_who_has_ordered_again_since_takes_no_more_than_the_limit():
    presale, member = a_presale(per_member_limit=1), a_member()
    closed = order_presale(presale, member=member)
    close_order(order_id=closed.pk, actor=RULE, reason="timeout", at=NOON)
    order_presale(presale, member=member)

    with pytest.raises(OfferLimitReached), atomic():
        services.take_deal_again(kind="presale", reference=closed.number, at=NOON)

    assert claimed(presale) == 1
    assert claim_of(closed).given_back_at is not None


# --- races --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_claim_more_than_the_quota():
    presale = a_presale(quota=3, per_member_limit=1)
    members = [a_member(f"1380000{number:04}") for number in range(8)]
    for member in members:
        an_address(member)

    outcomes = race([partial(order_presale, presale, member=member) for member in members])

    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, OfferSoldOut) for outcome in outcomes) == 5
    assert claimed(presale) == 3
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_a_member_with_many_windows_gets_no_more_than_the_limit():
    presale, member = a_presale(), a_member()
    an_address(member)

    outcomes = race([partial(order_presale, presale, 1, member=member) for _window in range(4)])

    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 2
    assert sum(isinstance(outcome, OfferLimitReached) for outcome in outcomes) == 2
    assert claimed(presale) == 2


@pytest.mark.django_db(transaction=True)
def test_a_deposit_that_is_paid_while_the_presale_is_given_up_goes_back(published):
    presale = a_presale()
    orders = [order_presale(presale) for _shopper in range(4)]
    told = published(PresaleFailed)

    race(
        [
            *(partial(capture_next, order, at=NOON) for order in orders),
            partial(
                services.fail_presale, presale_id=presale.pk, reason="frost", actor=STAFF, at=NOON
            ),
        ]
    )

    assert sorted(event.number for event in told) == sorted(o.number for o in orders)


# --- what staff decide --------------------------------------------------------------------


def change(presale: Presale, **fields: int) -> Presale:
    return services.change_presale(presale_id=presale.pk, actor=STAFF, at=NOON, **fields)


def test_what_orders_rely_on_stays_and_the_quota_may_grow():
    presale = a_presale()
    change(presale, price_amount=PRICE + 1)
    order_presale(presale, 2)

    with pytest.raises(OfferFrozen):
        change(presale, price_amount=PRICE)
    with pytest.raises(OfferTooSmall):
        change(presale, quota=1, per_member_limit=1)
    changed = change(presale, price_amount=PRICE + 1, quota=50, per_member_limit=5)

    assert (changed.quota, changed.per_member_limit, changed.price_amount) == (50, 5, PRICE + 1)


def test_a_presale_that_fails_tells_of_every_deposit_whose_balance_is_open_once(published):
    presale = a_presale()
    _unpaid, deposited, paid, gone = (order_presale(presale) for _shopper in range(4))
    for order in (deposited, paid, gone):
        capture_next(order, at=NOON)
    capture_next(paid, at=OPENS)
    forfeit_order(order_id=gone.pk, actor=RULE, reason="", at=OPENS)
    told = published(PresaleFailed)
    fail = partial(
        services.fail_presale, presale_id=presale.pk, reason="frost", actor=STAFF, at=OPENS
    )

    assert [fail(), fail()] == [1, 0]

    assert told == [PresaleFailed(deposited.number, OPENS)]
    presale.refresh_from_db()
    assert presale.stage(OPENS) == PresaleStage.FAILED
    assert (presale.withdrawn_by, presale.withdrawn_reason) == (str(STAFF), "frost")
    ended = PromotionChange.objects.latest("pk")
    assert (ended.actor, ended.after["withdrawn_reason"]) == (str(STAFF), "frost")
    with pytest.raises(UnknownDeal):
        order_presale(presale, at=NOON)


# --- reminders ----------------------------------------------------------------------------


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("event", "reference"))


def test_whoever_has_paid_a_deposit_is_told_once_before_the_balance_opens_and_before_it_is_over():
    presale = a_presale()
    _unpaid, deposited, paid = (order_presale(presale) for _shopper in range(3))
    for order in (deposited, paid):
        capture_next(order, at=NOON)
    opening = ("presale.balance_opens", deposited.number), ("presale.balance_opens", paid.number)

    remind(OPENS - timedelta(hours=2, seconds=1))
    assert told() == []
    remind(OPENS - timedelta(hours=2))
    remind(OPENS - timedelta(hours=1))
    assert told() == sorted(opening)

    capture_next(paid, at=OPENS)
    remind(DUE - timedelta(hours=12, seconds=1))
    assert len(told()) == 2
    remind(DUE - timedelta(hours=12))
    remind(DUE - timedelta(hours=1))
    assert told() == sorted([("presale.balance_closes", deposited.number), *opening])
    notice = Notice.objects.get(event="presale.balance_closes")
    assert notice.facts == {
        "order": deposited.number,
        "opens_at": OPENS.isoformat(),
        "due_at": DUE.isoformat(),
    }


def remind(at):
    services.remind_of_opening(before=at + timedelta(hours=2), at=at)
    services.remind_of_closing(before=at + timedelta(hours=12), at=at)


def test_the_sweep_reminds_by_the_rules(django_assert_max_num_queries):
    presale = a_presale(at=real_now())
    for _shopper in range(3):
        capture_next(order_presale(presale, at=real_now()), at=real_now())
    shift(presale.balance_opens_at - real_now() - timedelta(hours=1))

    with django_assert_max_num_queries(12):
        tasks.remind_of_balances()

    assert len(told()) == 3
    DemoClock.objects.all().delete()
