"""What payments do when news comes from orders and marketing, or from themselves after commit."""

from core.clock import now
from core.events import after, on
from marketing.events import PresaleFailed, SeatLost, TeamFailed
from members.services import notify
from orders.events import OrderPlaced, OrderRevived, StockFellShort
from orders.selectors import order_id_of
from payments import selectors, services, tasks
from payments.events import PaymentReturned, RefundFinished, RefundRequested, TopUpPaid


@on(OrderPlaced)
def capture_when_free(event: OrderPlaced) -> None:
    if event.payable_amount == event.payable_points == 0:
        services.capture_free_order(order_id=event.order_id, at=event.at)


@after(PresaleFailed)
def refund_deposit(event: PresaleFailed) -> None:
    services.refund_presale(order_id=order_id_of(event.number), at=now())


@after(StockFellShort)
def refund_undeliverable(event: StockFellShort) -> None:
    services.refund_presale(order_id=event.order_id, at=now())


@after(RefundRequested)
def send_refund(event: RefundRequested) -> None:
    """Each leg by a task of its own: a provider that does not answer keeps no news waiting."""
    for leg_id in selectors.unfinished_legs(event.refund_id):
        tasks.advance_refund.delay(leg_id)


@after(PaymentReturned)
def tell_of_return(event: PaymentReturned) -> None:
    _tell(event, f"payment.{event.disposition}", reason=event.reason)


@after(RefundFinished)
def tell_of_refund(event: RefundFinished) -> None:
    _tell(event, "refund.finished")


def _tell(event: PaymentReturned | RefundFinished, news: str, **more: str) -> None:
    payable = services.payable_of(selectors.refund_numbered(event.refund))
    notify(
        member_id=payable.member_id,
        event=news,
        facts={payable.KIND: event.number, "refund": event.refund, "amount": event.amount} | more,
        reference=event.refund,
        at=event.at,
    )


@after(OrderRevived)
def tell_of_revival(event: OrderRevived) -> None:
    notify(
        member_id=selectors.order_of(event.order_id).member_id,
        event="order.revived",
        facts={"order": event.number},
        reference=event.number,
        at=event.at,
    )


@after(TopUpPaid)
def tell_of_top_up(event: TopUpPaid) -> None:
    notify(
        member_id=event.member_id,
        event="top_up.paid",
        facts={"top_up": event.number, "purpose": event.purpose, "amount": event.amount},
        reference=event.number,
        at=event.at,
    )


@after(TeamFailed)
def refund_failed_team(event: TeamFailed) -> None:
    services.refund_failed_team(number=event.number, team=event.team, at=event.at)


@after(SeatLost)
def refund_lost_seat(event: SeatLost) -> None:
    services.refund_lost_seat(number=event.number, team=event.team, at=event.at)
