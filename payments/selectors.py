"""The reads of payments that are worth a name."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from core.money import allocate_within
from marketing.selectors.points import worth_of
from members.selectors import uncovered_points
from orders.lifecycle import OrderStatus
from orders.models import Order
from orders.rules import Undercut
from payments.errors import TopUpNotFound
from payments.lifecycle import (
    OPEN_ATTEMPTS,
    AttemptStatus,
    Disposition,
    LegStatus,
    RefundKind,
    RefundLineKind,
    TenderStatus,
    TopUpStatus,
)
from payments.models import (
    Attempt,
    Cell,
    Notification,
    PaymentChannel,
    ProviderPayment,
    Refund,
    RefundBlock,
    RefundLeg,
    RefundLine,
    Tender,
    TopUp,
    TopUpPurpose,
)
from payments.refund_plan import Before, RefundPlan, Wish, plan_refund


def channel(code: str) -> PaymentChannel | None:
    return PaymentChannel.objects.filter(code=code).first()


def enabled_channels() -> list[PaymentChannel]:
    """The ways to pay that are switched on, in the shop's order."""
    return list(PaymentChannel.objects.filter(is_enabled=True))


def paid_in_points(order_id: int) -> int:
    """How much of an order's money was paid in points, in fen."""
    captured = Tender.objects.filter(
        attempt__instalment__order_id=order_id, status=TenderStatus.CAPTURED, method="points"
    )
    return captured.aggregate(paid=Sum("amount"))["paid"] or 0


def order_of(order_id: int) -> Order:
    return Order.objects.get(pk=order_id)


def waits_for_payment(number: str) -> bool:
    return Order.objects.filter(number=number, status=OrderStatus.PENDING_PAYMENT).exists()


def attempts_of(order_id: int) -> QuerySet[Attempt]:
    """Every press on "Pay" for an order, newest first, with its tenders."""
    attempts = Attempt.objects.filter(instalment__order_id=order_id).order_by("-pk")
    return attempts.prefetch_related("tenders")


def attempt(attempt_id: int) -> Attempt:
    """An attempt with what it pays."""
    return Attempt.objects.select_related("instalment__order", "top_up").get(pk=attempt_id)


def open_attempt_of(order_id: int) -> Attempt | None:
    """The attempt that keeps the order from closing, if there is one."""
    of_order = attempts_of(order_id).select_related("instalment__order")
    return of_order.filter(status__in=OPEN_ATTEMPTS).first()


def attempt_numbered(out_trade_no: str, *, channel: str) -> Attempt | None:
    """By the number that the provider knows, with its instalment."""
    known = Attempt.objects.filter(out_trade_no=out_trade_no, channel=channel)
    return known.select_related("instalment").first()


def attempt_to_capture(out_trade_no: str) -> Attempt:
    """With its instalment and tenders."""
    known = Attempt.objects.select_related("instalment").prefetch_related("tenders")
    return known.get(out_trade_no=out_trade_no)


def top_ups_of(member_id: int) -> QuerySet[TopUp]:
    """Newest first, each with its story."""
    mine = TopUp.objects.filter(member_id=member_id).order_by("-pk")
    return mine.prefetch_related("events")


def top_up_numbered(number: str, *, member_id: int) -> TopUp:
    """Another member's top-up is not found."""
    top_up = TopUp.objects.filter(number=number, member_id=member_id).first()
    if top_up is None:
        raise TopUpNotFound(number=number)
    return top_up


def top_up(top_up_id: int) -> TopUp:
    return TopUp.objects.get(pk=top_up_id)


def top_up_known_as(number: str) -> TopUp:
    return TopUp.objects.get(number=number)


def top_up_waits(number: str) -> bool:
    return TopUp.objects.filter(number=number, status=TopUpStatus.CREATED).exists()


def attempts_at_top_up(top_up_id: int) -> QuerySet[Attempt]:
    """Every press on "Pay" for a top-up, newest first, with its tenders."""
    attempts = Attempt.objects.filter(top_up_id=top_up_id).order_by("-pk")
    return attempts.prefetch_related("tenders")


