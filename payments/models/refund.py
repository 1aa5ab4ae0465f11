import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.status import GuardedStatusQuerySet
from payments import lifecycle
from payments.lifecycle import LegStatus, RefundKind


class Refund(models.Model):
    """Money that goes back, and why. Done when all its legs are.

    A return of a payment has nothing to do with the order's goods or state: the money
    came too late, twice, or in another amount.
    """

    number = models.CharField(_("number"), max_length=32, unique=True)
    order = models.ForeignKey(
        "orders.Order", verbose_name=_("order"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RefundKind)
    amount = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.CharField(_("by"), max_length=60)
    requested_at = models.DateTimeField(_("requested at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        permissions = [("request_refund", _("Can refund orders"))]
        constraints = [models.CheckConstraint(name="refund_amount", condition=Q(amount__gt=0))]
        triggers = [
            pgtrigger.ReadOnly(
                name="refund_identity", fields=["number", "order", "kind", "amount"]
            ),
            pgtrigger.Protect(name="refund_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class RefundLeg(models.Model):
    """The part of a refund that goes back one way, under one number that never refunds twice.

    ``tender`` is what it gives back of the order's payment (none for the return of a
    payment), ``payment`` the payment at the provider that it goes back along (none for an
    internal tender). Both have the amount reserved from the moment the leg exists. A leg
    that the provider closed lets go of it, and another leg may take its place.
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
    out_refund_no = models.CharField(_("number"), max_length=64, unique=True)
    amount = models.BigIntegerField(_("amount"))
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
            models.CheckConstraint(name="leg_amount", condition=Q(amount__gt=0)),
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
                fields=["refund", "tender", "payment", "out_refund_no", "amount"],
            ),
            pgtrigger.Protect(name="leg_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.out_refund_no
