"""A payment that comes when its order has closed: the order is reopened with all it had held, where
the shop wants that, or the money goes back."""

import pytest

from core.actor import Actor, ActorKind
from marketing.services import make_batch
from members.models import Notice
from orders.models import Order, OrderTransition
from payments import services
from payments.models import Refund
from payments.rules import LATE_PAYMENT_POLICY
from products.models import Sku
from tests.orders.factories import STAFF, a_member, a_shop, status_of
from tests.payments import late
from tests.payments.factories import PRICE, an_order, books, dispositions, now, reserved, start
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db

# How each closes, the state in which its late payment leaves it, what it has of its kind's own
# again, and its pieces of stock; and the code of what refuses it when somebody was quicker.
KINDS = {
    "buy now": (late.bought_now, "awaiting_shipment", None, 1, "stock.insufficient"),
    "coupon": (
        late.from_the_cart_with_a_coupon,
        "awaiting_shipment",
        True,
        4,
        "checkout.quote_changed",
    ),
    "flash sale": (late.in_a_flash_sale, "awaiting_shipment", 0, 1, "flash_sale.sold_out"),
    "group": (late.in_a_group, "paid", ("formed", 2, 2), 1, "group.team_full"),
    "deposit": (late.of_a_presale, "pending_payment", 1, 0, "deal.sold_out"),
    "points": (late.for_points_and_money, "awaiting_shipment", 0, 1, "payment.parts_gone"),
}


@pytest.fixture(autouse=True)
def reopens(db: None) -> None:
    LATE_PAYMENT_POLICY.change("reopen")


def funds() -> int:
    return books().get("funds", 0)


def told(order: Order) -> dict[str, str]:
    return dict(Notice.objects.filter(member=order.member_id).values_list("event", "facts__reason"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_all_be_had_again_is_reopened(wechat, relay, kind):
    a_closed_order, state, held, pieces, _refusal = KINDS[kind]
    closed = a_closed_order()
    order, before = closed.order, funds()
    assert (status_of(order), late.pieces(order)) == ("closed", 0)

    late.pays_late(closed.attempt)

    assert (status_of(order), dispositions(order)) == (state, ["captured"])
    assert (late.pieces(order), closed.held()) == (pieces, held)
    assert funds() == before + closed.attempt.amount
    order.refresh_from_db(fields=["closed_at", "closed_reason"])
    assert (order.closed_at, order.closed_reason) == (None, "")
    relay()
    assert "order.revived" in told(order)
    assert late.broken_laws() == []


@pytest.mark.parametrize("kind", KINDS)
def test_where_one_thing_is_gone_nothing_is_taken_and_the_money_goes_back(wechat, relay, kind):
    *_reopened, refusal = KINDS[kind]
    closed = KINDS[kind][0]()
    closed.rob()
    order, before = closed.order, (closed.held(), funds(), late.pieces_promised())

    late.pays_late(closed.attempt)

    assert (status_of(order), dispositions(order)) == ("closed", ["late"])
    assert (closed.held(), funds(), late.pieces_promised()) == before
    assert Refund.objects.get(order=order).amount == closed.attempt.external_amount
    assert order.timeline.get(kind="payment.late").facts["reason"] == refusal
    relay()
    assert told(order)["payment.late"] == refusal
    assert late.broken_laws() == []


def test_where_the_rule_says_nothing_the_money_goes_back(wechat):
    LATE_PAYMENT_POLICY.change("return")
    closed = late.bought_now()

    late.pays_late(closed.attempt)

    assert (status_of(closed.order), dispositions(closed.order)) == ("closed", ["late"])
    assert (late.pieces(closed.order), books()) == (0, {"clearing": -PRICE, "late": PRICE})
    assert "reason" not in closed.order.timeline.get(kind="payment.late").facts


@pytest.mark.parametrize(
    ("actor", "ends", "taken_as"),
    [
        (Actor.member(1), "awaiting_shipment", "captured"),
        (STAFF, "closed", "late"),
        (Actor(ActorKind.API_KEY, "1"), "closed", "late"),
    ],
    ids=str,
)
def test_what_staff_closed_stays_closed(wechat, actor, ends, taken_as):
    a_shop({"TEA-01": 2})
    order = an_order()
    attempt = start(order)
    late.close(order, actor)

    late.pays_late(attempt)

    assert (status_of(order), dispositions(order)) == (ends, [taken_as])


def test_a_price_that_has_changed_is_not_taken_and_one_that_staff_lowered_is(wechat):
    order = an_order()
    before = start(order)
    services.change_price(
        order_id=order.pk, lines={1: 5000}, shipping_amount=800, reason="", actor=STAFF, at=now()
    )
    lowered = start(order)
    late.close(order)

    late.pays_late(before, "4200before")  # of the price that nobody asks any more
    Sku.objects.update(list_price_amount=9901)
    late.pays_late(lowered, "4200dearer")
    assert (status_of(order), dispositions(order)) == ("closed", ["late", "late"])
    Sku.objects.update(list_price_amount=9900)
    late.pays_late(lowered, "4200")

    assert (status_of(order), dispositions(order)[-1]) == ("awaiting_shipment", "captured")
    assert (reserved(), funds()) == (1, 5800)


def test_an_ended_payment_of_a_price_since_lowered_goes_back(wechat):
    order = an_order()
    before = start(order)
    services.change_price(
        order_id=order.pk, lines={1: 5000}, shipping_amount=800, reason="", actor=STAFF, at=now()
    )

    late.pays_late(before)

    assert (status_of(order), dispositions(order)) == ("pending_payment", ["late"])
    assert books() == {"clearing": -PRICE, "late": PRICE}


def test_a_code_that_was_given_back_cannot_be_found_again(wechat):
    sku, at = a_shop({"TEA-01": 10})["TEA-01"], now()
    window = {"valid_from": at - late.HOUR, "valid_until": at + late.HOUR}
    _batch, (code,) = make_batch(
        name="礼品卡", sku=sku, quantity=1, count=1, price_amount=990, actor=STAFF, at=at, **window
    )
    order = late.exchanged(code, a_member())
    attempt = start(order)
    late.close(order)

    late.pays_late(attempt)

    assert (status_of(order), dispositions(order)) == ("closed", ["late"])
    assert order.timeline.get(kind="payment.late").facts["reason"] == "exchange_code.gone"


def test_a_reopened_order_is_paid_once_whatever_comes_after(wechat):
    closed = late.bought_now()

    late.pays_late(closed.attempt, "1")
    late.pays_late(closed.attempt, "1")
    late.pays_late(closed.attempt, "2")

    assert dispositions(closed.order) == ["captured", "duplicate"]
    assert books() == {"clearing": -2 * PRICE, "funds": PRICE, "late": PRICE}
    moves = OrderTransition.objects.filter(order=closed.order).order_by("pk")
    assert list(moves.values_list("name", "actor"))[1:] == [
        ("close", "rule:payment_timeout"),
        ("revive", "provider:wechat"),
        ("fulfil", "rule:fulfil"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_late_payments_for_the_last_piece_one_is_taken(wechat, _round):
    a_shop({"TEA-01": 1})
    attempts = [late.tried_and_closed(f"1380000000{number}") for number in (1, 2)]

    race([lambda a=each: late.pays_late(a, a.out_trade_no) for each in attempts])

    orders = [each.instalment.order for each in attempts]
    assert sorted(map(status_of, orders)) == ["awaiting_shipment", "closed"]
    assert sorted(row for each in orders for row in dispositions(each)) == ["captured", "late"]
    assert (reserved(), books()) == (1, {"clearing": -2 * PRICE, "funds": PRICE, "late": PRICE})
