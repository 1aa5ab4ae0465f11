"""The points mall: points, or points and money, and nothing else beside them."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.clock import real_now
from marketing.deals import DealKind, DealWanted
from marketing.errors import OfferFrozen, OfferLimitReached, OfferSoldOut, UnknownDeal
from marketing.models import MallItem
from marketing.services import change_mall_item, set_up_mall_item
from members.models import Member
from members.services import grant_points, issue_token
from orders import services
from orders.models import EntryPoint, Order
from orders.services import Item
from tests.orders.factories import NOON, RULE, STAFF, a_member, a_shop, an_address
from tests.payments.factories import broken_laws, reserved

pytestmark = pytest.mark.django_db

POINTS, CASH, SHIPPING = 2000, 9_90, 8_00


def an_item(**terms: Any) -> MallItem:
    usual = {
        "sku": a_shop({"TEA-01": 10})["TEA-01"],
        "points": POINTS,
        "cash_amount": CASH,
        "quota": 3,
        "per_member_limit": 2,
        "starts_at": NOON,
        "ends_at": real_now() + timedelta(days=30),
    }
    return set_up_mall_item(actor=STAFF, at=NOON, **(usual | terms))


def order(item: MallItem, quantity: int = 1, member: Member | None = None) -> Order:
    member = member or a_member(f"1390000{Order.objects.count():04}")
    return services.place_order(
        member_id=member.pk,
        items=[Item("TEA-01", quantity)],
        address_id=(member.addresses.first() or an_address(member)).public_id,
        fingerprint=None,
        entry_point=EntryPoint.POINTS,
        deal=DealWanted(DealKind.POINTS, str(item.public_id)),
        actor=RULE,
        at=NOON,
    )


def test_an_order_owes_points_and_money_and_holds_its_stock():
    item = an_item()

    placed = order(item, 2)

    assert (placed.payable_points, placed.payable_amount) == (2 * POINTS, 2 * CASH + SHIPPING)
    assert (placed.points_cap_amount, placed.discount_amount) == (0, 0)
    line = placed.lines.get()
    assert (line.price_kind, line.unit_points, line.unit_price_amount) == ("points", POINTS, CASH)
    instalment = placed.instalments.get()
    assert (instalment.points, instalment.amount) == (2 * POINTS, 2 * CASH + SHIPPING)
    item.refresh_from_db()
    assert (reserved(), item.claimed) == (2, 2)
    assert broken_laws() == []


def test_quota_and_limit_hold_and_a_closed_order_gives_both_back():
    item, member = an_item(), a_member()
    first = order(item, 2, member)
    for refusal, asked_by in ((OfferLimitReached, member), (OfferSoldOut, None)):
        with pytest.raises(refusal):
            order(item, 2 if asked_by is None else 1, asked_by)

    services.close_order(order_id=first.pk, actor=RULE, reason="", at=NOON)

    order(item, 2, member)
    item.refresh_from_db()
    assert (reserved(), item.claimed) == (2, 2)
    assert broken_laws() == []


def test_a_price_may_change_while_orders_keep_theirs_but_not_what_is_sold():
    item = an_item()
    placed = order(item)

    change_mall_item(item_id=item.pk, actor=STAFF, at=NOON, points=POINTS + 1)
    with pytest.raises(OfferFrozen):
        change_mall_item(item_id=item.pk, actor=STAFF, at=NOON, starts_at=NOON - timedelta(1))

    placed.refresh_from_db()
    assert (placed.payable_points, order(item).payable_points) == (POINTS, POINTS + 1)


def test_what_is_over_is_not_there():
    item = an_item(ends_at=NOON + timedelta(seconds=1))
    MallItem.objects.filter(pk=item.pk).update(ends_at=NOON + timedelta(microseconds=1))
    order(item)
    MallItem.objects.filter(pk=item.pk).update(starts_at=NOON - timedelta(1), ends_at=NOON)

    with pytest.raises(UnknownDeal):
        order(item)


def test_the_mall_says_what_the_member_has_and_can_afford_and_an_order_is_placed_from_it():
    item, member = an_item(), a_member()
    address = an_address(member).public_id
    grant_points(member_id=member.pk, points=POINTS, key="g", reason="", actor=STAFF, at=NOON)
    token = issue_token(member_id=member.pk, at=real_now())
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    set_up_mall_item(
        actor=STAFF,
        at=NOON,
        sku=item.sku,
        points=POINTS + 1,
        quota=1,
        starts_at=NOON,
        ends_at=item.ends_at,
    )

    mall = Client().get("/api/v1/points-mall", headers=headers).json()

    assert mall["points"] == POINTS
    assert [(row["points"], row["affordable"], row["mine"]) for row in mall["items"]] == [
        (POINTS, True, 0),
        (POINTS + 1, False, 0),
    ]
    wanted = {
        "items": [{"sku": "TEA-01", "quantity": 1}],
        "address": str(address),
        "deal": {"kind": "points", "id": mall["items"][0]["id"]},
    }
    quote = post("checkout/preview", wanted, headers)
    placed = post("orders", wanted | {"fingerprint": quote["fingerprint"]}, headers)
    assert (placed["entry_point"], placed["payable_points"]) == ("points", POINTS)


def post(path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    answer = Client().post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
    )
    return answer.json()
