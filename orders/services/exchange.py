from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.db import atomic
from marketing.deals import DealKind, DealWanted
from marketing.selectors.exchange_codes import goods_of
from orders.models import EntryPoint, Order
from orders.services.place import place_order
from orders.services.quote import Item


@atomic
def place_exchange(
    *, member_id: int, code: str, address_id: UUID, remark: str = "", actor: Actor, at: datetime
) -> Order:
    """Turn an exchange code (兑换码) into an order for what it is good for, in one step.

    With nothing to pay the order is paid at once; otherwise it waits for payment like any other.
    Raises what ``goods_of`` and ``place_order`` raise; the code is then as good as before.
    """
    sku_code, quantity = goods_of(code, member_id=member_id, at=at)
    return place_order(
        member_id=member_id,
        items=[Item(sku_code, quantity)],
        address_id=address_id,
        fingerprint=None,
        entry_point=EntryPoint.COUPON,
        deal=DealWanted(DealKind.EXCHANGE, code),
        remark=remark,
        actor=actor,
        at=at,
    )
