import math
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import atomic
from members.services import lock_points
from orders import services as orders
from orders.selectors import locked_order
from orders.services import RefundedLine
from payments import channels, selectors
from payments.errors import RefundChanged, RefundTooLate, RefundTooOften, RefundTooSoon
from payments.lifecycle import Destination, RefundKind
from payments.models import Cell, ProviderPayment, Refund, Tender
from payments.refund_plan import RefundPlan, Wish
from payments.schedules import (
    BETWEEN_REFUNDS_OF_A_PAYMENT,
    MAX_REFUNDS_OF_A_PAYMENT,
    REFUNDABLE_FOR,
)
from payments.services.legs import Part, create_refund, finish_when_done, next_refund_number
from payments.services.payables import PayableOrder

if TYPE_CHECKING:
    from orders.models import Order


@atomic
def request_refund(
    *,
    order_id: int,
    lines: Mapping[int, int] | None = None,
    shipping: bool = True,
    goodwill_amount: int = 0,
    destination: Destination = Destination.ORIGINAL,
    with_deposit: bool = True,
    expected: str | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Refund:
    """Refund pieces of lines, the fee, goodwill: or, where nothing is said, all that is left.

    ``lines`` are pieces by the line's number, and ``with_deposit`` is meant as in ``Wish``;
    ``expected`` is the fingerprint of the plan that was confirmed. Each tender gives back its
    share the way it was paid, what went through a provider to the balance if that is the
    ``destination``. Balance is back at once; a provider is called after commit, and done when it
    says so. Goods that have not been shipped go back to stock. What was reserved here, under the
    order's lock, no other refund can take.

    Raises NothingToRefund, MorePiecesThanLeft, MoreMoneyThanLeft, RefundWholeOrder, RefundChanged,
    RefundTooLate, RefundTooOften, RefundTooSoon, AttemptOpen, and TransitionRefused where the
    order's state forbids it.
    """
    wish = Wish(
        lines=lines,
        shipping=shipping,
        goodwill_amount=goodwill_amount,
        destination=destination,
        with_deposit=with_deposit,
    )
    order = locked_order(order_id)
    if order.completed_at:  # what it is less by for points that are gone is reckoned once
        lock_points(member_id=order.member_id)
    plan = selectors.preview_refund(order, wish)
    if expected is not None and plan.fingerprint != expected:
        raise RefundChanged(number=order.number)
    parts = _parts(plan, at=at)
    _reserve(plan)
    number = next_refund_number(PayableOrder(order))
    order = _record(order, plan, number, reason=reason, actor=actor, at=at)
    payable = PayableOrder(order)
    refund = create_refund(
        payable,
        number=number,
        kind=RefundKind.ORDER,
        parts=parts,
        rows=plan.rows,
        destination=destination,
        reason=reason,
        actor=actor,
        at=at,
    )
    if not plan.everything:
        _tell(order, refund, actor=actor, at=at)
    finish_when_done(payable, refund, actor=actor, at=at)
    return refund


def _parts(plan: RefundPlan, *, at: datetime) -> list[Part]:
    """The ways back, in the order in which the tenders were laid."""
    shares = [(tender, plan.way_back(tender), share) for tender, share in plan.by_tender]
    outside = [tender.attempt_id for tender, way, _s in shares if not channels.is_internal(way)]
    payments = selectors.captured_payments(outside) if outside else {}
    for payment in payments.values():
        _require_refundable(payment, at=at)
    return [
        Part(
            way,
            share.amount,
            share.points,
            tender,
            None if channels.is_internal(way) else payments[tender.attempt_id],
        )
        for tender, way, share in shares
    ]


def _require_refundable(payment: ProviderPayment, *, at: datetime) -> None:
    """What its provider would refuse is refused here, in words that help."""
    known = {"payment": payment.transaction_id}
    if at > payment.paid_at + REFUNDABLE_FOR:
        raise RefundTooLate(**known)
    if payment.refund_legs.count() >= MAX_REFUNDS_OF_A_PAYMENT:
        raise RefundTooOften(**known, limit=MAX_REFUNDS_OF_A_PAYMENT)
    last = selectors.last_leg_along(payment)
    if last and at < (free_at := last.created_at + BETWEEN_REFUNDS_OF_A_PAYMENT):
        raise RefundTooSoon(**known, seconds=math.ceil((free_at - at).total_seconds()))


def _reserve(plan: RefundPlan) -> None:
    """Write down what the plan has drawn, of cells and of tenders."""
    cells = {drawn.cell.pk: drawn.cell for drawn in plan.drawn}
    Cell.objects.bulk_update(cells.values(), ["refunded_amount", "refunded_points"])
    tenders = []
    for tender, share in plan.by_tender:
        tender.refunded_amount += share.amount
        tender.refunded_points += share.points
        tenders.append(tender)
    Tender.objects.bulk_update(tenders, ["refunded_amount", "refunded_points"])


def _record(
    order: "Order", plan: RefundPlan, number: str, *, reason: str, actor: Actor, at: datetime
) -> "Order":
    """The order's side: what of each line goes back, and the stock with it."""
    earning, lines = plan.earning_by_line, {}
    unearned = plan.unearned
    for line in order.lines.all():
        rows = [row for row in plan.rows if row.line == line]
        if rows:
            lines[line.number] = RefundedLine(
                quantity=sum(row.quantity for row in rows),
                amount=sum(row.share.amount for row in rows),
                earning_amount=earning.get(line.number, 0),
                unearned_amount=unearned.get(line.number, 0),
            )
    return orders.record_refund(
        order_id=order.pk,
        refund=number,
        lines=lines,
        everything=plan.everything,
        reason=reason,
        actor=actor,
        at=at,
    )


def _tell(order: "Order", refund: Refund, *, actor: Actor, at: datetime) -> None:
    facts = {"refund": refund.number, "amount": refund.amount, "reason": refund.reason}
    orders.record(order_id=order.pk, kind="refund.requested", facts=facts, actor=actor, at=at)
