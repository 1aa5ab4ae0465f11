import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.status import GuardedStatusQuerySet
from core.triggers import append_only
from payments import lifecycle
from payments.lifecycle import Destination, LegStatus, RefundKind, RefundLineKind


class Refund(models.Model):
    """Money that goes back, and why: the sum of its lines, and of its legs. Done when all have
    arrived; one of goods that cost nothing is done at once.

    A return of a payment has nothing to do with the order's goods or state: the money
    came too late, twice, or in another amount. A top-up knows no other.
    """

    number = models.CharField(_("number"), max_length=32, unique=True)
    order = models.ForeignKey(
        "orders.Order",
        null=True,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    top_up = models.ForeignKey(
        "payments.TopUp",
        null=True,
        verbose_name=_("top-up"),
        on_delete=models.PROTECT,
        related_name="refunds",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RefundKind)
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"), default=0)
    destination = models.CharField(
        _("to"), max_length=10, choices=Destination, default=Destination.ORIGINAL
    )
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("by"), max_length=60)
    requested_at = models.DateTimeField(_("requested at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        permissions = [
            ("request_refund", _("Can refund orders")),
            ("grant_goodwill", _("Can refund more than the goods are worth, out of goodwill")),
            ("reroute_refund", _("Can pay a stuck refund to the member's balance")),
        ]
        constraints = [
            models.CheckConstraint(name="refund_amount", condition=Q(amount__gte=0, points__gte=0)),
            models.CheckConstraint(
                name="refund_belongs_to_one_thing",
                condition=Q(order__isnull=False, top_up=None)
                | Q(order=None, top_up__isnull=False, kind=RefundKind.RETURN_OF_PAYMENT),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="refund_identity",
                fields=["number", "order", "top_up", "kind", "amount", "points", "destination"],
            ),
            pgtrigger.Protect(name="refund_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


# Kinds whose rows take something off what goes back.
_TAKING = [RefundLineKind.UNDERCUT.value, RefundLineKind.POINTS.value]


class RefundLine(models.Model):
    """What a refund gives back of one line of the order, or (no line) of its shipping fee."""

    refund = models.ForeignKey(
        Refund, verbose_name=_("refund"), on_delete=models.PROTECT, related_name="lines"
    )
    kind = models.CharField(_("for"), max_length=10, choices=RefundLineKind)
    line = models.ForeignKey(
        "orders.OrderLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("line"),
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"), default=0)

    class Meta:
        verbose_name = _("refund line")
        verbose_name_plural = _("refund lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "kind", "line"], nulls_distinct=False, name="refund_line_once"
            ),
            models.CheckConstraint(
                name="refund_line_gives_something",
                condition=Q(kind=RefundLineKind.GOODS, line__isnull=False, quantity__gt=0)
                | Q(kind=RefundLineKind.SHIPPING, line=None, quantity=0)
                | Q(kind=RefundLineKind.GOODWILL, quantity=0)
                | Q(kind__in=_TAKING, line__isnull=False, quantity=0, points=0),
            ),
            models.CheckConstraint(
                name="refund_line_some_kinds_take",
                condition=Q(amount__gte=0, points__gte=0) | Q(kind__in=_TAKING),
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class RefundBlock(models.Model):
    """Something that an app above does before a provider is called. Balance is not held back."""

    refund = models.ForeignKey(
        Refund, verbose_name=_("refund"), on_delete=models.PROTECT, related_name="blocks"
    )
    kind = models.CharField(_("kind"), max_length=20)
    reference = models.CharField(_("reference"), max_length=64)
    placed_at = models.DateTimeField(_("placed at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("refund block")
        verbose_name_plural = _("refund blocks")
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "kind", "reference"],
                condition=Q(lifted_at=None),
                name="refund_block_open_once",
            ),
            models.CheckConstraint(
                name="refund_block_lifted_after_placing",
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("placed_at")),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="refund_block_identity", fields=["refund", "kind", "reference", "placed_at"]
            ),
            pgtrigger.Protect(name="refund_block_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class RefundLeg(models.Model):
    """The part of a refund that goes back one way, under one number that never refunds twice.

    ``tender`` is what it gives back of the order's payment (none for the return of a payment),
    ``method`` the way, and ``payment`` the payment at the provider that it goes back along (none
    inside the shop). The payment has the amount reserved from the moment the leg exists; a leg
    that was given up lets go of it, and another leg takes its place. The tender's share stays
    reserved: the refund owes it, whichever way it goes.
    """

    refund = models.ForeignKey(
        Refund, verbose_name=_("refund"), on_delete=models.PROTECT, related_name="legs"
    )
    tender = models.ForeignKey(
        "payments.Tender",
        null=True,
        on_delete=models.PROTECT,
        related_name="refund_legs",
        verbose_name=_("tender"),
    )
    payment = models.ForeignKey(
        "payments.ProviderPayment",
        null=True,
        on_delete=models.PROTECT,
        related_name="refund_legs",
        verbose_name=_("payment at a provider"),
    )
    method = models.CharField(_("way"), max_length=20)
    out_refund_no = models.CharField(_("number"), max_length=64, unique=True)
    amount = models.BigIntegerField(_("amount"))
    points = models.BigIntegerField(_("points"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=LegStatus, default=LegStatus.CREATED
    )
    provider_refund_id = models.CharField(_("provider's number"), max_length=64, blank=True)
    failure = models.CharField(_("what the provider said"), max_length=200, blank=True)
    entry = models.OneToOneField(
        "ledger.Entry",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("journal entry"),
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)  # to be sent, or asked after
    created_at = models.DateTimeField(_("created at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = GuardedStatusQuerySet["RefundLeg"].as_manager()

    class Meta:
        verbose_name = _("refund leg")
        verbose_name_plural = _("refund legs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="leg_gives_something",
                condition=Q(amount__gt=0, points__gte=0) | Q(amount=0, points__gt=0, payment=None),
            ),
            models.CheckConstraint(
                name="leg_goes_back_somewhere",
                condition=Q(tender__isnull=False) | Q(payment__isnull=False),
            ),
            models.CheckConstraint(
                name="leg_succeeded_is_booked",
                condition=Q(status=LegStatus.SUCCEEDED, entry__isnull=False)
                | (~Q(status=LegStatus.SUCCEEDED) & Q(entry=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                name="refund_leg_due",
                condition=Q(next_step_at__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="leg_status_fsm",
                field="status",
                transitions=lifecycle.pairs(lifecycle.LEG_MOVES),
            ),
            # A retry uses the same number for the same thing: that is what makes it safe.
            pgtrigger.ReadOnly(
                name="leg_identity",
                fields=[
                    "refund",
                    "tender",
                    "payment",
                    "method",
                    "out_refund_no",
                    "amount",
                    "points",
                ],
            ),
            pgtrigger.Protect(name="leg_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.out_refund_no
