"""A presale of one SKU around noon, and orders under it that came to their state by the services.

50 yuan of deposit are worth 100 of the 500; deposits for two days, balances for one, a day later.
"""

from datetime import datetime, timedelta
from typing import Any

from core.actor import Actor
from marketing.deals import DealKind, DealWanted
from marketing.models import Presale, PresaleClaim
from marketing.services import set_up_presale
from members.models import Member
from orders import services
from orders.models import EntryPoint, Order
from orders.services import Item
from products.models import Sku, StockItem
from tests.orders.factories import NOON, STAFF, a_member, a_shop, an_address

PRICE, DEPOSIT, WORTH, SHIPPING = 500_00, 50_00, 100_00, 8_00
BALANCE = PRICE - WORTH + SHIPPING
ENDS, OPENS, DUE = (NOON + timedelta(days=days) for days in (2, 3, 4))


def a_presale(stock: int = 10, *, at: datetime = NOON, **terms: Any) -> Presale:
    """Open since an hour before ``at``, which its other times count from."""
    sku = Sku.objects.filter(code="TEA-01").first() or a_shop({"TEA-01": stock})["TEA-01"]
    usual = {
        "name": "新茶预售",
        "name_en": "New tea, ahead of time",
        "sku": sku,
        "price_amount": PRICE,
        "deposit_amount": DEPOSIT,
        "deposit_worth_amount": WORTH,
        "quota": 5,
        "per_member_limit": 2,
        "starts_at": at - timedelta(hours=1),
        "ends_at": at + (ENDS - NOON),
        "balance_opens_at": at + (OPENS - NOON),
        "balance_due_at": at + (DUE - NOON),
    }
    return set_up_presale(actor=STAFF, at=at, **(usual | terms))


def order_presale(
    presale: Presale, quantity: int = 1, *, member: Member | None = None, at: datetime = NOON
) -> Order:
    """Preview, then place with the quote's fingerprint."""
    member = member or a_member(f"1390000{Order.objects.count():04}")
    address = member.addresses.first() or an_address(member)
    wanted = DealWanted(DealKind.PRESALE, str(presale.public_id))
    items = [Item(presale.sku.code, quantity)]
    checkout = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, deal=wanted, at=at
    )
    return services.place_order(
        member_id=member.pk,
        items=items,
        address_id=address.public_id,
        fingerprint=checkout.quote.fingerprint,
        entry_point=EntryPoint.BUY_NOW,
        deal=wanted,
        actor=Actor.member(member.pk),
        at=at,
    )


def capture_next(order: Order, *, at: datetime) -> Order:
    """As payments does: the instalment that is to be paid next."""
    instalment = services.open_attempt(order_id=order.pk, at=at)
    return services.capture_instalment(
        order_id=order.pk,
        instalment_id=instalment.pk,
        actor=Actor.provider("wechat"),
        at=at,
    )


def claim_of(order: Order) -> PresaleClaim:
    return PresaleClaim.objects.get(reference=order.number)


def claimed(presale: Presale) -> int:
    return Presale.objects.values_list("claimed", flat=True).get(pk=presale.pk)


def reserved() -> int:
    return StockItem.objects.get().reserved
