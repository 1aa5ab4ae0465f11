from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, transition

from core.status import GuardedStatus, GuardedStatusQuerySet, status_triggers
from marketing.deals import DealKind
from orders import lifecycle
from orders.lifecycle import InstalmentStatus, OrderStatus, Transition
from orders.rules import RETURN_UNDERCUTS, Undercut
from products.sourcing import Reason


class EntryPoint(models.TextChoices):
    """Where the order came from. It shapes how lines are built; the path from there is one."""

    CART = "cart", _("cart")
    BUY_NOW = "buy_now", _("buy now")
    FLASH_SALE = "flash_sale", _("flash sale")
    GROUP_BUY = "group_buy", _("group buy")
    POINTS = "points", _("points mall")
    COUPON = "coupon", _("exchange code")


_ENTRY_POINTS = {
    None: EntryPoint.BUY_NOW,
    DealKind.FLASH_SALE: EntryPoint.FLASH_SALE,
    DealKind.GROUP_BUY: EntryPoint.GROUP_BUY,
    DealKind.PRESALE: EntryPoint.BUY_NOW,
    DealKind.POINTS: EntryPoint.POINTS,
    DealKind.EXCHANGE: EntryPoint.COUPON,
}


def entry_point_of(deal: DealKind | None) -> EntryPoint:
    """By which door an order comes that is made under this kind of deal, not through the cart."""
    return _ENTRY_POINTS[deal]


class AfterSalesStatus(models.TextChoices):
    NONE = "none", _("none")
    OPEN = "open", _("after-sales open")
    PARTIALLY_REFUNDED = "partially_refunded", _("partially refunded")


class OrderQuerySet(GuardedStatusQuerySet["Order"]):
    """``locked()`` takes the order's lock: the mutex of all that belongs to the order."""

    def with_guarded(self) -> Self:
        """With what the guards of transitions look at, in a fixed number of queries."""
        return self.prefetch_related("instalments", "lines", "blocks")


def _table(row: Transition) -> dict[str, Any]:
    """django_fsm's arguments for a row of the lifecycle table."""

    def allows(guard: lifecycle.Guard) -> Any:
        return lambda order: guard(order) is None

    return {
        "source": list(row.sources),
        "target": row.target,
        "conditions": [allows(guard) for guard in row.guards],
    }


