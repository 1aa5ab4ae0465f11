from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only
from orders.lifecycle import OrderStatus


class OrderTransition(models.Model):
    """The log: one row for birth and for each move, append-only, ids and facts but no names."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="transitions")
    version = models.PositiveIntegerField()  # the order's, after this move
    name = models.CharField(_("transition"), max_length=20)
    source = models.CharField(_("from"), max_length=20, choices=OrderStatus, blank=True)
    target = models.CharField(_("to"), max_length=20, choices=OrderStatus)
    actor = models.CharField(_("by"), max_length=60)
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="transition_per_version")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"


class TimelineEntry(models.Model):
    """One line of the order's story: payments, parcels, refunds, tickets, moves."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(_("what"), max_length=60)  # "order.pay", "payment.opened", …
    facts = models.JSONField(_("facts"), default=dict)
    actor = models.CharField(_("by"), max_length=60)
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        indexes = [models.Index(fields=["order", "-id"], name="timeline_of_order")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.kind
