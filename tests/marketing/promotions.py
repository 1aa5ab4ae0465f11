"""Promotions as tests set them up, and orders under them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from marketing import services as marketing
from marketing.models import Coupon, CouponTemplate, FullReductionOffer
from members.models import Address, Member
from orders import services as orders
from orders.models import EntryPoint, Order
from orders.services import Item
from orders.services.quote import Checkout
from tests.orders.factories import NOON

STAFF = Actor.staff(7)
DAY = timedelta(days=1)


def a_reduction(*steps: tuple[int, int], **fields: Any) -> FullReductionOffer:
    """``(30000, 4000)``: from 300 on, 40 off."""
    rows = [{"threshold": threshold, "off": off} for threshold, off in steps]
    window = {"starts_at": NOON - DAY, "ends_at": NOON + DAY}
    terms: dict[str, Any] = {"name": "满减", "steps": rows} | window
    return marketing.set_up_reduction(actor=STAFF, at=NOON, **(terms | fields))


def a_template(**fields: Any) -> CouponTemplate:
    """40 off from 300 on, claimable for a day, valid for a week."""
    terms: dict[str, Any] = {
        "name": "新人券",
        "kind": "fixed",
        "amount": 4000,
        "threshold_amount": 30000,
        "claimable_from": NOON - DAY,
        "claimable_until": NOON + DAY,
        "valid_days": 7,
    }
    return marketing.set_up_template(actor=STAFF, at=NOON, **(terms | fields))


def a_coupon(member: Member, **fields: Any) -> Coupon:
    template = a_template(**fields)
    return marketing.claim_coupon(template_id=template.pk, member_id=member.pk, at=NOON)


def quote(
    member: Member,
    address: Address,
    items: Sequence[Item] = (Item("TEA-01", 4),),
    coupons: Sequence[str] | None = None,
    at: datetime = NOON,
) -> Checkout:
    return orders.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, coupons=coupons, at=at
    )


def order(member: Member, address: Address, items: Sequence[Item] = (Item("TEA-01", 4),)) -> Order:
    """What the shopper was quoted, ordered."""
    seen = quote(member, address, items).quote.fingerprint
    return order_at(seen, member, address, items)


def order_at(
    fingerprint: str,
    member: Member,
    address: Address,
    items: Sequence[Item] = (Item("TEA-01", 4),),
    coupons: Sequence[str] | None = None,
    at: datetime = NOON,
) -> Order:
    return orders.place_order(
        member_id=member.pk,
        items=items,
        address_id=address.public_id,
        fingerprint=fingerprint,
        coupons=coupons,
        entry_point=EntryPoint.BUY_NOW,
        actor=Actor.member(member.pk),
        at=at,
    )
