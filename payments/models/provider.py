"""What providers tell us: each payment that reached us, each call they made."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.status import GuardedStatusQuerySet
from core.triggers import append_only
from payments import lifecycle
from payments.lifecycle import Disposition


class ProviderPaymentQuerySet(GuardedStatusQuerySet["ProviderPayment"]):
    guarded_field = "disposition"


class ProviderPayment(models.Model):
    """Every fen received at a provider, once, by the provider's own number for it.

    The ``entry`` books it, whatever became of it: clearing at the provider against the
    order's funds, late payments or suspense.
    """

    channel = models.CharField(_("channel"), max_length=20)
    transaction_id = models.CharField(_("provider's number"), max_length=64)
    attempt = models.ForeignKey(
        "payments.Attempt",
        verbose_name=_("attempt"),
        on_delete=models.PROTECT,
        related_name="payments",
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    disposition = models.CharField(_("what became of it"), max_length=12, choices=Disposition)
    refunded_amount = models.BigIntegerField(_("refunded"), default=0)
    entry = models.OneToOneField(
        "ledger.Entry",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("journal entry"),
    )
    paid_at = models.DateTimeField(_("paid at"))
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = ProviderPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment at a provider")
        verbose_name_plural = _("payments at providers")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "transaction_id"], name="payment_once_per_transaction"
            ),
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(disposition=Disposition.CAPTURED),
                name="payment_captures_an_attempt_once",
            ),
            models.CheckConstraint(name="payment_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_refunded_within_amount",
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("amount")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="payment_disposition_fsm",
                field="disposition",
                transitions=lifecycle.pairs(lifecycle.DISPOSITION_MOVES),
            ),
            # A figure that was not confirmed may be corrected; no other ever is.
            pgtrigger.Protect(
                name="payment_figure_stands",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__disposition=Disposition.SUSPENSE)
                & (
                    pgtrigger.Q(old__amount__df=pgtrigger.F("new__amount"))
                    | pgtrigger.Q(old__entry__df=pgtrigger.F("new__entry"))
                ),
            ),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.transaction_id


class Notification(models.Model):
    """A provider's call to us, kept in the transaction of its effect: stored is processed."""

    channel = models.CharField(_("channel"), max_length=20)
    event_id = models.CharField(_("provider's number"), max_length=64)
    kind = models.CharField(_("kind"), max_length=60)
    facts = models.JSONField(_("what it said"), default=dict)  # without personal data
    outcome = models.CharField(_("what became of it"), max_length=20)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_id"], name="notification_once")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.event_id