def open_attempt_at_top_up(top_up_id: int) -> Attempt | None:
    """The attempt that keeps the top-up from closing, if there is one."""
    of_top_up = attempts_at_top_up(top_up_id).select_related("top_up")
    return of_top_up.filter(status__in=OPEN_ATTEMPTS).first()


def lockable_top_ups(top_up_ids: Collection[int]) -> list[TopUp]:
    """Those that wait for payment and that nobody else holds, locked in id order, for a sweep."""
    waiting = TopUp.objects.filter(pk__in=top_up_ids, status=TopUpStatus.CREATED)
    return list(waiting.locked(skip=True).order_by("pk"))


def top_ups_being_paid(top_ups: Collection[TopUp]) -> set[int | None]:
    """The keys of those that have an open attempt."""
    paying = Attempt.objects.filter(top_up__in=top_ups, status__in=OPEN_ATTEMPTS)
    return set(paying.values_list("top_up_id", flat=True))


def unpaid_top_ups_amount(member_id: int, purpose: TopUpPurpose) -> int:
    """What a member may still pay of the top-ups that wait for it, in fen."""
    waiting = TopUp.objects.filter(member_id=member_id, purpose=purpose, status=TopUpStatus.CREATED)
    return waiting.aggregate(total=Sum("amount"))["total"] or 0


def attempt_known_as(out_trade_no: str) -> Attempt:
    return Attempt.objects.get(out_trade_no=out_trade_no)


def provider_payment(channel: str, transaction_id: str) -> ProviderPayment | None:
    return ProviderPayment.objects.filter(channel=channel, transaction_id=transaction_id).first()


def is_returned(payment: ProviderPayment) -> bool:
    """Whether all of it is back with who paid it."""
    returned = payment.refund_legs.filter(status=LegStatus.SUCCEEDED)
    return sum(returned.values_list("amount", flat=True)) == payment.amount


def notification_seen(channel: str, event_id: str) -> bool:
    return Notification.objects.filter(channel=channel, event_id=event_id).exists()


def cells_of(order_id: int) -> list[Cell]:
    """What each tender paid of each line, in the order in which it was laid."""
    cells = Cell.objects.filter(tender__attempt__instalment__order_id=order_id)
    return list(cells.select_related("tender__attempt__instalment").order_by("pk"))


def preview_refund(order: Order, wish: Wish) -> RefundPlan:
    """What refunding this would give back now. Raises what ``plan_refund`` refuses.

    Where points that its goods have earned are gone, and by rule are no debt, it is less by what
    they are worth: planned once to see what they are, and once without it.
    """
    before = _reduced_before(order)
    plan = plan_refund(order, cells_of(order.pk), wish, before=before)
    keeps = _kept_for_points(order, plan)
    if not keeps:
        return plan
    less = plan_refund(order, cells_of(order.pk), wish, before=before, keeps=keeps)
    return replace(less, unearned=plan.unearned)


def _reduced_before(order: Order) -> Before:
    """What earlier refunds of each line were reduced by, and why."""
    if order.undercut == Undercut.KEEP and order.completed_at is None:
        return Before()
    taken: dict[str, dict[int, int]] = {RefundLineKind.UNDERCUT: {}, RefundLineKind.POINTS: {}}
    rows = RefundLine.objects.filter(refund__order=order, kind__in=list(taken)).order_by()
    for kind, number, amount in rows.values_list("kind", "line__number").annotate(Sum("amount")):
        if amount:
            taken[kind][number] = -amount
    return Before(taken[RefundLineKind.UNDERCUT], taken[RefundLineKind.POINTS])


def _kept_for_points(order: Order, plan: RefundPlan) -> dict[int, int]:
    """What the points are worth that the goods of the plan have earned and that are gone, shared
    out by line number; never more than those goods give back."""
    if order.completed_at is None:
        return {}
    gone = uncovered_points(member_id=order.member_id, reference=order.number, lines=plan.unearned)
    if not gone:
        return {}
    room = plan.goods_by_line
    kept = min(worth_of(sum(gone.values())), sum(room.values()))
    weights = [gone.get(number, 0) for number in room]
    parts = allocate_within(kept, weights=weights, caps=list(room.values()))
    return {number: part for number, part in zip(room, parts, strict=True) if part}


