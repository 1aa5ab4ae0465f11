from contextlib import suppress
from datetime import datetime

from core.actor import Actor
from core.db import atomic
from marketing.services import report_presale_short
from orders import services as orders
from orders.selectors import locked_order
from payments import selectors
from payments.errors import PaymentAlreadyMade
from payments.services.close import close_attempt
from payments.services.refund import request_refund

FAILED_REASON = "presale failed"
FAILED_RULE = Actor.rule("presale_failed")


def refund_presale(*, order_id: int, at: datetime) -> None:
    """Give back all that was paid for goods that the shop cannot deliver. Twice is once.

    An open payment of the balance is closed at its provider first; where that was paid after
    all, the order has got its goods, or both instalments go back. With goods it goes on.

    Raises PaymentUnsettled: to be tried again.
    """
    attempt = selectors.open_attempt_of(order_id)
    if attempt is not None:
        with suppress(PaymentAlreadyMade):
            close_attempt(attempt=attempt, at=at)
    _refund(order_id=order_id, at=at)


@atomic
def _refund(*, order_id: int, at: datetime) -> None:
    order = locked_order(order_id)
    if order.is_out_of_stock:
        if orders.reserve_again(order_id=order_id, actor=FAILED_RULE, at=at):
            return
        report_presale_short(presale=order.deal_reference, reference=order.number, at=at)
    elif not order.is_deposit_paid:
        return
    request_refund(order_id=order_id, reason=FAILED_REASON, actor=FAILED_RULE, at=at)