class Order(GuardedStatus):
    """One order, whatever its entry point. Public by ``number``; lines and sums are frozen at
    placement. Every figure is a sum of rows: paid and refunded are asked of their rows."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="+"
    )
    entry_point = models.CharField(_("entry point"), max_length=12, choices=EntryPoint)
    status = FSMField(
        _("status"), default=OrderStatus.PENDING_PAYMENT, choices=OrderStatus, protected=True
    )
    after_sales_status = models.CharField(
        _("after-sales"), max_length=20, choices=AfterSalesStatus, default=AfterSalesStatus.NONE
    )
    refunding_from = models.CharField(max_length=20, blank=True, choices=OrderStatus)

    # The kind of deal that it was made under and the public id of that deal; empty without one.
    deal_kind = models.CharField(_("deal"), max_length=12, choices=DealKind, blank=True)
    deal_reference = models.CharField(max_length=40, blank=True)

    goods_amount = models.BigIntegerField(_("goods"))
    shipping_amount = models.BigIntegerField(_("shipping fee"))
    discount_amount = models.BigIntegerField(_("reductions"), default=0)
    payable_amount = models.BigIntegerField(_("total"))
    payable_points = models.BigIntegerField(_("points due"), default=0)
    # Of the total, how much may be paid in points.
    points_cap_amount = models.BigIntegerField(default=0)

    # By the rule in force at placement: it is part of what the shopper agreed to.
    undercut = models.CharField(
        _("returns below a threshold"),
        max_length=10,
        choices=RETURN_UNDERCUTS.choices,
        default=Undercut.KEEP.value,
    )

    recipient_name = models.CharField(_("recipient"), max_length=60)
    recipient_phone = models.CharField(_("phone"), max_length=20)
    region_code = models.CharField(_("region"), max_length=6)
    address_detail = models.CharField(_("address"), max_length=200)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    sourcing_reason = models.CharField(
        _("why these warehouses"), max_length=20, blank=True, choices=Reason
    )

    placed_at = models.DateTimeField(_("placed at"))
    paid_at = models.DateTimeField(_("paid at"), null=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    completed_at = models.DateTimeField(_("completed at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_reason = models.CharField(_("reason"), max_length=200, blank=True)

    # A clock: when it started, when it is due, and what is left of it while a block stops it.
    payment_started_at = models.DateTimeField(null=True)
    payment_due_at = models.DateTimeField(_("to be paid by"), null=True)
    auto_receive_started_at = models.DateTimeField(null=True)
    auto_receive_at = models.DateTimeField(_("received automatically at"), null=True)
    auto_receive_left = models.DurationField(null=True)
    auto_complete_started_at = models.DateTimeField(null=True)
    auto_complete_at = models.DateTimeField(_("completes at"), null=True)
    auto_complete_left = models.DurationField(null=True)
    receipt_extended_at = models.DateTimeField(null=True)
    receipt_extended_by = models.DurationField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [
            ("cancel_order", _("Can cancel unpaid orders")),
            ("enter_order", _("Can enter orders for members")),
            ("change_price", _("Can lower the price of unpaid orders")),
            ("view_recipient", _("Can see names and phones of recipients")),
        ]
        constraints = [
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=models.Q(
                    payable_amount=models.F("goods_amount")
                    + models.F("shipping_amount")
                    - models.F("discount_amount")
                ),
            ),
            models.CheckConstraint(
                name="order_amounts_not_negative",
                condition=models.Q(
                    goods_amount__gte=0,
                    shipping_amount__gte=0,
                    discount_amount__gte=0,
                    payable_amount__gte=0,
                    payable_points__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="order_points_cap",
                condition=models.Q(
                    points_cap_amount__gte=0, points_cap_amount__lte=models.F("payable_amount")
                ),
            ),
            models.CheckConstraint(
                name="order_deal_has_both_names",
                condition=models.Q(deal_kind="", deal_reference="")
                | ~models.Q(deal_kind="") & ~models.Q(deal_reference=""),
            ),
            models.CheckConstraint(
                name="order_refunding_knows_its_source",
                condition=~models.Q(status=OrderStatus.REFUNDING) | ~models.Q(refunding_from=""),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="order_of_member"),
            models.Index(fields=["status", "-id"], name="order_by_status"),
            models.Index(fields=["recipient_phone", "-id"], name="order_by_recipient_phone"),
            models.Index(
                fields=["payment_due_at"],
                name="order_payment_due",
                condition=models.Q(status=OrderStatus.PENDING_PAYMENT),
            ),
            models.Index(
                fields=["auto_receive_at"],
                name="order_receive_due",
                condition=models.Q(status=OrderStatus.SHIPPED),
            ),
            models.Index(
                fields=["auto_complete_at"],
                name="order_complete_due",
                condition=models.Q(status=OrderStatus.RECEIVED),
            ),
        ]
        triggers = status_triggers(
            moves=lifecycle.legal_moves(), log_table="orders_ordertransition", owner="order_id"
        )

    def __str__(self) -> str:
        return self.number

    def knows(self, **rows: Iterable[models.Model]) -> None:
        """Take the rows that were just written for it, so that nothing reads them back."""
        for name, known in rows.items():
            queryset = getattr(self, name).all()
            queryset._result_cache = list(known)
            self.__dict__.setdefault("_prefetched_objects_cache", {})[name] = queryset

    @property
    def is_to_be_paid(self) -> bool:
        return bool(self.payable_amount or self.payable_points)

    @property
    def shipping_payable_amount(self) -> int:
        """The fee less what reduced it."""
        off = sum(row.amount for row in self.discounts.all() if row.line_id is None)
        return self.shipping_amount - off

    @property
    def open_blocks(self) -> list[Any]:
        return [block for block in self.blocks.all() if block.lifted_at is None]

    @property
    def is_deposit_paid(self) -> bool:
        """Something was paid and something is still to be: it can be forfeited, not cancelled."""
        captured = (i.status == InstalmentStatus.CAPTURED for i in self.instalments.all())
        return self.status == OrderStatus.PENDING_PAYMENT and any(captured)

    @property
    def waits_for_balance(self) -> bool:
        """The same, by its clock alone: that of a second instalment starts after placement."""
        later = self.payment_started_at is not None and self.payment_started_at > self.placed_at
        return self.status == OrderStatus.PENDING_PAYMENT and later

    @property
    def awaits_stock(self) -> bool:
        """Its deal takes stock when all is paid, and it has got none yet."""
        late = self.deal_kind != "" and DealKind(self.deal_kind).takes_stock_when_paid
        return late and self.sourcing_reason == ""

    @property
    def is_out_of_stock(self) -> bool:
        """Paid in full, and its goods could not be had."""
        return self.status == OrderStatus.PAID and self.awaits_stock

    def is_payable(self, at: datetime) -> bool:
        """The time to pay what is next has come, and is not over."""
        opens_at = self.payment_started_at
        return (opens_at is None or opens_at <= at) and not self.is_overdue(at)

    def is_balance_open(self, at: datetime) -> bool:
        """A second instalment is to be paid, and its time has come."""
        return self.waits_for_balance and self.is_payable(at)

    def is_overdue(self, at: datetime) -> bool:
        """Unpaid past its time, whether or not the sweep has come by."""
        return bool(
            self.status == OrderStatus.PENDING_PAYMENT
            and self.payment_due_at
            and self.payment_due_at <= at
        )

    def can_extend_receipt(self, at: datetime) -> bool:
        """Once, while its clock runs."""
        running = self.auto_receive_at is not None and at < self.auto_receive_at
        return running and self.receipt_extended_at is None

    # The transitions, for django_fsm. No side effects: state_machine.move saves and logs.

    @transition(status, **_table(lifecycle.PAY))
    def pay(self) -> None:
        """Everything that was due has been captured."""

    @transition(status, **_table(lifecycle.FULFIL))
    def fulfil(self) -> None:
        """Nothing holds it back: to the warehouse, the counter or the voucher."""

    @transition(status, **_table(lifecycle.SHIP))
    def ship(self) -> None:
        """Nothing is left to ship."""

    @transition(status, **_table(lifecycle.REDEEM))
    def redeem(self) -> None:
        """Handed over at a store, or the last use of a voucher."""

    @transition(status, **_table(lifecycle.RECEIVE))
    def receive(self) -> None:
        """Confirmed by the shopper, or by rule."""

    @transition(status, **_table(lifecycle.COMPLETE))
    def complete(self) -> None:
        """The after-sales window is over."""

    @transition(status, **_table(lifecycle.CLOSE))
    def close(self) -> None:
        """Never paid, or cancelled before."""

    @transition(status, **_table(lifecycle.REVIVE))
    def revive(self) -> None:
        """Paid late, and everything could be taken again."""

    @transition(status, **_table(lifecycle.REOPEN))
    def reopen(self) -> None:
        """Its deposit was paid late, and everything could be taken again: the rest is due."""

    @transition(status, **_table(lifecycle.FORFEIT))
    def forfeit(self) -> None:
        """The balance window is over: the deposit stays with the shop."""

    @transition(status, **_table(lifecycle.START_REFUND))
    def start_refund(self) -> None:
        """All that is left is being refunded."""

    @transition(status, **_table(lifecycle.FINISH_REFUND))
    def finish_refund(self) -> None:
        """All of it has arrived."""

    @transition(
        status,
        source=list(lifecycle.ABORT_REFUND.sources),
        target=GET_STATE(
            lambda order: order.refunding_from, states=list(lifecycle.ABORT_REFUND.targets)
        ),
    )
    def abort_refund(self) -> None:
        """Back to where the refund started: no money and no stock has moved."""
