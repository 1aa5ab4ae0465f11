from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import atomic
from orders import services as orders
from payments import selectors
from payments.services.close import close_attempt
from payments.services.start import capture_free_order

if TYPE_CHECKING:
    from orders.models import Order


def change_price(
    *,
    order_id: int,
    lines: Mapping[int, int],
    shipping_amount: int,
    version: int | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> "Order":
    """Let an unpaid order cost less (改价), after closing its open payment at the provider.

    What ``orders.change_price`` takes. An order that comes to nothing is paid with it.
    Raises PaymentAlreadyMade and PaymentUnsettled besides what that raises.
    """
    attempt = selectors.open_attempt_of(order_id)
    if attempt is not None:
        close_attempt(attempt=attempt, at=at)
    with atomic():
        order = orders.change_price(
            order_id=order_id,
            lines=lines,
            shipping_amount=shipping_amount,
            version=version,
            reason=reason,
            actor=actor,
            at=at,
        )
        capture_free_order(order_id=order_id, at=at)
    return order