def captured_payments(attempt_ids: Collection[int]) -> dict[int, ProviderPayment]:
    """The payment at a provider that captured each attempt, by the attempt."""
    payments = ProviderPayment.objects.filter(
        attempt__in=attempt_ids, disposition=Disposition.CAPTURED
    )
    return {payment.attempt_id: payment for payment in payments}


def last_leg_along(payment: ProviderPayment) -> RefundLeg | None:
    return payment.refund_legs.order_by("-pk").first()


def is_blocked(refund_id: int) -> bool:
    return RefundBlock.objects.filter(refund_id=refund_id, lifted_at=None).exists()


def refunds_of(order_id: int) -> QuerySet[Refund]:
    """Newest first, with their lines and legs."""
    refunds = Refund.objects.filter(order_id=order_id).order_by("-pk")
    return refunds.prefetch_related("lines__line", "legs")


def refunds_at_top_up(top_up_id: int) -> QuerySet[Refund]:
    """The payments that went back, newest first, with their legs."""
    refunds = Refund.objects.filter(top_up_id=top_up_id).order_by("-pk")
    return refunds.prefetch_related("lines__line", "legs")


def has_unfinished_refund(order_id: int) -> bool:
    """Whether some refund of the order itself has not arrived yet."""
    return Refund.objects.filter(
        order_id=order_id, kind=RefundKind.ORDER, finished_at=None
    ).exists()


def refund(refund_id: int) -> Refund:
    return Refund.objects.get(pk=refund_id)


def refund_numbered(number: str) -> Refund:
    """A refund with what it gives back of."""
    return Refund.objects.select_related("order", "top_up").get(number=number)


def leg(leg_id: int) -> RefundLeg:
    """A leg with all that it goes back along."""
    along = RefundLeg.objects.select_related(
        "refund__order", "refund__top_up", "tender", "payment__attempt"
    )
    return along.get(pk=leg_id)


def leg_numbered(out_refund_no: str, *, channel: str) -> RefundLeg | None:
    known = RefundLeg.objects.filter(out_refund_no=out_refund_no, payment__channel=channel)
    return known.select_related("refund__order", "refund__top_up").first()


def leg_known_as(out_refund_no: str) -> RefundLeg:
    return RefundLeg.objects.get(out_refund_no=out_refund_no)


def unfinished_legs(refund_id: int) -> list[int]:
    """Legs of a refund that go through a provider and are not done."""
    legs = RefundLeg.objects.filter(refund_id=refund_id, next_step_at__isnull=False)
    return list(legs.values_list("pk", flat=True))


# --- what is due --------------------------------------------------------------------------


def attempts_to_query(at: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(next_query_at__lte=at).order_by("next_query_at")


def attempts_to_close(at: datetime) -> QuerySet[Attempt]:
    """Those being closed whose next try is due, and those whose time to be paid is over."""
    overdue = Q(
        instalment__order__status=OrderStatus.PENDING_PAYMENT,
        instalment__order__payment_due_at__lte=at,
    ) | Q(top_up__status=TopUpStatus.CREATED, top_up__due_at__lte=at)
    overdue &= Q(status=AttemptStatus.OPEN, next_close_at=None)
    waiting = Attempt.objects.filter(status__in=OPEN_ATTEMPTS)
    return waiting.filter(Q(next_close_at__lte=at) | overdue).order_by(
        F("next_close_at").asc(nulls_first=True), "pk"
    )


def overdue_top_ups(*, at: datetime, limit: int) -> list[int]:
    """Those whose time is over and that nobody is paying, the longest overdue first."""
    overdue = TopUp.objects.filter(status=TopUpStatus.CREATED, due_at__lte=at)
    paying = Attempt.objects.filter(top_up=OuterRef("pk"), status__in=OPEN_ATTEMPTS)
    idle = overdue.filter(~Exists(paying)).order_by("due_at")
    return list(idle.values_list("pk", flat=True)[:limit])


def legs_to_advance(at: datetime) -> QuerySet[RefundLeg]:
    return RefundLeg.objects.filter(next_step_at__lte=at).order_by("next_step_at")
